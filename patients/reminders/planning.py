"""Write down which messages are wanted today and tomorrow; delivering asks again, so a row is only an intention."""

import datetime as dt
from collections.abc import Callable, Iterator, Mapping
from functools import lru_cache

from django.conf import settings
from django.core.cache import cache
from django.db.models import QuerySet
from django.utils import timezone

from patients.models import Patient, Plan, Reminder
from patients.reminders import times
from patients.reminders.facts import Facts, Row, all_rules, read
from patients.reminders.kinds import Kind, Rule
from patients.reminders.wanted import reason_against, wanted_on

# What comes before: rests that are over. Filled from above, where plans are changed.
BEFORE: list[Callable[[dt.datetime], None]] = []
PLANS_AT_ONCE = 1000  # keeps memory flat, however many patients there are
DAY = dt.timedelta(days=1)
# A large house is swept in slices, which all its workers share, and then rests for an hour: whatever changes is
# planned at once by the verb that changes it, and rows reach two days ahead.
SLICE = 100_000
REST_SECONDS = 3_600
RESTING = "patients:planning:resting"
Rules = Mapping[int, Mapping[str, Rule]]
State = Reminder.State
cached_due_at = lru_cache(maxsize=65_536)(times.due_at)  # many patients share an hour and a zone


def plan() -> list[tuple[int, int]]:
    """Insert the missing rows of every patient's today and tomorrow, and move those whose hour was changed.

    Doing it twice, or from two places at once, changes nothing: the rows are unique per patient,
    kind and local day. Where there are too many plans for one sweep, returns the slices to sweep.
    """
    if cache.get(RESTING):
        return []
    now = timezone.now()
    for first in BEFORE:
        first(now)
    slices = _slices(_reminded(now))
    if len(slices) > 1:
        cache.set(RESTING, 1, REST_SECONDS)
        return slices
    sweep(now)
    return []


def _slices(plans: QuerySet[Plan]) -> list[tuple[int, int]]:
    """Ranges of plan numbers, each to be swept by one worker; one query."""
    newest = plans.order_by("-pk").values_list("pk", flat=True).first() or 0
    return [(first, first + SLICE) for first in range(0, newest, SLICE)]


def sweep(now: dt.datetime, first: int = 0, last: int | None = None) -> None:
    """Plan for everybody whose plan has a number above `first`, up to `last`; several may share the work so."""
    plans = _reminded(now) if last is None else _reminded(now).filter(pk__lte=last)
    rules = all_rules()
    for chunk in _in_chunks(plans, first):
        _write_down(Plan.objects.filter(pk__in=chunk), now, rules)


def replan(patient: Patient) -> None:
    """Do the same for one patient at once, after anything that matters was changed; drop what is not wanted now."""
    now = timezone.now()
    if settings.DEMO or not patient.clinic.is_demo:
        _write_down(Plan.objects.filter(patient=patient), now)


def _reminded(now: dt.datetime) -> QuerySet[Plan]:
    """Plans whose patients may get messages; the start is compared loosely, their own calendar decides."""
    plans = Plan.objects.training().filter(starts_on__lte=now.date() + 2 * DAY)
    plans = plans.filter(patient__archived_at__isnull=True, patient__reminders_on=True)
    if not settings.DEMO:
        plans = plans.filter(patient__clinic__is_demo=False)
    return plans


def _in_chunks(plans: QuerySet[Plan], last: int) -> Iterator[list[int]]:
    while chunk := list(plans.filter(pk__gt=last).order_by("pk").values_list("pk", flat=True)[:PLANS_AT_ONCE]):
        yield chunk
        last = chunk[-1]


def _write_down(plans: QuerySet[Plan], now: dt.datetime, rules: Rules | None = None) -> None:
    """As many queries for a thousand plans as for one, unless something planned has to be moved."""
    missing: list[Reminder] = []
    for facts in read(plans, now, rules).values():
        today = now.astimezone(facts.zone).date()
        for day in (today, today + DAY):
            missing.extend(_plan_day(facts, day, now, is_today=day == today))
    Reminder.objects.bulk_create(missing, ignore_conflicts=True, batch_size=PLANS_AT_ONCE)


def _plan_day(facts: Facts, day: dt.date, now: dt.datetime, *, is_today: bool) -> Iterator[Reminder]:
    """Yield the rows that are missing, and bring those in line that nobody has tried to send yet."""
    wanted = wanted_on(facts, day)
    written = {row.kind: row for row in facts.rows if row.local_date == day}
    for kind in wanted:
        due = cached_due_at(day, facts.rules[kind].hour or facts.hour, facts.zone)
        if due is None:
            continue
        row = written.pop(kind, None)
        if row is not None:
            _keep_to(row, due, now)
        elif _is_in_time(facts, due, now):
            made = Reminder(patient_id=facts.patient, plan_id=facts.plan, kind=kind, local_date=day, due_at=due)
            facts.rows.append(Row(0, kind, day, State.PLANNED, due, 0))
            yield made
    for row in written.values():
        if row.state == State.PLANNED and not row.attempts:
            _take_back(row, facts, now, is_today=is_today)


def _is_in_time(facts: Facts, due: dt.datetime, now: dt.datetime) -> bool:
    """An hour just missed still counts, unless the plan is younger: who gets it at 19:00 is not reminded of 18:30."""
    return due >= now or not (due < facts.given_at or times.too_late(due, now, facts.zone))


def _keep_to(row: Row, due: dt.datetime, now: dt.datetime) -> None:
    """Move a row not tried yet to the hour that holds now, unless somebody has just claimed it; take one up again."""
    if row.attempts or row.state not in (State.PLANNED, State.DROPPED):
        return
    still = Reminder.objects.filter(pk=row.pk, state=row.state, due_at=row.due_at)
    if row.state == State.DROPPED:
        if due > now:
            still.update(state=State.PLANNED, due_at=due, outcome="")
    elif row.due_at == due:
        return
    elif due > now:
        still.update(due_at=due)
    else:
        still.update(state=State.DROPPED, outcome="The hour was changed to one already past.")


def _take_back(row: Row, facts: Facts, now: dt.datetime, *, is_today: bool) -> None:
    """What is not wanted any more goes at once: today's with the reason, tomorrow's without a trace."""
    if row.due_at <= now:  # delivering is about to say what becomes of it
        return
    reason = reason_against(facts, row.kind, row.local_date)
    if not reason:
        return
    still = Reminder.objects.filter(pk=row.pk, state=State.PLANNED, due_at=row.due_at)
    if is_today or row.kind == Kind.LATER:
        still.update(state=State.DROPPED, outcome=reason)
    else:
        still.delete()
