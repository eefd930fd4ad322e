"""What got in the way: asked once a week at most, answered, and something done about it that can be undone."""

import datetime as dt
import uuid
from collections.abc import Callable
from typing import Final, NamedTuple

from django.core.exceptions import ValidationError
from django.db import transaction
from django.db.models import Count, Q
from django.utils import timezone

from clinic import audit
from clinic.models import Clinic, User
from patients import watching
from patients.barriers import ANY_DAY, HOUR, LONGEST_CUE, NEXT_TIME, REST, Offer, offer_of
from patients.models import BarrierAnswer, Patient, Plan, Standing, standing_of
from patients.progress.adherence import adherence, pauses
from patients.progress.below import is_below_target, week_asked, week_told_of
from patients.schedule import DAY
from patients.services import messages, people, plans
from patients.services.once import held
from patients.services.summary import rests_of

WHATS: Final = BarrierAnswer.What
REASON: Final = "Chosen by the patient, after what got in the way"
ILL: Final = "I am not well"
WAITS_FOR_A_SESSION: Final = 14 * DAY
LOOKED_BACK: Final = 12  # answers


# Asking


def is_asked(patient: Patient, plan: Plan | None, today: dt.date) -> bool:
    """Whether to ask today: the last whole week fell short, nothing explains it, and nobody has answered yet.

    At most three queries; none where the plan is too young or at rest.
    """
    week = week_asked(today)
    if plan is None or plan.state not in (Plan.State.ACTIVE, Plan.State.MAINTAIN) or plan.starts_on > week:
        return False
    standing = standing_of(patient)
    if standing.is_locked or _had_flare(standing, week, today):
        return False
    return _fell_short(patient, plan, week, today) and not patient.barrier_answers.filter(week=week).exists()


def _had_flare(standing: Standing, week: dt.date, today: dt.date) -> bool:
    """A flare-up says by itself what got in the way."""
    return any(standing.in_flare(day) for day in (today, *(week + n * DAY for n in range(7))))


def _fell_short(patient: Patient, plan: Plan, week: dt.date, today: dt.date) -> bool:
    counted = plan.weeks.filter(starts_on=week).values_list("sessions_done", "target").first()
    if counted and counted[0] >= counted[1]:
        return False
    how = adherence(
        starts_on=plan.starts_on,
        today=today,
        done={week: counted} if counted else {},
        target=plan.per_week_lo,
        pauses=pauses((kind, at.astimezone(patient.zone).date()) for kind, at in rests_of(plan)),
    )
    return is_below_target(how.last(2), starts_on=plan.starts_on, today=today)


def week_for(patient: Patient, today: dt.date) -> dt.date:
    """The Monday of the week that an answer given today is about."""
    plan = patient.plans.open().first()
    return week_told_of(today, plan.starts_on) if plan else week_asked(today)


def answer_of(patient: Patient, week: dt.date) -> BarrierAnswer | None:
    return patient.barrier_answers.filter(week=week).first()


class Kept(NamedTuple):
    """What stays in mind after an answer: what was chosen for the next session, and the patient's own cue."""

    next_time: str = ""  # a code of `patients.barriers`
    cue: str = ""


def kept_in_mind(patient: Patient) -> Kept:
    """What Today says because of earlier answers. One query, and one more while something waits for a session."""
    rows = list(patient.barrier_answers.filter(Q(what=WHATS.FORGOT) | Q(change__in=NEXT_TIME))[:LOOKED_BACK])
    since = timezone.now() - WAITS_FOR_A_SESSION
    chosen = next((row for row in rows if row.change in NEXT_TIME and row.answered_at >= since), None)
    if chosen and patient.logs.filter(logged_at__gte=chosen.answered_at).exists():
        chosen = None
    return Kept(chosen.change if chosen else "", next((row.cue for row in rows if row.what == WHATS.FORGOT), ""))


class Counted(NamedTuple):
    """How many gave an answer."""

    label: str
    answers: int


def counted(clinic: Clinic, since: dt.date) -> list[Counted]:
    """What got in the way of a clinic's patients in care, in the weeks since that Monday; most often first."""
    found = BarrierAnswer.objects.filter(patient__clinic=clinic, patient__archived_at=None, week__gte=since)
    rows = found.order_by().values_list("what").annotate(count=Count("pk")).order_by("-count", "what")
    return [Counted(str(WHATS(what).label), count) for what, count in rows]


# Answering


@transaction.atomic
def answer_once(*, patient: Patient, what: str, week: dt.date, by: User) -> tuple[BarrierAnswer, bool]:
    """Store the week's answer, and say whether that changed anything; another answer replaces it.

    What was changed because of the former one stays as it is. Raises ValidationError.
    """
    if what not in WHATS.values:
        raise ValidationError("Choose one of the answers.")
    patient = held(patient)
    row = patient.barrier_answers.filter(week=week).first() or BarrierAnswer(patient=patient, week=week)
    if row.what == what:
        return row, False
    row.what, row.change, row.before, row.answered_at = what, "", "", timezone.now()
    row.cue = kept_in_mind(patient).cue if what == WHATS.FORGOT else ""
    row.save()
    _note(row, "barrier_answered", what, by)
    return row, True


@transaction.atomic
def keep_cue(*, answer: BarrierAnswer, cue: str, by: User) -> BarrierAnswer:
    """Keep what the training is tied to, in the patient's words; raises ValidationError."""
    answer = _fresh(answer)
    cue = " ".join(cue.split())
    if len(cue) > LONGEST_CUE or "\x00" in cue:
        raise ValidationError(f"Keep it under {LONGEST_CUE} characters.")
    if cue != answer.cue:
        answer.cue = cue
        answer.save(update_fields=["cue"])
        _note(answer, "barrier_cue_kept", "", by)
    return answer


# Doing something about it


@transaction.atomic
def choose(*, answer: BarrierAnswer, code: str, by: User) -> BarrierAnswer:
    """Make the change that the patient chose, in place of one chosen before; once more changes nothing.

    A request is a message to the clinic and changes nothing by itself. Raises ValidationError.
    """
    answer = _fresh(answer)
    offer = offer_of(answer.what, code)
    if offer is None:
        raise ValidationError("Choose one of the offers.")
    if answer.change == code:
        return answer
    if answer.change:
        _undo(answer, by)
    answer.before = _make(answer, offer, by)
    answer.change, answer.answered_at = code, timezone.now()
    answer.save(update_fields=["change", "before", "answered_at"])
    _note(answer, "barrier_change_made", code, by)
    return answer


@transaction.atomic
def take_back(*, answer: BarrierAnswer, by: User) -> BarrierAnswer:
    """Undo the change; what somebody has changed since stays theirs, and a request that was sent stays sent."""
    answer = _fresh(answer)
    code = answer.change
    if code and can_be_undone(answer):
        _undo(answer, by)
        answer.change = answer.before = ""
        answer.save(update_fields=["change", "before"])
        _note(answer, "barrier_change_undone", code, by)
    return answer


def can_be_undone(answer: BarrierAnswer) -> bool:
    offer = offer_of(answer.what, answer.change)
    return offer is not None and not offer.request


def _fresh(answer: BarrierAnswer) -> BarrierAnswer:
    """Read it afresh with the patient's row held, so that two taps at once follow one another."""
    patient = held(answer.patient)
    answer = patient.barrier_answers.get(pk=answer.pk)
    answer.patient = patient
    return answer


def _note(answer: BarrierAnswer, verb: str, what: str, by: User) -> None:
    watching.note(answer.patient_id)
    detail = f"week of {answer.week}" + (f": {what}" if what else "")
    audit.record(verb, clinic=answer.patient.clinic, target=answer, by=by, detail=detail)


def _make(answer: BarrierAnswer, offer: Offer, by: User) -> str:
    """Change what the offer changes, by the verbs there are; returns what stood there before."""
    if offer.request:
        _send(answer, offer, by)
        return ""
    change = next((change for start, change in CHANGES.items() if offer.code.startswith(start)), None)
    return change.make(answer.patient, offer.code, by) if change else ""


def _undo(answer: BarrierAnswer, by: User) -> None:
    change = next((change for start, change in CHANGES.items() if answer.change.startswith(start)), None)
    if change:
        change.undo(answer, by)


def _send(answer: BarrierAnswer, offer: Offer, by: User) -> None:
    token = uuid.uuid5(answer.uuid, offer.code)
    messages.send(patient=answer.patient, by=by, is_from_patient=True, text=offer.request, token=token)


def _plan(patient: Patient) -> Plan:
    plan = patient.plans.open().first()
    if plan is None:
        raise ValidationError("There is no programme at the moment that could be changed.")
    return plan


def _set_days(plan: Plan, days: str, by: User) -> None:
    lo, hi = plan.per_week_lo, plan.per_week_hi
    plans.set_days(plan=plan, training_days=days, per_week_lo=lo, per_week_hi=hi, by=by, reason=REASON)


def _any_day(patient: Patient, code: str, by: User) -> str:
    plan = _plan(patient)
    days = plan.training_days
    if days:
        _set_days(plan, "", by)
    return days


def _days_back(answer: BarrierAnswer, by: User) -> None:
    plan = answer.patient.plans.open().first()
    if plan and answer.before and not plan.training_days:
        _set_days(plan, answer.before, by)


def _hour_in(code: str) -> dt.time:
    digits = code.removeprefix(HOUR)
    return dt.time(int(digits[:2]), int(digits[2:]))


def _at_hour(patient: Patient, code: str, by: User) -> str:
    former = patient.reminder_hour
    people.change_patient(patient=patient, by=by, reminder_hour=_hour_in(code))
    return f"{former:%H:%M}"


def _hour_back(answer: BarrierAnswer, by: User) -> None:
    if answer.patient.reminder_hour == _hour_in(answer.change):
        former = dt.time.fromisoformat(answer.before)
        people.change_patient(patient=answer.patient, by=by, reminder_hour=former)


def _rest(patient: Patient, code: str, by: User) -> str:
    plan, days = _plan(patient), int(code.removeprefix(REST))
    if plan.state == Plan.State.PAUSED:
        return ""
    plans.pause(plan=plan, by=by, reason=ILL, resume_on=patient.today() + days * DAY if days else None)
    return f"plan {plan.pk}"


def _come_back(answer: BarrierAnswer, by: User) -> None:
    plan = answer.patient.plans.open().first()
    if plan and plan.state == Plan.State.PAUSED and answer.before == f"plan {plan.pk}":
        plans.resume(plan=plan, by=by, reason="The rest was taken back")


class Change(NamedTuple):
    """How a change is made, returning what stood there before, and how it is undone."""

    make: Callable[[Patient, str, User], str]
    undo: Callable[[BarrierAnswer, User], None]


CHANGES: Final = {
    ANY_DAY: Change(_any_day, _days_back),
    HOUR: Change(_at_hour, _hour_back),
    REST: Change(_rest, _come_back),
}
