"""When there is reason for each kind of message: facts and a day in, words for staff out; empty words mean yes."""

import datetime as dt
from collections.abc import Callable
from typing import Final

from patients.models import Plan, PlanEvent
from patients.reminders import kinds, times
from patients.reminders.facts import Facts
from patients.reminders.kinds import Kind, Rule
from patients.schedule import DAY, DAYS_A_WEEK, sessions_in_week, wants_reminder, week_start

Occasion = Callable[[Facts, Rule, dt.date], str]
WEEK: Final = DAYS_A_WEEK * DAY
ALREADY_TRAINED: Final = "Already trained."
FLARE_DONE: Final = "Not needed today in a flare-up."
NOT_THE_DAY: Final = "It is not the day for it."
ASKED_LATER: Final = "A message for later was asked for."
IN_FLARE: Final = "Not in a flare-up."
KEEPS_UP: Final = "The plan is being kept up."
NOTHING_BEHIND: Final = "Nothing to look back on."
EASED: Final = "The patient keeps it up with fewer messages."


def reason_against(facts: Facts, rule: Rule, day: dt.date) -> str:
    """Why this kind has no place on that day; whoever may be written to at all is asked elsewhere."""
    return OCCASIONS[rule.kind](facts, rule, day)


def silent_since(facts: Facts, day: dt.date) -> int:
    """Days without a sign of life."""
    return (day - facts.last_sign).days


def _training(facts: Facts, rule: Rule, day: dt.date) -> str:
    trained = facts.trained
    if day in trained:
        return ALREADY_TRAINED
    later = facts.row(Kind.LATER, day)
    if later and later.is_coming_or_sent:
        return ASKED_LATER
    if facts.in_flare(day):  # one session a week, on any day, is all that is asked for
        return "" if wants_reminder(day, training_days=frozenset(), per_week_lo=1, done_dates=trained) else FLARE_DONE
    weekdays = frozenset(map(int, facts.training_days))
    if wants_reminder(day, training_days=weekdays, per_week_lo=facts.per_week_lo, done_dates=trained):
        return ""
    return "It is not a training day." if weekdays else "Not needed today for this week’s sessions."


def _nudge(facts: Facts, rule: Rule, day: dt.date) -> str:
    if day in facts.trained:
        return ALREADY_TRAINED
    if facts.in_flare(day):
        return IN_FLARE
    if silent_since(facts, day) > kinds.FADING_AFTER_DAYS:
        return "Not heard from for a while: no second message."
    first, later = facts.row(Kind.TRAINING, day), facts.row(Kind.LATER, day)
    if later and later.is_coming_or_sent:
        return ASKED_LATER
    if first is None or first.state != "sent":
        return "There was no message before it."
    due = due_at(facts, rule, day)
    usual = times.due_at(day, facts.hour, facts.zone)
    if due is None or usual is None or due < usual + kinds.NUDGE_AFTER:
        return "Too close to the message before it."
    return ""


def _later(facts: Facts, rule: Rule, day: dt.date) -> str:
    return ALREADY_TRAINED if day in facts.trained else ""


def _start(facts: Facts, rule: Rule, day: dt.date) -> str:
    if facts.last_on is not None:
        return "The first session is done."
    given_on = facts.given_at.astimezone(facts.zone).date()
    return _once_after(facts, rule, day, max(facts.starts_on, given_on), rule.days)


def _morning(facts: Facts, rule: Rule, day: dt.date) -> str:
    if day - DAY not in facts.trained:
        return "No session the day before."
    return "Answered already." if day - DAY in facts.answered else ""


def _recap(facts: Facts, rule: Rule, day: dt.date) -> str:
    if day.isoweekday() not in rule.days:
        return NOT_THE_DAY
    if week_start(day) in facts.checked_in:
        return "Answered already."
    if facts.last_on is None or silent_since(facts, day) > 2 * DAYS_A_WEEK:
        return NOTHING_BEHIND
    return ""


def _barrier(facts: Facts, rule: Rule, day: dt.date) -> str:
    monday = week_start(day)
    if not any(0 <= day.isoweekday() - first <= rule.window_days for first in rule.days):
        return NOT_THE_DAY
    behind = monday - WEEK
    if facts.last_on is None or facts.starts_on > behind or facts.last_sign != max(facts.last_on, facts.starts_on):
        return "There was no whole week before."
    if sessions_in_week(behind, facts.trained) >= facts.per_week_lo:
        return "The week was on target."
    if sessions_in_week(day, facts.trained):
        return "The patient is back at it."
    if facts.flare and (facts.flare[1] is None or facts.flare[1] >= behind):
        return IN_FLARE
    if behind in facts.barriers:
        return "Answered already."
    if facts.has_had(Kind.BARRIER, day - kinds.BARRIER_EVERY_DAYS * DAY, day - DAY):
        return "Asked not long ago."
    return ""


def _fresh(facts: Facts, rule: Rule, day: dt.date) -> str:
    if facts.in_flare(day):
        return IN_FLARE
    if day in facts.trained:
        return ALREADY_TRAINED
    since = facts.last_sign
    first = since + rule.days[0] * DAY
    if missed := _third_missed(facts, since):
        first = min(first, missed + DAY)
    return _in_window(facts, rule, day, first)


def _third_missed(facts: Facts, since: dt.date) -> dt.date | None:
    """The third of the chosen days after that day, each of which went by."""
    if not facts.training_days:
        return None
    left, day = kinds.MISSED_PLANNED, since
    while left:
        day += DAY
        left -= str(day.isoweekday()) in facts.training_days
    return day


def _flare(facts: Facts, rule: Rule, day: dt.date) -> str:
    if facts.flare is None or facts.flare[0] == facts.flare[1]:
        return "There is no flare-up."
    return _once_after(facts, rule, day, facts.flare[0], rule.days)


def _review(facts: Facts, rule: Rule, day: dt.date) -> str:
    if facts.in_flare(day):
        return IN_FLARE
    if facts.last_on is None or silent_since(facts, day) > 2 * DAYS_A_WEEK:
        return NOTHING_BEHIND
    return _once_after(facts, rule, day, facts.starts_on, rule.days)


def _booster(facts: Facts, rule: Rule, day: dt.date) -> str:
    changed_on = facts.since.get(PlanEvent.Kind.MAINTAIN)
    if facts.state != Plan.State.MAINTAIN or changed_on is None:
        return "The plan is not being kept up."
    return _once_after(facts, rule, day, changed_on, rule.days[:-1])


def _last(facts: Facts, rule: Rule, day: dt.date) -> str:
    if facts.state == Plan.State.ENDED:
        ended_on = facts.since.get(PlanEvent.Kind.ENDED)
        return _in_window(facts, rule, day, ended_on + DAY) if ended_on else NOT_THE_DAY
    if facts.state == Plan.State.MAINTAIN:
        changed_on, boosters = facts.since.get(PlanEvent.Kind.MAINTAIN), facts.rules[Kind.BOOSTER].days
        return _in_window(facts, rule, day, changed_on + boosters[-1] * DAY) if changed_on else NOT_THE_DAY
    return _in_window(facts, rule, day, facts.last_sign + rule.days[0] * DAY)


def _once_after(facts: Facts, rule: Rule, day: dt.date, start: dt.date, days: tuple[int, ...]) -> str:
    """Yes on the first possible day of each window that opens so many days after that start."""
    for number in reversed(days):
        if start + number * DAY <= day:
            return _in_window(facts, rule, day, start + number * DAY)
    return NOT_THE_DAY


def _in_window(facts: Facts, rule: Rule, day: dt.date, first: dt.date) -> str:
    if not first <= day <= first + rule.window_days * DAY:
        return NOT_THE_DAY
    return "It went out already." if facts.has_had(rule.kind, first, day - DAY) else ""


OCCASIONS: Final[dict[str, Occasion]] = {
    Kind.TRAINING: _training,
    Kind.NUDGE: _nudge,
    Kind.LATER: _later,
    Kind.START: _start,
    Kind.MORNING: _morning,
    Kind.RECAP: _recap,
    Kind.BARRIER: _barrier,
    Kind.FRESH: _fresh,
    Kind.FLARE: _flare,
    Kind.REVIEW: _review,
    Kind.BOOSTER: _booster,
    Kind.LAST: _last,
}


def due_at(facts: Facts, rule: Rule, day: dt.date) -> dt.datetime | None:
    """When a message of this kind is due on that day; None on a day the date line took away."""
    return times.due_at(day, rule.hour or facts.hour, facts.zone)
