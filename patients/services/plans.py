"""Give a patient a plan and change it; the plan's history is kept as events."""

import datetime as dt
import uuid
from collections.abc import Iterable
from typing import Any, Required, TypedDict, Unpack

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils import timezone

from clinic import audit
from clinic.models import User
from patients import watching
from patients.models import Patient, Plan, PlanEvent
from patients.progress.contacts import Kept, kept
from patients.reminders import planning
from programmes import services as programmes
from programmes.models import Phase, Programme, Version

FURTHEST_BACK = dt.timedelta(days=730)  # a course brought in from elsewhere may have begun long ago
FURTHEST_AHEAD = dt.timedelta(days=366)
SAME_RETURN = dt.timedelta(days=7)
State, Kind = Plan.State, PlanEvent.Kind
LIFE = (Kind.PAUSED, Kind.RESUMED, Kind.MAINTAIN, Kind.ENDED)

# What may happen to a plan in which state, and where it leads; RESUMED is refined in `resume`.
TRANSITIONS: dict[str, tuple[set[str], str]] = {
    Kind.PAUSED: ({State.ACTIVE, State.MAINTAIN}, State.PAUSED),
    Kind.RESUMED: ({State.PAUSED, State.MAINTAIN}, State.ACTIVE),
    Kind.MAINTAIN: ({State.ACTIVE, State.PAUSED}, State.MAINTAIN),
    Kind.ENDED: ({State.ACTIVE, State.PAUSED, State.MAINTAIN}, State.ENDED),
}


class Assignment(TypedDict, total=False):
    """When and how often; sessions a week left empty are those of the first phase."""

    starts_on: Required[dt.date]
    training_days: Required[Iterable[int | str]]
    per_week_lo: Required[int | None]
    per_week_hi: Required[int | None]
    reminder_hour: dt.time | None
    review_on: dt.date | None


def assign(
    *,
    patient: Patient,
    programme: Programme,
    by: User,
    token: uuid.UUID | None = None,
    **how: Unpack[Assignment],
) -> Plan:
    """Put the patient on a programme from that day on; a plan still open ends.

    A template, or a programme of no one, becomes the patient's own published copy. The same
    `token` again returns the plan it made before. Raises ValidationError.
    """
    return assign_once(patient=patient, programme=programme, by=by, token=token, **how)[0]


@transaction.atomic
def assign_once(
    *,
    patient: Patient,
    programme: Programme,
    by: User,
    token: uuid.UUID | None = None,
    **how: Unpack[Assignment],
) -> tuple[Plan, bool]:
    """Like `assign`, and say whether the plan is new; the lock on the patient makes two at once follow one another."""
    patient = Patient.objects.select_for_update(of=("self",)).select_related("clinic").get(pk=patient.pk)
    if token and (made := patient.plans.filter(form_token=token).first()):
        return made, False
    _refuse_anothers(programme, patient)
    _check_start(how["starts_on"], today=timezone.now().astimezone(patient.clinic.zone).date())
    _check_review(how.get("review_on"), starts_on=how["starts_on"])
    for former in patient.plans.open():
        _move(former, Kind.ENDED, by=by, reason=f"Followed by {programme.name}")
    version = _version_for(patient, programme, by=by)
    plan = _begin(patient, version, how, by=by, token=token)
    _set_hour(patient, how.get("reminder_hour"))
    _note(plan, Kind.ASSIGNED, by=by)
    detail = f"{version} from {plan.starts_on}"
    audit.record("plan_assigned", clinic=patient.clinic, target=plan, by=by, detail=detail)
    planning.replan(patient)
    return plan, True


def follow(version: Version, by: User) -> None:
    """Move every open plan of the version's programme on to it; runs inside the publishing transaction."""
    plans = Plan.objects.open().filter(programme=version.programme_id).exclude(version=version)
    last_phase = version.phases.count()
    for plan in plans.select_related("patient__clinic", "version"):
        if plan.unread_since is None and version.news:
            plan.unread_since = plan.version.number
        plan.version = version
        plan.phase_number = min(plan.phase_number, last_phase)
        plan.save(update_fields=["version", "phase_number", "unread_since"])
        _note(plan, Kind.NEW_VERSION, by=by)
        audit.record("plan_moved_to_version", clinic=plan.patient.clinic, target=plan, by=by, detail=str(version))


def news_of(plan: Plan) -> list[Version]:
    """The versions since the patient was told last that have something to tell, oldest first; mostly no query."""
    if plan.unread_since is None or plan.state == State.ENDED:
        return []
    versions = Version.objects.published().filter(programme=plan.programme_id, number__gt=plan.unread_since)
    return list(versions.exclude(news="").order_by("number"))


def told_of(plan: Plan) -> list[PlanEvent]:
    """What was decided about the plan itself and the patient has not read, oldest first; mostly no query."""
    if plan.untold_from is None or plan.state == State.ENDED:
        return []
    return list(plan.events.filter(pk__gte=plan.untold_from).exclude(news="").order_by("id"))


@transaction.atomic
def note_told(*, plan: Plan, event: int, by: User) -> Plan:
    """The patient has read what was decided up to that event."""
    plan = _fresh(plan)
    if plan.untold_from is None or event < plan.untold_from:
        return plan
    later = plan.events.filter(pk__gt=event).exclude(news="").order_by("id")
    plan.untold_from = later.values_list("pk", flat=True).first()
    plan.save(update_fields=["untold_from"])
    audit.record("plan_news_read", clinic=plan.patient.clinic, target=plan, by=by, detail=f"event {event}")
    return plan


@transaction.atomic
def note_news_read(*, plan: Plan, number: int, by: User) -> Plan:
    """The patient has read what is new up to that version; what was published since is still to be told."""
    plan = _fresh(plan)
    if plan.unread_since is None or number <= plan.unread_since:
        return plan
    plan.unread_since = None if number >= plan.version.number else number
    plan.save(update_fields=["unread_since"])
    audit.record("plan_news_read", clinic=plan.patient.clinic, target=plan, by=by, detail=f"version {number}")
    return plan


@transaction.atomic
def set_days(
    *,
    plan: Plan,
    training_days: Iterable[int | str],
    per_week_lo: int,
    per_week_hi: int,
    by: User,
    reminder_hour: dt.time | None = None,
    reason: str = "",
) -> Plan:
    """Change on which days, how often and at what hour; the weeks already counted keep their targets."""
    plan = _changeable(plan)
    plan.training_days, plan.per_week_lo, plan.per_week_hi = _rhythm(training_days, per_week_lo, per_week_hi)
    plan.save(update_fields=["training_days", "per_week_lo", "per_week_hi"])
    _set_hour(plan.patient, reminder_hour)
    return _done(plan, Kind.DAYS, by=by, reason=reason)


@transaction.atomic
def set_phase(*, plan: Plan, number: int, by: User, reason: str = "", news: str = "") -> Plan:
    """Move to another phase, counted from 1; a person decides this, never the app. `news` is what the patient reads.

    A weekly target that was the old phase's becomes the new one's; one set for this patient stays.
    """
    plan = _changeable(plan)
    phases = list(plan.version.phases.all())
    if not 1 <= number <= len(phases):
        raise ValidationError({"number": f"Choose a phase from 1 to {len(phases)}."})
    old, new = phases[plan.phase_number - 1], phases[number - 1]
    if not plan.training_days and _target(plan) == _target(old):
        plan.per_week_lo, plan.per_week_hi = _target(new)
    plan.phase_number = number
    plan.save(update_fields=["phase_number", "per_week_lo", "per_week_hi"])
    return _done(plan, Kind.PHASE, by=by, reason=reason, what=f"{number}: {new.name}", news=news)


@transaction.atomic
def set_review(*, plan: Plan, review_on: dt.date | None, by: User, reason: str = "") -> Plan:
    """Say when to look at the plan together next; None takes the date away."""
    plan = _changeable(plan)
    _check_review(review_on, starts_on=plan.starts_on)
    plan.review_on = review_on
    plan.save(update_fields=["review_on"])
    return _done(plan, Kind.REVIEW, by=by, reason=reason, what=str(review_on or "no date"))


@transaction.atomic
def pause(
    *, plan: Plan, by: User, reason: str = "", why: str = "", resume_on: dt.date | None = None, seen: str = ""
) -> Plan:
    """Rest for a while: nothing is expected, nothing reminds, and the weeks do not count.

    On `resume_on` it goes on by itself; without that day it rests until somebody takes it up again. `seen` is the
    state the sender saw, here and in the verbs below. Raises ValidationError, and then nothing has changed.
    """
    plan = _fresh(plan)
    _refuse_locked(plan)
    said: dict[str, Any] = {"reason": reason, "why": why, "until": resume_on}
    last = plan.events.filter(kind=Kind.PAUSED).first() if plan.state == State.PAUSED else None
    if last and last.by_id == by.pk and last.until != resume_on:  # their own rest, with another day
        plan = _done(plan, Kind.PAUSED, by=by, **said)
    else:
        plan = _move(plan, Kind.PAUSED, by=by, seen=seen, **said)
    if plan.resume_on != resume_on:
        plan.resume_on = resume_on
        plan.save(update_fields=["resume_on"])
    return plan


def wake(now: dt.datetime) -> None:
    """Take up the plans whose rest is over by the patient's own calendar; planning does this before it plans."""
    resting = Plan.objects.filter(state=State.PAUSED, resume_on__lte=now.date() + dt.timedelta(days=1))
    for plan in resting.select_related("patient__clinic"):
        if plan.resume_on and plan.resume_on <= plan.patient.today(now):
            said = plan.events.filter(kind=Kind.PAUSED).first()
            by = said.by if said else plan.created_by
            resume(plan=plan, by=by, reason=f"The rest was until {plan.resume_on:%-d %B %Y}")


@transaction.atomic
def resume(*, plan: Plan, by: User, reason: str = "", seen: str = "") -> Plan:
    """Train again: after a rest as before it, and from keeping it up back to training."""
    plan = _fresh(plan)
    if seen == State.PAUSED and plan.state in (State.ACTIVE, State.MAINTAIN) and _last(plan) == (Kind.RESUMED, by.pk):
        return plan  # a second tap must not lead further than the first
    kept_up = plan.state == State.PAUSED and kept_since(plan) is not None
    to = State.MAINTAIN if kept_up else State.ACTIVE
    return _move(plan, Kind.RESUMED, by=by, reason=reason, to=to, seen=seen)


@transaction.atomic
def maintain(*, plan: Plan, by: User, reason: str = "", seen: str = "", news: str = "") -> Plan:
    """Go over to keeping it up, after relief: the plan goes on, nobody is discharged into silence."""
    plan = _fresh(plan)
    _refuse_locked(plan)
    return _move(plan, Kind.MAINTAIN, by=by, reason=reason, seen=seen, news=news)


@transaction.atomic
def end(*, plan: Plan, by: User, reason: str = "", why: str = "", seen: str = "") -> Plan:
    """Close the plan; its sessions stay in the record, and the patient keeps their pages."""
    plan = _fresh(plan)
    _refuse_locked(plan)
    return _move(plan, Kind.ENDED, by=by, reason=reason, why=why, seen=seen)


@transaction.atomic
def note_contact(*, plan: Plan, by: User, reason: str = "") -> Plan:
    """Somebody had a word with a patient who keeps it up or was discharged."""
    plan = _fresh(plan)
    if kept_since(plan) is None:
        raise ValidationError("This plan is in training: contacts are counted once it is kept up, or has ended.")
    return _done(plan, Kind.CONTACT, by=by, reason=reason)


@transaction.atomic
def come_back(*, plan: Plan, by: User, wants: PlanEvent.Why) -> PlanEvent:
    """ "My back is back", of a plan that is kept up or has ended; asked again within a week it is the same.

    Raises ValidationError while the plan is in training.
    """
    plan = _fresh(plan)
    if plan.state not in (State.MAINTAIN, State.ENDED) or plan.patient.plans.filter(pk__gt=plan.pk).exists():
        raise ValidationError("Your programme is going on. Open Today, or write to your clinic.")
    since = timezone.now() - SAME_RETURN
    asked = plan.events.filter(kind=Kind.RETURNED, why=wants, at__gte=since).first()
    if asked:
        return asked
    event = _note(plan, Kind.RETURNED, by=by, why=wants)
    audit.record("plan_returned", clinic=plan.patient.clinic, target=plan, by=by, detail=wants)
    return event


def kept_since(plan: Plan) -> Kept | None:
    """Since when the plan is kept up, or over; None while it is in training. One query."""
    zone = plan.patient.zone
    happened = plan.events.filter(kind__in=LIFE).order_by("id").values_list("kind", "at")
    return kept((kind, at.astimezone(zone).date()) for kind, at in happened)


def last_of(patient: Patient) -> Plan | None:
    """The plan in force, or the last one there was."""
    plans = patient.plans.select_related("patient__clinic", "programme", "version")
    return plans.open().first() or plans.first()


def _fresh(plan: Plan) -> Plan:
    """Read the plan afresh and hold it, so that two changes at once follow one another."""
    return (
        Plan.objects.select_for_update(of=("self",))
        .select_related("patient__clinic", "version__programme", "programme")
        .get(pk=plan.pk)
    )


def _changeable(plan: Plan) -> Plan:
    plan = _fresh(plan)
    if plan.state == State.ENDED:
        raise ValidationError("This plan has ended. Assign a programme to go on.")
    return plan


def _move(
    plan: Plan,
    kind: str,
    *,
    by: User,
    reason: str,
    why: str = "",
    until: dt.date | None = None,
    to: str | None = None,
    seen: str = "",
    news: str = "",
) -> Plan:
    """Change the state as the table allows; the same once more by the same person is no mistake, only a second tap."""
    allowed, state = TRANSITIONS[kind]
    state = to or state
    if plan.state == state:
        _refuse_anothers_deed(plan, kind, by=by, said=(why, reason[:300], until))
        return plan
    if plan.state not in allowed or seen not in ("", plan.state):
        raise ValidationError(_meanwhile(plan))
    plan.state, plan.resume_on = state, None
    plan.save(update_fields=["state", "resume_on"])
    return _done(plan, kind, by=by, reason=reason, why=why, until=until, news=news)


def _refuse_anothers_deed(plan: Plan, kind: str, *, by: User, said: tuple[str, str, dt.date | None]) -> None:
    """Somebody else got there first, or something else is said now: what was said before stays, and that is told."""
    before = plan.events.filter(kind=kind).first()
    if before and (before.by_id, before.why, before.reason, before.until) != (by.pk, *said):
        raise ValidationError(_meanwhile(plan))


def _last(plan: Plan) -> tuple[str, int] | None:
    """What happened last, and who did it."""
    return plan.events.filter(kind__in=LIFE).values_list("kind", "by").first()


def _meanwhile(plan: Plan) -> str:
    """Who brought the plan where it is, and that nothing was changed now."""
    last = plan.events.filter(kind__in=LIFE).select_related("by").first()
    state = {State.ACTIVE: "in training", State.MAINTAIN: "kept up"}.get(State(plan.state), plan.state)
    since = f", since {last.at.astimezone(plan.patient.clinic.zone):%-d %B %Y} by {last.by}" if last else ""
    return f"This plan is {state}{since}. That step does not follow from there, and nothing was changed."


def _refuse_locked(plan: Plan) -> None:
    if plan.patient.locks.open().exists():
        raise ValidationError(
            "A sign that needs help was ticked, and training is closed until a clinician has looked at it. "
            "That comes first; nothing was changed."
        )


def _done(plan: Plan, kind: str, *, by: User, reason: str = "", what: str = "", **more: Any) -> Plan:
    _note(plan, kind, by=by, reason=reason, **more)
    detail = " · ".join(filter(None, (what, more.get("why", ""), reason)))
    audit.record(f"plan_{kind}", clinic=plan.patient.clinic, target=plan, by=by, detail=detail)
    planning.replan(plan.patient)
    return plan


def _note(plan: Plan, kind: str, *, by: User, reason: str = "", **more: Any) -> PlanEvent:
    event = plan.events.create(kind=kind, version=plan.version, by=by, reason=reason[:300], **more)
    watching.note(plan.patient_id)
    if event.news and plan.untold_from is None:
        plan.untold_from = event.pk
        plan.save(update_fields=["untold_from"])
    return event


def _refuse_anothers(programme: Programme, patient: Patient) -> None:
    if programme.clinic_id not in (None, patient.clinic_id):
        raise ValueError("programme and patient belong to different clinics")


def _check_start(starts_on: dt.date, *, today: dt.date) -> None:
    if not today - FURTHEST_BACK <= starts_on <= today + FURTHEST_AHEAD:
        raise ValidationError({"starts_on": "Choose a start within two years back and one year ahead."})


def _check_review(review_on: dt.date | None, *, starts_on: dt.date) -> None:
    if review_on is None:
        return
    if review_on < starts_on:
        raise ValidationError({"review_on": f"The review comes after the start, {starts_on:%-d %B %Y}."})
    if review_on > starts_on + 2 * FURTHEST_AHEAD:
        raise ValidationError({"review_on": "Choose a review within two years of the start."})


def _rhythm(training_days: Iterable[int | str], lo: int, hi: int) -> tuple[str, int, int]:
    """Return the days as digits and the weekly range; chosen days are also the most there can be."""
    days = "".join(sorted({str(day) for day in training_days}))
    if set(days) - set("1234567"):
        raise ValidationError({"training_days": "Choose days of the week."})
    if days:
        hi = len(days)
    if not 1 <= lo <= 7 or not 1 <= hi <= 7:
        raise ValidationError({"per_week_lo": "Sessions a week go from 1 to 7."})
    if lo > hi:
        raise ValidationError({"per_week_lo": f"At least {lo} a week does not fit into {hi}: lower it, or add days."})
    return days, lo, hi


def _begin(patient: Patient, version: Version, how: Assignment, *, by: User, token: uuid.UUID | None) -> Plan:
    first, days = version.phases.all()[0], set(how["training_days"])
    lo = how["per_week_lo"] or min(first.per_week_lo, len(days) or how["per_week_hi"] or 7)
    digits, lo, hi = _rhythm(days, lo, how["per_week_hi"] or max(first.per_week_hi, lo))
    return patient.plans.create(
        programme=version.programme,
        version=version,
        starts_on=how["starts_on"],
        review_on=how.get("review_on"),
        training_days=digits,
        per_week_lo=lo,
        per_week_hi=hi,
        form_token=token,
        created_by=by,
    )


def _set_hour(patient: Patient, hour: dt.time | None) -> None:
    if hour is not None and hour != patient.reminder_hour:
        patient.reminder_hour = hour
        patient.save(update_fields=["reminder_hour"])


def _target(row: Plan | Phase) -> tuple[int, int]:
    return row.per_week_lo, row.per_week_hi


def _version_for(patient: Patient, programme: Programme, *, by: User) -> Version:
    """The published version to train by: of the patient's own programme, else of a fresh copy for them."""
    if not _is_own(programme, patient):
        programme = programmes.start(
            clinic=patient.clinic, name=programme.name, template=programme, made_for=patient.name[:120], by=by
        )
    return programmes.newest_published(programme) or programmes.publish(programme=programme, by=by)


def _is_own(programme: Programme, patient: Patient) -> bool:
    """Whether it is nobody else's: made for this patient or trained by them, and no template."""
    if programme.is_template or programme.plans.exclude(patient=patient).exists():
        return False
    return programme.made_for == patient.name or programme.plans.filter(patient=patient).exists()
