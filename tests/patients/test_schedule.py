"""Weeks, turns, what today is, and when a reminder makes sense."""

import datetime as dt

import pytest
from hypothesis import given
from hypothesis import strategies as st

from patients.schedule import DAY, Due, Rhythm, Today, Turn, due, next_turn, still_reachable, wants_reminder, week_start

MON, TUE, WED, THU, FRI, SAT, SUN = (dt.date(2026, 3, day) for day in range(2, 9))
WEEK = (MON, TUE, WED, THU, FRI, SAT, SUN)
NEXT_MON = MON + 7 * DAY
LAST_SUN = MON - DAY
A, B, C = (Turn(pk, name, phase=1) for pk, name in ((1, "A"), (2, "B"), (3, "C")))
ANY_DAY = frozenset()
MWF = frozenset({1, 3, 5})

days = st.dates(dt.date(1970, 1, 15), dt.date(2200, 1, 1))


@given(days)
def test_week_start_is_the_monday_at_or_before(day):
    monday = week_start(day)
    assert (monday.isoweekday(), 0 <= (day - monday).days <= 6) == (1, True)


@pytest.mark.parametrize(
    ("day", "done", "target", "reachable"),
    [
        (MON, 0, 7, True),
        (TUE, 0, 7, False),
        (SUN, 1, 2, True),
        (SUN, 0, 2, False),
        (SAT, 0, 2, True),
        (SUN, 3, 2, True),
    ],
)
def test_still_reachable_counts_one_session_a_day(day, done, target, reachable):
    assert still_reachable(day, done, target) is reachable


# Whose turn it is


@pytest.mark.parametrize(
    ("turns", "last", "expected"),
    [
        ((), None, None),
        ((), A, None),
        ((A,), None, A),
        ((A,), A, A),
        ((A, B), None, A),
        ((A, B), A, B),
        ((A, B), B, A),
        ((A, B, C), B, C),
        ((A, B), Turn(91, "A", 1), B),  # the same session of an older version
        ((A, B), Turn(91, "B", 1), A),
        ((A, B), Turn(91, "gone", 1), A),
        ((A, B), Turn(91, "A", 2), A),  # another phase starts from the front
        ((A, A, B), A, A),  # two sessions of one name are told apart by their number
    ],
)
def test_next_turn(turns, last, expected):
    assert next_turn(turns, last) == expected


@given(st.integers(1, 6), st.integers(1, 30))
def test_next_turn_comes_round_evenly(sessions, rounds):
    turns = [Turn(pk, f"S{pk}", 1) for pk in range(sessions)]
    last, seen = None, []
    for _ in range(rounds):
        last = next_turn(turns, last)
        seen.append(last.pk)
    assert seen == [place % sessions for place in range(rounds)]


# What today is


def rhythm(**changes):
    return Rhythm(**{"starts_on": MON, "per_week_lo": 2, "per_week_hi": 3} | changes)


@pytest.mark.parametrize(
    ("day", "agreed", "done", "today", "next_on"),
    [
        (MON, None, (), Today.NOTHING, None),
        (MON, rhythm(is_ended=True), (), Today.ENDED, None),
        (MON, rhythm(is_paused=True), (), Today.PAUSED, None),
        (LAST_SUN, rhythm(), (), Today.NOT_STARTED, MON),
        (LAST_SUN, rhythm(training_days=frozenset({4})), (), Today.NOT_STARTED, THU),
        # any day
        (MON, rhythm(), (), Today.DUE, MON),
        (TUE, rhythm(), (MON,), Today.DUE, TUE),
        (TUE, rhythm(), (MON, TUE), Today.DONE, WED),
        (WED, rhythm(), (MON, TUE), Today.OPTIONAL, WED),
        (THU, rhythm(), (MON, TUE, WED), Today.MET, NEXT_MON),
        (WED, rhythm(), (MON, TUE, WED), Today.DONE, NEXT_MON),
        (SUN, rhythm(), (MON,), Today.DUE, SUN),
        (NEXT_MON, rhythm(), (MON, TUE, WED), Today.DUE, NEXT_MON),
        # chosen days
        (MON, rhythm(training_days=MWF), (), Today.DUE, MON),
        (TUE, rhythm(training_days=MWF), (), Today.REST, WED),
        (TUE, rhythm(training_days=MWF), (TUE,), Today.DONE, WED),
        (SAT, rhythm(training_days=MWF), (MON,), Today.REST, NEXT_MON),
        (FRI, rhythm(training_days=MWF), (MON, TUE, THU), Today.MET, NEXT_MON),
        (THU, rhythm(training_days=frozenset({1, 2, 3, 4})), (MON, TUE, WED), Today.DUE, THU),
        (MON, rhythm(training_days=frozenset({1})), (MON,), Today.DONE, NEXT_MON),
    ],
)
def test_due_says_what_today_is_and_when_next(day, agreed, done, today, next_on):
    answer = due(day, agreed, turns=(A, B), done_dates=done)
    assert (answer.today, answer.next_on) == (today, next_on)


def test_due_counts_the_sessions_of_this_week_only():
    done = (LAST_SUN, MON, MON, WED, NEXT_MON)
    assert due(WED, rhythm(), turns=(A, B), last=A, done_dates=done) == Due(
        Today.DONE, turn=B, next_on=NEXT_MON, done_this_week=3, can_wait=True
    )


@pytest.mark.parametrize(
    ("day", "done", "can_wait"), [(FRI, (), True), (SAT, (), False), (SAT, (MON,), True), (SUN, (MON,), False)]
)
def test_due_says_whether_today_can_wait(day, done, can_wait):
    assert due(day, rhythm(), turns=(A,), done_dates=done).can_wait is can_wait


@given(
    day=days,
    chosen=st.frozensets(st.integers(1, 7)),
    lo=st.integers(1, 7),
    more=st.integers(0, 6),
    ago=st.lists(st.integers(0, 13)),
)
def test_due_next_day_is_never_past_and_always_a_chosen_one(day, chosen, lo, more, ago):
    agreed = Rhythm(day - 30 * DAY, lo, min(lo + more, 7), chosen)
    answer = due(day, agreed, turns=(A, B), done_dates=[day - n * DAY for n in ago])
    assert answer.next_on >= day
    assert not chosen or answer.next_on.isoweekday() in chosen
    assert (answer.next_on == day) == (answer.today in (Today.DUE, Today.OPTIONAL))


# Whether to say so


def reminded(per_week_lo, done=(), training_days=ANY_DAY):
    wanted = {"training_days": training_days, "per_week_lo": per_week_lo, "done_dates": done}
    return [day for day in WEEK if wants_reminder(day, **wanted)]


@pytest.mark.parametrize(
    ("per_week_lo", "done", "on"),
    [
        (1, (), [WED, FRI, SUN]),
        (2, (), [TUE, THU, SAT]),
        (3, (), [MON, WED, FRI]),
        (4, (), [MON, WED, THU]),  # Thursday: each day left is needed; from Friday on it is out of reach
        (5, (), [TUE, WED]),
        (7, (), [MON]),
        (2, (LAST_SUN,), [WED, FRI, SAT]),
        (2, (MON,), [THU, SAT, SUN]),  # Sunday is the last chance
        (2, (TUE,), [FRI, SUN]),
        (2, (MON, THU), []),
        (3, (MON,), [WED, FRI, SAT]),
        (1, (SAT - 7 * DAY,), [WED, FRI, SUN]),
        (2, (MON - 60 * DAY,), [TUE, THU, SAT]),  # a long gap changes nothing
    ],
)
def test_wants_reminder_on_any_day_is_spread_over_the_week(per_week_lo, done, on):
    after = max((day for day in done if day >= MON), default=LAST_SUN)
    assert [day for day in reminded(per_week_lo, done) if day > after] == on


@pytest.mark.parametrize(
    ("done", "on"),
    [
        ((), [MON, WED, FRI]),
        ((MON,), [WED, FRI]),
        ((TUE,), [MON, WED, FRI]),
        ((MON, TUE, THU), []),  # as many sessions as chosen days
        ((LAST_SUN,), [MON, WED, FRI]),
    ],
)
def test_wants_reminder_on_chosen_days(done, on):
    assert reminded(2, done, MWF) == on


@given(
    per_week_lo=st.integers(1, 4),
    monday=days.map(week_start),
    obeys=st.lists(st.booleans(), min_size=7, max_size=7),
    before=st.lists(st.integers(1, 20), max_size=5),
)
def test_wants_reminder_is_never_daily_unless_every_day_is_needed(per_week_lo, monday, obeys, before):
    done = [monday - n * DAY for n in before]
    messages = []
    for day, obey in zip((monday + n * DAY for n in range(7)), obeys, strict=True):
        if not wants_reminder(day, training_days=ANY_DAY, per_week_lo=per_week_lo, done_dates=done):
            continue
        missing = per_week_lo - sum(date >= monday for date in done)
        left = 7 - day.weekday()
        assert 0 < missing <= left
        if missing < left:
            assert day - DAY not in {*messages, *done}
        messages.append(day)
        if obey:
            done.append(day)


@given(st.integers(1, 7), days.map(week_start), st.lists(st.integers(1, 20), max_size=5))
def test_wants_reminder_followed_meets_the_target_of_every_week(per_week_lo, monday, before):
    done = [monday - n * DAY for n in before]
    for day in (monday + n * DAY for n in range(7)):
        if wants_reminder(day, training_days=ANY_DAY, per_week_lo=per_week_lo, done_dates=done):
            done.append(day)
    assert sum(day >= monday for day in done) == per_week_lo


@given(st.integers(1, 4), days.map(week_start), st.lists(st.integers(1, 20), max_size=5))
def test_wants_reminder_ignored_sends_four_a_week_at_most(per_week_lo, monday, before):
    done = [monday - n * DAY for n in before]
    week = (monday + n * DAY for n in range(7))
    wanted = (wants_reminder(d, training_days=ANY_DAY, per_week_lo=per_week_lo, done_dates=done) for d in week)
    assert 1 <= sum(wanted) <= 4
