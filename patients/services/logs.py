"""Store what a patient did, once; mend it while it is fresh; keep what is counted from it true."""

import datetime as dt
from collections.abc import Sequence
from dataclasses import asdict
from typing import Any, NamedTuple

from django.core.exceptions import ValidationError
from django.db import IntegrityError, transaction
from django.db.models import Case, Exists, F, Max, QuerySet, Value, When
from django.utils import timezone
from django.utils.formats import date_format

from clinic import audit
from clinic.models import Clinic, User
from clinic.prepared import Prepared
from exercises import services as exercises
from patients import watching
from patients.entries import SCORES, Asked, ItemEntry, SessionEntry, SetEntry, Words, as_asked, mistakes
from patients.models import ItemLog, Patient, Plan, Reminder, SessionLog, SetLog
from patients.reminders.kinds import ABOUT_TRAINING
from patients.reminders.wanted import ALREADY_TRAINED
from patients.services import easing, weeks
from programmes.models import Item
from programmes.models.version import COUNTED

__all__ = [
    "ItemEntry",
    "SessionEntry",
    "SetEntry",
    "asked_of",
    "entry_of",
    "is_fresh",
    "revise",
    "store",
    "store_once",
    "withdraw",
]

LATE_DAYS = 7
EDIT_HOURS = 48
WORDS = Words(ItemLog.Skip.values, ItemLog.Easier.values, SessionLog.Stop.values)
COPIED = ("local_date", "as_prescribed", *SCORES, "note", "started_at", "ended_at", "is_short", "stopped")


def store(*, patient: Patient, entry: SessionEntry, by: User, source: str = SessionLog.Source.PORTAL) -> SessionLog:
    """Store a session once, however often it is sent; raises ValidationError with what to change."""
    return store_once(patient=patient, entry=entry, by=by, source=source)[0]


def store_once(
    *, patient: Patient, entry: SessionEntry, by: User, source: str = SessionLog.Source.PORTAL
) -> tuple[SessionLog, bool]:
    """Store it, and say whether it is new.

    The unique UUID is the guard, not a look beforehand: of two that arrive together one is refused
    by the database and finds the other. One sent again after the seven days is still known. A UUID
    of somebody else's log is refused like any other mistake and tells nothing.
    """
    try:
        return _store(patient, entry, by, source), True
    except (IntegrityError, ValidationError) as refusal:
        stored = patient.logs.filter(uuid=entry.uuid).first()
        if stored is not None:
            return stored, False
        if isinstance(refusal, IntegrityError):
            raise ValidationError("This session could not be stored. Please open it again.") from refusal
        raise


@transaction.atomic
def _store(patient: Patient, entry: SessionEntry, by: User, source: str) -> SessionLog:
    place = _place_of(patient, entry)
    items = _items(entry.session_id)
    _check(patient.clinic, entry, _asked(items))
    _check_day(patient, place.plan, entry.local_date, source)
    log = SessionLog(patient=patient, plan=place.plan, session_id=entry.session_id, uuid=entry.uuid, source=source)
    _copy(entry, log)
    log.logged_at = timezone.now()
    log.save(force_insert=True)
    _write_items(log, entry, items)
    newest = Case(
        When(last_session_on__gt=entry.local_date, then=F("last_session_on")), default=Value(entry.local_date)
    )
    Patient.objects.filter(pk=patient.pk).update(last_session_on=newest, changes=watching.ONE_MORE)
    if place.counts:
        weeks.recount(place.plan, entry.local_date)
    if place.counts and place.has_reminder:
        _drop_reminders(patient, entry.local_date)
    audit.record("session_logged", clinic=patient.clinic, target=log, by=by, detail=f"{entry.local_date} {source}")
    return log


@transaction.atomic
def revise(*, log: SessionLog, entry: SessionEntry, by: User) -> SessionLog:
    """Replace what a log of the last 48 hours says; its session stays. Raises ValidationError."""
    plan = _locked(log)
    old_day, items = log.local_date, _items(log.session_id)
    _check(log.patient.clinic, entry, _asked(items))
    if entry.local_date != old_day:
        _check_day(log.patient, plan, entry.local_date, log.source)
    if _says_other_items(log, entry):
        log.items.all().delete()
        _write_items(log, entry, items)
    _copy(entry, log)
    log.edited_at = timezone.now()
    log.save(update_fields=[*COPIED, "edited_at"])
    _settle(log, {old_day, log.local_date})
    audit.record("session_log_revised", clinic=log.patient.clinic, target=log, by=by, detail=f"{old_day}")
    return log


@transaction.atomic
def withdraw(*, log: SessionLog, by: User) -> None:
    """Take back a log of the last 48 hours that was never meant; raises ValidationError."""
    _locked(log)
    audit.record("session_log_withdrawn", clinic=log.patient.clinic, target=log, by=by, detail=f"{log.local_date}")
    SessionLog.objects.filter(pk=log.pk).delete()
    _settle(log, {log.local_date})


def asked_of(item: Item) -> Asked:
    """What this item asks for; of a range of sets the smaller number."""
    sides = ("left", "right") if item.both_sides else (item.side,)
    return Asked(item.pk, item.exercise.name, item.sets_lo or 1, sides)


def is_fresh(log: SessionLog, now: dt.datetime | None = None) -> bool:
    """Whether a log may still be changed."""
    return (now or timezone.now()) - log.logged_at < dt.timedelta(hours=EDIT_HOURS)


def entry_of(log: SessionLog) -> SessionEntry:
    """Read a log back as the entry that would store it; two queries."""
    rows = log.items.order_by("id").prefetch_related("sets")
    return SessionEntry(
        uuid=log.uuid,
        session_id=log.session_id,
        local_date=log.local_date,
        items=tuple(_item_entry(row) for row in rows),
        **{name: getattr(log, name) for name in COPIED if name != "local_date"},
    )


def _item_entry(row: ItemLog) -> ItemEntry:
    sets = (
        SetEntry(done.number, done.side, done.reps, done.seconds, done.distance_m, done.load_kg)
        for done in row.sets.all()
    )
    return ItemEntry(row.item_id, tuple(sets), row.skipped, row.easier, row.done_as_id)


# What may be stored


class _Place(NamedTuple):
    """Where a session belongs, and what storing it there touches."""

    plan: Plan
    counts: bool
    has_reminder: bool


def _place_of(patient: Patient, entry: SessionEntry) -> _Place:
    """The patient's newest plan whose programme holds the session; locked, so that counts stay true.

    A version replaced meanwhile is accepted: it is what the patient saw.
    """
    found = _plans_with.all(patient.pk, entry.session_id)
    if not found:
        raise ValidationError("This session is not part of your programme.", code="unknown")
    plan = next((plan for plan in found if plan.starts_on <= entry.local_date), found[0])
    return _Place(plan, plan.kind in COUNTED, plan.has_reminder)


@Prepared
def _plans_with(patient: int, session: int) -> Any:
    of_session = {"programme__versions__phases__sessions": session, "programme__versions__published_at__isnull": False}
    plans = Plan.objects.filter(patient=patient, **of_session).annotate(
        kind=F("programme__versions__phases__sessions__kind"),
        has_reminder=Exists(Reminder.objects.unsent().filter(patient=patient)),
    )
    return plans.select_for_update(of=("self",)).order_by("-id")


def _items(session_id: int) -> list[Item]:
    return _items_of.all(session_id)


@Prepared
def _items_of(session_id: int) -> QuerySet[Item]:
    items = Item.objects.filter(session=session_id).select_related("exercise", "session")
    return items.order_by("position", "id")


def _asked(items: Sequence[Item]) -> list[Asked]:
    return [asked_of(item) for item in items]


def _check(clinic: Clinic, entry: SessionEntry, asked: Sequence[Asked]) -> None:
    found = mistakes(entry, asked, WORDS)
    swaps = {item.done_as_id for item in entry.items if item.done_as_id}
    if swaps and exercises.readable_by(clinic).filter(pk__in=swaps).count() < len(swaps):
        found.append("One of the easier exercises is not known.")
    if found:
        raise ValidationError(found)


def _check_day(patient: Patient, plan: Plan, day: dt.date, source: str) -> None:
    """Patients enter what they remember; staff, who read it off a sheet, any day since the plan began."""
    today = patient.today()
    if day > today:
        raise ValidationError("This day is still to come. Choose today or an earlier day.", code="day")
    if day < plan.starts_on:
        raise ValidationError(
            f"{'Your' if source == SessionLog.Source.PORTAL else 'The'} programme starts on "
            f"{date_format(plan.starts_on, 'l j F')}. Choose that day or a later one.",
            code="day",
        )
    if source == SessionLog.Source.PORTAL and (today - day).days > LATE_DAYS:
        raise ValidationError(f"Sessions can be entered for {LATE_DAYS} days. Choose a later day.", code="day")


def _locked(log: SessionLog) -> Plan:
    if not is_fresh(log):
        raise ValidationError(f"A session can be changed for {EDIT_HOURS} hours after it was entered.", code="old")
    return Plan.objects.select_for_update().get(pk=log.plan_id)


# Rows


def _copy(entry: SessionEntry, log: SessionLog) -> None:
    for name in COPIED:
        setattr(log, name, getattr(entry, name))


def _write_items(log: SessionLog, entry: SessionEntry, prescribed: Sequence[Item]) -> None:
    items = entry.items or (_as_prescribed(log, prescribed) if entry.as_prescribed else ())
    rows = ItemLog.objects.bulk_create(
        ItemLog(
            session_log=log,
            item_id=item.item_id,
            skipped=item.skipped,
            easier=item.easier,
            done_as_id=item.done_as_id,
        )
        for item in items
    )
    SetLog.objects.bulk_create(
        SetLog(item_log=row, **asdict(done)) for row, item in zip(rows, items, strict=True) for done in item.sets
    )


def _as_prescribed(log: SessionLog, prescribed: Sequence[Item]) -> tuple[ItemEntry, ...]:
    """Every set that was asked for that day, which is less in a flare-up and after one."""
    right = easing.on_day(log.patient, prescribed[0].session, prescribed, log.local_date) if prescribed else []
    return as_asked(_asked(right))


def _says_other_items(log: SessionLog, entry: SessionEntry) -> bool:
    if entry.as_prescribed and not entry.items:
        return not log.as_prescribed
    return entry.items != entry_of(log).items


def _settle(log: SessionLog, days: set[dt.date]) -> None:
    """Bring what is counted from logs in line after one was changed or taken away."""
    newest = log.patient.logs.aggregate(newest=Max("local_date"))["newest"]
    Patient.objects.filter(pk=log.patient_id).update(last_session_on=newest, changes=watching.ONE_MORE)
    if log.session.kind in COUNTED:
        weeks.recount(log.plan, *days)
        weeks.drop_empty(log.plan)
        _drop_reminders(log.patient, log.local_date)


def _drop_reminders(patient: Patient, day: dt.date) -> None:
    """Nothing more is sent about training on a day on which the patient has trained."""
    _planned_reminders(patient, day).update(state=Reminder.State.DROPPED, outcome=ALREADY_TRAINED)


def _planned_reminders(patient: Patient, day: dt.date) -> QuerySet[Reminder]:
    return patient.reminders.unsent().filter(local_date=day, kind__in=ABOUT_TRAINING)
