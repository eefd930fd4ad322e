"""Records of sets: what was most, what came first, and how each exercise went from session to session.

What was made easier sets no record. A set that says nothing was done as prescribed, the least of a range. An
exercise that was changed since is followed through its snapshots, and goes by the name it was last trained under.
"""

import datetime as dt
from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal
from typing import Any, Final, NamedTuple

from django.db.models import DecimalField, F, Max, Min, Q, QuerySet
from django.db.models.functions import Coalesce

from patients.models import ItemLog, Patient, SessionLog, SetLog
from patients.progress.done import load_words
from patients.progress.efforts import Best, Course
from programmes.dose.amounts import KG_PER_LB

MOST_SHOWN: Final = 12
ITEM: Final = "item_log__item"
LOG: Final = "item_log__session_log"
DAY: Final = f"{LOG}__local_date"
# Column of the answer, of a set, and of what was prescribed in its place.
AMOUNTS: Final = (
    ("kg", "load_kg", "load_kg"),
    ("reps", "reps", "reps_lo"),
    ("seconds", "seconds", "work_seconds_lo"),
    ("metres", "distance_m", "distance_m_lo"),
)


def _same(prefix: str) -> Coalesce:
    """The exercise itself, also where a snapshot of it was trained."""
    return Coalesce(f"{prefix}__exercise__snapshot_of", f"{prefix}__exercise")


def _sets(**where: Any) -> QuerySet[SetLog, Any]:
    return SetLog.objects.filter(item_log__easier="", item_log__done_as__isnull=True, **where).order_by()


def _most_of(done: str, asked: str) -> Max:
    return Max(Coalesce(F(done), F(f"{ITEM}__{asked}"), output_field=DecimalField()))


# What stands out


@dataclass(frozen=True)
class Record:
    """What stands out of one exercise; either may be missing."""

    exercise: str
    most: str
    pain_free_on: dt.date | None


def records_of(patient: Patient, unit: str) -> list[Record]:
    """The exercises trained last come first; two queries whatever has been trained."""
    most = {f"most_{name}": _most_of(done, asked) for name, done, asked in AMOUNTS}
    sets: Any = _sets(**{f"{LOG}__patient": patient})  # with a dict of columns the types say nothing true
    rows = sets.values(exercise=_same(ITEM)).annotate(last=Max(DAY), **most)
    newest = list(rows.order_by("-last", "exercise")[:MOST_SHOWN])
    known = known_of(patient)
    found = [
        Record(known[row["exercise"]].name, ", ".join(_most(row, unit)), known[row["exercise"]].pain_free_on)
        for row in newest
    ]
    return [record for record in found if record.most or record.pain_free_on]


class Known(NamedTuple):
    """What an exercise was last called, and the first session without any pain in which it was done."""

    name: str
    pain_free_on: dt.date | None


def known_of(patient: Patient) -> dict[int, Known]:
    """By exercise; one query."""
    painless = Min("session_log__local_date", filter=Q(session_log__pain_highest=0, skipped=""))
    rows = (
        ItemLog.objects.filter(session_log__patient=patient)
        .order_by()
        .values(exercise=_same("item"), name=F("item__exercise__name"))
        .annotate(last=Max("session_log__local_date"), newest=Max("pk"), painless=painless)
    )
    found: dict[int, Known] = {}
    for row in sorted(rows, key=lambda row: (row["last"], row["newest"])):
        before = found.get(row["exercise"])
        days = [day for day in (row["painless"], before.pain_free_on if before else None) if day]
        found[row["exercise"]] = Known(row["name"], min(days, default=None))
    return found


def _most(row: dict[str, Any], unit: str) -> Iterator[str]:
    """The load, and what else is counted of the exercise."""
    load: Decimal | None = row["most_kg"]
    if load:
        yield load_words(load, unit)
    if row["most_reps"]:
        yield f"{int(row['most_reps'])} times"
    elif row["most_seconds"]:
        yield _time(int(row["most_seconds"]))
    elif row["most_metres"]:
        yield f"{float(row['most_metres']):g} metres"


def _time(seconds: int) -> str:
    """Minutes where there are two or more."""
    return f"{seconds} seconds" if seconds < 120 else f"{seconds // 60} minutes"


# From session to session


def courses_of(patient: Patient, *, since: dt.date | None = None) -> list[Course]:
    """The best set of every session, exercise by exercise, the one trained last first; two queries."""
    most = {name: _most_of(done, asked) for name, done, asked in AMOUNTS}
    sets: Any = _sets(**{f"{LOG}__patient": patient})
    if since:
        sets = sets.filter(**{f"{DAY}__gte": since})
    rows = sets.values(exercise=_same(ITEM), log=F(LOG), day=F(DAY)).annotate(**most).order_by("day", "log")
    bests: dict[int, list[Best]] = defaultdict(list)
    for row in rows:
        bests[row["exercise"]].append(Best(row["day"], *(row[name] for name, _, _ in AMOUNTS)))
    known = known_of(patient)
    courses = [Course(known[exercise].name, done, known[exercise].pain_free_on) for exercise, done in bests.items()]
    return sorted(courses, key=lambda course: (-course.bests[-1].day.toordinal(), course.exercise))


# One session against all before it


class Set(NamedTuple):
    """One set as it was done."""

    log: int
    name: str
    side: str
    reps: int | None
    load_kg: Decimal | None


class Sets(NamedTuple):
    """The sets of one session, and of those before it, by exercise."""

    now: Mapping[int, Sequence[Set]]
    before: Mapping[int, Sequence[Set]]


def sets_of(patient: Patient, log: SessionLog) -> Sets:
    """The session's sets, and all earlier ones of the same exercises; two queries."""
    now = _by_exercise(_sets(**{LOG: log}))
    earlier = Q(**{f"{DAY}__lt": log.local_date}) | Q(**{DAY: log.local_date, f"{LOG}__lt": log.pk})
    older = _sets(**{f"{LOG}__patient": patient}).filter(earlier)
    same = Q(**{f"{ITEM}__exercise__in": list(now)}) | Q(**{f"{ITEM}__exercise__snapshot_of__in": list(now)})
    return Sets(now, _by_exercise(older.filter(same)))


def more_than_ever(sets: Sets, *, unit: str) -> str:
    """ "Squat with 14 kg", "Bridge, 12 times": a heavier set comes before more of them; '' if there was neither."""
    for measure, words in ((_load, _with_load), (_reps, _times)):
        for exercise, done in sets.now.items():
            best, before = measure(done), measure(sets.before.get(exercise, ()))
            if before and best > before:
                return f"{done[0].name}{words(best, unit)}"
    return ""


def evened(sets: Sets) -> str:
    """An exercise whose sides had the same reps this time and not the last time."""
    for exercise, done in sets.now.items():
        before = sets.before.get(exercise, ())
        last = [one for one in before if one.log == before[-1].log]
        if last and _sides(done) and _sides(last) and _is_even(done) and not _is_even(last):
            return done[0].name
    return ""


def _by_exercise(sets: QuerySet[SetLog, Any]) -> dict[int, list[Set]]:
    rows = (
        sets.annotate(
            exercise=_same(ITEM),
            log=F(LOG),
            name=F(f"{ITEM}__exercise__name"),
            reps_done=Coalesce("reps", f"{ITEM}__reps_lo"),
            load_done=Coalesce("load_kg", f"{ITEM}__load_kg"),
        )
        .order_by(DAY, "log", "item_log", "number", "id")
        .values_list("exercise", "log", "name", "side", "reps_done", "load_done")
    )
    found: dict[int, list[Set]] = defaultdict(list)
    for exercise, *columns in rows:
        found[exercise].append(Set(*columns))
    return found


def _load(sets: Sequence[Set]) -> Decimal:
    return max((one.load_kg for one in sets if one.load_kg), default=Decimal(0))


def _reps(sets: Sequence[Set]) -> int:
    return max((one.reps for one in sets if one.reps), default=0)


def _with_load(load_kg: Any, unit: str) -> str:
    return f" with {float(load_kg / KG_PER_LB):.0f} lb" if unit == "lb" else f" with {float(load_kg):g} kg"


def _times(reps: Any, unit: str) -> str:
    return f", {reps} times"


def _sides(sets: Sequence[Set]) -> set[str]:
    return {one.side for one in sets} & {"left", "right"}


def _is_even(sets: Sequence[Set]) -> bool:
    total = {side: sum(one.reps or 0 for one in sets if one.side == side) for side in ("left", "right")}
    return total["left"] == total["right"]
