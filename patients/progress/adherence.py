"""How the weeks went against the weekly target, forgivingly: counted in weeks, never in broken streaks.

A week belongs to its Monday. Weeks that rest (a pause) do not count, and a week that is not over,
or in which the plan began after Monday, counts only once its target is met.
"""

import datetime as dt
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from enum import StrEnum
from typing import NamedTuple

from patients.schedule import DAY, DAYS_A_WEEK, week_start

WEEK = DAYS_A_WEEK * DAY


class State(StrEnum):
    MET = "met"
    SOME = "some"
    NONE = "none"
    REST = "rest"
    AHEAD = "ahead"  # not over, and nothing logged yet


STATE_WORDS = {
    State.MET: "on target",
    State.SOME: "some sessions",
    State.NONE: "no sessions",
    State.REST: "paused",
    State.AHEAD: "this week, nothing yet",
}


class Week(NamedTuple):
    """A week as it went; a plain tuple, since a caseload makes hundreds."""

    starts_on: dt.date
    sessions_done: int
    target: int
    state: State

    @property
    def words(self) -> str:
        """The week in words, for whoever does not see the picture."""
        if self.state in (State.REST, State.AHEAD):
            return STATE_WORDS[self.state]
        return f"{self.sessions_done} of {self.target}, {STATE_WORDS[self.state]}"


@dataclass(frozen=True)
class Adherence:
    """How many weeks count since the start, how many of those met their target, and any week asked for."""

    starts_on: dt.date
    today: dt.date
    done: Mapping[dt.date, tuple[int, int]]
    target: int
    resting: frozenset[dt.date]
    on_target: int
    counted: int

    @property
    def has_begun(self) -> bool:
        return self.starts_on <= self.today

    @property
    def words(self) -> str:
        if not self.has_begun:
            return "Not started"
        if not self.counted:
            return "First week"
        return f"{self.on_target} of {self.counted} {'week' if self.counted == 1 else 'weeks'}"

    def last(self, number: int) -> list[Week]:
        """The newest weeks since the start, oldest of them first."""
        first, this_week = week_start(self.starts_on), week_start(self.today)
        first = max(first, this_week - (number - 1) * WEEK)
        return [self._week(first + n * WEEK) for n in range((this_week - first).days // DAYS_A_WEEK + 1)]

    def _week(self, monday: dt.date) -> Week:
        sessions, target = self.done.get(monday, (0, self.target))
        if sessions >= target:
            state = State.MET
        elif monday in self.resting:
            state = State.REST
        elif sessions:
            state = State.SOME
        else:
            state = State.AHEAD if monday + WEEK > self.today else State.NONE
        return Week(monday, sessions, target, state)


def adherence(
    *,
    starts_on: dt.date,
    today: dt.date,
    done: Mapping[dt.date, tuple[int, int]],
    target: int,
    pauses: Iterable[tuple[dt.date, dt.date | None]] = (),
    on_target: int | None = None,
) -> Adherence:
    """Count the weeks since the start, from (sessions done, target then) by Monday.

    Who knows how many weeks met their target gives `on_target`, and in `done` only the weeks that
    will be asked for and those that may be excused: the first, this one, the paused ones.

    `target` stands for weeks in which nothing was logged. A pause runs from its first day to the
    day of resuming; None means it goes on. Counts without walking the weeks: a list shows many.
    """
    first, this_week = week_start(starts_on), week_start(today)
    met = {monday for monday, (sessions, then) in done.items() if sessions >= then and first <= monday <= this_week}
    resting = frozenset(monday for pause in pauses for monday in _weeks_of(pause, first, this_week))
    excused = {this_week, *resting} | ({first} if first < starts_on else set())
    weeks = (this_week - first).days // DAYS_A_WEEK + 1
    counted = max(weeks - len(excused - met), 0) if starts_on <= today else 0
    return Adherence(starts_on, today, done, target, resting, len(met) if on_target is None else on_target, counted)


def _weeks_of(pause: tuple[dt.date, dt.date | None], first: dt.date, last: dt.date) -> list[dt.date]:
    """The Mondays, from the first to the last week, of weeks in which a day or more was paused."""
    begin, until = pause
    monday = max(week_start(begin), first)
    end = min(last, week_start(until - DAY)) if until else last
    return [monday + n * WEEK for n in range((end - monday).days // DAYS_A_WEEK + 1)]


def pauses(events: Iterable[tuple[str, dt.date]]) -> list[tuple[dt.date, dt.date | None]]:
    """Pair "paused" with the next "resumed" or "maintain", from (kind, day) oldest first."""
    found: list[tuple[dt.date, dt.date | None]] = []
    since: dt.date | None = None
    for kind, day in events:
        if kind == "paused":
            since = since or day
        elif since and kind in ("resumed", "maintain"):
            found.append((since, day))
            since = None
    if since:
        found.append((since, None))
    return found
