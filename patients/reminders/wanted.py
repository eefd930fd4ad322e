"""Whether a message is to go out on a day: one truth, asked when planning and again when delivering.

The order of reasons is from the person to the week: who must not be written to at all, what this kind is for, what
else goes out that day, and what still fits into the week.
"""

import datetime as dt
from collections.abc import Iterator
from typing import Final

from patients.models import Plan, PlanEvent
from patients.reminders import kinds, occasions
from patients.reminders.facts import Facts, Row
from patients.reminders.kinds import PLACE, Kind, Rule
from patients.reminders.occasions import ALREADY_TRAINED, FLARE_DONE, WEEK, due_at, silent_since
from patients.schedule import DAY, days_left, sessions_in_week, week_start

__all__ = ["ALREADY_TRAINED", "FLARE_DONE", "LOCKED", "reason_against", "reason_for_silence", "wanted_on"]

QUIET_IN_FLARE: Final = dt.timedelta(days=2)  # clinical.md 6.2: nothing for 24 to 48 hours
LOCKED: Final = "A sign that needs help was ticked: the programme is closed."
ENDED: Final = "The plan has ended."
KEPT_UP: Final = (Kind.BOOSTER, Kind.LAST, Kind.LATER)  # what thinning out does not touch


def reason_against(facts: Facts, kind: str, day: dt.date) -> str:
    """Return why no message of that kind is to go out on that day, in words for staff; empty if one is."""
    rule = facts.rules[kind]
    return (
        reason_for_silence(facts, day)
        or _kind_against(facts, rule, day)
        or occasions.reason_against(facts, rule, day)
        or _day_against(facts, rule, day)
        or _week_against(facts, rule, day)
    )


def wanted_on(facts: Facts, day: dt.date) -> list[str]:
    """The kinds that may go out on that day as things stand: at most one, and at most one echo of it."""
    if reason_for_silence(facts, day):
        return []
    found: list[str] = []
    has_first = has_echo = False
    for kind, rule in facts.rules.items():  # those that matter most come first
        if (has_echo if rule.echo else has_first) or not rule.is_on:
            continue
        if kind == Kind.LATER or occasions.reason_against(facts, rule, day):
            continue
        if _kind_against(facts, rule, day) or _is_taken(facts, rule, day) or _week_against(facts, rule, day):
            continue
        found.append(kind)
        has_first, has_echo = has_first or not rule.echo, has_echo or rule.echo
    return found


def reason_for_silence(facts: Facts, day: dt.date) -> str:
    """Why this patient gets nothing at all on that day."""
    if facts.is_archived:
        return "The patient is archived."
    if not facts.is_on:
        return "Reminders are turned off."
    if not facts.is_reachable:
        return "There is no e-mail address." if not facts.email else "Nothing reaches the patient."
    if facts.state == Plan.State.PAUSED:
        return "The plan is paused."
    if facts.state != Plan.State.ENDED and day < facts.starts_on:
        return "The plan starts later."
    if facts.is_locked:
        return LOCKED
    if facts.in_flare(day) and facts.flare and day - facts.flare[0] < QUIET_IN_FLARE:
        return "A flare-up has just begun."
    return ""


def _kind_against(facts: Facts, rule: Rule, day: dt.date) -> str:
    if not rule.is_on:
        return "The clinic does not send these."
    if rule.kind in facts.muted.split():
        return "The patient does not want these."
    if facts.quiet_until and (due := due_at(facts, rule, day)) and due < facts.quiet_until:
        return "The patient asked for quiet."
    if facts.state == Plan.State.ENDED:
        return "" if rule.kind == Kind.LAST else ENDED
    if facts.state == Plan.State.MAINTAIN:
        return _fading_against(facts, rule, day)
    days = facts.rules[Kind.LAST].days[0]
    if rule.kind not in (Kind.LAST, Kind.LATER) and silent_since(facts, day) >= days:
        return f"Messages stopped: nothing was logged for {days} days."
    return ""


def _fading_against(facts: Facts, rule: Rule, day: dt.date) -> str:
    """While keeping it up, messages come in ever fewer weeks."""
    if rule.kind not in kinds.KEEPING_UP:
        return occasions.KEEPS_UP
    if rule.kind in KEPT_UP:
        return ""
    changed_on = facts.since.get(PlanEvent.Kind.MAINTAIN, facts.starts_on)
    gone = (day - changed_on).days
    every = next((weeks for until, weeks in kinds.THINNING if gone <= until), None)
    week = (week_start(day) - week_start(changed_on)) // WEEK
    return "" if every and week % every == 0 else occasions.EASED


def _day_against(facts: Facts, rule: Rule, day: dt.date) -> str:
    """One message a day, and one echo of it: what is out is out, and what matters more goes first."""
    first = (row for row in _others(facts, rule, day) if row.state == "planned" and PLACE[row.kind] < PLACE[rule.kind])
    return "Another message goes out that day." if _is_taken(facts, rule, day) or any(first) else ""


def _is_taken(facts: Facts, rule: Rule, day: dt.date) -> bool:
    return any(row.is_gone_out for row in _others(facts, rule, day))


def _others(facts: Facts, rule: Rule, day: dt.date) -> Iterator[Row]:
    """The rows of that day that stand in the way of this kind."""
    for row in facts.rows:
        if row.local_date == day and row.kind != rule.kind and facts.rules[row.kind].echo == rule.echo:
            yield row


def _week_against(facts: Facts, rule: Rule, day: dt.date) -> str:
    if rule.kind == Kind.LATER:  # asked for
        return ""
    monday = week_start(day)
    gone = sum(
        row.is_gone_out or (row.state == "planned" and row.local_date < day)
        for row in facts.rows
        if monday <= row.local_date < monday + WEEK
        and row.kind != Kind.LATER
        and (row.kind, row.local_date) != (rule.kind, day)
    )
    most = _most_a_week(facts, rule, day)
    if gone >= most:
        return f"There {'was 1 reminder' if gone == 1 else f'were {gone} reminders'} this week already."
    if gone + _kept_free(facts, rule, day) >= most:
        return "The week’s other messages matter more."
    return ""


def _most_a_week(facts: Facts, rule: Rule, day: dt.date) -> int:
    if rule.kind in KEPT_UP:
        return kinds.MOST_A_WEEK
    is_fading = facts.state == Plan.State.MAINTAIN or silent_since(facts, day) > kinds.FADING_AFTER_DAYS
    return kinds.MOST_A_WEEK_FADING if is_fading else kinds.MOST_A_WEEK


def _kept_free(facts: Facts, rule: Rule, day: dt.date) -> int:
    """How many messages that matter more are still to be expected this week, the day itself not counted."""
    kept = 0
    if PLACE[rule.kind] > PLACE[Kind.TRAINING]:
        kept += _training_days_ahead(facts, day)
    recap = facts.rules[Kind.RECAP]
    if PLACE[rule.kind] > PLACE[Kind.RECAP] and recap.is_on and Kind.RECAP not in facts.muted.split():
        kept += any(day.isoweekday() < weekday for weekday in recap.days)
    return kept


def _training_days_ahead(facts: Facts, day: dt.date) -> int:
    if Kind.TRAINING in facts.muted.split() or not facts.rules[Kind.TRAINING].is_on:
        return 0
    if facts.training_days:
        return sum(int(weekday) > day.isoweekday() for weekday in facts.training_days)
    missing = max(facts.per_week_lo - sessions_in_week(day, facts.trained), 0)
    return min(missing, days_left(day + DAY) if day.isoweekday() < 7 else 0, kinds.MOST_A_WEEK)
