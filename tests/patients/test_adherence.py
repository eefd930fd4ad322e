"""Weeks on target are counted forgivingly, and said in words."""

import datetime as dt
import doctest

import pytest

from patients.progress import adherence as module
from patients.progress import days, done
from patients.progress.adherence import State, adherence, pauses

MONDAY = dt.date(2026, 3, 2)
WEEK = dt.timedelta(weeks=1)


def weeks_of(*done_by_week: int, starts_on: dt.date = MONDAY, today: dt.date, rests=()) -> module.Adherence:
    done = {MONDAY + n * WEEK: (count, 2) for n, count in enumerate(done_by_week) if count}
    return adherence(starts_on=starts_on, today=today, done=done, target=2, pauses=rests)


def test_weeks_without_a_session_count_as_weeks_not_as_gaps() -> None:
    how = weeks_of(2, 0, 3, 1, today=MONDAY + 4 * WEEK)
    assert [week.state for week in how.last(9)] == [State.MET, State.NONE, State.MET, State.SOME, State.AHEAD]
    assert (how.on_target, how.counted, how.words) == (2, 4, "2 of 4 weeks")


def test_the_running_week_counts_only_once_it_is_met() -> None:
    assert weeks_of(2, 1, today=MONDAY + dt.timedelta(days=9)).words == "1 of 1 week"
    assert weeks_of(2, 2, today=MONDAY + dt.timedelta(days=9)).words == "2 of 2 weeks"
    assert weeks_of(2, 1, today=MONDAY + dt.timedelta(days=13)).words == "1 of 1 week"
    assert weeks_of(2, 1, today=MONDAY + dt.timedelta(days=14)).words == "1 of 2 weeks"


def test_a_plan_begun_late_in_a_week_is_not_held_to_that_week() -> None:
    thursday = MONDAY + dt.timedelta(days=3)
    assert weeks_of(1, 2, starts_on=thursday, today=MONDAY + 2 * WEEK).words == "1 of 1 week"
    assert weeks_of(2, 2, starts_on=thursday, today=MONDAY + 2 * WEEK).words == "2 of 2 weeks"


def test_weeks_at_rest_do_not_count_unless_met() -> None:
    rests = [(MONDAY + dt.timedelta(days=8), MONDAY + dt.timedelta(days=16))]
    how = weeks_of(2, 2, 1, 2, today=MONDAY + 4 * WEEK, rests=rests)
    assert [week.state for week in how.last(9)[:4]] == [State.MET, State.MET, State.REST, State.MET]
    assert how.words == "3 of 3 weeks"


def test_a_rest_without_an_end_goes_on() -> None:
    how = weeks_of(2, today=MONDAY + 3 * WEEK, rests=[(MONDAY + WEEK, None)])
    assert [week.state for week in how.last(9)] == [State.MET, State.REST, State.REST, State.REST]
    assert how.words == "1 of 1 week"


@pytest.mark.parametrize(
    ("today", "words"), [(MONDAY - WEEK, "Not started"), (MONDAY, "First week"), (MONDAY + WEEK, "0 of 1 week")]
)
def test_words_before_and_in_the_first_week(today: dt.date, words: str) -> None:
    assert weeks_of(today=today).words == words


def test_a_target_lowered_later_leaves_earlier_weeks_as_they_were() -> None:
    how = adherence(starts_on=MONDAY, today=MONDAY + 2 * WEEK, done={MONDAY: (2, 3), MONDAY + WEEK: (2, 2)}, target=2)
    assert [week.words for week in how.last(9)] == [
        "2 of 3, some sessions",
        "2 of 2, on target",
        "this week, nothing yet",
    ]


def test_pauses_pair_the_first_paused_with_the_next_resumed() -> None:
    a, b, c, d = (MONDAY + n * WEEK for n in range(4))
    events = [("maintain", a), ("paused", a), ("paused", b), ("maintain", c), ("paused", d)]
    assert pauses(events) == [(a, c), (d, None)]


def test_the_words_for_days_and_sets_are_what_their_examples_say() -> None:
    assert [doctest.testmod(each).failed for each in (days, done)] == [0, 0]
