"""How a patient is reached, and what became of each message, as staff read it."""

import datetime as dt
from collections.abc import Sequence
from dataclasses import dataclass

from patients.models import Channel, Patient, Reminder
from patients.reminders.channels import sms, vapid
from patients.reminders.channels.ways import mailbox_of, ways_of

Kind, State = Channel.Kind, Reminder.State
WORDS = {Kind.EMAIL: "E-mail to {0}", Kind.PUSH: "{1}", Kind.SMS: "Text message to {0}"}
FIRST = {Kind.EMAIL: "e-mail", Kind.PUSH: "a message on the device", Kind.SMS: "text message"}


@dataclass(frozen=True)
class Way:
    """One way, and what is known of it; `pk` where it can be tried again."""

    words: str
    is_first: bool
    broken_at: dt.datetime | None
    trouble: str
    last_ok_at: dt.datetime | None
    pk: int | None


@dataclass(frozen=True)
class Line:
    """One message; `next_try` while there is to be one."""

    row: Reminder
    by: str
    next_try: dt.datetime | None


def ways(patient: Patient) -> list[Way]:
    """Every way there is, the one tried first on top; two queries."""
    rows = list(patient.channels.all())
    mailbox = mailbox_of(patient, rows)
    known = [row for row in rows if row.kind != Kind.EMAIL and _is_offered(row)] + ([mailbox] if mailbox else [])
    working = ways_of([patient])[patient.pk]
    first = (working[0].kind, working[0].address) if working else None
    found = [_way(channel, is_first=(channel.kind, channel.address) == first) for channel in known]
    return sorted(found, key=lambda way: (not way.is_first, way.broken_at is not None))


def chosen(patient: Patient) -> str:
    """What the patient asked for, in words; empty where they left it to us."""
    return FIRST.get(Kind(patient.reminders_by), "") if patient.reminders_by in Kind.values else ""


def text_messages() -> str:
    """Whether this installation sends text messages, in words."""
    return "Text messages are on for patients who choose them." if sms.is_on() else "Text messages are off here."


def lines(rows: Sequence[Reminder]) -> list[Line]:
    return [_line(row) for row in rows]


def _line(row: Reminder) -> Line:
    is_tried_again = row.state == State.PLANNED and row.attempts > 0
    return Line(row, row.get_channel_display(), row.due_at if is_tried_again else None)


def _way(channel: Channel, *, is_first: bool) -> Way:
    words = WORDS[Kind(channel.kind)].format(channel.address, channel.label or "A device")
    return Way(words, is_first, channel.broken_at, channel.trouble, channel.last_ok_at, channel.pk)


def _is_offered(channel: Channel) -> bool:
    return vapid.is_on() if channel.kind == Kind.PUSH else sms.is_on()
