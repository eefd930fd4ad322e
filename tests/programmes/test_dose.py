"""Dose: what a therapist types is understood, kept with its units, and said back."""

import csv
import time
from decimal import Decimal
from itertools import pairwise
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from programmes.dose import (
    COLUMNS,
    LIMITS,
    Dose,
    DoseError,
    Range,
    check,
    parse,
    short,
    understood,
    warnings,
    words,
    words_brief,
)
from programmes.dose.shape import ASSISTS, BANDS, INTENSITIES, SIDES
from programmes.dose.vocabulary import EXAMPLE, NAMED, PLAIN, REFUSED, UNITS

DESIGNED_LIBRARY = Path(__file__).parents[3] / "shared" / "design" / "library" / "exercises.csv"

TEMPO = "lowering for 3 seconds, pausing for 1, lifting for 1"

# as typed, as printed short, as said to the patient
ACCEPTED = [
    # Sets and reps
    ("3x10", "3x10", "3 sets of 10"),
    ("3 x 10", "3x10", "3 sets of 10"),
    ("3X10", "3x10", "3 sets of 10"),
    ("3×10", "3x10", "3 sets of 10"),
    ("3*10", "3x10", "3 sets of 10"),
    ("３x１０", "3x10", "3 sets of 10"),
    ("3 sets of 10", "3x10", "3 sets of 10"),
    ("3 sets x 10 reps", "3x10", "3 sets of 10"),
    ("3 sets, 10 reps", "3x10", "3 sets of 10"),
    ("10 reps x 3 sets", "3x10", "3 sets of 10"),
    ("10 reps", "10 reps", "10 times"),
    ("5 times", "5 reps", "5 times"),
    ("1x8", "1x8", "8 times"),
    ("1x1", "1x1", "once"),
    ("2x1", "2x1", "2 sets of 1"),
    ("2-3x8-10", "2-3x8-10", "2 to 3 sets of 8 to 10"),
    ("3 x 8–10", "3x8-10", "3 sets of 8 to 10"),
    ("3 x 8 to 10", "3x8-10", "3 sets of 8 to 10"),
    (
        "3 x 8-10/side @12kg tempo 3-1-1 rest 60 rpe 6",
        "3x8-10/side @12kg tempo 3-1-1-0 rest 60s effort 6",
        f"3 sets of 8 to 10 on each side, with 12 kg, {TEMPO}; rest 60 seconds between sets; effort about 6 out of 10",
    ),
    (
        "rpe 6, rest 60, tempo 3-1-1, @12kg, 3 x 8-10 /side",
        "3x8-10/side @12kg tempo 3-1-1-0 rest 60s effort 6",
        f"3 sets of 8 to 10 on each side, with 12 kg, {TEMPO}; rest 60 seconds between sets; effort about 6 out of 10",
    ),
    # Sides
    ("3x10 each side", "3x10/side", "3 sets of 10 on each side"),
    ("3x10 e/s", "3x10/side", "3 sets of 10 on each side"),
    ("3x10 per leg", "3x10/side", "3 sets of 10 on each side"),
    ("3x10 L", "3x10 left", "3 sets of 10 on the left side"),
    ("3x10 right arm only", "3x10 right", "3 sets of 10 on the right side"),
    ("2 x 6 each side (3 s hold)", "2x6/side hold 3s", "2 sets of 6 on each side, holding for 3 seconds each time"),
    # Timed sets
    ("3x20-30s/side", "3x20-30s/side", "3 sets of 20 to 30 seconds on each side"),
    ("3x30s", "3x30s", "3 sets of 30 seconds"),
    ("3x30s hold", "3x30s", "3 sets of 30 seconds"),
    ("30s x 3", "3x30s", "3 sets of 30 seconds"),
    ("3x1min", "3x60s", "3 sets of 60 seconds"),
    ("3x1:30", "3x90s", "3 sets of 90 seconds"),
    ("1:30", "90s", "90 seconds"),
    ("3x5min", "3x5min", "3 sets of 5 minutes"),
    ("30s", "30s", "30 seconds"),
    # Holds
    ("2x10 hold 5s", "2x10 hold 5s", "2 sets of 10, holding for 5 seconds each time"),
    ("2x10 hold 5", "2x10 hold 5s", "2 sets of 10, holding for 5 seconds each time"),
    ("2 x 10 x 5 s", "2x10 hold 5s", "2 sets of 10, holding for 5 seconds each time"),
    ("2x5 1 min hold", "2x5 hold 60s", "2 sets of 5, holding for 60 seconds each time"),
    ("10 reps x 5 s", "10 reps hold 5s", "10 times, holding for 5 seconds each time"),
    (
        "3 x 5 x 8-10 s each side",
        "3x5/side hold 8-10s",
        "3 sets of 5 on each side, holding for 8 to 10 seconds each time",
    ),
    # Distances
    ("3x20m", "3x20m", "3 sets of 20 metres"),
    ("3x20m @2x8kg", "3x20m @2x8kg", "3 sets of 20 metres, with 8 kg in each hand"),
    ("3 x 5-10 m", "3x5-10m", "3 sets of 5 to 10 metres"),
    ("20m", "20m", "20 metres"),
    ("1km", "1000m", "1000 metres"),
    # Minutes and pace
    ("20min easy", "20min easy", "20 minutes at an easy pace, able to chat"),
    ("20-30 min", "20-30min", "20 to 30 minutes"),
    ("1 min", "1min", "1 minute"),
    ("1.5 min", "1.5min", "1.5 minutes"),
    ("1 hour moderate pace", "60min moderate", "60 minutes at a moderate pace, able to talk but not sing"),
    ("20 min hard", "20min hard", "20 minutes at a hard pace, able to say only a few words"),
    # Times a day
    ("20 min x 2/day", "20min 2/day", "20 minutes, twice a day"),
    (
        "5-10 min, 2-3 a day, E 2-3",
        "5-10min effort 2-3 2-3/day",
        "5 to 10 minutes, 2 to 3 times a day; effort 2 to 3 out of 10",
    ),
    ("10 min twice a day", "10min 2/day", "10 minutes, twice a day"),
    ("10 min tds", "10min 3/day", "10 minutes, 3 times a day"),
    ("3x10 daily", "3x10 1/day", "3 sets of 10, once a day"),
    # Loads
    ("3x10 @12.5kg", "3x10 @12.5kg", "3 sets of 10, with 12.5 kg"),
    ("3x10 12kg", "3x10 @12kg", "3 sets of 10, with 12 kg"),
    ("3x10x20kg", "3x10 @20kg", "3 sets of 10, with 20 kg"),
    ("3x10 @25lb", "3x10 @25lb", "3 sets of 10, with 25 lb"),
    ("3x10 @2x7.5lbs", "3x10 @2x7.5lb", "3 sets of 10, with 7.5 lb in each hand"),
    ("3x10 @8kg in each hand", "3x10 @2x8kg", "3 sets of 10, with 8 kg in each hand"),
    ("3x10 2x8kg", "3x10 @2x8kg", "3 sets of 10, with 8 kg in each hand"),
    ("3x10 weight: 12 kg", "3x10 @12kg", "3 sets of 10, with 12 kg"),
    ("3x10 @0kg", "3x10 @0kg", "3 sets of 10, with no added weight"),
    ("3x10 bodyweight", "3x10", "3 sets of 10"),
    # Bands, percentages and help
    ("3x10 red band", "3x10 red band", "3 sets of 10, with a red band"),
    ("3x10 GREEN", "3x10 green band", "3 sets of 10, with a green band"),
    ("3x10 @4kg band: silver", "3x10 @4kg silver band", "3 sets of 10, with 4 kg and a silver band"),
    ("3x10 60 %", "3x10 60% 1RM", "3 sets of 10, at 60% of the most you could lift once"),
    ("3x10 70% 1RM", "3x10 70% 1RM", "3 sets of 10, at 70% of the most you could lift once"),
    ("3x10 @70% of 1RM", "3x10 70% 1RM", "3 sets of 10, at 70% of the most you could lift once"),
    ("3x10 hands", "3x10 assist hands", "3 sets of 10, using your hands to help"),
    ("3x10 holding a rail", "3x10 assist rail", "3 sets of 10, holding a rail"),
    ("10min in the pool", "10min assist pool", "10 minutes, in the pool"),
    # Tempo
    ("3x10 tempo 3110", "3x10 tempo 3-1-1-0", f"3 sets of 10, {TEMPO}"),
    ("3x10 tempo 31x0", "3x10 tempo 3-1-X-0", "3 sets of 10, lowering for 3 seconds, pausing for 1, lifting fast"),
    (
        "3 x 8-10, 3-1-1-0, E 5-7",
        "3x8-10 tempo 3-1-1-0 effort 5-7",
        f"3 sets of 8 to 10, {TEMPO}; effort 5 to 7 out of 10",
    ),
    (
        "3x10 tempo 2-0-X-1",
        "3x10 tempo 2-0-X-1",
        "3 sets of 10, lowering for 2 seconds, lifting fast, pausing at the top for 1",
    ),
    ("3x10 tempo 0-0-1-10", "3x10 tempo 0-0-1-10", "3 sets of 10, lifting for 1 second, pausing at the top for 10"),
    ("3x30s tempo 2-0-2-0", "3x30s tempo 2-0-2-0", "3 sets of 30 seconds, lowering for 2 seconds, lifting for 2"),
    # Rest
    ("3x10 rest 60", "3x10 rest 60s", "3 sets of 10; rest 60 seconds between sets"),
    ("3x10 rest 1-2 min between sets", "3x10 rest 60-120s", "3 sets of 10; rest 60 to 120 seconds between sets"),
    ("3x10, 60s rest", "3x10 rest 60s", "3 sets of 10; rest 60 seconds between sets"),
    ("3x10 no rest", "3x10 rest 0s", "3 sets of 10; no rest between sets"),
    ("3x10 rest 2 min", "3x10 rest 120s", "3 sets of 10; rest 2 minutes between sets"),
    ("1x10 rest 30s", "1x10 rest 30s", "10 times; rest 30 seconds afterwards"),
    # Effort and reserve
    ("3x10 RPE 5½", "3x10 effort 5.5", "3 sets of 10; effort about 5.5 out of 10"),
    ("3x10 effort 5-6", "3x10 effort 5-6", "3 sets of 10; effort 5 to 6 out of 10"),
    ("3x10 E3-5", "3x10 effort 3-5", "3 sets of 10; effort 3 to 5 out of 10"),
    ("3x10 6/10", "3x10 effort 6", "3 sets of 10; effort about 6 out of 10"),
    ("3x10 effort 6 out of 10", "3x10 effort 6", "3 sets of 10; effort about 6 out of 10"),
    ("3x10 RIR 2-3", "3x10 RIR 2-3", "3 sets of 10; stop each set when you could still do 2 to 3 more"),
    ("3x10 2 RIR", "3x10 RIR 2", "3 sets of 10; stop each set when you could still do 2 more"),
    ("3x10 RIR 0", "3x10 RIR 0", "3 sets of 10; stop each set when you could not do one more"),
    ("3x10 - each side", "3x10/side", "3 sets of 10 on each side"),
    # Activities
    ("once", "1x1", "once"),
    ("once per session", "1x1", "once"),
    ("3-5 time(s) per session", "1x3-5", "3 to 5 times"),
]

# as typed, the part that is named
REFUSED_TEXTS = [
    ("", ""),
    ("   ", ""),
    ("rest 60", "rest 60"),
    ("red band", "red band"),
    ("3 sets", "3 sets"),
    ("3x", "3x"),
    ("3x each side", "3x"),
    ("x10", "x10"),
    ("10", "10"),
    ("3x10x2", "3x10x2"),
    ("3x8kg", "3x8kg"),
    ("3x10 @8", "@8"),
    ("3x10 @", "@"),
    ("3x10 @-5kg", "-5"),
    ("3x-10", "-10"),
    ("3x8-10-12", "-12"),
    ("3x10-8", "10-8"),
    ("0x10", "0"),
    ("3x0", "0"),
    ("11x10", "11"),
    ("3x101", "101"),
    ("3x10.5", "10.5"),
    ("3x4s", "4s"),
    ("2x5 hold 301s", "hold 301s"),
    ("3x10 rest 601", "rest 601"),
    ("3x10 rpe 11", "rpe 11"),
    ("3x10 rpe 5.3", "rpe 5.3"),
    ("3x10 @401kg", "401kg"),
    ("3x10 @1.0005kg", "1.0005kg"),
    ("3x10 9% 1RM", "9% 1RM"),
    ("241 min", "241 min"),
    ("1.25 min", "1.25 min"),
    ("3x1001m", "1001m"),
    ("20 min 11/day", "11/day"),
    ("20 min 0/day", "0/day"),
    ("3x10 @8-10kg", "8-10kg"),
    ("3x10 60-70%", "60-70%"),
    ("3x10 tempo 3-1", "tempo 3-1"),
    ("3x10 tempo", "tempo"),
    ("3x10 tempo 3-1-1-0-2", "tempo 3-1-1-0-2"),
    ("3x10 tempo 16-0-0-0", "tempo 16-0-0-0"),
    ("3x10 tempo 0-0-0-0", "tempo 0-0-0-0"),
    ("20 min tempo 3-1-1", "tempo 3-1-1"),
    ("3x20m hold 5s", "hold 5s"),
    ("20min hold 5s", "hold 5s"),
    ("hold 30s", "hold 30s"),
    ("3x10 20min", "20min"),
    ("3x20m 30s", "20m"),
    ("3 sets 20min", "3 sets"),
    ("3x10 rest 60 rest 30", "rest 30"),
    ("3x10 each side left", "left"),
    ("3x10 @8kg @9kg", "9kg"),
    ("3x10 red band blue band", "blue band"),
    ("3x10 each hand", "each hand"),
    ("3x10 rest", "rest"),
    ("3x10 rest 60kg", "rest 60kg"),
    ("3x30s-1min", "30s-1min"),
    ("3x10 @2,5kg", "2,5"),
    ("AMRAP", "AMRAP"),
    ("3xAMRAP", "AMRAP"),
    ("3x8 to failure", "to failure"),
    ("3x10 L/R", "L/R"),
    ("3x10 both sides", "both sides"),
    ("3x10 alternating", "alternating"),
    ("3x10 3x/week", "3x/week"),
    ("3x20 ft", "ft"),
    ("3x10 band", "band"),
    ("3x10 purple band", "purple"),
    ("3x10 light", "light"),
    ("brisk 20 min", "brisk"),
    ("3x٣", "3x"),
    ("3x10 <script>", "<"),
    ("99999999999x10", "99999999999"),
    ("3x10 💪", "💪"),
    ("3x10 " + "x" * 300, "3x10 " + "x" * 34 + "…"),
]

# Every shape of default_dose in the exercise library.
LIBRARY_SHAPES = [
    ("1 x 3 each side", "1x3/side"),
    ("1-3 min", "1-3min"),
    ("10-15 min", "10-15min"),
    ("2 x 10", "2x10"),
    ("2 x 10 x 5 s", "2x10 hold 5s"),
    ("2 x 12-15", "2x12-15"),
    ("2 x 30 s each side", "2x30s/side"),
    ("2 x 30-45 s", "2x30-45s"),
    ("2 x 6 each side (3 s hold)", "2x6/side hold 3s"),
    ("3 x 10-20 s each side", "3x10-20s/side"),
    ("3 x 5 x 8-10 s each side", "3x5/side hold 8-10s"),
    ("3 x 5-10 m", "3x5-10m"),
    ("3 x 6-8 each side", "3x6-8/side"),
    ("3-5 time(s) per session", "1x3-5"),
    ("once per session", "1x1"),
]


def single(number: int | str) -> Range:
    return Range.of(Decimal(number) if isinstance(number, str) else number)


@pytest.mark.parametrize(("typed", "printed", "said"), ACCEPTED)
def test_parse_accepted_text_prints_short_and_in_words(typed: str, printed: str, said: str) -> None:
    dose = parse(typed)

    assert (short(dose), words(dose)) == (printed, said)
    assert parse(printed) == dose


@pytest.mark.parametrize(("typed", "part"), REFUSED_TEXTS)
def test_parse_refused_text_names_the_part(typed: str, part: str) -> None:
    with pytest.raises(DoseError) as refusal:
        parse(typed)

    assert refusal.value.part == part


@pytest.mark.parametrize(("typed", "printed"), LIBRARY_SHAPES)
def test_parse_library_shape_is_understood(typed: str, printed: str) -> None:
    assert short(parse(typed)) == printed


# The typed fields, written out: `short` could otherwise hide a mistake that `parse` makes too.
FIELDS = [
    ("3x10", Dose(sets=single(3), reps=single(10))),
    ("2-3 x 8-10 left", Dose(sets=Range(2, 3), reps=Range(8, 10), side="left")),
    ("3x20-30s/side", Dose(sets=single(3), work_seconds=Range(20, 30), side="each")),
    ("3x2min", Dose(sets=single(3), work_seconds=single(120))),
    ("2x10 hold 5s", Dose(sets=single(2), reps=single(10), hold_seconds=single(5))),
    ("3x5 rest 1-2 min between sets", Dose(sets=single(3), reps=single(5), rest_seconds=Range(60, 120))),
    ("2x5 1 min hold", Dose(sets=single(2), reps=single(5), hold_seconds=single(60))),
    ("20min easy", Dose(minutes=single(20), intensity="easy")),
    ("1.5 h twice a day", Dose(minutes=single(90), times_per_day=single(2))),
    ("0.5km", Dose(distance_m=single(500))),
    (
        "3x20m @2x8kg",
        Dose(sets=single(3), distance_m=single(20), load_kg=Decimal(8), load_count=2, load_unit="kg"),
    ),
    (
        "3x10 @25lb",
        Dose(sets=single(3), reps=single(10), load_kg=Decimal("11.340"), load_count=1, load_unit="lb"),
    ),
    (
        "3x10 red band 70% 1RM assist rail tempo 3-1-x rpe 6.5 RIR 2-3 no rest",
        Dose(
            sets=single(3),
            reps=single(10),
            band="red",
            percent_1rm=70,
            assist="rail",
            tempo="3-1-X-0",
            effort=single("6.5"),
            rir=Range(2, 3),
            rest_seconds=single(0),
        ),
    ),
]


@pytest.mark.parametrize(("typed", "dose"), FIELDS)
def test_parse_fills_the_typed_fields(typed: str, dose: Dose) -> None:
    assert parse(typed) == dose


def test_pounds_are_stored_in_kilograms_to_the_gram() -> None:
    assert parse("3x10 @800lb").load_kg == Decimal("362.874")


def test_parse_text_of_200_characters_is_the_longest() -> None:
    assert parse("3x10".ljust(200)) == parse("3x10")
    with pytest.raises(DoseError, match="at most 200 characters"):
        parse("3x10".ljust(201))


def test_parse_counts_are_ints_and_measures_decimals() -> None:
    columns = parse("3x10 @8kg effort 6").columns()

    assert [type(columns[name]) for name in ("sets_lo", "reps_hi", "effort_lo", "load_kg", "load_count")] == [
        int,
        int,
        Decimal,
        Decimal,
        int,
    ]


def test_parse_whole_library_is_understood() -> None:
    if not DESIGNED_LIBRARY.exists():
        pytest.skip("the design folder does not lie beside this checkout")
    with DESIGNED_LIBRARY.open(newline="") as rows:
        printed = [short(parse(row["default_dose"])) for row in csv.DictReader(rows)]

    assert len(printed) == 137


def test_refusals_tell_the_therapist_what_to_write() -> None:
    def message(typed: str) -> str:
        with pytest.raises(DoseError) as refusal:
            parse(typed)
        return str(refusal.value)

    assert message("3x") == "'3x' needs reps after the x, for example 3x10."
    assert message("3x10 wobble") == f"'wobble' is not understood. A dose looks like {EXAMPLE}."
    assert message("3x10 rest 60 rest 30") == "Rest is given twice, 'rest 60' and 'rest 30': keep one."
    assert message("11x10") == "Sets: write 1 to 10 sets, not '11'."
    assert message("3x10 3x/week") == (
        "Days a week belong to the phase; the dose is for one session. Leave out '3x/week'."
    )


def test_refusal_of_invisible_characters_is_safe_to_show() -> None:
    for hidden in ("\0", "\ud800", "\u202e"):
        with pytest.raises(DoseError) as refusal:
            parse(f"3x10 {hidden}")
        assert refusal.value.part == "\N{REPLACEMENT CHARACTER}"


# Every valid dose


def numbers(field: str) -> st.SearchStrategy[Any]:
    limit = LIMITS[field]
    steps = st.integers(int(limit.lo / limit.step), int(limit.hi / limit.step))
    return steps if limit.step == 1 else steps.map(lambda step: step * limit.step)


def ranges(field: str) -> st.SearchStrategy[Range]:
    return st.lists(numbers(field), min_size=1, max_size=2).map(lambda ends: Range(min(ends), max(ends)))


def maybe(strategy: st.SearchStrategy[Any], nothing: Any = None) -> st.SearchStrategy[Any]:
    return st.just(nothing) | strategy


BEAT = st.sampled_from([*map(str, range(16)), "X"])
TEMPOS = st.lists(BEAT, min_size=4, max_size=4).map("-".join).filter(lambda tempo: tempo != "0-0-0-0")


@st.composite
def doses(draw: st.DrawFn) -> Dose:
    """Any dose that `check` accepts."""
    task = draw(st.sampled_from(["reps", "work_seconds", "distance_m", "minutes"]))
    fields: dict[str, Any] = {task: draw(ranges(task))}
    if task != "minutes":
        fields["sets"] = draw(maybe(ranges("sets")))
    if task == "reps":
        fields["hold_seconds"] = draw(maybe(ranges("hold_seconds")))
    if task in ("reps", "work_seconds"):
        fields["tempo"] = draw(maybe(TEMPOS, ""))
    if draw(st.booleans()):
        fields["load_kg"] = draw(numbers("load_kg"))
        fields["load_count"] = draw(st.sampled_from([1, 2]))
        fields["load_unit"] = draw(st.sampled_from(["kg", "lb"]))
    for field in ("rest_seconds", "effort", "rir", "times_per_day"):
        fields[field] = draw(maybe(ranges(field)))
    for field, choices in {"band": BANDS, "assist": ASSISTS, "side": SIDES, "intensity": INTENSITIES}.items():
        fields[field] = draw(maybe(st.sampled_from(choices), ""))
    return Dose(percent_1rm=draw(maybe(numbers("percent_1rm"))), **fields)


@given(doses())
@settings(deadline=None, max_examples=400)
def test_short_of_any_valid_dose_reads_back_the_same(dose: Dose) -> None:
    check(dose)
    printed = short(dose)

    assert parse(printed) == dose
    assert short(parse(printed)) == printed


@given(doses())
@settings(deadline=None)
def test_columns_of_any_valid_dose_give_it_back(dose: Dose) -> None:
    columns = dose.columns()

    assert tuple(columns) == COLUMNS
    assert Dose.from_columns(columns) == dose
    assert Dose.from_columns(lambda name: columns[name]) == dose


@given(doses())
@settings(deadline=None)
def test_words_of_any_valid_dose_are_whole_phrases(dose: Dose) -> None:
    said = words(dose)

    assert said == " ".join(said.split())
    assert not set(said) & set("@/")
    assert words_brief(dose).split(", ")[0] in said.replace(" on each side", " each side")
    assert all(text for _, text in understood(dose))


@given(st.integers(0, 88000))
@settings(deadline=None)
def test_pounds_are_printed_as_they_were_written(hundredths: int) -> None:
    pounds = f"{Decimal(hundredths) / 100:f}"

    assert short(parse(f"3x10 @{pounds}lb")) == f"3x10 @{pounds}lb"


# Anything at all

FRAGMENTS = st.sampled_from(
    [*PLAIN, *REFUSED, *UNITS, *NAMED, *"0123456789xX@-–:.,/%()", "10", "2.5", " ", " ", " ", "tempo", "1:30", "½", "٣"]
)
DOSE_LIKE = st.lists(FRAGMENTS, max_size=14).map("".join) | st.lists(FRAGMENTS, max_size=14).map(" ".join)


@given(st.text(max_size=220) | DOSE_LIKE)
@settings(deadline=None, max_examples=1500)
def test_parse_of_any_text_is_a_valid_dose_or_a_dose_error(typed: str) -> None:
    dose = parse_or_refusal(typed)

    if isinstance(dose, DoseError):
        assert str(dose).isprintable()
        assert len(dose.part) <= 40
    else:
        check(dose)
        assert parse(short(dose)) == dose
        assert words(dose)


def parse_or_refusal(typed: str) -> Dose | DoseError:
    try:
        return parse(typed)
    except DoseError as refusal:
        return refusal


PIECES = ["9", "x", "1x", "1-", "- ", "a", "ax1", "(", "each ", "1:", ".", "hold each for ", "½"]


@pytest.mark.parametrize("piece", PIECES)
def test_parse_of_the_longest_text_is_quick(piece: str) -> None:
    typed = (piece * 200)[:200]
    started = time.perf_counter()

    with pytest.raises(DoseError):
        parse(typed)

    assert time.perf_counter() - started < 0.5


# Saying it in other ways


def test_words_for_a_therapist_use_their_terms() -> None:
    dose = parse("3x10 70% 1RM RIR 2-3")

    assert words(dose, for_patient=False) == ("3 sets of 10, at 70% of one-repetition maximum; 2 to 3 reps in reserve")


@pytest.mark.parametrize(
    ("typed", "clause"),
    [
        ("3x8/side @12kg tempo 3-1-1 rest 60", "3 sets of 8 each side, 12 kg"),
        ("3x10 left", "3 sets of 10, left side"),
        ("2x6/side hold 3s", "2 sets of 6 each side, held 3 seconds"),
        ("20min easy", "20 minutes, easy pace"),
        ("3x20m @2x8kg", "3 sets of 20 metres, 8 kg in each hand"),
        ("3x10 red band", "3 sets of 10, red band"),
        ("once", "once"),
    ],
)
def test_words_brief_is_one_short_clause(typed: str, clause: str) -> None:
    assert words_brief(parse(typed)) == clause


def test_understood_labels_every_part() -> None:
    dose = parse("3 x 8-10/side @2x12kg tempo 3-1-1 rest 60 rpe 6")

    assert understood(dose) == [
        ("Sets", "3"),
        ("Reps", "8-10"),
        ("Side", "each"),
        ("Load", "12 kg in each hand"),
        ("Tempo", "lowering for 3 seconds, pausing for 1, lifting for 1"),
        ("Rest", "60 seconds"),
        ("Effort", "6"),
    ]


def test_warnings_of_an_ordinary_dose_are_none() -> None:
    assert warnings(parse("3x8-10/side @12kg tempo 3-1-1 rest 60 rpe 6 RIR 2-3 2/day")) == []


@pytest.mark.parametrize(
    ("typed", "warning"),
    [
        ("6x10", "Sets: more than 5 sets is unusual. Is it meant?"),
        ("3x10 effort 9", "Effort: more than 8 is unusual. Is it meant?"),
        ("3x10 RIR 0", "Reps in reserve: with none left, form and recovery suffer. Is it meant?"),
        ("3x10 tempo 5-2-3-1", "Tempo: more than 10 seconds a rep is unusual. Is it meant?"),
        ("20m easy", "Distance: m is metres. For minutes write min."),
        ("3x10 @21kg", "Load: more than 20 kg is unusual. Is it meant?"),
    ],
)
def test_warnings_of_an_unusual_dose_ask_whether_it_is_meant(typed: str, warning: str) -> None:
    assert warnings(parse(typed)) == [warning]


# The shape itself


def test_range_upside_down_is_refused() -> None:
    with pytest.raises(DoseError, match="smaller number first"):
        Range(10, 8)


def test_load_alone_carries_a_unit_and_a_count() -> None:
    dose = Dose(reps=single(10), load_kg=Decimal(8))

    assert (dose.load_unit, dose.load_count) == ("kg", 1)


def test_from_columns_of_an_empty_row_is_an_empty_dose() -> None:
    assert Dose.from_columns(dict.fromkeys(COLUMNS)) == Dose()


def test_empty_dose_is_printed_as_nothing() -> None:
    assert (short(Dose()), words(Dose()), words_brief(Dose()), understood(Dose())) == ("", "", "", [])


def test_load_as_whole_number_is_said_like_a_decimal() -> None:
    dose = Dose(reps=single(10), load_kg=10)  # type: ignore[arg-type]  # a row may hand back an int

    assert (short(dose), words(dose)) == ("10 reps @10kg", "10 times, with 10 kg")


@pytest.mark.parametrize(
    "dose",
    [
        Dose(),
        Dose(reps=single(10), side="both"),
        Dose(reps=single(10), tempo="3-1-1"),
        Dose(reps=single(10), load_unit="kg"),
        Dose(hold_seconds=single(5), minutes=single(3)),
        Dose(sets=single(3), minutes=single(3)),
    ],
)
def test_check_refuses_what_cannot_be_meant(dose: Dose) -> None:
    with pytest.raises(DoseError):
        check(dose)


def test_bands_are_ordered_from_light_to_heavy() -> None:
    assert list(pairwise(BANDS))[:2] == [("tan", "yellow"), ("yellow", "red")]
