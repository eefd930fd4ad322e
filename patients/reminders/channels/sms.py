"""Text messages: only for who asked for them, only where the installation has a provider."""

from patients.models import Channel, Reminder
from patients.reminders.channels.providers import provider
from patients.reminders.channels.short_text import text_for
from patients.reminders.content import Content
from patients.reminders.trouble import UnreachableError


def is_on() -> bool:
    return provider() is not None


class Sms:
    """Hands messages to the provider, one segment each."""

    handed_over = "Handed to the text message service."

    def send(self, channel: Channel, content: Content, row: Reminder) -> None:
        sender = provider()
        if sender is None:
            raise UnreachableError("Text messages are off on this installation.")
        sender.send(channel.address, text_for(content, row.patient))

    def place(self, channel: Channel) -> str:
        return ""

    def close(self) -> None:
        """Nothing stays open between two texts."""
