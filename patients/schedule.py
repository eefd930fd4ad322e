"""When a patient trains next, and what: weeks, turns and the wish for a reminder. Dates in, dates out.

A week runs from Monday to Sunday in the patient's own calendar. No day is ever built from a
midnight, which some days do not have.
"""

import datetime as dt
from collections.abc import Collection, Sequence
from dataclasses import dataclass
from enum import StrEnum
from typing import Final

DAYS_A_WEEK: Final = 7
DAY: Final = dt.timedelta(days=1)
MOST_WITH_REST_DAYS: Final = 4  # sessions a week that still leave a day of rest between them


def week_start(day: dt.date) -> dt.date:
    """The Monday of that day's week."""
    return day - day.weekday() * DAY


def days_left(day: dt.date) -> int:
    """How many days the week still has, this one included."""
    return DAYS_A_WEEK - day.weekday()


def sessions_in_week(day: dt.date, done_dates: Collection[dt.date]) -> int:
    """How many of these dates lie in that day's week; a date given twice counts twice."""
    return sum(week_start(done) == week_start(day) for done in done_dates)


def still_reachable(day: dt.date, done: int, target: int) -> bool:
    """Whether the week's target can be met from this day on, the day included, with one session a day."""
    return target - done <= days_left(day)


# Whose turn it is


@dataclass(frozen=True)
class Turn:
    """A training session as the rotation sees it; `phase` is the place of its phase in the programme."""

    pk: int
    name: str
    phase: int


def next_turn(turns: Sequence[Turn], last: Turn | None) -> Turn | None:
    """The session after the last one logged: A, B, A ...; the first one at the start of a phase.

    A session of an older version stands for the one of the same name now.
    """
    if not turns:
        return None
    if last is None or last.phase != turns[0].phase:
        return turns[0]
    same = [place for place, turn in enumerate(turns) if turn.pk == last.pk]
    alike = [place for place, turn in enumerate(turns) if turn.name == last.name]
    return turns[((same or alike or [-1])[0] + 1) % len(turns)]


# What today is


class Today(StrEnum):
    """What a day is to somebody with a plan, or without one."""

    NOTHING = "nothing"  # no plan was ever assigned
    ENDED = "ended"
    PAUSED = "paused"
    NOT_STARTED = "not_started"
    DONE = "done"  # trained already
    DUE = "due"
    OPTIONAL = "optional"  # the least is done, the most is not
    MET = "met"  # all of this week's sessions are done
    REST = "rest"  # not one of the chosen days


@dataclass(frozen=True)
class Rhythm:
    """What was agreed: chosen ISO weekdays, or none for `per_week_lo` to `per_week_hi` times on any day."""

    starts_on: dt.date
    per_week_lo: int
    per_week_hi: int
    training_days: frozenset[int] = frozenset()
    is_paused: bool = False
    is_ended: bool = False


@dataclass(frozen=True)
class Due:
    """What today is, what comes next and when.

    `next_on` is the next day to train: today where something is due, None where nobody can say.
    `can_wait` says that the week's least is still reachable if today stays free.
    """

    today: Today
    turn: Turn | None = None
    next_on: dt.date | None = None
    done_this_week: int = 0
    can_wait: bool = False


def due(
    day: dt.date,
    rhythm: Rhythm | None,
    *,
    turns: Sequence[Turn] = (),
    last: Turn | None = None,
    done_dates: Collection[dt.date] = (),
) -> Due:
    """What this day asks for; `done_dates` are the dates of training sessions, this week's at least."""
    if rhythm is None:
        return Due(Today.NOTHING)
    turn, done = next_turn(turns, last), sessions_in_week(day, done_dates)
    today = _today(day, rhythm, done, day in done_dates)
    return Due(
        today,
        turn=turn,
        next_on=_next_on(day, rhythm, today, done),
        done_this_week=done,
        can_wait=done >= rhythm.per_week_lo or rhythm.per_week_lo - done < days_left(day),
    )


def _today(day: dt.date, rhythm: Rhythm, done: int, done_today: bool) -> Today:
    if rhythm.is_ended:
        return Today.ENDED
    if rhythm.is_paused:
        return Today.PAUSED
    if day < rhythm.starts_on:
        return Today.NOT_STARTED
    if done_today:
        return Today.DONE
    if done >= _most(rhythm):
        return Today.MET
    if rhythm.training_days:
        return Today.DUE if day.isoweekday() in rhythm.training_days else Today.REST
    return Today.DUE if done < rhythm.per_week_lo else Today.OPTIONAL


def _most(rhythm: Rhythm) -> int:
    """Chosen days may be more than the agreed most; then each of them counts."""
    return max(rhythm.per_week_hi, len(rhythm.training_days))


def _next_on(day: dt.date, rhythm: Rhythm, today: Today, done: int) -> dt.date | None:
    if today in (Today.ENDED, Today.PAUSED):
        return None
    if today in (Today.DUE, Today.OPTIONAL):
        return day
    first = max(day + DAY, rhythm.starts_on)
    if done >= _most(rhythm):
        first = max(first, week_start(day) + DAYS_A_WEEK * DAY)
    return _first_training_day(first, rhythm.training_days)


def _first_training_day(day: dt.date, training_days: frozenset[int]) -> dt.date:
    while training_days and day.isoweekday() not in training_days:
        day += DAY
    return day


# Whether to say so


def wants_reminder(
    day: dt.date, *, training_days: frozenset[int], per_week_lo: int, done_dates: Collection[dt.date]
) -> bool:
    """Whether a message about training makes sense on this day; `done_dates` reach back a week or more.

    On chosen days: on each of them until the week has as many sessions as chosen days. On any
    day: only while the week's least is neither met nor out of reach, every other day at most and
    never the day after training, unless every day that is left is needed.
    """
    if day in done_dates:
        return False
    done = sessions_in_week(day, done_dates)
    if training_days:
        return day.isoweekday() in training_days and done < max(len(training_days), per_week_lo)
    missing = per_week_lo - done
    if missing <= 0 or not still_reachable(day, done, per_week_lo):
        return False
    return missing == days_left(day) or _is_spread(day, per_week_lo, done_dates)


def _is_spread(day: dt.date, per_week_lo: int, done_dates: Collection[dt.date]) -> bool:
    """Whether a fair share of the week has passed since the last session, then every second day.

    Who has not trained lately is counted from the Saturday before the week, so that the first
    message of four a week comes on Monday, of three on Monday, of two on Tuesday, of one on Wednesday.
    """
    saturday_before = week_start(day) - 2 * DAY
    last = max((done for done in done_dates if done < day), default=saturday_before)
    waited = (day - max(last, saturday_before)).days - _fair_share(per_week_lo)
    return waited >= 0 and waited % 2 == 0


def _fair_share(per_week_lo: int) -> int:
    """Days from one session to the next when a week's sessions are spread over it."""
    if per_week_lo > MOST_WITH_REST_DAYS:
        return 1
    return min(max(DAYS_A_WEEK // per_week_lo, 2), 4)
