"""What only the demo has: accounts everybody may use, and e-mails that stay on this machine."""

import email
import email.policy
import re
from dataclasses import dataclass
from datetime import UTC, datetime
from email.message import EmailMessage
from pathlib import Path

from django.conf import settings

from clinic.models import Membership

ACCOUNTS = {"therapist": "therapist@demo.test", "admin": "admin@demo.test", "patient": "maria@demo.test"}
MOST_LETTERS = 50
AFTER_A_LETTER = re.compile(rb"^-{79}\n(?=Content-Type: |\Z)", re.MULTILINE)  # as Django's file backend writes it


@dataclass(frozen=True)
class Letter:
    subject: str
    to: str
    sender: str
    at: datetime
    text: str


def seat_of(who: str) -> Membership | None:
    """The seat behind one of the three demo buttons."""
    seats = Membership.objects.active().filter(clinic__is_demo=True, user__email=ACCOUNTS.get(who, ""))
    return seats.select_related("user", "clinic").order_by("pk").first()


def letters_sent() -> list[Letter]:
    """The newest e-mails, newest first; a file that cannot be read is passed over."""
    folder = Path(settings.EMAIL_FILE_PATH)
    files = sorted(folder.glob("*.log"), key=lambda file: file.stat().st_mtime, reverse=True) if folder.is_dir() else []
    found: list[Letter] = []
    for file in files[:MOST_LETTERS]:
        at = datetime.fromtimestamp(file.stat().st_mtime, UTC)
        parts = AFTER_A_LETTER.split(file.read_bytes())
        found += [_letter(part.strip(), at) for part in reversed(parts) if part.strip()]
    return found[:MOST_LETTERS]


def _letter(source: bytes, at: datetime) -> Letter:
    message = email.message_from_bytes(source, EmailMessage, policy=email.policy.default)
    return Letter(
        str(message["subject"] or ""), str(message["to"] or ""), str(message["from"] or ""), at, _text(message)
    )


def _text(message: EmailMessage) -> str:
    try:
        body = message.get_body(("plain",))
        return body.get_content() if body else ""
    except (LookupError, ValueError):  # an encoding nobody knows
        return "This e-mail cannot be shown."
