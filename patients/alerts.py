"""Tell the clinic by e-mail that a sign was ticked, and once more if no clinician opens it; the row is the truth.

A worker claims a lock by a conditional UPDATE, sends outside any transaction, and marks it told only while the
claim is still its own. `lease_until` is also the moment before which it is not tried again. It is tried as long as
the lock is open. One window remains: a worker that dies after the mail server took the message and before the row
says so; that message is sent again, with the same Message-ID.
"""

import datetime as dt
import logging
from collections.abc import Sequence
from contextlib import suppress
from dataclasses import dataclass
from email.utils import parseaddr
from typing import Final

from django.conf import settings
from django.core.mail import EmailMessage
from django.db.models import F, Q, QuerySet
from django.template.loader import render_to_string
from django.urls import reverse
from django.utils import timezone

from clinic import audit
from clinic.models import Membership, Role
from patients.models import Patient, SafetyLock
from patients.reminders.message import sender
from patients.reminders.post import Post, RefusedError, TryLaterError
from patients.standing_in import looks_after

logger = logging.getLogger(__name__)
AT_ONCE = 20
WAITS = tuple(dt.timedelta(minutes=minutes) for minutes in (1, 2, 5, 10, 30))  # then every half hour
HOUR = dt.timedelta(hours=1)


@dataclass(frozen=True)
class Alert:
    """One of the two e-mails; `column` of the row says when the mail server took it."""

    column: str
    subject: str
    template: str
    verb: str
    mark: str


FIRST: Final = Alert("told_at", "Please open a record now", "emails/alarm.txt", "alarm_told", "alarm")
AGAIN: Final = Alert(
    "told_again_at", "Still waiting: please open a record now", "emails/alarm_again.txt", "alarm_told_again", "again"
)


def drain() -> None:
    """Send what is due; a mail server that does not answer is asked again by the next sweep."""
    now = timezone.now()
    for alert, pks in ((FIRST, _due(now)), (AGAIN, _due_again(now))):
        for pk in pks[:AT_ONCE]:
            if lock := _claim(alert, pk):
                _tell(alert, lock)


def _due(now: dt.datetime) -> list[int]:
    """Those of which nobody was told yet, the oldest first."""
    return list(_of_our_clinics(_free(FIRST, now)).order_by("raised_at").values_list("pk", flat=True))


def _due_again(now: dt.datetime) -> list[int]:
    """Those told longer ago than their clinic wants to wait for a clinician to open them."""
    waiting = _of_our_clinics(_free(AGAIN, now)).filter(told_at__lte=now - HOUR).order_by("told_at")
    rows = waiting.values_list("pk", "told_at", "patient__clinic__alarm_again_hours")
    return [pk for pk, told_at, hours in rows if told_at and told_at <= now - hours * HOUR]


def _of_our_clinics(locks: QuerySet[SafetyLock]) -> QuerySet[SafetyLock]:
    return locks if settings.DEMO else locks.filter(patient__clinic__is_demo=False)


def _free(alert: Alert, now: dt.datetime) -> QuerySet[SafetyLock]:
    """What there is to tell and nobody is telling. Columns of the row alone: PostgreSQL looks at them again when a
    claim had to wait for another, and would not look again into a join."""
    waiting = SafetyLock.objects.to_tell() if alert is FIRST else SafetyLock.objects.unseen()
    return waiting.filter(Q(lease_until=None) | Q(lease_until__lt=now))


def _claim(alert: Alert, pk: int) -> SafetyLock | None:
    """Hold the row for as long as a message may take; of several workers, one gets it."""
    now = timezone.now()
    until = now + dt.timedelta(seconds=3 * settings.EMAIL_TIMEOUT)
    if not _free(alert, now).filter(pk=pk).update(lease_until=until, attempts=F("attempts") + 1):
        return None
    found = SafetyLock.objects.select_related("patient__clinic", "patient__therapist__user")
    return found.filter(pk=pk, lease_until=until).first()


def _tell(alert: Alert, lock: SafetyLock) -> None:
    try:
        with Post() as post:
            _hand_over(alert, lock, post)
    except (RefusedError, TryLaterError) as trouble:
        logger.error("alert of lock %d not sent: %s", lock.pk, type(trouble).__name__)
        _try_later(alert, lock)
    except Exception:  # one row that breaks us must not keep the others from being told
        logger.exception("alert of lock %d could not be sent", lock.pk)
        _try_later(alert, lock)
    else:
        if _ours(alert, lock).update(**{alert.column: timezone.now()}, lease_until=None, attempts=0):
            audit.record(alert.verb, clinic=lock.patient.clinic, target=lock, by=None)


def _hand_over(alert: Alert, lock: SafetyLock, post: Post) -> None:
    """The first time to one address after another until it is taken; again to all who should know, in one message."""
    addresses = addresses_of(lock.patient)
    if not addresses:
        raise RefusedError("Nobody has an address.")
    if alert is AGAIN:
        return post.send(message_for(lock, addresses, alert))
    *others, last = addresses
    for address in others:
        with suppress(RefusedError):
            return post.send(message_for(lock, [address], alert))
    return post.send(message_for(lock, [last], alert))


def addresses_of(patient: Patient) -> list[str]:
    """The clinic's address and the one of whoever looks after the patient; without either, those who run the clinic."""
    clinic, keeper = patient.clinic, looks_after(patient)
    found = [clinic.email, (keeper.user.email or "") if keeper else ""]
    return list(filter(None, found)) or _of_admins(clinic.memberships.active())


def _of_admins(memberships: QuerySet[Membership]) -> list[str]:
    addresses = memberships.filter(role=Role.ADMIN).values_list("user__email", flat=True)
    return [address for address in addresses if address]


def message_for(lock: SafetyLock, addresses: Sequence[str], alert: Alert = FIRST) -> EmailMessage:
    """Return the e-mail: no name, no sign and nothing of health, only where to look and that it is for now."""
    clinic = lock.patient.clinic
    words = {
        "clinic": clinic.name,
        "url": settings.SITE_URL + reverse("caseload:patient", args=[lock.patient_id]),
        "at": lock.raised_at.astimezone(clinic.zone),
    }
    return EmailMessage(
        alert.subject,
        render_to_string(alert.template, words),
        sender(clinic),
        list(addresses),
        headers={"Message-ID": message_id(lock, alert), "Auto-Submitted": "auto-generated", "Importance": "high"},
    )


def message_id(lock: SafetyLock, alert: Alert = FIRST) -> str:
    """The same whenever this alert is sent; another sign makes another alert."""
    domain = parseaddr(settings.DEFAULT_FROM_EMAIL)[1].rpartition("@")[2]
    return f"<{alert.mark}.{lock.pk}.{lock.raised_at:%Y%m%d%H%M%S%f}@{domain}>"


def _try_later(alert: Alert, lock: SafetyLock) -> None:
    wait = WAITS[min(lock.attempts, len(WAITS)) - 1]
    _ours(alert, lock).update(lease_until=timezone.now() + wait)


def _ours(alert: Alert, lock: SafetyLock) -> QuerySet[SafetyLock]:
    """The row, unless the claim ran out or another sign came meanwhile."""
    return SafetyLock.objects.filter(pk=lock.pk, lease_until=lock.lease_until, **{alert.column: None})
