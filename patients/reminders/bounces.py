"""Reports that an e-mail came back (RFC 3464): which message that was, and whether its address is of any use.

A mail server hands each report to `manage.py bounced`. Only reports about messages that we sent count: the address
they come to, or the Message-ID they quote, carries our mark.
"""

import re
from dataclasses import dataclass
from email import message_from_bytes, policy
from email.message import Message
from typing import Final

from django.db import transaction

from patients.models import Channel, Reminder
from patients.reminders.channels.ways import note_broken
from patients.reminders.marks import find
from patients.reminders.post import means_the_address

LONGEST_REPORT: Final = 1_000_000  # bytes; the rest is the message that came back
MARK: Final = re.compile(r"(?:\+|<reminder\.)([rp][0-9a-f]{1,16}-[0-9a-f]{16})@", re.IGNORECASE)
SENT_TO: Final = ("X-Original-To", "Delivered-To", "Envelope-To", "To")
STATUS: Final = re.compile(r"\b[245]\.\d{1,3}\.\d{1,3}\b")
REPLY: Final = re.compile(r"^\s*(?:[a-z0-9-]+;)?\s*", re.IGNORECASE)  # "smtp; 550 5.1.1 ..."


@dataclass(frozen=True)
class Report:
    """What one report says: whom it is about, the status (RFC 3463), and the far server's words."""

    mark: str
    status: str
    words: str


def read(raw: bytes, sent_to: str = "") -> Report | None:
    """Return what the message reports; None if it is no report that an e-mail of ours could not be delivered."""
    message = message_from_bytes(raw[:LONGEST_REPORT], policy=policy.compat32)
    mark = _mark(message, sent_to)
    failure = _failure(message)
    if not mark or failure is None:
        return None
    status = STATUS.search(str(failure["Status"] or ""))
    words = REPLY.sub("", " ".join(str(failure["Diagnostic-Code"] or "").split()), count=1)
    return Report(mark, status[0] if status else "", words[:100])


@transaction.atomic
def note(report: Report) -> bool:
    """Write down that the message came back, and that the address is broken if that is why; False if not ours."""
    patient, row = find(report.mark)
    if patient is None:
        return False
    trouble = f"The e-mail came back: {report.words or report.status or 'no reason given'}"
    if row:
        values = {"state": Reminder.State.UNDELIVERED, "outcome": trouble[:200]}
        Reminder.objects.filter(pk=row.pk, state=Reminder.State.SENT, channel=Channel.Kind.EMAIL).update(**values)
    if patient.email and means_the_address(report.status):
        note_broken(Channel(patient=patient, kind=Channel.Kind.EMAIL, address=patient.email), trouble)
    return True


def _mark(message: Message, sent_to: str) -> str:
    quoted = [str(part["Message-ID"] or "") for part in message.walk() if part is not message]
    quoted += [_text(part) for part in message.walk() if part.get_content_type() == "text/rfc822-headers"]
    came_to = [sent_to, *(str(value) for name in SENT_TO for value in message.get_all(name, []))]
    found = (MARK.search(text) for text in [*came_to, *quoted])
    return next((match[1].lower() for match in found if match), "")


def _failure(message: Message) -> Message | None:
    """Return the block about the reader whose delivery failed; None while it is only late, or no report at all."""
    if message.get_content_type() != "multipart/report":
        return None
    for part in message.walk():
        if part.get_content_type() == "message/delivery-status" and part.is_multipart():
            for block in part.get_payload():
                if isinstance(block, Message) and str(block["Action"] or "").strip().lower() == "failed":
                    return block
    return None


def _text(part: Message) -> str:
    data = part.get_payload(decode=True)
    return data.decode("utf-8", "replace") if isinstance(data, bytes) else ""
