"""Invented patients who train: pain that wavers, weeks missed, flare-ups, answers left out. Not a model of anybody."""

import datetime as dt
import random
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field, replace
from functools import cache
from pathlib import Path
from typing import Any, NamedTuple

import yaml

from patients.progress.done import Done
from patients.progress.proposing import CheckIn, Earlier, Exercise, Mode, Patient, Rung, Session
from patients.progress.proposing.completion import COUNTED, task_of
from programmes import duration
from programmes.dose import Dose, Range, parse

LIBRARY = Path(__file__).parent.parent / "exercises" / "library"
LADDERS = ("HNG", "BRG", "BDG", "CRY", "SQT", "PAL")
HARDER_BY_RUNG = 1.2  # how much harder than the one before a step is taken to be
DAY = dt.timedelta(days=1)
START = dt.date(2026, 1, 5)


class Entry(NamedTuple):
    """One exercise of the library, with its place on its ladder."""

    number: int
    name: str
    mode: Mode
    dose: Dose
    per_side: bool
    ladder: str = ""
    step: int = 0


@cache
def library() -> Mapping[tuple[str, int], Entry]:
    """The ladders' exercises by ladder and step, and walks and other quotas by number."""
    known = {row["key"]: row for path in LIBRARY.glob("*.yaml") for row in _exercises(path)}
    places = {
        rung["key"]: (ladder["key"], rung["step"])
        for ladder in yaml.load((LIBRARY / "ladders.yaml").read_text(), yaml.CSafeLoader)
        for rung in ladder["rungs"]
    }
    entries = {}
    for number, (key, row) in enumerate(sorted(known.items())):
        place = places.get(key) or (row["progression_mode"], number)
        sides = row["laterality"] in ("per_side", "alternating")
        entries[place] = Entry(number, row["name"], Mode(row["progression_mode"]), parse(row["dose"]), sides, *place)
    return entries


def _exercises(path: Path) -> list[dict[str, Any]]:
    read = yaml.load(path.read_text(), yaml.CSafeLoader)
    return [row for row in read if isinstance(row, dict) and "progression_mode" in row]


def rung(place: tuple[str, int]) -> Rung | None:
    entry = library().get(place)
    return Rung(exercise=entry.number, name=entry.name, dose=entry.dose) if entry else None


def prescribed(item: int, entry: Entry, since: dt.date, dose: Dose | None = None) -> Exercise:
    on_ladder = entry.ladder.isupper()
    return Exercise(
        item=item,
        exercise=entry.number,
        name=entry.name,
        mode=entry.mode,
        dose=dose or entry.dose,
        since=since,
        per_side=entry.per_side,
        easier=rung((entry.ladder, entry.step - 1)) if on_ladder else None,
        harder=rung((entry.ladder, entry.step + 1)) if on_ladder else None,
    )


def work(exercise: Exercise, dose: Dose | None = None) -> float:
    """Minutes of work a week, rests left out."""
    moving = replace(dose or exercise.dose, rest_seconds=Range.of(0))
    return duration.seconds(moving, exercise.per_side) * exercise.times_a_week / 60


@dataclass
class Person:
    """Somebody who trains four exercises, two or three times a week."""

    luck: random.Random
    exercises: list[Exercise] = field(default_factory=list)
    entries: dict[int, Entry] = field(default_factory=dict)
    at_start: dict[int, float] = field(default_factory=dict)
    climbed: dict[int, float] = field(default_factory=dict)  # how far up the range, 0 to 1
    trained_on: list[dt.date] = field(default_factory=list)
    pain_before: list[int] = field(default_factory=list)
    check_ins: list[CheckIn] = field(default_factory=list)
    earlier: list[Earlier] = field(default_factory=list)
    work_on: dict[dt.date, float] = field(default_factory=dict)
    tolerance: float = 1.0
    usual: float = 2.0
    confidence: float = 6.0
    worry: float = 4.0
    flare_until: dt.date | None = None
    flare_said: dt.date | None = None
    flare_ended: dt.date | None = None
    away_until: dt.date = START
    cleared_on: dt.date | None = None
    morning_due: bool = False

    @classmethod
    def new(cls, seed: int) -> "Person":
        luck = random.Random(seed)
        person = cls(luck, tolerance=luck.uniform(1.0, 1.5), usual=luck.choice((0.5, 1, 1.5, 2, 2.5, 3, 4, 5)))
        person.confidence, person.worry = luck.uniform(4, 8), luck.uniform(1, 7)
        for item, ladder in enumerate(luck.sample(LADDERS, 3), start=1):
            person.prescribe(item, library()[ladder, luck.choice((1, 2, 2, 3))], START)
        quotas = sorted(place for place in library() if place[0] == "quota")
        person.prescribe(4, library()[luck.choice(quotas)], START)
        return person

    def prescribe(self, item: int, entry: Entry, on: dt.date, dose: Dose | None = None) -> None:
        exercise = prescribed(item, entry, on, dose)
        self.exercises = [one for one in self.exercises if one.item != item] + [exercise]
        self.entries[item] = entry
        self.climbed[item] = 0
        self.at_start.setdefault(item, self.demand(exercise))

    def demand(self, exercise: Exercise) -> float:
        """How much an exercise asks for, its step and its weight included."""
        weight = float(exercise.dose.load_kg or 0) / 20
        return work(exercise) * HARDER_BY_RUNG ** self.entries[exercise.item].step * (1 + weight)

    @property
    def strain(self) -> float:
        """What is asked against what was asked at the start and what the person has become used to."""
        shares = [self.demand(one) / self.at_start[one.item] for one in self.exercises]
        return sum(shares) / len(shares) / self.tolerance

    # A day

    def live(self, today: dt.date) -> bool:
        """One day; whether something new was told."""
        self._weather(today)
        told = self._morning(today)
        if today.weekday() == 6:
            told = self._week(today) or told
        if self._trains(today):
            self._train(today)
            told = True
        self.work_on[today] = sum(work(one) for one in self.exercises)
        return told

    def _weather(self, today: dt.date) -> None:
        luck = self.luck
        if self.flare_until is None and luck.random() < 0.004:
            self.flare_until = today + dt.timedelta(days=luck.randint(4, 15))
            self.flare_said = today if luck.random() < 0.7 else None
        if self.flare_until and today > self.flare_until:
            self.flare_ended = today if self.flare_said else self.flare_ended
            self.flare_until = self.flare_said = None
        if today > self.away_until and luck.random() < 0.006:
            self.away_until = today + dt.timedelta(days=luck.choice((5, 9, 12, 16, 21, 35)))

    def _trains(self, today: dt.date) -> bool:
        due = today.weekday() in (0, 2, 4) if self.luck.random() < 0.5 else today.weekday() in (0, 3)
        return due and today > self.away_until and self.luck.random() > 0.15

    def _train(self, today: dt.date) -> None:
        strain, luck = self.strain, self.luck
        base = self.usual + (3 if self.flare_until else 0)
        scores = {
            "pain_before": base + luck.gauss(0, 0.7),
            "pain_highest": base + 0.5 + max(0.0, 5 * (strain - 1.05)) + luck.gauss(0, 0.9),
            "pain_after": base + luck.gauss(0, 0.7),
            "effort": 4 + 5 * (strain - 1) + luck.gauss(0, 0.8),
            "confidence": self.confidence + luck.gauss(0, 0.8),
        }
        told = {name: self._told(score) for name, score in scores.items()}
        if told["pain_before"] is not None:
            self.pain_before.append(told["pain_before"])
        self.exercises = [self._with(one, self._session(one, today, told)) for one in self.exercises]
        self.trained_on.append(today)
        self.morning_due = True
        self.tolerance *= 1.004 if strain < 1.2 else 0.998
        self.usual = max(self.usual - 0.01, 0)
        self.confidence = min(self.confidence + (0.05 if strain < 1.15 else -0.15), 10)
        self.worry = max(self.worry - 0.03, 0)

    def _with(self, exercise: Exercise, session: Session) -> Exercise:
        return replace(exercise, history=(*exercise.history[-5:], session))

    def _session(self, exercise: Exercise, today: dt.date, told: dict[str, int | None]) -> Session:
        luck, dose = self.luck, exercise.dose
        skipped = luck.choice(("time", "unsure", "pain", "no_kit")) if luck.random() < 0.03 else ""
        effort = told["effort"] if told["effort"] is not None else 5
        if not skipped and effort <= 7:
            self.climbed[exercise.item] = min(self.climbed[exercise.item] + 0.25, 1)
        sets = () if skipped else self._sets(exercise, dose, effort)
        easier = "smaller" if luck.random() < 0.02 else ""
        return Session(on=today, asked=dose, sets=sets, skipped=skipped, easier=easier,
                       stop_symptom=luck.random() < 0.0002, **told)  # type: ignore[arg-type]  # fmt: skip

    def _sets(self, exercise: Exercise, dose: Dose, effort: int) -> tuple[Done, ...]:
        task, amount = task_of(dose)
        column, of_ours = COUNTED[task]
        number = int(dose.sets.lo) if dose.sets else 1
        if self.luck.random() < 0.15:
            return (Done(),) * number
        reached = float(amount.lo) + self.climbed[exercise.item] * float(amount.hi - amount.lo)
        share = 1.0 if effort <= 8 else self.luck.uniform(0.5, 1)
        return (Done(**{column: round(reached * share) * of_ours}),) * number

    def _morning(self, today: dt.date) -> bool:
        if not self.morning_due:
            return False
        self.morning_due = False
        base = self.usual + (3 if self.flare_until else 0)
        score = self._told(base + max(0.0, 3 * (self.strain - 1.15)) + self.luck.gauss(0, 0.6), missing=0.12)
        for place, exercise in enumerate(self.exercises):
            if exercise.history and exercise.history[-1].on < today:
                last = replace(exercise.history[-1], pain_morning=score)
                self.exercises[place] = replace(exercise, history=(*exercise.history[:-1], last))
        return score is not None

    def _week(self, today: dt.date) -> bool:
        if self.luck.random() < 0.3:
            return False
        noise = self.luck.gauss
        self.check_ins = [
            *self.check_ins[-3:],
            CheckIn(
                on=today,
                usual_pain=self._told(self.usual),
                confidence=self._told(self.confidence + noise(0, 1)),
                worry=self._told(self.worry + noise(0, 1)),
                sleep=self._told(7 + noise(0, 2)),
                stress=self._told(4 + noise(0, 2)),
                is_flare=self.flare_said is not None,
            ),
        ]
        return True

    def _told(self, score: float, missing: float = 0.04) -> int | None:
        return None if self.luck.random() < missing else min(max(round(score), 0), 10)

    # As the rules see it

    def patient(self, today: dt.date) -> Patient:
        return Patient(
            trained_on=self.trained_on[-10:],
            pain_before=self.pain_before[-7:],
            check_ins=self.check_ins,
            earlier=[one for one in self.earlier if (today - one.on).days <= 40],
            flare_since=self.flare_said,
            flare_ended_on=self.flare_ended,
            cleared_on=self.cleared_on,
            seconds_a_week_ago=self._work_a_week_ago(today),
        )

    def _work_a_week_ago(self, today: dt.date) -> float | None:
        minutes = self.work_on.get(today - 7 * DAY)
        return None if minutes is None else minutes * 60

    def days_away(self, today: dt.date) -> int:
        return (today - self.trained_on[-1]).days if self.trained_on else 0


def everybody(number: int, seed: int) -> Iterator[Person]:
    return (Person.new(seed * 100_000 + place) for place in range(number))
