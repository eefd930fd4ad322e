"""E-mail, through one connection to the mail server for several messages."""

from django.core.exceptions import ValidationError
from django.core.validators import validate_email

from patients.models import Channel, Reminder
from patients.reminders.content import Content
from patients.reminders.message import message_for
from patients.reminders.post import Post, RefusedError

HANDED_OVER = "Handed to the mail server."


class Email:
    """Hands messages to the mail server; what it takes may still come back, see `patients.reminders.bounces`."""

    handed_over = HANDED_OVER

    def __init__(self) -> None:
        self.post = Post()

    def send(self, channel: Channel, content: Content, row: Reminder) -> None:
        refuse_unwritable(channel.address)
        self.post.send(message_for(channel, content, row))

    def place(self, channel: Channel) -> str:
        return ""  # ours, whoever it is for

    def close(self) -> None:
        self.post.close()


def refuse_unwritable(address: str) -> None:
    """Letters of other alphabets before the @ are left to servers that speak SMTPUTF8; most do not."""
    try:
        validate_email(address)
        address.rpartition("@")[0].encode("ascii")
    except (ValidationError, UnicodeEncodeError):
        raise RefusedError("The e-mail address is not one that mail servers take.", breaks=True) from None
