"""Whether a week fell short of its target, so that it is worth asking what got in the way. No database."""

import datetime as dt
from collections.abc import Iterable

from patients.progress.adherence import WEEK, State, Week
from patients.schedule import week_start


def week_asked(today: dt.date) -> dt.date:
    """The Monday of the week the question is about: the last one that is over."""
    return week_start(today) - WEEK


def week_told_of(day: dt.date, starts_on: dt.date) -> dt.date:
    """The Monday of the week an answer of that day is about: the one asked about, or the first of a younger plan."""
    return max(week_asked(day), min(week_start(starts_on), week_start(day)))


def is_below_target(weeks: Iterable[Week], *, starts_on: dt.date, today: dt.date) -> bool:
    """Whether the last whole week had fewer sessions than its target.

    A week at rest, and one in whose middle the plan began, ask nothing; neither does the week that is running.
    """
    asked = week_asked(today)
    missed = any(week.starts_on == asked and week.state in (State.SOME, State.NONE) for week in weeks)
    return missed and starts_on <= asked
