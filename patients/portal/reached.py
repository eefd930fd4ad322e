"""What the page "How I am reached" shows: each way, whether it works, and which is first."""

import hashlib
import re
from dataclasses import dataclass

from patients.models import CalendarFeed, Channel, Patient
from patients.reminders import calendar
from patients.reminders.channels import sms, vapid
from patients.reminders.channels.numbers import readable
from patients.reminders.channels.ways import mailbox_of, ways_of

# What stands in a user agent, and what people call it; the first that is found holds.
BROWSERS = {
    "Edg": "Edge",
    "SamsungBrowser": "Samsung Internet",
    "Firefox|FxiOS": "Firefox",
    "Chrom|CriOS": "Chrome",
    "Safari": "Safari",
}
MACHINES = {
    "iPhone": "iPhone",
    "iPad": "iPad",
    "Android": "Android",
    "Windows": "Windows",
    "Macintosh": "Mac",
    "CrOS": "Chromebook",
    "Linux": "Linux",
}


@dataclass(frozen=True)
class Way:
    """One way as the patient reads it; `code` names it in a form, `mark` lets the device know itself."""

    code: str
    kind: str
    words: str
    is_broken: bool
    channel: Channel
    mark: str = ""


@dataclass(frozen=True)
class Reached:
    """`first` is how the next message would come, in words; empty where nothing works."""

    mailbox: Way | None
    devices: list[Way]
    number: Way | None
    first: str
    feed: CalendarFeed | None
    has_push: bool
    has_texts: bool
    push_key: str

    @property
    def feed_url(self) -> str:
        return calendar.url_for(self.feed) if self.feed else ""

    @property
    def webcal_url(self) -> str:
        return re.sub(r"^https?:", "webcal:", self.feed_url)

    def way(self, code: str) -> Way | None:
        """The way a form names, if it is one of this patient's."""
        ways = [self.mailbox, *self.devices, self.number]
        return next((way for way in ways if way and way.code == code), None)


def reached(patient: Patient) -> Reached:
    """Read it all in three queries."""
    rows = list(patient.channels.all())
    mailbox = mailbox_of(patient, rows)
    numbers = [row for row in rows if row.kind == Channel.Kind.SMS]
    ways = ways_of([patient])[patient.pk]
    return Reached(
        mailbox=_way("email", mailbox.address, mailbox) if mailbox else None,
        devices=[
            _way(f"device-{row.pk}", row.label or "A device", row) for row in rows if row.kind == Channel.Kind.PUSH
        ],
        number=_way("sms", readable(numbers[0].address), numbers[0]) if numbers and sms.is_on() else None,
        first=_first(ways[0]) if ways else "",
        feed=CalendarFeed.objects.filter(patient=patient).first(),
        has_push=vapid.is_on(),
        has_texts=sms.is_on(),
        push_key=vapid.public_key(),
    )


def label_of(user_agent: str) -> str:
    """What a device calls itself, in two words: "Chrome on Android"."""
    browser = next((name for sign, name in BROWSERS.items() if re.search(sign, user_agent)), "A browser")
    machine = next((name for sign, name in MACHINES.items() if sign in user_agent), "")
    return f"{browser} on {machine}" if machine else browser


def _way(code: str, words: str, channel: Channel) -> Way:
    is_device = channel.kind == Channel.Kind.PUSH
    mark = hashlib.sha256(channel.address.encode()).hexdigest()[:16] if is_device else ""
    return Way(code, channel.kind, words, channel.broken_at is not None, channel, mark)


def _first(way: Channel) -> str:
    if way.kind == Channel.Kind.EMAIL:
        return f"by e-mail to {way.address}"
    if way.kind == Channel.Kind.SMS:
        return f"by text message to {readable(way.address)}"
    return f"on {way.label or 'your device'}"
