"""How a patient is reached: devices that are told, the way they choose, their calendar, a test, a way tried again."""

from typing import Final

from django.conf import settings
from django.core.exceptions import ValidationError
from django.db import transaction
from django.urls import reverse
from django.utils import timezone

from clinic import audit
from clinic.models import User
from patients import watching
from patients.models import CalendarFeed, Channel, Patient, Reminder
from patients.reminders import calendar
from patients.reminders.channels import Carriers, note_refusal, note_taken
from patients.reminders.channels.subscriptions import checked
from patients.reminders.content import Action, Content
from patients.reminders.trouble import RefusedError, TryLaterError

MOST_DEVICES: Final = 8  # of one patient; the one that was silent longest makes room
Kind = Channel.Kind


@transaction.atomic
def add_device(*, patient: Patient, endpoint: object, keys: object, label: str, by: User) -> Channel:
    """Tell this device from now on, and nobody else on it; raises ValidationError where it cannot be written to."""
    address, found = checked(endpoint, keys)
    for others in Channel.objects.filter(kind=Kind.PUSH, address=address).exclude(patient=patient):  # who had it before
        others.delete()
        watching.note(others.patient_id)
    fresh = {"keys": found, "label": label[:80], "broken_at": None, "trouble": ""}
    device, is_new = Channel.objects.update_or_create(
        patient=patient, kind=Kind.PUSH, address=address, defaults=fresh, create_defaults=fresh
    )
    devices = sorted(
        patient.channels.filter(kind=Kind.PUSH).exclude(pk=device.pk),
        key=lambda one: (one.last_ok_at or one.created_at, one.pk),
        reverse=True,
    )
    Channel.objects.filter(pk__in=[one.pk for one in devices[MOST_DEVICES - 1 :]]).delete()
    if is_new:
        _note("device_added", patient, by, device.label)
    return device


@transaction.atomic
def remove_device(*, patient: Patient, by: User, pk: int | None = None, endpoint: str = "") -> bool:
    """Tell this device no more; False if it was not told."""
    found = patient.channels.filter(kind=Kind.PUSH)
    device = (found.filter(pk=pk) if pk is not None else found.filter(address=endpoint)).first()
    if device is None:
        return False
    device.delete()
    _note("device_removed", patient, by, device.label)
    return True


@transaction.atomic
def choose_way(*, patient: Patient, way: str, number: str, by: User) -> None:
    """Keep by which way reminders come first (empty: whatever works), and the number for text messages (E.164)."""
    if way and way not in Kind.values:
        raise ValueError(f"no such way: {way}")
    numbers = patient.channels.filter(kind=Kind.SMS)
    known = set(numbers.values_list("address", flat=True))
    changed = []
    if known != ({number} if number else set()):
        numbers.exclude(address=number).delete()
        if number:
            patient.channels.get_or_create(kind=Kind.SMS, address=number)
        changed.append("number for text messages")
    if patient.reminders_by != way:
        patient.reminders_by = way
        patient.save(update_fields=["reminders_by"])
        changed.append(f"by {way or 'whatever works'}")
    if changed:
        _note("way_chosen", patient, by, ", ".join(changed))


@transaction.atomic
def new_calendar(*, patient: Patient, by: User) -> CalendarFeed:
    """Make the calendar's address, or another one in place of it."""
    feed = calendar.make_new(patient)
    audit.record("calendar_address_made", clinic=patient.clinic, target=patient, by=by)
    return feed


@transaction.atomic
def end_calendar(*, patient: Patient, by: User) -> None:
    """Take the calendar's address away."""
    if CalendarFeed.objects.filter(patient=patient).delete()[0]:
        audit.record("calendar_address_ended", clinic=patient.clinic, target=patient, by=by)


@transaction.atomic
def try_again(*, patient: Patient, way: Channel, by: User) -> None:
    """Use a way again that was broken: somebody has looked at it."""
    if way.broken_at is None:
        return
    Channel.objects.filter(pk=way.pk).update(broken_at=None, trouble="")
    _note("way_tried_again", patient, by, way.get_kind_display())


def send_test(*, patient: Patient, way: Channel) -> str:
    """Send a test this very way; returns to whom it was handed. Raises ValidationError saying what got in the way."""
    row = Reminder(patient=patient, local_date=timezone.now().date())
    try:
        with Carriers() as carriers:
            taken = carriers.send(way, _test(), row)
    except RefusedError as refusal:
        note_refusal(way, refusal)
        raise ValidationError(str(refusal)) from refusal
    except TryLaterError as trouble:
        raise ValidationError(f"{trouble} Try again in a while.") from trouble
    note_taken(way)
    return taken


def _test() -> Content:
    return Content(
        subject="A test message",
        short="A test message: it arrived",
        opening=("This is the test message you asked for. It arrived, so reminders can reach you this way.",),
        main=Action("Open my plan", settings.SITE_URL + reverse("portal:today")),
    )


def _note(verb: str, patient: Patient, by: User, detail: str) -> None:
    watching.note(patient.pk)
    audit.record(verb, clinic=patient.clinic, target=patient, by=by, detail=detail)
