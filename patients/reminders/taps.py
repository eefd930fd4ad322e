"""Short signed addresses behind the buttons of a message: each does one thing, for one message, for a while.

An address holds what it does, the message and a signature over both and the patient; nobody reads a person from
it. It is read without a session and signs nobody in. Opening it never does anything: mail scanners open links.
"""

import datetime as dt
from dataclasses import dataclass
from enum import StrEnum
from functools import cache
from typing import Final

from django.conf import settings
from django.core.signing import BadSignature, b62_decode, b62_encode
from django.urls import reverse
from django.utils import timezone

from patients.models import Reminder
from patients.reminders.unsubscribe import SIGNATURE_CHARACTERS, ShortSigner

SALT: Final = "patients.reminders.taps"
SEPARATOR: Final = "."
HERE: Final = "token"
LONGEST_NUMBER: Final = 10  # digits to the base 62; more than any database counts to
LASTS: Final = dt.timedelta(days=7)
LASTS_A_MORNING: Final = dt.timedelta(hours=36)  # the question is about one morning


class Act(StrEnum):
    """What an address is for."""

    DONE = "done"
    LATER = "later"
    TOMORROW = "tomorrow"
    MORNING = "morning"
    BARRIER = "barrier"
    MUTE = "mute"


LETTERS: Final = {
    Act.DONE: "d",
    Act.LATER: "l",
    Act.TOMORROW: "t",
    Act.MORNING: "m",
    Act.BARRIER: "b",
    Act.MUTE: "q",
}
ACTS: Final = {letter: act for act, letter in LETTERS.items()}


@dataclass(frozen=True)
class Tap:
    """An address that was found true and in time: what for, and on which message."""

    act: Act
    row: Reminder


def url_for(row: Reminder, act: str) -> str:
    """Return the absolute address that does this for this message; the same one each time, so a double is no other.

    A row that is not stored, as in a preview, gets an address that leads to the kind page for links past use.
    Raises ValueError for an act nobody knows.
    """
    return settings.SITE_URL + _address().replace(HERE, token_for(row, act))


@cache  # a message has up to four
def _address() -> str:
    return reverse("answering:tap", args=[HERE])


def token_for(row: Reminder, act: str) -> str:
    act = Act(act)
    return _signer(act, row.patient_id).sign(LETTERS[act] + b62_encode(row.pk or 0))


def read(token: str) -> Tap | None:
    """Return what a token is for; None if it is forged, for something else, or past its time. One query at most."""
    said, _, signature = token.rpartition(SEPARATOR)
    act, number = ACTS.get(said[:1]), said[1:]
    if act is None or len(signature) != SIGNATURE_CHARACTERS or not _is_number(number):
        return None
    row = Reminder.objects.select_related("patient__clinic", "plan").filter(pk=b62_decode(number)).first()
    if row is None or not _is_signed(token, act, row.patient_id):
        return None
    return Tap(act, row) if timezone.now() < row.due_at + lasts(act) else None


def lasts(act: Act) -> dt.timedelta:
    """How long after its message was due an address is good for."""
    return LASTS_A_MORNING if act is Act.MORNING else LASTS


def _signer(act: Act, patient: int) -> ShortSigner:
    """The salt says what for and whose, so that no signature is true for anything else."""
    return ShortSigner(sep=SEPARATOR, salt=f"{SALT}.{act}.{patient}")


def _is_signed(token: str, act: Act, patient: int) -> bool:
    try:
        _signer(act, patient).unsign(token)
    except BadSignature:
        return False
    return True


def _is_number(text: str) -> bool:
    return text.isascii() and text.isalnum() and len(text) <= LONGEST_NUMBER
