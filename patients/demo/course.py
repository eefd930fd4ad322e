"""The programmes a demo patient went through: assigned, moved on, paused, each on its day."""

import datetime as dt
from collections.abc import Iterator
from dataclasses import dataclass, field

from clinic.models import User
from exercises.vocabulary import LoadType
from patients.demo.people import Person
from patients.demo.stories import STORIES, WEEKS, Change
from patients.demo.training import Asked, Turn, days_of, monday
from patients.models import Patient, Plan, PlanEvent
from patients.reminders import times
from patients.schedule import DAY
from patients.services import plans
from programmes import dose
from programmes import services as programmes
from programmes.models import Item, Phase, Programme, Session, Version

VISIT = dt.time(9, 30)


@dataclass
class Course:
    """The plans of one patient, oldest first, and which plan and phase each week was in."""

    plans: list[Plan] = field(default_factory=list)
    _weeks: dict[int, tuple[Plan, tuple[Turn, ...]]] = field(default_factory=dict)

    def plan(self, week: int) -> Plan:
        return self._weeks[week][0]

    def turns(self, week: int) -> tuple[Turn, ...]:
        return self._weeks[week][1]

    def enter(self, week: int, plan: Plan, turns: tuple[Turn, ...]) -> None:
        self._weeks[week] = plan, turns


def enrol(person: Person, patient: Patient, *, by: User, now: dt.datetime) -> Course:
    """Walk through the weeks of the story and do to the plan what was done in each."""
    story, course, today = STORIES[person.story], Course(), patient.today(now)
    began = {week: key for key, week in story.course}
    for week in range(story.first_week, WEEKS):
        changes = [change for change in story.changes if change.week == week]
        moves = [move for move in story.moves if move.week == week]
        if week in began:
            plan, start = _assign(person, patient, began[week], week, today, by), week
            course.plans.append(plan)
        for change in changes:
            _change(plan, change, by=by)
        if week in began or changes:
            phases = _phases(plan)
        if is_next := plan.phase_number != (due := _phase_at(phases, week - start)):
            plan = plans.set_phase(plan=plan, number=due, by=by)
        for move in moves:
            plan = getattr(plans, move.verb)(plan=plan, by=by, reason=move.reason)
        if week in began or changes or moves or is_next:
            _backdate(patient, times.moment(monday(week, today), VISIT, patient.zone), now)
        course.enter(week, plan, _turns(phases[due - 1]))
    return course


def _assign(person: Person, patient: Patient, key: str, week: int, today: dt.date, by: User) -> Plan:
    """Put them on a template; only the newest plan has a review to come."""
    starts_on, is_last = monday(week, today), week == STORIES[person.story].course[-1][1]
    review_on = None if person.review_in is None else max(today + person.review_in * DAY, starts_on)
    return plans.assign(
        patient=patient,
        programme=programmes.templates_for(patient.therapist).get(key=key, clinic=None),
        starts_on=starts_on,
        training_days=[] if person.any_day else days_of(person, today),
        per_week_lo=None,
        per_week_hi=None,
        by=by,
        reminder_hour=person.hour,
        review_on=review_on if is_last else None,
    )


def _change(plan: Plan, change: Change, *, by: User) -> None:
    """Publish the programme's next version with another dose; the plan follows."""
    draft = programmes.draft_of(programme=plan.programme, by=by)
    for item in programmes.items_of(draft).filter(exercise__key=change.exercise):
        programmes.change_item(item=item, dose=dose.parse(change.dose), by=by)
    programmes.publish(programme=plan.programme, by=by)
    plan.refresh_from_db(fields=["version", "phase_number"])


def _phases(plan: Plan) -> list[Phase]:
    return list(Version.objects.whole().get(pk=plan.version_id).phases.all())


def _phase_at(phases: list[Phase], weeks_in: int) -> int:
    """The number of the phase after so many weeks; the last one goes on."""
    for number, phase in enumerate(phases, start=1):
        weeks_in -= phase.weeks
        if weeks_in < 0:
            return number
    return len(phases)


def _turns(phase: Phase) -> tuple[Turn, ...]:
    sessions = [session for session in phase.sessions.all() if session.kind == Session.Kind.TRAINING]
    return tuple(Turn(session.pk, tuple(_asked(session))) for session in sessions)


def _asked(session: Session) -> Iterator[Asked]:
    for item in session.items.all():
        yield Asked(item.pk, item.exercise.key, item.exercise.pattern, item.prescribed, _takes_weight(item))


def _takes_weight(item: Item) -> bool:
    return item.exercise.load_type == LoadType.EXTERNAL_KG


def _backdate(patient: Patient, moment: dt.datetime, now: dt.datetime) -> None:
    """Date what was just done to the plan as of that visit; what is dated before `now` is settled already."""
    moment = min(moment, now)
    PlanEvent.objects.filter(plan__patient=patient, at__gte=now).update(at=moment)
    theirs = Programme.objects.filter(plans__patient=patient)
    Version.objects.filter(programme__in=theirs, created_at__gte=now).update(created_at=moment, published_at=moment)
    theirs.filter(created_at__gte=now).update(created_at=moment)
    patient.plans.filter(created_at__gte=now).update(created_at=moment)
