"""Enter outcomes, take them back, and read what they amount to."""

import datetime as dt
import uuid
from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal
from statistics import mean

from django.core.exceptions import ValidationError
from django.db import IntegrityError, transaction
from django.utils import timezone

from clinic import audit
from clinic.models import User
from patients.models import Measure, Patient, Plan, PlanEvent
from patients.progress.instruments import (
    INSTRUMENTS,
    LABELS,
    MOST_ACTIVITIES,
    Change,
    Instrument,
    Moment,
    change,
    due_on,
    mistake,
    moment_at,
)


def enter(
    *, patient: Patient, by: User, instrument: str, scores: Mapping[str, Decimal], taken_on: dt.date, token: uuid.UUID
) -> list[Measure]:
    """Keep one score, or one for each of the patient's own activities; the same token again adds nothing.

    Raises ValidationError with what to change.
    """
    _check(patient, INSTRUMENTS[instrument], scores, taken_on)
    moment = moment_at(taken_on, **_plan_days(patient))
    try:
        with transaction.atomic():
            rows = Measure.objects.bulk_create(
                Measure(
                    uuid=token,
                    patient=patient,
                    instrument=instrument,
                    activity=activity,
                    moment=moment,
                    taken_on=taken_on,
                    value=value,
                    by=by,
                )
                for activity, value in scores.items()
            )
            audit.record("outcome_entered", clinic=patient.clinic, target=patient, by=by, detail=instrument)
            return rows
    except IntegrityError:
        return list(patient.measures.filter(uuid=token))


@transaction.atomic
def take_back(*, measure: Measure, by: User) -> None:
    """Remove a score that was entered by mistake; the trail keeps that it was there."""
    said = f"{measure.instrument} {measure.value} of {measure.taken_on}"
    audit.record("outcome_taken_back", clinic=measure.patient.clinic, target=measure.patient, by=by, detail=said)
    measure.delete()


def _check(patient: Patient, instrument: Instrument, scores: Mapping[str, Decimal], taken_on: dt.date) -> None:
    found = [said for value in scores.values() if (said := mistake(instrument, value))]
    if not scores:
        found.append("Enter a score.")
    if taken_on > patient.today():
        found.append("This day is still to come. Choose today or an earlier day.")
    known = set(patient.measures.filter(instrument=instrument.code).values_list("activity", flat=True))
    if instrument.is_own_activity and len(known | set(scores)) > MOST_ACTIVITIES:
        found.append(f"Keep it to {MOST_ACTIVITIES} activities, so that the same ones can be asked again.")
    if found:
        raise ValidationError(list(dict.fromkeys(found)))


# Reading


@dataclass(frozen=True)
class Line:
    """The scores of an instrument, or of one of its activities, by day; `change` is from the first to the last."""

    name: str
    scores: Sequence[Measure]
    by_day: Sequence[Decimal | None]
    change: Change | None


@dataclass(frozen=True)
class Outcome:
    instrument: Instrument
    days: Sequence[tuple[dt.date, str]]
    lines: Sequence[Line]
    mean: Line | None


def outcomes_of(patient: Patient) -> list[Outcome]:
    """Every instrument that has scores, in the order of the list; one query."""
    by_instrument: dict[str, list[Measure]] = defaultdict(list)
    for measure in patient.measures.select_related("by"):
        by_instrument[measure.instrument].append(measure)
    return [_outcome(INSTRUMENTS[code], by_instrument[code]) for code in INSTRUMENTS if code in by_instrument]


def _outcome(instrument: Instrument, scores: Sequence[Measure]) -> Outcome:
    days = {score.taken_on: LABELS[Moment(score.moment)] for score in scores}
    by_activity: dict[str, list[Measure]] = defaultdict(list)
    for score in scores:
        by_activity[score.activity].append(score)
    lines = [_line(instrument, activity, those, list(days)) for activity, those in by_activity.items()]
    whole = _mean(instrument, lines, list(days)) if len(lines) > 1 else None
    return Outcome(instrument, list(days.items()), lines, whole)


def _line(instrument: Instrument, activity: str, scores: Sequence[Measure], days: Sequence[dt.date]) -> Line:
    last = {score.taken_on: score.value for score in scores}
    by_day = [last.get(day) for day in days]
    return Line(activity, scores, by_day, change(instrument, [score.value for score in scores], of_one=bool(activity)))


def _mean(instrument: Instrument, lines: Sequence[Line], days: Sequence[dt.date]) -> Line:
    """Of the activities asked on the first day, wherever all of them were asked again."""
    first = [line for line in lines if line.by_day[0] is not None]
    by_day: list[Decimal | None] = []
    for place in range(len(days)):
        values = [value for line in first if (value := line.by_day[place]) is not None]
        by_day.append(round(mean(values), 1) if values and len(values) == len(first) else None)
    known = [value for value in by_day if value is not None]
    return Line("Mean of the first activities", (), by_day, change(instrument, known))


@dataclass(frozen=True)
class Due:
    """One moment of the schedule: when it comes round, and whether anything was entered for it."""

    label: str
    on: dt.date | None
    is_entered: bool
    is_due: bool


def schedule_of(patient: Patient, today: dt.date) -> list[Due]:
    """All moments of the newest plan; empty without a plan."""
    days = _plan_days(patient)
    if days["starts_on"] is None:
        return []
    entered = set(patient.measures.values_list("moment", flat=True))
    found = []
    for moment in Moment:
        on = due_on(moment, starts_on=days["starts_on"], ended_on=days["ended_on"])
        is_entered = moment in entered
        found.append(Due(LABELS[moment], on, is_entered, bool(on and on <= today and not is_entered)))
    return found


def _plan_days(patient: Patient) -> dict:
    """When the newest plan began, and when it ended; today where there is none."""
    plan = patient.plans.first()
    if plan is None:
        return {"starts_on": timezone.now().date(), "ended_on": None}
    ended = plan.events.filter(kind=PlanEvent.Kind.ENDED).first() if plan.state == Plan.State.ENDED else None
    return {"starts_on": plan.starts_on, "ended_on": ended.at.astimezone(patient.zone).date() if ended else None}
