"""How far back a picture goes."""

import datetime as dt
from enum import StrEnum
from typing import Final, NamedTuple, Self

from patients.schedule import DAY


class Period(StrEnum):
    SIX_WEEKS = "6w"
    THREE_MONTHS = "3m"
    YEAR = "year"
    ALL = "all"

    @classmethod
    def read(cls, asked: str | None, usual: "Period | None" = None) -> "Period":
        """What an address asks for; anything else is the usual one, three months.

        >>> Period.read("year"), Period.read("1'; --"), Period.read(None, Period.ALL)
        (<Period.YEAR: 'year'>, <Period.THREE_MONTHS: '3m'>, <Period.ALL: 'all'>)
        """
        return cls(asked) if asked and asked in cls._value2member_map_ else usual or cls.THREE_MONTHS

    @property
    def label(self) -> str:
        return LABELS[self]

    def first_day(self, today: dt.date) -> dt.date | None:
        """None where there is no end to it."""
        days = DAYS[self]
        return today - (days - 1) * DAY if days else None


LABELS: Final = {
    Period.SIX_WEEKS: "6 weeks",
    Period.THREE_MONTHS: "3 months",
    Period.YEAR: "A year",
    Period.ALL: "All",
}
DAYS: Final = {Period.SIX_WEEKS: 42, Period.THREE_MONTHS: 91, Period.YEAR: 365, Period.ALL: 0}
FOUR_WEEKS: Final = 28


class Span(NamedTuple):
    """From one day to another, both of them in it."""

    first: dt.date
    last: dt.date

    def __contains__(self, day: object) -> bool:
        return isinstance(day, dt.date) and self.first <= day <= self.last

    @property
    def days(self) -> int:
        return (self.last - self.first).days + 1

    @property
    def words(self) -> str:
        """
        >>> Span(dt.date(2026, 3, 2), dt.date(2026, 3, 29)).words
        '2 Mar 2026 to 29 Mar 2026'
        """
        return " to ".join(f"{day.day} {day:%b} {day.year}" for day in self)

    @classmethod
    def starting(cls, first: dt.date) -> Self:
        return cls(first, first + (FOUR_WEEKS - 1) * DAY)

    @classmethod
    def ending(cls, last: dt.date) -> Self:
        return cls(last - (FOUR_WEEKS - 1) * DAY, last)
