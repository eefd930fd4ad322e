"""Tell the clinic by e-mail that a sign was ticked; the row is the truth, the doorbell only hurries.

A worker claims a lock by a conditional UPDATE, sends outside any transaction, and marks it told only while the
claim is still its own. `lease_until` is also the moment before which it is not tried again. It is tried as long as
the lock is open. One window remains: a worker that dies after the mail server took the message and before the row
says so; that message is sent again, with the same Message-ID.
"""

import datetime as dt
import logging
from contextlib import suppress
from email.utils import parseaddr

from django.conf import settings
from django.core.mail import EmailMessage
from django.db.models import F, Q, QuerySet
from django.template.loader import render_to_string
from django.urls import reverse
from django.utils import timezone

from clinic import audit
from patients.models import Patient, SafetyLock
from patients.reminders.message import sender
from patients.reminders.post import Post, RefusedError, TryLaterError

logger = logging.getLogger(__name__)
SUBJECT = "Please open a record now"
AT_ONCE = 20
WAITS = tuple(dt.timedelta(minutes=minutes) for minutes in (1, 2, 5, 10, 30))  # then every half hour


def drain() -> None:
    """Send what is due; a mail server that does not answer is asked again by the next sweep."""
    for pk in list(_due(timezone.now()).order_by("raised_at").values_list("pk", flat=True)[:AT_ONCE]):
        if lock := _claim(pk):
            _tell(lock)


def _due(now: dt.datetime) -> QuerySet[SafetyLock]:
    waiting = SafetyLock.objects.to_tell().filter(Q(lease_until=None) | Q(lease_until__lt=now))
    return waiting if settings.DEMO else waiting.filter(patient__clinic__is_demo=False)


def _claim(pk: int) -> SafetyLock | None:
    """Hold the row for as long as a message may take; of several workers, one gets it."""
    now = timezone.now()
    until = now + dt.timedelta(seconds=3 * settings.EMAIL_TIMEOUT)
    if not _due(now).filter(pk=pk).update(lease_until=until, attempts=F("attempts") + 1):
        return None
    found = SafetyLock.objects.select_related("patient__clinic", "patient__therapist__user")
    return found.filter(pk=pk, lease_until=until).first()


def _tell(lock: SafetyLock) -> None:
    try:
        with Post() as post:
            _hand_over(lock, post)
    except (RefusedError, TryLaterError) as trouble:
        logger.error("alert of lock %d not sent: %s", lock.pk, type(trouble).__name__)
        _try_later(lock)
    except Exception:  # one row that breaks us must not keep the others from being told
        logger.exception("alert of lock %d could not be sent", lock.pk)
        _try_later(lock)
    else:
        if _ours(lock).update(told_at=timezone.now(), lease_until=None):
            audit.record("alarm_told", clinic=lock.patient.clinic, target=lock, by=None)


def _hand_over(lock: SafetyLock, post: Post) -> None:
    """To the clinic; where it has no address or its server refuses it, to the therapist."""
    addresses = addresses_of(lock.patient)
    if not addresses:
        raise RefusedError("Nobody has an address.")
    *others, last = addresses
    for address in others:
        with suppress(RefusedError):
            post.send(message_for(lock, address))
            return
    post.send(message_for(lock, last))


def addresses_of(patient: Patient) -> list[str]:
    """Who is told, in this order, until one mail server takes it."""
    return [address for address in (patient.clinic.email, patient.therapist.user.email) if address]


def message_for(lock: SafetyLock, address: str) -> EmailMessage:
    """Return the e-mail: no name, no sign and nothing of health, only where to look and that it is for now."""
    clinic = lock.patient.clinic
    words = {
        "clinic": clinic.name,
        "url": settings.SITE_URL + reverse("caseload:patient", args=[lock.patient_id]),
        "at": lock.raised_at.astimezone(clinic.zone),
    }
    return EmailMessage(
        SUBJECT,
        render_to_string("emails/alarm.txt", words),
        sender(clinic),
        [address],
        headers={"Message-ID": message_id(lock), "Auto-Submitted": "auto-generated", "Importance": "high"},
    )


def message_id(lock: SafetyLock) -> str:
    """The same whenever this alert is sent; another sign makes another alert."""
    domain = parseaddr(settings.DEFAULT_FROM_EMAIL)[1].rpartition("@")[2]
    return f"<alarm.{lock.pk}.{lock.raised_at:%Y%m%d%H%M%S%f}@{domain}>"


def _try_later(lock: SafetyLock) -> None:
    wait = WAITS[min(lock.attempts, len(WAITS)) - 1]
    _ours(lock).update(lease_until=timezone.now() + wait)


def _ours(lock: SafetyLock) -> QuerySet[SafetyLock]:
    """The row, unless the claim ran out or another sign came meanwhile."""
    return SafetyLock.objects.filter(pk=lock.pk, lease_until=lock.lease_until, told_at=None)
