"""A part of a dose: only what is written changes, and what does not fit is refused."""

from contextlib import suppress

import pytest
from hypothesis import given
from hypothesis import strategies as st

from programmes import dose
from programmes.dose import DoseError, parse, patch, short

WHOLE = "3x8-10/side @12kg tempo 3-1-1-0 rest 60s effort 6"


@pytest.mark.parametrize(
    ("before", "part", "after"),
    [
        (WHOLE, "rest 90", "3x8-10/side @12kg tempo 3-1-1-0 rest 90s effort 6"),
        (WHOLE, "2 min rest", "3x8-10/side @12kg tempo 3-1-1-0 rest 120s effort 6"),
        (WHOLE, "4x", "4x8-10/side @12kg tempo 3-1-1-0 rest 60s effort 6"),
        (WHOLE, "2-3 sets", "2-3x8-10/side @12kg tempo 3-1-1-0 rest 60s effort 6"),
        (WHOLE, "x12", "3x12/side @12kg tempo 3-1-1-0 rest 60s effort 6"),
        (WHOLE, "12 reps", "3x12/side @12kg tempo 3-1-1-0 rest 60s effort 6"),
        (WHOLE, "4x6", "4x6/side @12kg tempo 3-1-1-0 rest 60s effort 6"),
        (WHOLE, "@8kg", "3x8-10/side @8kg tempo 3-1-1-0 rest 60s effort 6"),
        (WHOLE, "4x @8kg rpe 7", "4x8-10/side @8kg tempo 3-1-1-0 rest 60s effort 7"),
        (WHOLE, "tempo 2-0-x-0", "3x8-10/side @12kg tempo 2-0-X-0 rest 60s effort 6"),
        (WHOLE, "2-0-2", "3x8-10/side @12kg tempo 2-0-2-0 rest 60s effort 6"),
        (WHOLE, "left", "3x8-10 left @12kg tempo 3-1-1-0 rest 60s effort 6"),
        (WHOLE, "no rest", "3x8-10/side @12kg tempo 3-1-1-0 rest 0s effort 6"),
        (WHOLE, "no load", "3x8-10/side tempo 3-1-1-0 rest 60s effort 6"),
        (WHOLE, "no tempo, no effort", "3x8-10/side @12kg rest 60s"),
        ("3x10 @2x8kg", "@10kg", "3x10 @10kg"),
        ("3x10 @8kg", "each hand", "3x10 @2x8kg"),
        ("3x10 @8kg red band", "no band", "3x10 @8kg"),
        ("3x10 @8kg red band", "bodyweight", "3x10"),
        ("3x10 @20lb", "@10kg", "3x10 @10kg"),
        ("2x10 hold 5s", "hold 10s", "2x10 hold 10s"),
        ("2x10 hold 5s", "no hold", "2x10"),
        ("3x30s", "x 45s", "3x45s"),
        ("3x30s", "45s", "3x45s"),
        ("3x20m", "x30m", "3x30m"),
        ("20min easy", "30 min", "30min easy"),
        ("3x10", "2/day", "3x10 2/day"),
        ("3x10", "x 2/day", "3x10 2/day"),
    ],
)
def test_only_what_is_written_changes(before: str, part: str, after: str) -> None:
    assert short(patch(parse(before), part)) == after


@pytest.mark.parametrize(
    ("before", "part", "sentence"),
    [
        ("3x30s", "x10", "Choose one: reps or time per set."),
        ("20min", "3x", "Minutes have no sets"),
        ("20min", "tempo 3-1-1", "A tempo needs reps"),
        ("3x30s", "hold 5s", "A hold needs reps"),
        ("2x10 hold 5s", "3x30s", "A hold needs reps|Choose one"),
        ("3x10", "each hand", "Give the weight"),
        ("3x10", "rest 601", "Rest: write 0 to 600 seconds, not 'rest 601'."),
        ("3x10", "11x", "Sets: write 1 to 10 sets"),
        ("3x10", "rest 60 rest 90", "Rest is given twice"),
        ("3x10", "@8kg no load", "given twice"),
        ("3x10", "bananas", "'bananas' is not understood"),
        ("3x10", "3x bananas", "'bananas' is not understood"),
        ("3x10", "3", "needs sets or a unit"),
        ("3x10", "3x amrap", "has no number to work towards"),
        ("3x10", "", "Write what to set"),
        ("3x10", " , ", "Write what to set"),
        ("3x10", "-3x", "below zero"),
        ("3x10", "x", "not understood"),
    ],
)
def test_what_does_not_fit_is_refused_in_words(before: str, part: str, sentence: str) -> None:
    with pytest.raises(DoseError, match=sentence):
        patch(parse(before), part)


def test_a_whole_dose_as_a_part_is_that_dose() -> None:
    assert patch(parse("2x5"), WHOLE) == parse(WHOLE)


@given(part=st.text(alphabet="0123456789x-@ kgrestmpo/day.,", max_size=24))
def test_any_text_gives_a_dose_that_can_be_meant_or_a_sentence(part: str) -> None:
    with suppress(DoseError):
        patched = patch(parse(WHOLE), part)
        assert parse(short(patched)) == patched


@pytest.mark.parametrize(
    ("before", "after"),
    [
        ("3x10", "3x12"),
        ("3x8-10/side @12kg rest 60s", "3x10-12/side @12kg rest 60s"),
        ("3x5 hold 10s", "3x7 hold 10s"),
        ("3x20-30s/side", "3x25-35s/side"),
        ("3x20m @2x8kg", "3x25m @2x8kg"),
        ("20min easy", "22min easy"),
        ("5min", "6min"),
        ("20-30min", "23-33min"),
        ("3x29", "3x30"),
        ("3x27-29", "3x28-30"),
        ("3x30", "3x30"),
        ("3x40", "3x40"),
        ("3x48m", "3x50m"),
        ("240min", "240min"),
        ("once", "1x1"),
    ],
)
def test_a_little_more_grows_one_thing_and_stops_at_what_is_usual(before: str, after: str) -> None:
    assert short(dose.more(parse(before))) == after
