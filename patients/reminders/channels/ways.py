"""Which ways lead to a patient now, in the order in which they are tried: their choice, then a device, then e-mail.

A patient's e-mail address is their record's; a row of it exists only to say that it is broken, so that nobody's
mailbox needs one. A text message is sent only to who chose that.
"""

import datetime as dt
from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from typing import Final

from django.db.models import Exists, OuterRef, Q, QuerySet
from django.db.models.expressions import F
from django.utils import timezone

from patients.models import Channel, Patient
from patients.reminders.channels import sms, vapid
from patients.reminders.trouble import GoneError, RefusedError

Kind = Channel.Kind
ORDER: Final = (Kind.PUSH, Kind.EMAIL)
Ways = dict[int, list[Channel]]


def ways_of(patients: Iterable[Patient]) -> Ways:
    """Return what works for each patient, first choice first; one query."""
    patients = list(patients)
    rows: dict[int, list[Channel]] = defaultdict(list)
    for row in Channel.objects.filter(patient__in=[patient.pk for patient in patients]):
        rows[row.patient_id].append(row)
    is_on: dict[str, bool] = {Kind.EMAIL: True, Kind.PUSH: vapid.is_on(), Kind.SMS: sms.is_on()}
    return {patient.pk: _ways(patient, rows[patient.pk], is_on) for patient in patients}


def reachable(patient_pks: Iterable[int]) -> set[int]:
    """Return those of these patients to whom at least one way leads; one query."""
    return set(with_a_way(Patient.objects.filter(pk__in=list(patient_pks))).values_list("pk", flat=True))


def with_a_way(patients: QuerySet[Patient]) -> QuerySet[Patient]:
    """Those to whom at least one way leads."""
    return patients.filter(leads_a_way())


def leads_a_way() -> Q:
    """Say in SQL, of a row of Patient, what `ways_of` says of rows at hand: whether any way leads there."""
    mine = Channel.objects.filter(patient=OuterRef("pk"))
    broken_mailbox = mine.filter(kind=Kind.EMAIL, address=OuterRef("email"), broken_at__isnull=False)
    found: Q = Q(~Q(email=""), ~Exists(broken_mailbox))
    if vapid.is_on():
        found |= Q(Exists(mine.filter(kind=Kind.PUSH, broken_at=None)))
    if sms.is_on():
        found |= Q(Exists(mine.filter(kind=Kind.SMS, broken_at=None)), reminders_by=Kind.SMS)
    return found


def mailbox_of(patient: Patient, rows: Sequence[Channel]) -> Channel | None:
    """Return the patient's mailbox: its row, or one that is not kept while there is nothing to say."""
    if not patient.email:
        return None
    known = (row for row in rows if row.kind == Kind.EMAIL and row.address == patient.email)
    return next(known, None) or Channel(patient=patient, kind=Kind.EMAIL, address=patient.email)


def _ways(patient: Patient, rows: Sequence[Channel], is_on: Mapping[str, bool]) -> list[Channel]:
    mailbox = mailbox_of(patient, rows)
    others = sorted((row for row in rows if row.kind != Kind.EMAIL), key=_last_seen, reverse=True)
    ways = [way for way in (mailbox, *others) if way and way.broken_at is None]
    kinds = dict.fromkeys((patient.reminders_by, *ORDER))
    return [way for kind in kinds for way in ways if way.kind == kind and is_on[kind]]


def _last_seen(device: Channel) -> tuple[dt.datetime, int]:
    """When the device was last known to be in use: of several, the one that is likeliest at hand."""
    return device.last_ok_at or device.created_at, device.pk


# What became of a message is known of the way as well


def note_taken(way: Channel) -> None:
    """It was taken: the way works, or works again."""
    was_broken, way.last_ok_at, way.broken_at, way.trouble = way.broken_at, timezone.now(), None, ""
    if way.pk:
        Channel.objects.filter(pk=way.pk).update(last_ok_at=way.last_ok_at, broken_at=None, trouble="")
    if was_broken:
        look_again(way.patient_id)


def note_refusal(way: Channel, refusal: RefusedError) -> None:
    """It was refused for good: a device that is gone is forgotten, an address at fault is broken until it is mended."""
    if isinstance(refusal, GoneError) and way.pk:
        Channel.objects.filter(pk=way.pk).delete()
    elif refusal.breaks:
        note_broken(way, str(refusal))
        return
    else:
        return
    look_again(way.patient_id)


def note_broken(way: Channel, trouble: str) -> None:
    """Nothing arrives at this address; since when is kept where it was known before."""
    way.trouble = trouble[:200]
    values = {"trouble": way.trouble}
    row, is_new = Channel.objects.get_or_create(
        patient_id=way.patient_id,
        kind=way.kind,
        address=way.address,
        defaults={**values, "keys": way.keys, "broken_at": timezone.now()},
    )
    if not is_new:
        Channel.objects.filter(pk=row.pk).update(**values)
        Channel.objects.filter(pk=row.pk, broken_at=None).update(broken_at=timezone.now())
    look_again(way.patient_id)


def look_again(patient_pk: int) -> None:
    """Whether anything reaches this patient may have changed: the rules of attention look soon."""
    Patient.objects.filter(pk=patient_pk).update(changes=F("changes") + 1)
