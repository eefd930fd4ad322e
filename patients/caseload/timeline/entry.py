"""One row of the timeline, and how far back a source is to look."""

import datetime as dt
from collections.abc import Sequence
from dataclasses import dataclass

from patients.models import Patient
from patients.schedule import DAY


@dataclass(frozen=True, slots=True)
class Line:
    """One exercise of a session: what was asked for, what was done, and what was different about it."""

    name: str
    prescribed: str
    done: str
    remark: str


@dataclass(frozen=True, slots=True)
class Entry:
    """One thing that happened, on the patient's local day.

    `own_words` are the patient's, whole and as they were written; `text` is what staff wrote. `facts` are scores
    and the like with their labels, `signs` codes whose words stand in a template, `hour` is empty where only the day
    is known. Entries of a day are put in order by `at`.
    """

    day: dt.date
    at: dt.datetime
    kind: str
    title: str
    hour: str = ""
    facts: Sequence[tuple[str, str]] = ()
    lines: Sequence[Line] = ()
    own_words: str = ""
    text: str = ""
    signs: Sequence[str] = ()
    by: str = ""
    remark: str = ""
    link: tuple[str, str] | None = None  # an address and its words; without words the title leads there

    @property
    def unlike(self) -> list[Line]:
        """The exercises that went otherwise than prescribed, which are to be seen without opening anything."""
        return [line for line in self.lines if line.remark]


@dataclass(frozen=True)
class Window:
    """Whose, up to which day, and how many at most; `only_words` asks for what the patient wrote and nothing else."""

    patient: Patient
    until: dt.date | None
    limit: int
    unit: str
    only_words: bool = False

    @property
    def before(self) -> dt.datetime | None:
        """The moment the day after begins where the patient is."""
        return self.start_of(self.until + DAY) if self.until else None

    def start_of(self, day: dt.date) -> dt.datetime:
        """Where midnight does not exist, the offset from before the change makes this the first moment there is."""
        return dt.datetime.combine(day, dt.time(), tzinfo=self.patient.zone).astimezone(dt.UTC)

    def on(self, column: str) -> dict[str, dt.date]:
        """The filter for a column that holds the patient's day."""
        return {f"{column}__lte": self.until} if self.until else {}

    def at(self, column: str) -> dict[str, dt.datetime]:
        """The filter for a column that holds a moment."""
        return {f"{column}__lt": self.before} if self.before else {}

    def day_of(self, at: dt.datetime) -> dt.date:
        return at.astimezone(self.patient.zone).date()

    def hour_of(self, at: dt.datetime | None, day: dt.date | None = None) -> str:
        """The hour where the patient is; nothing where it was another day, as when a session was entered late."""
        if at is None:
            return ""
        there = at.astimezone(self.patient.zone)
        return f"{there:%H:%M}" if day is None or there.date() == day else ""


def score(label: str, value: int | None) -> list[tuple[str, str]]:
    """A fact, where something was answered."""
    return [] if value is None else [(label, str(value))]
