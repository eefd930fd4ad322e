"""Turn a story into sessions with sets, loads and scores: the same ones every time. No database, no clock."""

import datetime as dt
import uuid
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from decimal import Decimal
from random import Random
from typing import Final

from patients.demo.people import Person
from patients.demo.stories import STORIES, THIS_WEEK, WEEKS, Skipped
from patients.entries import ItemEntry, SessionEntry, SetEntry
from patients.models import ItemLog
from patients.schedule import DAY, DAYS_A_WEEK, week_start
from programmes.dose import Dose, Range

MUCH_PAIN: Final = 7  # from here on the sets are made easier
LIGHT_KG: Final = 4  # what somebody of strength 1 begins with where nothing is named below
FIRST_KG: Final[dict[str, float]] = {
    "dumbbell-romanian-deadlift": 8,
    "farmer-hold": 8,
    "goblet-squat": 6,
    "kettlebell-deadlift": 12,
    "supported-dumbbell-row": 5,
    "suitcase-carry": 6,
    "suitcase-hold": 6,
}
NAMES: Final = uuid.UUID("3f0f2c52-6d0f-4d5a-9a62-0d2f6f1f0c11")  # the demo's own namespace of UUIDs


@dataclass(frozen=True)
class Asked:
    """One exercise of a session as prescribed."""

    item_id: int
    exercise: str
    pattern: str
    dose: Dose
    takes_weight: bool = False


@dataclass(frozen=True)
class Turn:
    """One of the training sessions that take turns."""

    session_id: int
    items: tuple[Asked, ...]


@dataclass(frozen=True)
class Done:
    """A session as it will stand in the record, and when it was entered."""

    week: int
    at: dt.time
    entry: SessionEntry


# The training sessions of a story's week; the caller knows the programme.
Programme = Callable[[int], Sequence[Turn]]


def monday(week: int, today: dt.date) -> dt.date:
    """The first day of a story's week; the last week is the one `today` is in."""
    return week_start(today) - (THIS_WEEK - week) * DAYS_A_WEEK * DAY


def days_of(person: Person, today: dt.date) -> list[int]:
    """The weekdays the person trains on; every other day from today for whoever is to train today."""
    if person.trains_today:
        return sorted((today.isoweekday() + step - 1) % DAYS_A_WEEK + 1 for step in (0, 2, 4))
    return [int(day) for day in person.days]


def sessions_of(person: Person, programme: Programme, today: dt.date) -> list[Done]:
    """Every session of the person's story, oldest first, none after today."""
    return list(_Telling(person, today).sessions(programme))


class _Telling:
    """One story while it is told: chance is seeded with the name, `form` counts weeks of training."""

    def __init__(self, person: Person, today: dt.date) -> None:
        self.person, self.today, self.story = person, today, STORIES[person.story]
        self.chance = Random(f"loadwell {person.key}")  # noqa: S311 (a story, not a secret)
        self.form = 0

    def sessions(self, programme: Programme) -> list[Done]:
        done, phase, turn = [], None, 0
        for week in range(self.story.first_week, WEEKS):
            turns = programme(week)
            if turns != phase:
                phase, turn = turns, 0
            remark = _remark(self.person, week)
            for day in self._days(week):
                done.append(self._session(week, day, turns[turn % len(turns)], remark))
                turn, remark = turn + 1, ""
            self.form = self.form + 1 if self.story.sessions(week) else max(self.form - 2, 0)
        return done

    def _days(self, week: int) -> list[dt.date]:
        """As many days of the week as the story says, of those that have come already."""
        usual = days_of(self.person, self.today)
        if self.person.any_day:
            usual = sorted({min(max(day + self.chance.choice((-1, 0, 0, 1)), 1), DAYS_A_WEEK) for day in usual})
        wanted = self.story.sessions(week)
        chosen = self.chance.sample(usual, min(wanted, len(usual)))
        others = [day for day in range(1, DAYS_A_WEEK + 1) if day not in usual]
        chosen += self.chance.sample(others, wanted - len(chosen))
        last = self.today - DAY if self.person.trains_today else self.today
        dates = [monday(week, self.today) + (day - 1) * DAY for day in sorted(chosen)]
        return [date for date in dates if date <= last]

    def _session(self, week: int, day: dt.date, turn: Turn, remark: str) -> Done:
        pain = self._near(self.story.score("pain", week))
        items = tuple(self._item(week, asked, last=asked is turn.items[-1]) for asked in turn.items)
        entry = SessionEntry(
            uuid=uuid.uuid5(NAMES, f"{self.person.key} {day}"),
            session_id=turn.session_id,
            local_date=day,
            items=items,
            as_prescribed=not any(item.skipped or item.easier for item in items),
            pain_now=pain,
            pain_highest=min(pain + self.chance.choice((0, 1, 1, 2)), 10),
            effort=self._near(self.story.score("effort", week)),
            confidence=self._near(self.story.score("confidence", week)),
            note=remark,
        )
        return Done(week, self._time_of_day(), entry)

    def _near(self, score: int) -> int:
        return min(max(score + self.chance.choice((-1, 0, 0, 0, 0, 1)), 0), 10)

    def _time_of_day(self) -> dt.time:
        """Around the person's own hour, before it as often as after."""
        minutes = self.person.hour.hour * 60 + self.person.hour.minute + self.chance.randrange(-90, 90)
        return dt.time(minutes // 60, minutes % 60)

    def _item(self, week: int, asked: Asked, *, last: bool) -> ItemEntry:
        reason = _reason(self.story.skipped, week, asked, last=last)
        if reason:
            return ItemEntry(asked.item_id, skipped=reason)
        easier = self.story.score("pain", week) >= MUCH_PAIN
        return ItemEntry(
            asked.item_id,
            sets_of(asked, self.form, self.person.strength, easier=easier),
            easier=ItemLog.Easier.FEWER if easier else "",
        )


def _remark(person: Person, week: int) -> str:
    return next((text for ago, text in person.said if THIS_WEEK - ago == week), "")


def _reason(skipped: Sequence[Skipped], week: int, asked: Asked, *, last: bool) -> str:
    for skip in skipped:
        if skip.weeks[week] == "x" and (skip.what == asked.pattern or (skip.what == "last" and last)):
            return skip.reason
    return ""


def sets_of(asked: Asked, form: int, strength: float, *, easier: bool = False) -> tuple[SetEntry, ...]:
    """The sets of one exercise: one week more within the range asked for, the next more weight.

    Made easier means one set less, and half the weight.
    """
    count = max((_climb(asked.dose.sets, form) or 1) - easier, 1)
    weight = _weight(asked, form, strength, easier=easier)
    sides = {"each": ("left", "right"), "left": ("left",), "right": ("right",)}.get(asked.dose.side, ("",))
    reps, seconds, metres = _amounts(asked.dose, 0 if easier else form % 2)
    return tuple(
        SetEntry(number, side, reps, seconds, metres, weight) for number in range(1, count + 1) for side in sides
    )


def _climb(prescribed: Range | None, steps: int) -> int | None:
    """So many steps up from the low end of the range, as far as it goes."""
    return None if prescribed is None else int(min(prescribed.lo + steps, prescribed.hi))


def _amounts(dose: Dose, steps: int) -> tuple[int | None, int | None, Decimal | None]:
    """Repetitions, seconds and metres of one set."""
    minutes = _climb(dose.minutes, 5 * steps)
    seconds = _climb(dose.work_seconds or dose.hold_seconds, 5 * steps)
    metres = _climb(dose.distance_m, 5 * steps)
    return (
        _climb(dose.reps, 2 * steps),
        minutes * 60 if minutes else seconds,
        None if metres is None else Decimal(metres),
    )


def _weight(asked: Asked, form: int, strength: float, *, easier: bool) -> Decimal | None:
    """Kilograms: a first weight, and a tenth of it more (at least one) every second week of training."""
    if not asked.takes_weight:
        return None
    first = max(round(FIRST_KG.get(asked.exercise, LIGHT_KG) * strength), 1)
    weight = first + form // 2 * max(round(first / 10), 1)
    return Decimal(max(weight // 2, 1) if easier else weight)
