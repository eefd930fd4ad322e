"""What is known of patients when it is decided what they are sent: read in a fixed number of queries."""

import datetime as dt
from collections import defaultdict
from collections.abc import Collection, Mapping
from dataclasses import dataclass, field
from functools import lru_cache
from typing import Any, NamedTuple
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

from django.db.models import Max, QuerySet

from patients import easing
from patients.models import (
    BarrierAnswer,
    CheckIn,
    Flare,
    MessageRule,
    MorningAnswer,
    Plan,
    PlanEvent,
    Reminder,
    SafetyLock,
    SessionLog,
)
from patients.reminders.channels import reachable
from patients.reminders.kinds import OURS, Rule, rules_of
from patients.schedule import DAY, week_start
from programmes.models.version import COUNTED

LOOK_BACK = dt.timedelta(days=14)
ALIVE = ("planned", "sending", "sent")
UTC_NAME = "UTC"


class Row(NamedTuple):
    """A reminder that is written down already."""

    pk: int
    kind: str
    local_date: dt.date
    state: str
    due_at: dt.datetime
    attempts: int

    @property
    def is_coming_or_sent(self) -> bool:
        return self.state in ALIVE

    @property
    def is_gone_out(self) -> bool:
        return self.state in ("sent", "sending")


@dataclass(slots=True)
class Facts:
    """One patient with the plan in force, or the one that ended last; days are the patient's own.

    `answered` are days of sessions whose next morning is told, `checked_in` and `barriers` are Mondays. `since` is
    when each kind of event of the plan happened last.
    """

    patient: int
    plan: int
    state: str
    starts_on: dt.date
    given_at: dt.datetime
    training_days: str
    per_week_lo: int
    clinic: int
    is_archived: bool
    is_on: bool
    email: str
    zone: ZoneInfo
    hour: dt.time
    muted: str
    quiet_until: dt.datetime | None
    last_on: dt.date | None
    is_reachable: bool = True
    rules: Mapping[str, Rule] = field(default_factory=lambda: OURS)
    is_locked: bool = False
    flare: tuple[dt.date, dt.date | None] | None = None
    trained: list[dt.date] = field(default_factory=list)
    rows: list[Row] = field(default_factory=list)
    answered: set[dt.date] = field(default_factory=set)
    checked_in: set[dt.date] = field(default_factory=set)
    barriers: set[dt.date] = field(default_factory=set)
    since: dict[str, dt.date] = field(default_factory=dict)

    def in_flare(self, day: dt.date) -> bool:
        return self.flare is not None and easing.is_in_flare(day, *self.flare)

    @property
    def last_sign(self) -> dt.date:
        """The last day on which the patient trained, began, came back or chose other days."""
        signs = [self.starts_on, *(self.since[kind] for kind in SIGNS if kind in self.since)]
        return max(signs) if self.last_on is None else max(self.last_on, *signs)

    def row(self, kind: str, day: dt.date) -> Row | None:
        return next((row for row in self.rows if row.local_date == day and row.kind == kind), None)

    def has_had(self, kind: str, first: dt.date, until: dt.date) -> bool:
        """Whether one of that kind went out, or is on its way, on these days."""
        return any(row.kind == kind and first <= row.local_date <= until and row.state in ALIVE for row in self.rows)


SIGNS = (PlanEvent.Kind.RESUMED, PlanEvent.Kind.DAYS)
EVENTS = (*SIGNS, PlanEvent.Kind.MAINTAIN, PlanEvent.Kind.ENDED)
QUIET_ENOUGH = 6  # days without a session from which on a plan's events are read
COLUMNS = (
    "patient", "pk", "state", "starts_on", "created_at", "training_days", "per_week_lo", "patient__clinic",
    "patient__archived_at", "patient__reminders_on", "patient__email", "patient__timezone",
    "patient__clinic__timezone", "patient__reminder_hour", "patient__muted_kinds", "patient__quiet_until",
    "patient__last_session_on",
)  # fmt: skip

Known = dict[int, Facts]


def read(plans: QuerySet[Plan], now: dt.datetime, rules: Mapping[int, Mapping[str, Rule]] | None = None) -> Known:
    """Read what is known of these plans' patients, by patient; of several plans the open one counts.

    Up to eleven queries, however many patients there are. `rules` are the clinics' tables, where they are known.
    """
    known: Known = {}
    for row in plans.order_by("pk").values_list(*COLUMNS):
        facts = _facts(row)
        if facts.patient not in known or known[facts.patient].state == Plan.State.ENDED:
            known[facts.patient] = facts
    if not known:
        return known
    pks, since = list(known), now.date() - LOOK_BACK
    _read_rules(known, rules)
    reached = reachable(pks)
    for facts in known.values():
        facts.is_reachable = facts.patient in reached
    for pk in SafetyLock.objects.filter(patient__in=pks, cleared_at=None).values_list("patient", flat=True):
        known[pk].is_locked = True
    flares = Flare.objects.filter(patient__in=pks).order_by("began_on", "id")
    for pk, began_on, ended_on in flares.values_list("patient", "began_on", "ended_on"):
        known[pk].flare = began_on, ended_on
    _read_logs(known, since)
    rows = Reminder.objects.filter(patient__in=pks, local_date__gte=since).order_by()
    for pk, *columns in rows.values_list("patient", "pk", "kind", "local_date", "state", "due_at", "attempts"):
        known[pk].rows.append(Row._make(columns))
    _read_answers(known, since)
    _read_events(known, now.date())
    return known


def _facts(row: tuple[Any, ...]) -> Facts:
    *head, archived_at, is_on, email, zone, clinic_zone, hour, muted, quiet_until, last_on = row
    return Facts(  # type: ignore[call-arg]
        *head, archived_at is not None, is_on, email, zone_of(zone, clinic_zone), hour, muted, quiet_until, last_on
    )


@lru_cache(maxsize=2048)
def zone_of(name: str, clinics: str) -> ZoneInfo:
    """The patient's zone, else the clinic's, else UTC: zones vanish from the zone files."""
    for each in (name, clinics):
        try:
            return ZoneInfo(each)
        except (ZoneInfoNotFoundError, ValueError):
            continue
    return ZoneInfo(UTC_NAME)


def all_rules(clinics: Collection[int] | None = None) -> dict[int, Mapping[str, Rule]]:
    """The tables of the clinics that changed something; one query."""
    changed = MessageRule.objects.all() if clinics is None else MessageRule.objects.filter(clinic__in=clinics)
    by_clinic: dict[int, list[MessageRule]] = defaultdict(list)
    for rule in changed:
        by_clinic[rule.clinic_id].append(rule)
    return {clinic: rules_of(those) for clinic, those in by_clinic.items()}


def _read_rules(known: Known, rules: Mapping[int, Mapping[str, Rule]] | None) -> None:
    if rules is None:
        rules = all_rules({facts.clinic for facts in known.values()})
    if rules:
        for facts in known.values():
            facts.rules = rules.get(facts.clinic, OURS)


def _read_logs(known: Known, since: dt.date) -> None:
    logs = SessionLog.objects.filter(patient__in=list(known), local_date__gte=since, session__kind__in=COUNTED)
    for pk, day in logs.order_by().values_list("patient", "local_date"):
        facts = known[pk]
        facts.trained.append(day)
        if facts.last_on is None or day > facts.last_on:
            facts.last_on = day


def _read_answers(known: Known, since: dt.date) -> None:
    """What was asked and is answered already."""
    pks = list(known)
    mornings = MorningAnswer.objects.filter(log__patient__in=pks, log__local_date__gte=since + 10 * DAY)
    for pk, day in mornings.values_list("log__patient", "log__local_date"):
        known[pk].answered.add(day)
    weeks = {"patient__in": pks, "week__gte": week_start(since)}
    for pk, week in CheckIn.objects.filter(**weeks).order_by().values_list("patient", "week"):
        known[pk].checked_in.add(week)
    for pk, week in BarrierAnswer.objects.filter(**weeks).order_by().values_list("patient", "week"):
        known[pk].barriers.add(week)


def _read_events(known: Known, today: dt.date) -> None:
    """What happened to the plans for which it matters: those at rest from messages, kept up, or ended."""
    plans = {facts.plan: facts for facts in known.values() if _asks_for_events(facts, today)}
    if not plans:
        return
    events = PlanEvent.objects.filter(plan__in=list(plans), kind__in=EVENTS).order_by()
    for plan, kind, at in (
        events.values("plan", "kind").annotate(newest=Max("at")).values_list("plan", "kind", "newest")
    ):
        facts = plans[plan]
        facts.since[kind] = at.astimezone(facts.zone).date()


def _asks_for_events(facts: Facts, today: dt.date) -> bool:
    if facts.state != Plan.State.ACTIVE:
        return True
    return (today - (facts.last_on or facts.starts_on)).days >= QUIET_ENOUGH
