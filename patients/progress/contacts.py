"""When to have a word with somebody who keeps it up, or was discharged: thinning out, never silence. No database.

2 and 6 weeks, 3 and 6 months after going over to keeping it up, and again after the discharge. A default that needs
a registered physiotherapist's review.
"""

import datetime as dt
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Final

from patients.schedule import DAY

AFTER: Final = (("2 weeks", 14), ("6 weeks", 42), ("3 months", 91), ("6 months", 182))
EARLY: Final = 7 * DAY  # a word this much before its day counts for it
LAPSES: Final = 91 * DAY  # after so long it is over: a record brought in from long ago asks for nothing
BEGINS: Final = ("maintain", "ended")


@dataclass(frozen=True)
class Contact:
    """One of them: how long after, and its day."""

    label: str
    on: dt.date
    is_held: bool = False


@dataclass(frozen=True)
class Kept:
    """Since when contacts are counted, and from what on: keeping it up, or the discharge."""

    since: dt.date
    kind: str

    @property
    def words(self) -> str:
        return "the discharge" if self.kind == "ended" else "going over to keeping it up"


def kept(events: Iterable[tuple[str, dt.date]]) -> Kept | None:
    """From a plan's history, oldest first as (kind, day); None while it is in training.

    A rest in between changes nothing; going back to training from keeping it up ends the contacts.
    """
    found: Kept | None = None
    is_resting = False
    for kind, day in events:
        if kind in BEGINS:
            found, is_resting = Kept(day, kind), False
        elif kind == "paused":
            is_resting = True
        elif kind == "resumed":
            found = found if is_resting else None
            is_resting = False
    return found


def contacts(since: dt.date, held: Sequence[dt.date] = ()) -> list[Contact]:
    """All of them, oldest first; a word counts for every day that had come round by then."""
    last = max(held, default=None)
    return [
        Contact(label, on := since + days * DAY, last is not None and since <= last and on - EARLY <= last)
        for label, days in AFTER
    ]


def due(since: dt.date, held: Sequence[dt.date], today: dt.date) -> Contact | None:
    """The newest whose day has come and that nobody has held; an older one that was missed is over."""
    come = [contact for contact in contacts(since, held) if contact.on <= today]
    is_open = bool(come) and not come[-1].is_held and today - come[-1].on < LAPSES
    return come[-1] if is_open else None


def next_on(since: dt.date, today: dt.date) -> dt.date | None:
    """The next day on which one comes round."""
    return next((contact.on for contact in contacts(since) if contact.on > today), None)
