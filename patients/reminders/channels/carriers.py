"""One carrier for each kind of way, made when the first message needs it."""

from types import TracebackType
from typing import Final, Protocol, Self

from django.utils.module_loading import import_string

from patients.models import Channel, Reminder
from patients.reminders.content import Content
from patients.reminders.trouble import UnreachableError

# By name: what encrypts pushes takes a second and 20 MB to load, and most processes never send one.
CARRIERS: Final = {
    Channel.Kind.EMAIL: "patients.reminders.channels.email.Email",
    Channel.Kind.PUSH: "patients.reminders.channels.push.Push",
    Channel.Kind.SMS: "patients.reminders.channels.sms.Sms",
}


class Carrier(Protocol):
    """Gives a content the form of its channel and hands it over.

    `send` raises RefusedError, GoneError, TryLaterError or UnreachableError; `place` names the server that takes it, so
    that one that is down is not asked again for the next message.
    """

    handed_over: str

    def send(self, channel: Channel, content: Content, row: Reminder) -> None: ...

    def place(self, channel: Channel) -> str: ...

    def close(self) -> None: ...


class Carriers:
    """The carriers of one round, and which servers were down in it."""

    def __init__(self) -> None:
        self._made: dict[str, Carrier] = {}
        self._down: set[tuple[str, str]] = set()

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        for carrier in self._made.values():
            carrier.close()

    def send(self, channel: Channel, content: Content, row: Reminder) -> str:
        """Hand the message over; returns to whom, in words. Raises as carriers do."""
        carrier = self._carrier(channel)
        if self.is_down(channel):
            raise UnreachableError("The server for this way did not answer.")
        try:
            carrier.send(channel, content, row)
        except UnreachableError:
            self._down.add((channel.kind, carrier.place(channel)))
            raise
        return carrier.handed_over

    def is_down(self, channel: Channel) -> bool:
        """Whether its server did not answer in this round."""
        return bool(self._down) and (channel.kind, self._carrier(channel).place(channel)) in self._down

    @property
    def any_down(self) -> bool:
        return bool(self._down)

    def _carrier(self, channel: Channel) -> Carrier:
        if channel.kind not in self._made:
            self._made[channel.kind] = import_string(CARRIERS[Channel.Kind(channel.kind)])()
        return self._made[channel.kind]
