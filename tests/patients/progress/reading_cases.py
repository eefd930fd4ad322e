"""Reads the table of worked cases: words of a physiotherapist in, facts for the rules out."""

import datetime as dt
import re
from collections.abc import Iterator
from dataclasses import dataclass, replace
from decimal import Decimal
from pathlib import Path
from typing import Any, NamedTuple

from patients.progress.done import Done
from patients.progress.proposing import CheckIn, Earlier, Exercise, Mode, Patient, Rung, Session, Thresholds
from patients.progress.proposing.completion import task_of
from programmes.dose import Dose, parse

TABLE = Path(__file__).with_name("worked_cases.md")
TODAY = dt.date(2026, 11, 20)
LONG_AGO = TODAY - dt.timedelta(days=200)

GOOD_WEEK = {"usual_pain": 1, "confidence": 7, "worry": 2, "sleep": 7, "stress": 3}
GOOD_SCORES = {"pain_before": 1, "pain_highest": 1, "pain_morning": 1, "effort": 4, "confidence": 7}
SCORES = {
    "before": "pain_before", "highest": "pain_highest", "after": "pain_after", "morning": "pain_morning",
    "effort": "effort", "confidence": "confidence", "in reserve": "rir",
}  # fmt: skip
SIGNS = {"leg symptoms": "leg_symptoms", "pain for more than a day": "lingered", "stop symptom": "stop_symptom"}
STATES = {"paused", "maintain", "ended"}


class Row(NamedTuple):
    number: int
    what: str
    exercise: str
    sessions: str
    patient: str
    rule: str
    then: str


@dataclass(frozen=True)
class Told:
    exercise: Exercise
    patient: Patient
    limits: Thresholds
    others: tuple[Exercise, ...] = ()


def rows() -> list[Row]:
    return list(_rows(TABLE.read_text()))


def _rows(text: str) -> Iterator[Row]:
    for line in text.splitlines():
        cells = [cell.strip() for cell in line.strip("|").split("|")]
        if line.startswith("|") and cells[0].isdecimal():
            yield Row(int(cells[0]), *cells[1:])


def told(row: Row) -> Told:
    exercise = _exercise(row.exercise)
    history = tuple(_session(part, exercise) for part in _parts(row.sessions, ";"))
    exercise = replace(exercise, history=history)
    return _patient(Told(exercise, _good_patient(history), Thresholds(), _others()), row.patient)


def _others() -> tuple[Exercise, ...]:
    """What else is in the session: it says nothing, and makes the week as long as weeks are."""
    walk = Exercise(item=2, exercise=20, name="Walk", mode=Mode.FIXED, dose=parse("10min"), since=LONG_AGO)
    return walk, replace(walk, item=3, exercise=30, name="Breathe")


def _parts(text: str, mark: str) -> list[str]:
    return [part.strip() for part in text.split(mark) if part.strip()]


def _exercise(text: str) -> Exercise:
    """ "3x8-12 @10kg; performance; harder: Split Squat 3x8; each side"."""
    dose, mode, *more = _parts(text, ";")
    said: dict[str, Any] = {}
    for part in more:
        key, _, value = part.partition(": ")
        if key in ("easier", "harder"):
            said[key] = _rung(value, number=len(said) + 2)
        else:
            assert part == "each side", part
            said["per_side"] = True
    return Exercise(item=1, exercise=1, name="Squat", mode=Mode(mode.replace("-", "_")), dose=parse(dose),
                    since=LONG_AGO, **said)  # fmt: skip


def _rung(text: str, number: int) -> Rung:
    found = re.fullmatch(r"([A-Z][A-Za-z ]+?)(?: (\d.*))?", text)
    assert found, text
    return Rung(exercise=number, name=found[1], dose=parse(found[2]) if found[2] else None)


def _session(text: str, exercise: Exercise) -> Session:
    """ "3 days ago: good, highest 6"; what is not said is good, every set at the top."""
    when, _, how = text.partition(": ")
    days = int(re.fullmatch(r"(\d+) days? ago", when)[1])  # type: ignore[index]
    parts = _parts(how, ",")
    asked = next((parse(part.removeprefix("asked ")) for part in parts if part.startswith("asked ")), exercise.dose)
    session = Session(on=TODAY - dt.timedelta(days=days), asked=asked, sets=_at_top(asked, exercise), **GOOD_SCORES)  # type: ignore[arg-type]
    for part in parts:
        session = replace(session, **_said_of_session(part, asked))
    return session


def _said_of_session(part: str, asked: Dose) -> dict[str, Any]:
    first, _, rest = part.partition(" ")
    if part == "good" or first == "asked":
        return {}
    if first == "sets":
        return {"sets": _sets(rest, asked)}
    if part == "as prescribed":
        return {"sets": tuple(Done() for _ in range(int(asked.sets.lo if asked.sets else 1)))}
    if first in ("skipped", "easier", "stopped"):
        return {first: rest} | ({"sets": ()} if first == "skipped" else {})
    if part in SIGNS:
        return {SIGNS[part]: True}
    if part.startswith("no "):
        return {SCORES[part.removeprefix("no ")]: None}
    name, score = part.rsplit(" ", 1)
    return {SCORES[name]: int(score)}


def _at_top(asked: Dose, exercise: Exercise) -> tuple[Done, ...]:
    task, amount = task_of(asked)
    sides = ("left", "right") if exercise.per_side or asked.side == "each" else ("",)
    number = int(asked.sets.hi) if asked.sets else 1
    return tuple(_done(task, Decimal(amount.hi), side) for _ in range(number) for side in sides)


def _sets(text: str, asked: Dose) -> tuple[Done, ...]:
    """ "12 12 8", "left 8 8 right 8 6", "10 10 with 8 kg"."""
    numbers, _, load = text.partition(" with ")
    load_kg = Decimal(load.removesuffix(" kg")) if load else None
    side, done = "", []
    for word in numbers.split():
        if word in ("left", "right"):
            side = word
        else:
            done.append(_done(task_of(asked)[0], Decimal(word), side)._replace(load_kg=load_kg))
    return tuple(done)


def _done(task: str, amount: Decimal, side: str) -> Done:
    match task:
        case "reps":
            return Done(side, reps=int(amount))
        case "distance_m":
            return Done(side, distance_m=amount)
        case _:
            return Done(side, seconds=int(amount * (60 if task == "minutes" else 1)))


def _good_patient(history: tuple[Session, ...]) -> Patient:
    weeks = tuple(CheckIn(on=TODAY - dt.timedelta(days=days), **GOOD_WEEK) for days in (9, 2))
    return Patient(trained_on=tuple(one.on for one in history), pain_before=(1,) * 7, check_ins=weeks)


def _patient(told: Told, text: str) -> Told:
    for part in _parts(text, ";"):
        told = _said_of_patient(told, part)
    return told


def _said_of_patient(told: Told, part: str) -> Told:
    patient = told.patient
    name, _, value = part.rpartition(" ")
    weekly = re.fullmatch(r"(last|both) weeks?: (.+) (\d+|unknown)", part)
    days = re.fullmatch(r"(.+?)(?: on item \d+)? (\d+) days ago", part)
    if name == "usual":
        return replace(told, patient=_usual(patient, value))
    if weekly:
        return replace(told, patient=_weeks(patient, weekly[1], weekly[2], weekly[3]))
    if part == "the only exercise":
        return replace(told, others=())
    if part in STATES:
        return replace(told, patient=replace(patient, state=part))
    if part in ("locked", "open flag"):
        field = {"locked": "is_locked", "open flag": "has_open_flag"}[part]
        return replace(told, patient=replace(patient, **{field: True}))
    if part.startswith("clinic sets "):
        return replace(told, limits=replace(told.limits, **{name.removeprefix("clinic sets "): int(value)}))
    assert days, part
    return _dated(told, days[1], TODAY - dt.timedelta(days=int(days[2])))


def _dated(told: Told, what: str, day: dt.date) -> Told:
    patient = told.patient
    fields = {"flare since": "flare_since", "flare ended": "flare_ended_on", "cleared": "cleared_on"}
    if what in fields:
        return replace(told, patient=replace(patient, **{fields[what]: day}))
    if what == "came in":
        return replace(told, exercise=replace(told.exercise, since=day))
    if what == "trained other things":
        return replace(told, patient=replace(patient, trained_on=tuple(sorted((*patient.trained_on, day)))))
    decision, rule = what.split(" ")
    about = tuple(str(one.on) for one in told.exercise.history[-2:])
    earlier = Earlier(
        rule=rule, on=day, item=1, exercise=1, about=about, decision="" if decision == "open" else decision
    )
    return replace(told, patient=replace(patient, earlier=(*patient.earlier, earlier)))


def _usual(patient: Patient, value: str) -> Patient:
    if value == "unknown":
        weeks = tuple(replace(one, usual_pain=None) for one in patient.check_ins)
        return replace(patient, pain_before=(), check_ins=weeks)
    return replace(patient, pain_before=(int(value),) * 7)


def _weeks(patient: Patient, which: str, name: str, value: str) -> Patient:
    """The last week's answer, or those of the last two."""
    field = {"flare-up": "is_flare"}.get(name, name.replace(" ", "_"))
    answer: Any = None if value == "unknown" else bool(int(value)) if field == "is_flare" else int(value)
    number = 1 if which == "last" else 2
    weeks = [
        replace(one, **{field: answer}) if place >= len(patient.check_ins) - number else one
        for place, one in enumerate(patient.check_ins)
    ]
    return replace(patient, check_ins=tuple(weeks))
