"""What was more than ever before, from the sets of one session and of all before it."""

from collections import defaultdict
from collections.abc import Mapping, Sequence
from decimal import Decimal
from typing import Any, NamedTuple

from django.db.models import F, Q, QuerySet
from django.db.models.functions import Coalesce

from patients.models import Patient, SessionLog, SetLog
from programmes.dose.amounts import KG_PER_LB

EXERCISE = "item_log__item__exercise"


class Set(NamedTuple):
    """One set as it was done: what was not said counts as prescribed, the least of a range."""

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
    now = _by_exercise(SetLog.objects.filter(item_log__session_log=log))
    day = "item_log__session_log__local_date"
    earlier = Q(**{f"{day}__lt": log.local_date}) | Q(**{day: log.local_date}, item_log__session_log__lt=log.pk)
    older = SetLog.objects.filter(earlier, item_log__session_log__patient=patient)
    same = Q(**{f"{EXERCISE}__in": list(now)}) | Q(**{f"{EXERCISE}__snapshot_of__in": list(now)})
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


def _by_exercise(sets: QuerySet[SetLog]) -> dict[int, list[Set]]:
    rows = (
        sets.filter(item_log__easier="", item_log__done_as__isnull=True)
        .annotate(
            exercise=Coalesce(f"{EXERCISE}__snapshot_of", EXERCISE),
            log=F("item_log__session_log"),
            name=F(f"{EXERCISE}__name"),
            reps_done=Coalesce("reps", "item_log__item__reps_lo"),
            load_done=Coalesce("load_kg", "item_log__item__load_kg"),
        )
        .order_by("item_log__session_log__local_date", "log", "item_log", "number", "id")
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
