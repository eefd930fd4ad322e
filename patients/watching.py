"""Look at patients anew where something changed or a day has come, and keep their open items in line."""

import datetime as dt
from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from django.db import transaction
from django.db.models import Count, F, Max, OuterRef, Q, QuerySet, Subquery
from django.utils import timezone

from clinic.models import Clinic
from patients import proposals
from patients.barriers import asks_of, told_of
from patients.models import (
    Attention,
    BarrierAnswer,
    CheckIn,
    Flare,
    Message,
    Patient,
    Plan,
    PlanEvent,
    PlanWeek,
    Proposal,
    Reminder,
    SafetyLock,
    SessionLog,
    Threshold,
)
from patients.models.patient import OPEN_STATES
from patients.progress.attention import Barrier, Facts, Reason, Session, Thresholds, Week, look_on, reasons
from patients.progress.contacts import kept
from patients.progress.proposing import Kind
from patients.reminders.channels import reachable
from patients.reminders.times import moment
from patients.schedule import DAY, week_start

ONE_MORE = F("changes") + 1
EARLY = dt.time(4)  # of the patient's day: a midnight does not exist everywhere
AT_ONCE = 200  # patients whose facts are read together: a fixed number of queries, and memory stays flat
SESSIONS_SINCE = 60 * DAY
WEEKS_BACK = 8
CHECK_INS_SINCE = 28 * DAY
REMINDERS_SINCE, REMINDERS_FAILED = 30 * DAY, 3  # the last so many came back: e-mail does not reach them
NEW_EXERCISES = (PlanEvent.Kind.ASSIGNED, PlanEvent.Kind.NEW_VERSION, PlanEvent.Kind.PHASE)
TRAINING = (Plan.State.ACTIVE, Plan.State.MAINTAIN)
LIVED = tuple(PlanEvent.Kind(each) for each in ("paused", "resumed", "maintain", "ended", "contact", "returned"))


def note(patient_id: int) -> None:
    """Something about this patient changed: look again soon. Part of the caller's transaction; one query."""
    Patient.objects.filter(pk=patient_id).update(changes=ONE_MORE)


def note_all(clinic: Clinic, patient: Patient | None = None) -> None:
    """The figures changed: look at everybody of the clinic again, or at one patient."""
    rows = clinic.patients.all()
    (rows.filter(pk=patient.pk) if patient else rows).update(changes=ONE_MORE)


def look(now: dt.datetime | None = None) -> int:
    """Look at everybody whose turn it is; returns how many that were. Twice at once does no harm."""
    now = now or timezone.now()
    looked, last = 0, 0
    while patients := _next(now, last):
        look_at(patients, now)
        looked, last = looked + len(patients), patients[-1].pk
    return looked


def _next(now: dt.datetime, after: int) -> list[Patient]:
    due = Q(changes__gt=F("seen_changes")) | Q(look_at__lte=now)
    found = Patient.objects.filter(due, pk__gt=after).with_open_plan()
    found = found.select_related("clinic", "open_plan")  # type: ignore[misc]  # not a field
    return list(found.order_by("pk")[:AT_ONCE])


def look_at(patients: Sequence[Patient], now: dt.datetime) -> None:
    """Look at these patients, as they were read with the plan in force; an archived record gives no reason."""
    in_care = {patient.pk: patient for patient in patients if patient.archived_at is None}
    left = _consider(in_care.values(), now)
    facts, limits = _facts(in_care, now), _limits(in_care.values())
    for patient in patients:
        if patient.pk not in left:
            patient.seen_changes = patient.changes
        known = facts.get(patient.pk)
        day = look_on(known, limits[patient.pk]) if known else None
        patient.look_at = moment(day, EARLY, patient.zone) if day else None
    found = {pk: reasons(known, limits[pk]) for pk, known in facts.items()}
    with transaction.atomic():
        _settle([patient.pk for patient in patients], found, now)
        Patient.objects.bulk_update(patients, ["seen_changes", "look_at"])


def _consider(patients: Iterable[Patient], now: dt.datetime) -> set[int]:
    """Ask for proposals; returns the patients who are to be asked about once more."""
    asked = {patient.open_plan: patient for patient in patients if patient.open_plan and patient.clinic.proposals_on}
    return proposals.consider_all(asked, {plan: patient.today(now) for plan, patient in asked.items()})


# What is known


def _facts(patients: Mapping[int, Patient], now: dt.datetime) -> dict[int, Facts]:
    """Everything the rules ask of these patients, from a fixed number of queries."""
    pks, day = list(patients), now.date()
    sessions = _by_patient(
        SessionLog.objects.filter(patient__in=pks, local_date__gte=day - SESSIONS_SINCE)
        .order_by("local_date", "id")
        .values_list("patient", "pk", "local_date", "pain_now", "pain_highest", "morning__pain", "confidence")
    )
    check_ins = _by_patient(
        CheckIn.objects.filter(patient__in=pks, week__gte=day - CHECK_INS_SINCE)
        .order_by("week")
        .values_list("patient", "week", "usual_pain", "confidence", "worry")
    )
    locks = dict(SafetyLock.objects.filter(patient__in=pks, cleared_at=None).values_list("patient", "pk"))
    flares = dict(Flare.objects.filter(patient__in=pks, ended_on=None).values_list("patient", "began_on"))
    unread = _unread(pks)
    proposed, drafts, lives = _proposed(pks), _drafts(pks), _lives(pks)
    weeks, changed = _weeks(patients.values(), day), _changed(patients.values())
    reached, unreached = reachable(pks), _unreached(pks, day)
    barriers, stopped = _barriers(pks, day), _stopped(pks)
    found = {}
    for pk, patient in patients.items():
        plan, today = patient.open_plan, patient.today(now)
        count, newest = unread.get(pk, (0, 0))
        steps = proposed.get(pk, _Steps())
        found[pk] = Facts(
            today=today,
            is_expected=bool(plan and plan.state in TRAINING),
            starts_on=plan.starts_on if plan else None,
            last_session_on=patient.last_session_on,
            review_on=plan.review_on if plan else None,
            same_since=_same_since(plan, changed, patient) if plan else None,
            messages_stopped_on=stopped.get(pk) if plan and plan.state == Plan.State.ACTIVE else None,
            has_channel=pk in reached and pk not in unreached,
            sessions=[Session(*row) for row in sessions[pk]],
            check_ins=[Week(*row) for row in check_ins[pk]],
            weeks=_full_weeks(plan, weeks.get(plan.pk, {}), today) if plan else (),
            barrier=barriers.get(pk),
            lock=locks.get(pk),
            flare_since=flares.get(pk),
            unread=count,
            unread_pk=newest,
            proposed=steps.pks,
            ready=steps.ready,
            ready_pk=steps.ready_pk,
            draft_pk=drafts.get(pk, 0),
            **_life(lives[pk], patient.zone),
        )
    return found


def _by_patient(rows: Iterable[tuple]) -> dict[int, list[tuple]]:
    found: dict[int, list[tuple]] = defaultdict(list)
    for patient, *rest in rows:
        found[patient].append(tuple(rest))
    return found


def _unread(pks: Sequence[int]) -> dict[int, tuple[int, int]]:
    """How many messages nobody has read, and the newest of them, by patient."""
    waiting = Message.objects.filter(patient__in=pks, is_from_patient=True, read_at=None).order_by()
    counted = waiting.values("patient").annotate(count=Count("pk"), newest=Max("pk"))
    return {row["patient"]: (row["count"], row["newest"]) for row in counted}


@dataclass
class _Steps:
    """The open proposals of one patient; one about the whole plan stands for itself."""

    pks: list[int] = field(default_factory=list)
    ready: str = ""
    ready_pk: int = 0


def _stopped(pks: Sequence[int]) -> dict[int, dt.date]:
    """On which day the last message went out, by patient."""
    last = Reminder.objects.filter(patient__in=pks, kind=Reminder.Kind.LAST).order_by("local_date")
    last = last.exclude(state__in=(Reminder.State.PLANNED, Reminder.State.DROPPED))
    return dict(last.values_list("patient", "local_date"))


def _proposed(pks: Sequence[int]) -> dict[int, _Steps]:
    found: dict[int, _Steps] = defaultdict(_Steps)
    waiting = Proposal.objects.filter(plan__patient__in=pks, state=Proposal.State.OPEN).order_by("id")
    for patient, pk, kind, data in waiting.values_list("plan__patient", "pk", "kind", "data"):
        steps = found[patient]
        if kind == Kind.PHASE:
            steps.ready, steps.ready_pk = f"Ready to move on to {data.get('next') or 'the next phase'}?", pk
        elif kind == Kind.MAINTAIN:
            steps.ready, steps.ready_pk = "Ready to keep it up alone?", pk
        else:
            steps.pks.append(pk)
    return found


def _lives(pks: Sequence[int]) -> dict[int, list[tuple]]:
    """What happened to the newest plan of each, oldest first: (id, kind, at, why)."""
    newest = Plan.objects.filter(patient=OuterRef("plan__patient")).order_by("-pk").values("pk")[:1]
    happened = PlanEvent.objects.filter(plan__patient__in=pks, plan=Subquery(newest), kind__in=LIVED)
    return _by_patient(happened.order_by("id").values_list("plan__patient", "pk", "kind", "at", "why"))


def _life(events: Sequence[tuple], zone: dt.tzinfo) -> dict[str, Any]:
    """Since when it is kept up or over, who had a word since, and whether the patient asked to come back."""
    days = [(pk, kind, at.astimezone(zone).date(), why) for pk, kind, at, why in events]
    last = next((event for event in reversed(days) if event[1] != PlanEvent.Kind.CONTACT), None)
    return {
        "kept": kept((kind, day) for _, kind, day, _ in days),
        "contacts_held": [day for _, kind, day, _ in days if kind == PlanEvent.Kind.CONTACT],
        "returned": (last[0], last[2], last[3]) if last and last[1] == PlanEvent.Kind.RETURNED else None,
    }


def _drafts(pks: Sequence[int]) -> dict[int, int]:
    """Drafts that hold an accepted step and that nobody has published, by patient."""
    accepted = (Proposal.State.ACCEPTED, Proposal.State.EDITED)
    waiting = Proposal.objects.filter(plan__patient__in=pks, state__in=accepted, applied_in__published_at=None)
    waiting = waiting.filter(applied_in__isnull=False, plan__state__in=OPEN_STATES).order_by("id")
    return dict(waiting.values_list("plan__patient", "applied_in"))


def _changed(patients: Iterable[Patient]) -> dict[int, dt.datetime]:
    """When the exercises of each plan were last others."""
    plans = [patient.open_plan.pk for patient in patients if patient.open_plan]
    events = PlanEvent.objects.filter(plan__in=plans, kind__in=NEW_EXERCISES).order_by()
    return {row["plan"]: row["newest"] for row in events.values("plan").annotate(newest=Max("at"))}


def _same_since(plan: Plan, changed: Mapping[int, dt.datetime], patient: Patient) -> dt.date | None:
    """Nobody is asked to change what is only to be kept up."""
    if plan.state == Plan.State.MAINTAIN:
        return None
    at = changed.get(plan.pk)
    return max(plan.starts_on, at.astimezone(patient.zone).date()) if at else plan.starts_on


def _unreached(pks: Sequence[int], day: dt.date) -> set[int]:
    """Those whose last reminders all came back; the second query only where there are any."""
    lately = Reminder.objects.filter(patient__in=pks, local_date__gte=day - REMINDERS_SINCE).order_by()
    failed = lately.filter(state=Reminder.State.UNDELIVERED).values("patient").annotate(count=Count("pk"))
    some = [row["patient"] for row in failed if row["count"] >= REMINDERS_FAILED]
    found: dict[int, list[str]] = defaultdict(list)
    if some:
        over = lately.filter(patient__in=some, state__in=(Reminder.State.UNDELIVERED, Reminder.State.SENT))
        for patient, state in over.order_by("due_at", "id").values_list("patient", "state"):
            found[patient].append(state)
    return {pk for pk, states in found.items() if set(states[-REMINDERS_FAILED:]) == {Reminder.State.UNDELIVERED}}


def _barriers(pks: Sequence[int], day: dt.date) -> dict[int, Barrier]:
    """The newest answer to what got in the way, by patient."""
    answers = BarrierAnswer.objects.filter(patient__in=pks, week__gte=day - 4 * 7 * DAY).order_by("week")
    return {
        row.patient_id: Barrier(row.week, row.get_what_display(), told_of(row.what, row.change), asks_of(row.what))
        for row in answers
    }


def _weeks(patients: Iterable[Patient], day: dt.date) -> dict[int, dict[dt.date, tuple[int, int]]]:
    plans = [patient.open_plan.pk for patient in patients if patient.open_plan]
    rows = PlanWeek.objects.filter(plan__in=plans, starts_on__gte=day - (WEEKS_BACK + 1) * 7 * DAY)
    found: dict[int, dict[dt.date, tuple[int, int]]] = defaultdict(dict)
    for plan, monday, done, target in rows.values_list("plan", "starts_on", "sessions_done", "target"):
        found[plan][monday] = done, target
    return found


def _full_weeks(plan: Plan, done: Mapping[dt.date, tuple[int, int]], today: dt.date) -> list[tuple[dt.date, int, int]]:
    """The whole weeks since the plan began; one without a session has none done of the target of now."""
    first = week_start(plan.starts_on + 6 * DAY)  # a week begun in its middle is no full one
    this_week = week_start(today)
    mondays = [this_week - back * 7 * DAY for back in range(WEEKS_BACK, 0, -1)]
    return [(monday, *done.get(monday, (0, plan.per_week_lo))) for monday in mondays if monday >= first]


def _limits(patients: Iterable[Patient]) -> dict[int, Thresholds]:
    """The figures that hold for each: the patient's own, else the clinic's, else ours; one query."""
    patients = list(patients)
    clinics = {patient.clinic_id for patient in patients}
    of_clinic: dict[int, dict[str, int]] = defaultdict(dict)
    of_patient: dict[int, dict[str, int]] = defaultdict(dict)
    changed = Threshold.objects.filter(Q(patient=None) | Q(patient__in=patients), clinic__in=clinics)
    for clinic, patient, name, value in changed.values_list("clinic", "patient", "name", "value"):
        (of_patient[patient] if patient else of_clinic[clinic])[name] = value
    return {
        patient.pk: Thresholds().changed(**(of_clinic[patient.clinic_id] | of_patient[patient.pk]))
        for patient in patients
    }


# Rows


def _settle(pks: Sequence[int], found: Mapping[int, Sequence[Reason]], now: dt.datetime) -> None:
    """Open what is new, say anew what goes on, and end what is over; what somebody has dealt with stays so."""
    known = {(row.patient_id, row.reason, row.occasion): row for row in _known(pks, found)}
    open_now = {row.pk for row in known.values() if row.end == ""}
    wanted = {(pk, str(reason.code), reason.occasion): reason for pk, those in found.items() for reason in those}
    over = [row.pk for key, row in known.items() if row.pk in open_now and key not in wanted]
    Attention.objects.filter(pk__in=over).update(end=Attention.End.OVER, ended_at=now)
    going_on = []
    for key in wanted.keys() & known.keys():
        row, reason = known[key], wanted[key]
        if row.end == Attention.End.OVER:  # it is back
            row.end, row.opened_at, row.ended_at, row.snoozed_until = "", now, None, None
        elif row.end or (row.words, row.urgency) == (reason.words, reason.urgency):
            continue
        row.words, row.urgency = reason.words, reason.urgency
        going_on.append(row)
    Attention.objects.bulk_update(
        going_on, ["words", "urgency", "end", "opened_at", "ended_at", "snoozed_until"], batch_size=AT_ONCE
    )
    missing = [_row(key[0], reason, now) for key, reason in wanted.items() if key not in known]
    Attention.objects.bulk_create(missing, ignore_conflicts=True)


def _known(pks: Sequence[int], found: Mapping[int, Sequence[Reason]]) -> QuerySet[Attention]:
    """What is open, and what there ever was of the occasions that hold now."""
    occasions = {reason.occasion for those in found.values() for reason in those}
    return Attention.objects.filter(Q(end="") | Q(occasion__in=occasions), patient__in=pks).select_for_update()


def _row(pk: int, reason: Reason, now: dt.datetime) -> Attention:
    values: dict[str, Any] = {
        "reason": str(reason.code),
        "occasion": reason.occasion,
        "urgency": int(reason.urgency),
        "words": reason.words,
        "action": str(reason.action),
    }
    return Attention(patient_id=pk, opened_at=now, **values)
