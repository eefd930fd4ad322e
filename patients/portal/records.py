"""A patient's own records, exercise by exercise: the most done, and the first session without pain."""

import datetime as dt
from collections.abc import Iterator
from dataclasses import dataclass
from decimal import Decimal
from typing import Any

from django.db.models import DecimalField, F, Max, Min
from django.db.models.functions import Coalesce

from patients.models import ItemLog, Patient, SetLog
from patients.progress.done import load_words

MOST_SHOWN = 12
NAME = "item_log__item__exercise__name"


@dataclass(frozen=True)
class Record:
    """What stands out of one exercise; either may be missing."""

    exercise: str
    most: str
    pain_free_on: dt.date | None


def records_of(patient: Patient, unit: str) -> list[Record]:
    """The exercises trained last come first; two queries whatever has been trained."""
    pain_free = dict(
        ItemLog.objects.filter(session_log__patient=patient, session_log__pain_highest=0, skipped="")
        .order_by()
        .values_list("item__exercise__name")
        .annotate(first=Min("session_log__local_date"))
    )
    found = [
        Record(row[NAME], ", ".join(_most(row, unit)), pain_free.get(row[NAME]))
        for row in _amounts(patient)[:MOST_SHOWN]
    ]
    return [record for record in found if record.most or record.pain_free_on]


def _amounts(patient: Patient) -> Any:
    """The most of each amount, done as prescribed where a set names none; what was made easier sets no record."""
    sets = SetLog.objects.filter(
        item_log__session_log__patient=patient, item_log__easier="", item_log__done_as__isnull=True
    )
    return (
        sets.order_by()
        .values(NAME)
        .annotate(
            last=Max("item_log__session_log__local_date"),
            most_kg=_most_of("load_kg", "load_kg"),
            most_reps=_most_of("reps", "reps_lo"),
            most_seconds=_most_of("seconds", "work_seconds_lo"),
            most_metres=_most_of("distance_m", "distance_m_lo"),
        )
        .order_by("-last", NAME)
    )


def _most_of(done: str, asked: str) -> Max:
    return Max(Coalesce(F(done), F(f"item_log__item__{asked}"), output_field=DecimalField()))


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
