"""What the builder knows, as plain arithmetic: from a few lines to the hints they deserve."""

import re

import pytest

from programmes import duration
from programmes.balance import FOUNDATIONS, PILLARS, week
from programmes.dose import parse
from programmes.hints import (
    Fit,
    Hint,
    Tags,
    balance_hints,
    fit_hints,
    former,
    in_order,
    is_covered,
    kinder,
    time_hints,
    word_hints,
)
from programmes.hints.phrases import PHRASES
from programmes.scheme import Line, Outing, Stage

WHOLE_BODY = [("MOB", ""), ("AER", ""), ("PSY", ""), ("END", "BRACE"), *(("STR", code) for code in FOUNDATIONS)]


def line(dose: str = "3x10", **fields) -> Line:
    given = {"pk": 1, "exercise": 1, "name": "Bridge", "pillar": "STR", "foundation": "", "pattern": "hip_extension"}
    return Line(**(given | {"per_side": False} | fields), dose=parse(dose))


def outing(*lines: Line, name: str = "A", **fields) -> Outing:
    minutes = duration.minutes_of((each.dose, each.per_side) for each in lines)
    return Outing(
        **({"pk": ord(name[0]), "name": name, "title": f"Session {name}", "minutes": minutes} | fields), lines=lines
    )


def stage(*outings: Outing, number: int = 1, lo: int = 2, hi: int = 2) -> Stage:
    return Stage(pk=number * 100, number=number, lo=lo, hi=hi, outings=outings)


def balanced(*more: Line, **fields) -> Stage:
    """A phase with something of everything, and more."""
    whole = [line(pillar=pillar, foundation=code, pattern="transfer") for pillar, code in WHOLE_BODY]
    return stage(outing(*whole, *more), **fields)


def sentences(hints: list[Hint]) -> list[str]:
    return [hint.sentence for hint in hints]


# The week


def test_training_sessions_take_turns_and_extras_keep_their_own_pace():
    a, b = outing(line("2x8/side", pillar="STR", foundation="GLUTE")), outing(line(pillar="MOB"), name="B")
    walk = outing(line("20min", pillar="AER"), name="Walk", is_extra=True, per_week="4-6")
    seen = week(stage(a, b, walk, lo=2, hi=4))
    assert seen.pillars == {"STR": 1.5, "MOB": 1.5, "END": 0, "AER": 5, "PSY": 0}
    assert seen.foundations == dict.fromkeys(FOUNDATIONS, 0) | {"GLUTE": 1.5}
    assert (seen.left_sets, seen.right_sets, seen.times) == (3, 3, 8)


@pytest.mark.parametrize(
    ("dose", "per_side", "expected"),
    [("3x10", False, (0, 0)), ("3x10", True, (6, 6)), ("3x10 left", True, (6, 0)), ("2-4x10 right", False, (0, 6))],
)
def test_sets_count_for_a_side_where_it_works_alone(dose: str, per_side: bool, expected: tuple[int, int]):
    seen = week(stage(outing(line(dose, per_side=per_side))))
    assert (seen.left_sets, seen.right_sets) == expected


def test_something_alongside_without_a_pace_is_taken_as_once_a_week():
    assert week(stage(outing(line(pillar="PSY"), is_extra=True))).pillars["PSY"] == 1


# Balance


def test_a_balanced_week_deserves_no_hint():
    assert balance_hints([balanced()]) == []


def test_nothing_at_all_says_how_to_start():
    assert sentences(balance_hints([stage(outing())])) == ["Nothing here yet. 2 to 4 exercises are a good start."]


@pytest.mark.parametrize("code", PILLARS)
def test_a_pillar_missing_everywhere_is_said_once_and_elsewhere_with_its_phases(code: str):
    without = stage(outing(*(line(pillar=other) for other in PILLARS if other != code)))
    only = [hint for hint in balance_hints([without]) if hint.kind == "pillar"]
    assert [(hint.key, hint.about) for hint in only] == [(f"pillar:{code}:1", "")]
    some = [without, balanced(number=2), stage(*without.outings, number=3)]
    [hint] = [hint for hint in balance_hints(some) if hint.kind == "pillar"]
    assert (hint.key, hint.place, hint.at) == (f"pillar:{code}:1+3", "phase", (100, 300))
    assert hint.sentence == f"Phases 1 and 3: no {PILLARS[code]} work."


def test_foundations_are_named_together_where_no_phase_has_them():
    phases = [balanced(), stage(outing(line(foundation="HINGE")), number=2)]
    assert not [hint for hint in balance_hints(phases) if hint.kind == "foundation"]
    [hint] = [hint for hint in balance_hints(phases[1:]) if hint.kind == "foundation"]
    assert hint.sentence == "Foundations not covered yet: glute, bracing, carrying, reloading."


@pytest.mark.parametrize(
    ("patterns", "expected"),
    [
        (["push_horizontal"], ["Pushing but no pulling."]),
        (["pull_vertical"], ["Pulling but no pushing."]),
        (["push_vertical", "pull_horizontal"], []),
        ([], []),
    ],
)
def test_pushing_wants_pulling(patterns: list[str], expected: list[str]):
    assert sentences(balance_hints([balanced(*(line(pattern=pattern) for pattern in patterns))])) == expected


def test_pushing_in_one_phase_and_pulling_in_the_other_is_not_balance():
    phases = [balanced(line(pattern="push_horizontal")), balanced(line(pattern="pull_horizontal"), number=2)]
    assert sentences(in_order(balance_hints(phases))) == [
        "Phase 1: pushing but no pulling.",
        "Phase 2: pulling but no pushing.",
    ]


@pytest.mark.parametrize(("trunk", "others", "is_told"), [(4, 1, True), (3, 2, False), (3, 0, False), (2, 2, False)])
def test_mostly_trunk_work_is_said_from_four_exercises_on(trunk: int, others: int, is_told: bool):
    lines = [line(pattern="anti_rotation", exercise=number) for number in range(trunk)]
    lines += [line(pattern="squat", exercise=number) for number in range(10, 10 + others)]
    assert ("trunk" in {hint.kind for hint in balance_hints([stage(outing(*lines))])}) is is_told


def test_left_and_right_are_compared_week_by_week():
    phases = [balanced(line("3x10/side")), balanced(line("2x10 left"), line("1x10 right"), number=2)]
    assert sentences(balance_hints(phases)) == ["Phase 2: 4 sets a week on the left, 2 on the right."]


def test_sessions_that_do_not_come_round_every_week_are_told():
    sessions = [outing(*balanced().outings[0].lines, name=name) for name in "ABC"]
    assert sentences(balance_hints([stage(*sessions)])) == [
        "Phase 1: 3 sessions share 2 a week, so none of them comes round every week."
    ]


HEAVY, LIGHT = "4x6 @20kg", "3x12 @20kg"


@pytest.mark.parametrize(
    ("sessions", "hi", "told"),
    [
        (["squat " + HEAVY], 3, ""),
        (["squat " + HEAVY], 4, "Session A has heavy squat work"),
        (["squat " + HEAVY, "squat " + HEAVY], 4, "Session A and Session B have heavy squat work"),
        (["squat " + HEAVY, "pull_vertical " + HEAVY], 4, ""),
        (["pull_horizontal " + HEAVY, "pull_vertical " + HEAVY], 5, "heavy pulling work"),
        (["squat " + HEAVY, "squat " + LIGHT], 4, ""),
        (["squat 3x10 effort 7-8", "squat 3x10 rir 1-2"], 4, "heavy squat work"),
        (["squat 3x10 effort 4", "squat 3x6 @20kg rir 4"], 4, ""),
        (["anti_rotation " + HEAVY], 7, ""),
    ],
)
def test_heavy_days_of_one_kind_want_two_days_between(sessions: list[str], hi: int, told: str):
    outings = []
    for name, written in zip("AB", sessions, strict=False):
        pattern, _, dose = written.partition(" ")
        outings.append(outing(line(dose, pattern=pattern), name=name))
    found = [hint for hint in balance_hints([stage(*outings, lo=2, hi=hi)]) if hint.kind == "close"]
    assert bool(found) is bool(told)
    assert all(told in hint.says for hint in found)


# Time


def long(minutes: int, **fields) -> Stage:
    return stage(outing(line(f"{minutes}min")), **fields)


@pytest.mark.parametrize(
    ("minutes", "has", "expected"),
    [
        (20, 20, []),
        (32, 20, ["Phase 1, Session A: about 32 minutes. Pat has 20."]),
        (45, None, []),
        (46, None, ["Phase 1, Session A: about 46 minutes. Above 45 it is hard to fit into a day."]),
        (50, 60, []),
    ],
)
def test_a_session_is_held_against_the_minutes_there_are(minutes: int, has: int | None, expected: list[str]):
    assert sentences(time_hints([long(minutes)], name="Pat", has=has, before={})) == expected


def test_many_sessions_over_the_minutes_are_one_hint():
    [hint] = time_hints([long(32), long(20, number=2), long(38, number=3)], name="Pat", has=30, before={})
    assert (hint.key, hint.place, len(hint.at)) == ("long::40", "session", 2)
    assert hint.sentence == "2 sessions: up to about 38 minutes. Pat has 30."


def test_something_alongside_has_its_own_time():
    walk = outing(line("60min"), is_extra=True)
    assert time_hints([stage(walk)], name="Pat", has=20, before={}) == []


@pytest.mark.parametrize(("number", "is_told"), [(6, False), (7, True)])
def test_more_than_six_exercises_are_many(number: int, is_told: bool):
    hints = time_hints([stage(outing(*[line("1x5")] * number))], name="Pat", has=None, before={})
    assert sentences(hints) == (
        ["Phase 1, Session A: 7 exercises. People manage 2 to 4 best, and few do more than 6."] if is_told else []
    )


@pytest.mark.parametrize(
    ("before", "now", "told"),
    [(20, 24, False), (20, 25, True), (20, 10, False), (4, 8, False), (0, 30, False)],
)
def test_a_week_may_grow_by_a_fifth(before: int, now: int, told: bool):
    was = former([long(before) if before else stage(outing())])
    found = [hint for hint in time_hints([long(now)], name="", has=None, before=was) if hint.kind == "jump"]
    assert bool(found) is told
    if told:
        assert found[0].sentence == "Phase 1: about 50 minutes a week, 25 % more than in the version in force (40)."


def test_phases_that_grow_are_one_hint_with_the_worst_of_them():
    was = former([long(20), long(20, number=2)])
    [hint] = time_hints([long(25), long(30, number=2)], name="", has=None, before=was)
    assert hint.key == "jump::50"
    assert hint.sentence.startswith("Phases 1 and 2, most in Phase 2: about 60 minutes a week, 50 % more")


def test_a_phase_that_is_new_is_compared_with_nothing():
    assert time_hints([long(20), long(40, number=2)], name="", has=None, before=former([long(20)])) == []


def test_a_weight_that_jumps_is_told_once_where_it_jumps_first():
    was = former([stage(outing(line("3x8 @12kg", name="Goblet squat"))), long(20, number=2)])
    now = [stage(outing(line("3x8 @16kg", name="Goblet squat", pk=5))), stage(outing(line("3x8 @30kg")), number=2)]
    [hint] = time_hints(now, name="", has=None, before=was)
    assert hint.sentence == "Goblet squat: 16 kg is 33 % more than in the version in force (12 kg)."
    assert (hint.place, hint.at) == ("item", (5,))
    now = [stage(outing(line("3x8 @14kg")))]
    assert time_hints(now, name="", has=None, before=was) == []


# Fit

WORDS = {"kneeling": "kneeling, puts weight on the knees", "impact": "impact, has landings", "band": "resistance band"}


def fit(**known) -> Fit:
    given = {
        "name": "Pat",
        "precautions": frozenset(),
        "there": None,
        "tags": {1: Tags(frozenset({"band"}), frozenset({"kneeling", "impact"}))},
        "words": WORDS,
        "places": {},
        "known": lambda exercises: set(),
        "instead": lambda exercise: (9, "Dead bug"),
        "lower": lambda exercise: None,
    }
    return Fit(**(given | known))


def test_precautions_of_the_person_meet_the_tags_of_the_exercise():
    stages = [stage(outing(line(pk=3), line(pk=4))), stage(outing(line(pk=5)), number=2)]
    [hint] = fit_hints(stages, fit(precautions=frozenset({"kneeling", "floor_transfer"})))
    assert (hint.key, hint.sentence) == ("fit:1:kneeling", "Bridge: kneeling, puts weight on the knees.")
    assert (hint.at, hint.remedy.rows, hint.remedy.exercise, hint.remedy.name) == ((3, 4, 5), (3, 4, 5), 9, "Dead bug")


def test_without_an_alternative_the_hint_stands_alone():
    [hint] = fit_hints(
        [stage(outing(line()))], fit(precautions=frozenset({"impact", "kneeling"}), instead=lambda exercise: None)
    )
    assert (hint.key, hint.remedy) == ("fit:1:impact+kneeling", None)


@pytest.mark.parametrize(("there", "told"), [(None, False), (frozenset(), True), (frozenset({"band"}), False)])
def test_what_is_not_at_home_is_told_where_somebody_asked(there: frozenset[str] | None, told: bool):
    hints = fit_hints([stage(outing(line()))], fit(there=there))
    assert sentences(hints) == (["Bridge: resistance band not at home."] if told else [])


def test_the_exclusions_of_a_template_meet_the_person():
    hints = fit_hints(
        [stage(outing(line(exercise=2)))],
        fit(precautions=frozenset({"impact"})),
        excluded=["impact", "kneeling"],
    )
    assert sentences(hints) == ["The template asks to think twice: impact, has landings."]


LADDER = {step: {1: step} for step in range(1, 7)}  # exercise 1 to 6 on one ladder


@pytest.mark.parametrize(
    ("phases", "known", "leaps"),
    [
        ([[5]], [], [5]),
        ([[5]], [4], []),
        ([[5]], [6], []),
        ([[5]], [2], [5]),
        ([[4]], [], []),
        ([[4], [5]], [], []),
        ([[2], [5]], [], [5]),
        ([[4, 5]], [], [5]),
        ([[7]], [], []),
    ],
)
def test_high_on_a_ladder_is_a_leap_where_nothing_led_there(phases, known, leaps):
    stages = [
        stage(outing(*(line(exercise=exercise) for exercise in each)), number=number)
        for number, each in enumerate(phases, 1)
    ]
    person = fit(places=LADDER, tags={}, known=lambda asked: set(known) & set(asked), lower=lambda _: (3, "Lower"))
    hints = fit_hints(stages, person)
    assert [hint.key for hint in hints] == [f"new:{exercise}:{exercise}" for exercise in leaps]
    assert all(hint.remedy.name == "Lower" for hint in hints)
    assert [hint.says for hint in hints] == [f"step {leap} of 6 on its ladder, and new to Pat." for leap in leaps]


# Words


@pytest.mark.parametrize(
    ("note", "said"),
    [
        ("Brace to protect your spine.", "Brace to move with confidence."),
        ("Don’t bend your back!", "Bend as far as feels comfortable!"),
        ("DO NOT BEND forwards", "Bend as far as feels comfortable"),
        ("Never lift anything heavy.", "Lift what feels manageable."),
        ("A weak core", "A core getting stronger"),
        ("It is wear and tear.", "It is normal changes with age."),
        ("Good for a slipped disc.", "Good for a sensitive disc."),
        ("The knee is bone-on-bone", "The knee is sensitive"),
        ("If you failed set 3, rest.", "If you did not finish set 3, rest."),
        ("so you don't hurt your back", "so you don't have a sore day"),
        ("No pain no gain", "A little discomfort that settles is fine"),
    ],
)  # fmt: skip
def test_words_that_frighten_have_kinder_ones(note: str, said: str):
    hints = word_hints([stage(outing(line(note=note)))])
    for hint in hints:
        note = kinder(note, hint.remedy.phrase)
    assert note == said
    assert hints


@pytest.mark.parametrize(
    "note",
    [
        "Bend your knees and keep breathing.",
        "Don’t bend your knees fully.",
        "Never lift with a held breath.",
        "Move as far as feels comfortable.",
        "Strong core, strong back.",
        "Stop if pain moves down the leg.",
        "Fail safe: hold the rail.",
        "",
    ],
)
def test_plain_instructions_are_left_alone(note: str):
    assert word_hints([stage(outing(line(note=note)))]) == []


def test_the_same_words_in_copied_rows_are_one_hint():
    rows = [line(pk=pk, note="It is fragile.") for pk in (3, 4)]
    [hint] = word_hints([stage(outing(*rows))])
    assert (hint.key, hint.at) == ("words:1:fragile", (3, 4))
    assert hint.sentence == "Bridge: the note says “fragile”. Kinder: “sensitive”."
    assert hint.why.startswith("It sounds like a lasting injury")


def test_no_kinder_words_call_for_kinder_words_and_all_have_a_reason():
    for phrase in PHRASES:
        said = re.sub(r"\\\d", "back", phrase.kinder)
        assert not word_hints([stage(outing(line(note=said)))]), phrase.name
        assert phrase.why.endswith(".")
    assert len({phrase.name for phrase in PHRASES}) == len(PHRASES)


# Setting aside


@pytest.mark.parametrize(
    ("aside", "key", "is_covered_"),
    [
        ("pillar:AER:1", "pillar:AER:1", True),
        ("pillar:AER:1+2", "pillar:AER:1", True),
        ("pillar:AER:1", "pillar:AER:1+2", False),
        ("pillar:AER:1", "pillar:PSY:1", False),
        ("long::35", "long::30", True),
        ("long::35", "long::40", False),
        ("long::35", "many::7", False),
        ("fit:4:impact+kneeling", "fit:4:kneeling", True),
        ("fit:4:kneeling", "fit:4:impact+kneeling", False),
        ("words:4:weak", "words:4:bend", False),
    ],
)
def test_what_was_set_aside_stays_aside_until_it_becomes_worse(aside: str, key: str, is_covered_: bool):
    assert is_covered(key, ["words:9:weak", aside]) is is_covered_


def test_what_matters_to_the_persons_safety_comes_first():
    keys = ["foundation::CARRY", "pillar:AER:1", "long::35", "words:4:weak", "fit:4:impact"]
    hints = in_order(Hint(key=key, says="") for key in keys)
    assert [hint.kind for hint in hints] == ["fit", "words", "long", "pillar", "foundation"]


def test_hints_never_give_a_score_or_blame():
    everything = [
        *balance_hints([stage(outing(line("3x10 left", pattern="push_horizontal")))]),
        *time_hints([stage(outing(*[line("5min")] * 8))], name="Pat", has=10, before={}),
    ]
    assert everything
    assert not any(re.search(r"score|out of|fail|wrong|must|bad", hint.sentence) for hint in everything)
