"""Tell a patient that somebody of the clinic has written and they have not read it; the message's row is the truth.

Ten minutes later, so that who sits in the portal reads it there; outside the quiet hours of their day; once until
they have read. A worker claims the oldest unread message by a conditional UPDATE on its own columns and sends outside
any transaction. One window remains: a worker that dies after the mail server took it; it is sent again under the same
Message-ID. Nothing rings a bell here: nothing is due at the moment of writing, and the sweep comes every few seconds.
"""

import datetime as dt
import logging
from email.utils import parseaddr
from typing import Final

from django.conf import settings
from django.core.mail import EmailMessage
from django.db.models import Exists, F, OuterRef, Q, QuerySet
from django.template.loader import render_to_string
from django.urls import reverse
from django.utils import timezone

from patients.models import Message, Patient
from patients.reminders.message import sender
from patients.reminders.post import Post, RefusedError, TryLaterError, UnreachableError
from patients.reminders.texts import one_line
from patients.reminders.times import QUIET_FROM, QUIET_UNTIL

logger = logging.getLogger(__name__)
SUBJECT: Final = "There is a message for you"
AFTER = dt.timedelta(minutes=10)
WORTH_TELLING = dt.timedelta(days=7)  # an older one is no news; the portal still shows it
AT_ONCE = 50
WAITS = tuple(dt.timedelta(minutes=minutes) for minutes in (2, 10, 60))  # then every three hours
LONGEST_WAIT = dt.timedelta(hours=3)


def drain() -> None:
    """Tell everybody whose time has come; a mail server that does not answer is asked again by the next sweep."""
    now = timezone.now()
    for message in _due(now).select_related("patient__clinic")[:AT_ONCE]:
        if not _is_quiet(message.patient, now) and (until := _claim(message.pk)):
            try:
                _tell(message, until)
            except UnreachableError:
                return


def notify(patient: Patient, *, mark: str) -> None:
    """Say that there is a message, with no word of what it says; raises what `Post.send` raises.

    By e-mail, which is the channel there is; whatever else may reach a patient is chosen here.
    """
    with Post() as post:
        post.send(message_for(patient, mark))


def message_for(patient: Patient, mark: str) -> EmailMessage:
    """Return the e-mail; `mark` is the same whenever the same notice is sent."""
    clinic, domain = patient.clinic, parseaddr(settings.DEFAULT_FROM_EMAIL)[1].rpartition("@")[2]
    words = {
        "first_name": one_line(patient.first_name),
        "clinic": one_line(clinic.name),
        "phone": one_line(clinic.phone),
        "url": settings.SITE_URL + reverse("portal:messages"),
    }
    return EmailMessage(
        SUBJECT,
        render_to_string("emails/message.txt", words),
        sender(clinic),
        [patient.email],
        reply_to=[clinic.email] if clinic.email else None,
        headers={"Message-ID": f"<message.{mark}@{domain}>", "Auto-Submitted": "auto-generated"},
    )


def _due(now: dt.datetime) -> QuerySet[Message]:
    """The oldest unread message of each patient who was not told of any yet; what is no news stands in nobody's way."""
    unread = Message.objects.filter(patient=OuterRef("patient"), is_from_patient=False, read_at=None)
    was_told = Exists(unread.filter(told_at__isnull=False))
    older = Exists(unread.filter(pk__lt=OuterRef("pk"), sent_at__gt=now - WORTH_TELLING))
    found = _free(now).filter(~was_told, ~older, sent_at__lte=now - AFTER, sent_at__gt=now - WORTH_TELLING)
    found = found.filter(patient__archived_at=None).exclude(patient__email="")
    return (found if settings.DEMO else found.filter(patient__clinic__is_demo=False)).order_by("sent_at")


def _free(now: dt.datetime) -> QuerySet[Message]:
    nobodys = Q(lease_until=None) | Q(lease_until__lt=now)
    return Message.objects.filter(nobodys, is_from_patient=False, read_at=None, told_at=None)


def _is_quiet(patient: Patient, now: dt.datetime) -> bool:
    """Whether the patient's clock stands between evening and morning."""
    there = now.astimezone(patient.zone).time()
    return there >= QUIET_FROM or there < QUIET_UNTIL


def _claim(pk: int) -> dt.datetime | None:
    """Hold the row for as long as a message may take; of several workers, one gets it."""
    now = timezone.now()
    until = now + dt.timedelta(seconds=3 * settings.EMAIL_TIMEOUT)
    claimed = _free(now).filter(pk=pk).update(lease_until=until, attempts=F("attempts") + 1)
    return until if claimed else None


def _tell(message: Message, until: dt.datetime) -> None:
    ours = Message.objects.filter(pk=message.pk, lease_until=until)
    try:
        notify(message.patient, mark=str(message.uuid))
    except (RefusedError, TryLaterError) as trouble:
        logger.error("notice of message %d not sent: %s", message.pk, type(trouble).__name__)
        wait = WAITS[message.attempts] if message.attempts < len(WAITS) else LONGEST_WAIT
        ours.update(lease_until=timezone.now() + wait)
        if isinstance(trouble, UnreachableError):
            raise
    except Exception:  # one row that breaks us must not keep the others from being told
        logger.exception("notice of message %d could not be sent", message.pk)
        ours.update(lease_until=timezone.now() + LONGEST_WAIT)
    else:
        ours.update(told_at=timezone.now(), lease_until=None)
