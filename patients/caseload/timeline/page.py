"""One page of the timeline: from a day on backwards, as many as fit, without counting what is further back."""

import datetime as dt
import heapq
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from itertools import groupby
from typing import Final, Self
from urllib.parse import urlencode

from patients.caseload.timeline.entry import Entry, Window
from patients.caseload.timeline.sources import KINDS, WORDS, sources_of
from patients.models import Patient

A_PAGE: Final = 30
MOST_OF_A_DAY: Final = 1000  # whoever goes through more than this in one day starts the day again


@dataclass(frozen=True)
class Cursor:
    """Where a page begins: with this day, after so many entries of it; and of which kind."""

    kind: str = ""
    until: dt.date | None = None
    past: int = 0

    @classmethod
    def read(cls, asked: Mapping[str, str]) -> Self:
        """What an address asks for; what it says wrong counts for nothing."""
        kind, past = asked.get("kind", ""), asked.get("past", "")
        try:
            until = dt.date.fromisoformat(asked.get("until", ""))
        except ValueError:
            until = None
        if until and not dt.date(1900, 1, 2) <= until <= dt.date(9998, 1, 1):
            until = None
        number = int(past) if past.isascii() and past.isdecimal() and len(past) < 5 else 0
        return cls(kind if kind in KINDS else "", until, min(number, MOST_OF_A_DAY) if until else 0)

    @property
    def query(self) -> str:
        said = {"kind": self.kind, "until": self.until.isoformat() if self.until else "", "past": self.past or ""}
        return urlencode({name: value for name, value in said.items() if value})


@dataclass(frozen=True)
class Page:
    """The entries by day, newest first, and where to go on."""

    cursor: Cursor
    days: Sequence[tuple[dt.date, Sequence[Entry]]]
    earlier: Cursor | None


def page_of(patient: Patient, cursor: Cursor, *, unit: str, a_page: int = A_PAGE) -> Page:
    """As many entries as fit on a page; a fixed number of queries for each source."""
    window = Window(patient, cursor.until, cursor.past + a_page + 1, unit, cursor.kind == WORDS)
    found = [source(window) for source in sources_of(cursor.kind)]
    newest = heapq.nlargest(window.limit, (entry for entries in found for entry in entries), key=_order)
    skipped = min(cursor.past, sum(entry.day == cursor.until for entry in newest))
    shown, rest = newest[skipped : skipped + a_page], newest[skipped + a_page :]
    by_day = [(day, list(entries)) for day, entries in groupby(shown, key=lambda entry: entry.day)]
    return Page(cursor, by_day, _earlier(cursor, newest[: skipped + a_page]) if rest else None)


def _order(entry: Entry) -> tuple[dt.date, dt.datetime]:
    return entry.day, entry.at


def _earlier(cursor: Cursor, seen: Sequence[Entry]) -> Cursor:
    """The day the page ended in, and how many of it were shown."""
    last = seen[-1].day
    return Cursor(cursor.kind, last, sum(entry.day == last for entry in seen))
