"""What changed between two versions, worked out from plain values: for the therapist and for the patient."""

import pytest

from programmes.amount import amount_of
from programmes.comparing import Kind, Line, Part, Place, Stage, compare, same
from programmes.dose import parse
from programmes.telling import AND_MORE, LONGEST_NEWS, WENT_BACK, for_patient, for_therapist, went_back

NUMBERS = {name: number for number, name in enumerate(["Bridge", "Squat", "Row", "Plank", "Walk", "Lunge", "Press"], 1)}


def line(text: str, **fields: object) -> Line:
    """A line from words such as "Bridge 3x10"."""
    name, _, dose = text.partition(" ")
    return Line(exercise=NUMBERS[name], name=name, dose=parse(dose or "3x10"), **fields)


def part(name: str, *lines: str | Line, how_often: str = "") -> Part:
    made = tuple(line(each) if isinstance(each, str) else each for each in lines)
    return Part(name=name, title=f"Session {name}" if len(name) < 3 else name, how_often=how_often, lines=made)


def stage(*parts: Part, name: str = "Settle in", **fields: object) -> Stage:
    return Stage(name=name, parts=parts, **fields)


def kinds(places: list[Place]) -> list[tuple[str, str]]:
    """What happened to what, as the therapist reads it first."""
    return [
        (change.kind.value, (change.line or change.was).name if change.line or change.was else "")
        for place in places
        for change in place.changes
    ]


def one_session(*lines: str | Line) -> list[Stage]:
    return [stage(part("A", *lines))]


OLD = ("Bridge 3x10", "Squat 3x8", "Row 2x12")

CASES = {
    "nothing": (OLD, OLD, []),
    "added": (OLD, (*OLD, "Plank 3x20s"), [("added", "Plank")]),
    "removed": (OLD, ("Bridge 3x10", "Squat 3x8"), [("removed", "Row")]),
    "dose": (OLD, ("Bridge 3x12", "Squat 3x8", "Row 2x12"), [("dose", "Bridge")]),
    "swapped in the middle": (OLD, ("Bridge 3x10", "Lunge 3x6", "Row 2x12"), [("swapped", "Lunge")]),
    "swapped first": (OLD, ("Lunge 3x6", "Squat 3x8", "Row 2x12"), [("swapped", "Lunge")]),
    "swapped and the order turned": (
        OLD, ("Row 2x12", "Bridge 3x10", "Lunge 3x6"), [("swapped", "Lunge"), ("order", "Row")],
    ),
    "order, the fewest said": (OLD, ("Row 2x12", "Bridge 3x10", "Squat 3x8"), [("order", "Row")]),
    "the only one swapped": (("Bridge 3x10",), ("Squat 3x10",), [("swapped", "Squat")]),
    "the same exercise twice": (
        ("Bridge 3x10", "Bridge 2x5"), ("Bridge 3x10", "Bridge 2x5", "Bridge 1x3"), [("added", "Bridge")],
    ),
    "one of two alike removed": (("Bridge 3x10", "Bridge 3x10"), ("Bridge 3x10",), [("removed", "Bridge")]),
    "from nothing": ((), ("Bridge 3x10",), [("added", "Bridge")]),
    "to nothing": (("Bridge 3x10",), (), [("removed", "Bridge")]),
}  # fmt: skip


@pytest.mark.parametrize("case", CASES)
def test_lines_of_a_session_find_each_other(case: str):
    old, new, expected = CASES[case]
    places = compare(one_session(*old), one_session(*new))
    assert sorted(kinds(places)) == sorted(expected)
    assert same(one_session(*old), one_session(*new)) is (expected == [])


def test_a_line_that_left_one_session_for_another_has_moved_with_its_dose():
    old = [stage(part("A", "Bridge", "Squat 3x8"), part("B", "Row"))]
    new = [stage(part("A", "Bridge"), part("B", "Row", "Squat 3x10"))]
    [place] = compare(old, new)
    [moved] = place.changes
    assert (place.session, moved.kind, moved.before, moved.after) == ("Session B", Kind.MOVED, "Session A", "Session B")
    said = for_therapist(moved)
    assert (said.before, said.after, said.note) == ("Session A 3x8", "Session B 3x10", "more repetitions")


def test_a_move_to_another_phase_names_the_phase():
    old = [stage(part("A", "Bridge", "Squat")), stage(part("A", "Row"), name="Strength")]
    new = [stage(part("A", "Bridge")), stage(part("A", "Row", "Squat"), name="Strength")]
    [place] = compare(old, new)
    assert (place.phase, place.changes[0].before) == ("Strength", "Settle in, Session A")


def test_notes_turns_headings_and_core_are_said_where_they_differ():
    old = one_session(line("Bridge"), line("Squat"), line("Row"))
    new = one_session(
        line("Bridge", group=1, note="Slowly"), line("Squat", group=1), line("Row", is_core=False, heading="Last")
    )
    said = [(change.kind, for_therapist(change).after) for place in compare(old, new) for change in place.changes]
    assert said == [
        (Kind.NOTE, "Slowly"),
        (Kind.TURNS, "takes turns with Squat"),
        (Kind.TURNS, "takes turns with Bridge"),
        (Kind.HEADING, "Last"),
        (Kind.CORE, "no longer in the short version"),
    ]
    ended = [change for place in compare(new, old) for change in place.changes if change.kind == Kind.TURNS]
    assert {for_therapist(change).after for change in ended} == {"on its own again"}


def test_another_number_for_the_same_turns_is_no_change():
    one, two = (one_session(line("Bridge", group=n), line("Squat", group=n)) for n in (1, 7))
    assert same(one, two)


def test_a_phase_says_its_own_changes():
    old = [stage(part("A", "Bridge"), weeks=4, how_often="twice a week", exit_criterion="")]
    new = [stage(part("A", "Bridge"), weeks=1, how_often="3 times a week", exit_criterion="No pain")]
    [place] = compare(old, new)
    assert place.session == ""
    assert [(change.kind, change.before, change.after) for change in place.changes] == [
        (Kind.OFTEN, "twice a week", "3 times a week"),
        (Kind.WEEKS, "4 weeks", "1 week"),
        (Kind.EXIT, "", "No pain"),
    ]


def test_a_renamed_phase_or_session_is_known_by_what_is_in_it():
    old = [stage(part("A", "Bridge", "Squat")), stage(part("A", "Row"), name="Phase 2")]
    new = [stage(part("Legs", "Bridge", "Squat"), name="Begin"), stage(part("A", "Row"), name="Phase 2")]
    assert kinds(compare(old, new)) == [("name", ""), ("name", "")]


def test_a_phase_that_came_and_one_that_went_are_said_once_with_what_is_in_them():
    old, new = [stage(part("A", "Bridge"))], [stage(part("A", "Row", "Plank 3x20s"), name="Strength")]
    both = compare(old, [*old, *new])
    assert [for_therapist(c).label for place in both for c in place.changes] == ["New phase", "New session"]
    assert for_therapist(both[1].changes[0]).what == "Row, Plank"
    assert [c.kind for place in compare([*old, *new], old) for c in place.changes] == [
        Kind.PHASE_REMOVED,
        Kind.SESSION_REMOVED,
    ]


def test_the_pace_of_an_extra_is_said():
    old, new = ([stage(part("A", "Bridge"), part("Walking", "Walk 10min", how_often=often))] for often in ("a", "b"))
    assert kinds(compare(old, new)) == [("how often", "")]


DOSES = [
    ("3x10", "3x10", "", ""),
    ("3x10", "3x12", "more", "more repetitions"),
    ("3x10", "2x10", "less", "fewer sets"),
    ("3x10", "2x12", "other", "fewer sets, more repetitions"),
    ("3x8 @8kg", "3x8 @10kg", "more", "more weight"),
    ("3x8", "3x8 @2kg", "more", "more weight"),
    ("3x8 @2x4kg", "3x8 @8kg", "other", "another weight"),
    ("3x8 red band", "3x8 yellow band", "less", "lighter band"),
    ("3x8 red band", "3x8", "less", "lighter band"),
    ("3x20s", "3x30s", "more", "more time"),
    ("3x10", "3x30s", "other", "another kind of dose"),
    ("3x20m", "3x30m", "more", "farther"),
    ("10min easy", "10min moderate", "more", "faster pace"),
    ("10min", "15min", "more", "more minutes"),
    ("3x5 hold 5s", "3x5 hold 10s", "more", "longer holds"),
    ("3x8 assist hands", "3x8", "more", "less help"),
    ("3x8 left", "3x8/side", "more", "both sides"),
    ("3x8 left", "3x8 right", "other", "the other side"),
    ("3x8 rest 90s", "3x8 rest 60s", "more", "shorter rests"),
    ("3x8 rest 60s", "3x10 rest 90s", "more", "more repetitions, longer rests"),
    ("3x8", "3x8 rest 60s", "other", "another rest"),
    ("3x8 RIR 3", "3x8 RIR 1", "more", "fewer in reserve"),
    ("3x8 effort 5", "3x8 effort 7", "more", "more effort"),
    ("3x8", "3x8 tempo 3-1-1", "other", "another tempo"),
    ("3x8", "3x10 tempo 3-1-1", "more", "more repetitions, another tempo"),
    ("3x8-12", "3x10", "other", "another range"),
    ("10 reps", "10 reps 2/day", "more", "more often a day"),
]


@pytest.mark.parametrize(("old", "new", "direction", "words"), DOSES)
def test_which_dose_asks_for_more_and_in_what(old: str, new: str, direction: str, words: str):
    amount = amount_of(parse(old), parse(new))
    assert (amount.direction, amount.words) == (direction, words)


@pytest.mark.parametrize(("old", "new", "direction", "_"), [each for each in DOSES if each[2] in ("more", "less")])
def test_the_other_way_round_it_is_the_other_way_round(old: str, new: str, direction: str, _: str):
    assert amount_of(parse(new), parse(old)).direction == {"more": "less", "less": "more"}[direction]


def proposal(old: list[Stage], new: list[Stage]) -> list[str]:
    sessions = max(len(each.parts) for each in new)
    return for_patient(compare(old, new), phases=len(new), sessions=sessions).splitlines()


def test_the_patient_reads_plain_sentences_without_notation():
    old = one_session("Bridge 3x10", "Squat 3x8", "Row 2x12", "Walk 20min")
    new = one_session("Bridge 3x12", line("Lunge 3x6"), "Row 2x5", line("Walk 20min", note="Flat paths"), "Plank 3x20s")
    assert proposal(old, new) == [
        "Instead of Squat: Lunge, 3 sets of 6.",
        "New: Plank, 3 sets of 20 seconds.",
        "A little more: Bridge, now 3 sets of 12.",
        "Less: Row, now 2 sets of 5.",
        "A note for Walk: “Flat paths”.",
    ]
    assert {"Taken out: Plank.", "A little less: Bridge, now 3 sets of 10."} < set(proposal(new, old))


def test_a_group_is_told_once_and_not_by_each_of_its_exercises():
    apart, together = (one_session(line("Bridge", group=n), line("Squat", group=n), line("Row")) for n in (None, 1))
    assert proposal(apart, together) == ["Bridge: takes turns with Squat."]


def test_what_a_short_clause_would_not_show_is_said_in_full():
    assert proposal(one_session("Bridge 3x8"), one_session("Bridge 3x8 rest 60s")) == [
        "Changed: Bridge, now 3 sets of 8; rest 60 seconds between sets."
    ]


def test_sessions_and_phases_are_named_only_where_there_are_several():
    old = [
        stage(part("A", "Bridge", "Squat"), part("B", "Bridge", "Row")),
        stage(part("A", "Walk 10min"), name="Later"),
    ]
    new = [
        stage(part("A", "Bridge 3x12", "Squat"), part("B", "Bridge 3x12", "Row 3x12")),
        stage(part("A", "Walk 10min"), name="Later"),
    ]
    assert proposal(old, new) == [
        "In “Settle in”:",
        "A little more: Bridge, now 3 sets of 12 (Session A and Session B).",
        "A little more: Row, now 3 sets of 12 (Session B).",
    ]


def test_what_concerns_the_therapist_only_is_not_told():
    old = [stage(part("A", line("Bridge")), weeks=4, kind="Stability")]
    new = [stage(part("A", line("Bridge", is_core=False, heading="Warm up")), weeks=6, kind="Strength")]
    assert compare(old, new)
    assert proposal(old, new) == []


def test_news_never_grows_beyond_its_column_and_says_that_there_is_more():
    many = [Line(exercise=n, name=f"Exercise number {n}", dose=parse("3x10")) for n in range(60)]
    news = "\n".join(proposal(one_session("Bridge"), one_session("Bridge", *many)))
    assert len(news) <= LONGEST_NEWS
    assert news.endswith(AND_MORE)


def test_going_back_says_so_first():
    places = compare(one_session("Bridge 3x12"), one_session("Bridge 3x10"))
    assert went_back(places, phases=1, sessions=1).splitlines() == [
        WENT_BACK,
        "A little less: Bridge, now 3 sets of 10.",
    ]
