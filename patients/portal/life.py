"""What a patient reads of the life of their plan: who let it rest and why, what stays after the end, the way back."""

import datetime as dt
from collections.abc import Sequence
from dataclasses import dataclass

from django.db.models import prefetch_related_objects

from patients.models import Patient, Plan, PlanEvent
from patients.portal.sessions import Opened, plan_of
from patients.portal.today import phase_of, right_on_day, sessions_whole
from patients.services import discharging, flare_plans, plans
from programmes.handouts import FlareWords
from programmes.models import Item, Phase

Kind, Why = PlanEvent.Kind, PlanEvent.Why
TOLD = {
    Why.HOLIDAY: "a holiday",
    Why.ILL: "not well",
    Why.GOALS_MET: "your goals are met",
    Why.MOVED_ON: "you have moved on",
    Why.REFERRED: "somebody else looks after you now",
}


@dataclass(frozen=True)
class Stands:
    """How the plan stands where it is not in training; the reason is theirs to read as well."""

    state: str
    by: str = ""
    on: dt.date | None = None
    why: str = ""
    has_summary: bool = False
    access_until: dt.date | None = None
    asked: PlanEvent | None = None

    @property
    def may_return(self) -> bool:
        return self.state in (Plan.State.MAINTAIN, Plan.State.ENDED)


def stands(patient: Patient, plan: Plan | None) -> Stands | None:
    """No query while the plan is in training."""
    if plan is None or plan.state == Plan.State.ACTIVE:
        return None
    happened = plan.events.filter(kind__in=(*plans.LIFE, Kind.RETURNED)).select_related("by").order_by("-id")
    rows = list(happened[:10])
    last = next((row for row in rows if row.kind != Kind.RETURNED), None)
    asked = rows[0] if rows and rows[0].kind == Kind.RETURNED else None
    if last is None:
        return Stands(plan.state, asked=asked)
    own = patient.membership.user_id if patient.membership else None
    is_over = plan.state == Plan.State.ENDED
    return Stands(
        plan.state,
        by="you" if last.by_id == own else str(last.by),
        on=last.at.astimezone(patient.zone).date(),
        why=_why(last) if not is_over else TOLD.get(Why(last.why), "") if last.why else "",
        has_summary=is_over and discharging.own(patient) is not None,
        access_until=discharging.access_until(patient) if is_over else None,
        asked=asked,
    )


def _why(event: PlanEvent) -> str:
    """What was said of a rest or of keeping it up; the rule's words for a therapist are not for the patient."""
    return TOLD.get(Why(event.why), "") if event.why else ""


# The last programme, to read


@dataclass(frozen=True)
class Shown:
    """One exercise to read."""

    item: Item
    main: str
    more: str


@dataclass(frozen=True)
class Reading:
    """The phase of the plan in force, or of the last one, and the plan for a flare-up."""

    plan: Plan
    phase: Phase
    sessions: Sequence[tuple[Opened, Sequence[Shown]]]
    flare: tuple[Opened, Sequence[Shown]] | None
    words: FlareWords | None


def reading_of(patient: Patient) -> Reading | None:
    """None where there never was a programme; a few queries whatever it holds."""
    plan = plan_of(patient)
    phase = phase_of(plan) if plan else None
    if plan is None or phase is None:
        return None
    opened = [right_on_day(patient, each) for each in sessions_whole(phase, patient.today())]
    prefetch_related_objects([item.exercise for each in opened for item in each.items], "media")
    shown = [(each, [_shown(item) for item in each.items]) for each in opened]
    return Reading(
        plan,
        phase,
        [pair for pair in shown if not pair[0].session.is_easy],
        next((pair for pair in shown if pair[0].session.is_easy), None),
        flare_plans.words_of(patient),
    )


def _shown(item: Item) -> Shown:
    main, *more = item.dose_words.split("; ")
    return Shown(item, main, " · ".join(part[:1].upper() + part[1:] for part in more))


def has_flare_plan(plan: Plan) -> bool:
    return bool(flare_plans.written_in(plan))
