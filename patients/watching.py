"""Look at patients anew where something changed or a day has come, and keep their open items in line."""

import datetime as dt
import logging
from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from typing import Any

from django.db import transaction
from django.db.models import Count, F, Max, Q, QuerySet
from django.utils import timezone

from clinic.models import Clinic
from patients import proposals
from patients.models import (
    Attention,
    CheckIn,
    Flare,
    Message,
    Patient,
    Plan,
    PlanWeek,
    Proposal,
    Reminder,
    SafetyLock,
    SessionLog,
    Threshold,
)
from patients.progress.attention import Facts, Reason, Session, Thresholds, Week, look_on, reasons
from patients.reminders.times import moment
from patients.schedule import DAY, week_start

logger = logging.getLogger(__name__)
ONE_MORE = F("changes") + 1
EARLY = dt.time(4)  # of the patient's day: a midnight does not exist everywhere
AT_ONCE = 200  # patients whose facts are read together: a fixed number of queries, and memory stays flat
SESSIONS_SINCE = 60 * DAY
WEEKS_BACK = 8
CHECK_INS_SINCE = 28 * DAY
TRAINING = (Plan.State.ACTIVE, Plan.State.MAINTAIN)


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
    for patient in in_care.values():
        if patient.open_plan and patient.clinic.proposals_on:
            _consider(patient, patient.today(now))
    facts, limits = _facts(in_care, now), _limits(in_care.values())
    for patient in patients:
        patient.seen_changes = patient.changes
        known = facts.get(patient.pk)
        day = look_on(known, limits[patient.pk]) if known else None
        patient.look_at = moment(day, EARLY, patient.zone) if day else None
    found = {pk: reasons(known, limits[pk]) for pk, known in facts.items()}
    with transaction.atomic():
        _settle([patient.pk for patient in patients], found, now)
        Patient.objects.bulk_update(patients, ["seen_changes", "look_at"])


def _consider(patient: Patient, today: dt.date) -> None:
    """Ask for proposals; a plan that breaks a rule must not keep everybody else from being looked at."""
    try:
        proposals.consider(patient, today)
    except Exception:  # said in the log with the patient's number, and asked again after the next change
        logger.exception("no proposals for patient %s", patient.pk)


# What is known


def _facts(patients: Mapping[int, Patient], now: dt.datetime) -> dict[int, Facts]:
    """Everything the rules ask of these patients, from nine queries."""
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
    proposed = _proposed(pks)
    stopped = _stopped(pks)
    weeks = _weeks(patients.values(), day)
    found = {}
    for pk, patient in patients.items():
        plan, today = patient.open_plan, patient.today(now)
        count, newest = unread.get(pk, (0, 0))
        found[pk] = Facts(
            today=today,
            is_expected=bool(plan and plan.state in TRAINING),
            starts_on=plan.starts_on if plan else None,
            last_session_on=patient.last_session_on,
            review_on=plan.review_on if plan else None,
            messages_stopped_on=stopped.get(pk) if plan and plan.state == Plan.State.ACTIVE else None,
            has_channel=bool(patient.email),
            sessions=[Session(*row) for row in sessions[pk]],
            check_ins=[Week(*row) for row in check_ins[pk]],
            weeks=_full_weeks(plan, weeks.get(plan.pk, {}), today) if plan else (),
            lock=locks.get(pk),
            flare_since=flares.get(pk),
            unread=count,
            unread_pk=newest,
            proposed=proposed.get(pk, ()),
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


def _stopped(pks: Sequence[int]) -> dict[int, dt.date]:
    """On which day the last message went out, by patient."""
    last = Reminder.objects.filter(patient__in=pks, kind=Reminder.Kind.LAST).order_by("local_date")
    last = last.exclude(state__in=(Reminder.State.PLANNED, Reminder.State.DROPPED))
    return dict(last.values_list("patient", "local_date"))


def _proposed(pks: Sequence[int]) -> dict[int, list[int]]:
    """The open proposals, by patient."""
    found: dict[int, list[int]] = defaultdict(list)
    waiting = Proposal.objects.filter(plan__patient__in=pks, state=Proposal.State.OPEN).order_by("id")
    for patient, pk in waiting.values_list("plan__patient", "pk"):
        found[patient].append(pk)
    return found


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
