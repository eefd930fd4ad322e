"""Duration: what a dose and a session take, in seconds and whole minutes."""

import pytest

from programmes import duration
from programmes.dose import Dose, parse

HOME_STARTER = ["3x10 rest 45", "3x8/side rest 45", "3x10 tempo 3-1-1-0 rest 60", "3x20-30s/side rest 60"]


@pytest.mark.parametrize(
    ("typed", "expected"),
    [
        ("3x10 rest 60", 3 * 10 * 4 + 2 * 60),
        ("3x10", 3 * 10 * 4 + 2 * 45),
        ("3x10 no rest", 3 * 10 * 4),
        ("10 reps rest 60", 10 * 4),
        ("3x10 tempo 3-1-1 rest 60", 3 * 10 * 5 + 2 * 60),
        ("3x10 tempo 2-0-X-0 rest 60", 3 * 10 * 3 + 2 * 60),
        ("2x10 hold 5s rest 30", 2 * 10 * (4 + 5) + 30),
        ("3x8/side rest 45", 3 * 8 * 4 * 2 + 2 * 45),
        ("3x8 left rest 45", 3 * 8 * 4 + 2 * 45),
        ("3x20-30s rest 60", 3 * 25 + 2 * 60),
        ("3x20m rest 60", 3 * 25 + 2 * 60),
        ("2-3x8-10 rest 30-60", round(2.5 * 9 * 4 + 1.5 * 45)),
        ("20min", 20 * 60),
        ("20-30 min", 25 * 60),
        ("5min each side", 10 * 60),
        ("20min 2/day", 20 * 60),
    ],
)
def test_seconds_are_work_and_the_rests_between(typed: str, expected: int) -> None:
    assert duration.seconds(parse(typed)) == expected


@pytest.mark.parametrize(
    ("typed", "doubled"), [("3x10 no rest", 240), ("3x10/side no rest", 240), ("3x10 left no rest", 120)]
)
def test_seconds_per_side_doubles_unless_one_side_is_named(typed: str, doubled: int) -> None:
    assert duration.seconds(parse(typed), per_side=True) == doubled


def test_seconds_of_an_empty_dose_are_none() -> None:
    assert duration.seconds(Dose()) == 0


def test_minutes_of_the_home_starter_are_the_twenty_its_author_gives() -> None:
    assert duration.minutes_of(parse(typed) for typed in HOME_STARTER) == 20


def test_minutes_are_rounded_up_and_count_change_overs() -> None:
    item = parse("1x15 rest 30")

    assert [duration.minutes_of([item] * count) for count in range(4)] == [0, 1, 3, 5]


def test_minutes_of_items_with_their_exercise_count_both_sides() -> None:
    item = parse("1x15")

    assert duration.minutes_of([(item, True)]) == duration.minutes_of([parse("1x30")]) == 2
