"""Words between a patient and the clinic: sent once, read, never changed."""

import uuid
from collections.abc import Sequence

from django.core.exceptions import ValidationError
from django.core.files.base import ContentFile
from django.core.files.storage import default_storage
from django.db import IntegrityError, transaction
from django.db.models import QuerySet
from django.utils import timezone
from django.utils.crypto import get_random_string

from clinic import audit
from clinic.models import Clinic, User
from patients import watching
from patients.models import Message, Patient, QuickReply

MOST_QUICK_REPLIES = 30
SHOWN = 200


def send(
    *, patient: Patient, by: User, is_from_patient: bool, text: str, picture: bytes | None = None, token: uuid.UUID
) -> Message:
    """Send it once, however often it arrives; `picture` is a WebP of ours. Raises ValidationError."""
    known = Message.objects.filter(uuid=token).first()
    if known is None:
        message = Message(uuid=token, patient=patient, by=by, is_from_patient=is_from_patient, text=text)
        message.sent_at = timezone.now()
        try:
            return _keep(message, picture, patient.clinic)
        except IntegrityError:
            known = Message.objects.filter(uuid=token).first()
    if known is None or known.patient_id != patient.pk:
        raise ValidationError("This message could not be sent. Please send it again.")
    return known


def _keep(message: Message, picture: bytes | None, clinic: Clinic) -> Message:
    if picture:
        message.picture.save(f"{get_random_string(24)}.webp", ContentFile(picture), save=False)
    try:
        with transaction.atomic():
            message.save(force_insert=True)
            who = "patient" if message.is_from_patient else "staff"
            if message.is_from_patient:
                watching.note(message.patient_id)
            audit.record("message_sent", clinic=clinic, target=message, by=message.by, detail=who)
    except BaseException:
        if picture:
            default_storage.delete(message.picture.name or "")
        raise
    return message


def thread_of(patient: Patient) -> Sequence[Message]:
    """The newest messages, oldest of them first; one query."""
    return list(patient.messages.select_related("by").order_by("-id")[:SHOWN])[::-1]


def with_picture(patient: Patient) -> QuerySet[Message]:
    return patient.messages.exclude(picture="")


def mark_read(*, patient: Patient, from_patient: bool) -> int:
    """Note that the other side has opened what was written; returns how many were new."""
    unread = patient.messages.filter(is_from_patient=from_patient, read_at__isnull=True)
    count = unread.update(read_at=timezone.now())
    if count and from_patient:
        watching.note(patient.pk)
    return count


def unread_by_patient(patient: Patient) -> int:
    return patient.messages.filter(is_from_patient=False, read_at__isnull=True).count()


def unread_by_staff(clinic: Clinic, therapist: int | None = None) -> list[tuple[Patient, int]]:
    """Patients whose messages nobody has opened, the longest waiting first, with how many."""
    waiting = Message.objects.filter(patient__clinic=clinic, is_from_patient=True, read_at__isnull=True)
    if therapist is not None:
        waiting = waiting.filter(patient__therapist=therapist)
    found: dict[int, tuple[Patient, int]] = {}
    for message in waiting.select_related("patient").order_by("id"):
        _, count = found.get(message.patient_id, (message.patient, 0))
        found[message.patient_id] = message.patient, count + 1
    return list(found.values())


@transaction.atomic
def set_quick_replies(*, clinic: Clinic, by: User, texts: Sequence[str]) -> None:
    """Make these the clinic's quick replies, in this order. Raises ValidationError where there are too many."""
    wanted = list(dict.fromkeys(text.strip() for text in texts if text.strip()))
    if len(wanted) > MOST_QUICK_REPLIES:
        raise ValidationError(f"Keep it to {MOST_QUICK_REPLIES} replies.")
    clinic.quick_replies.all().delete()
    QuickReply.objects.bulk_create(QuickReply(clinic=clinic, text=text) for text in wanted)
    audit.record("quick_replies_changed", clinic=clinic, target=clinic, by=by, detail=f"{len(wanted)}")
