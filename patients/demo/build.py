"""Write the demo clinics into the database, through the same verbs that people use, and take them out again."""

import datetime as dt
from collections.abc import Iterable
from dataclasses import asdict, dataclass

from django.db import transaction

from clinic.models import Clinic, Membership, User
from patients.consent import LATEST
from patients.demo.between import Telling
from patients.demo.course import Course, enrol
from patients.demo.messages import reminders_of
from patients.demo.people import HOUSES, PASSWORD, PATIENTS, STAFF, Colleague, House, Person
from patients.demo.stories import STORIES, THIS_WEEK
from patients.demo.talk import QUICK_REPLIES, measures_of, messages_of
from patients.demo.training import Done, monday, sessions_of
from patients.entries import SCORES
from patients.models import (
    BarrierAnswer,
    CheckIn,
    Flare,
    Invitation,
    ItemLog,
    Measure,
    Message,
    MorningAnswer,
    Note,
    Patient,
    QuickReply,
    Reminder,
    SafetyLock,
    SessionLog,
    SetLog,
)
from patients.reminders import times
from patients.services import discharging, flare_plans, invitations, people, weeks
from programmes import services as programmes
from programmes.services.easy_session import Easy

EASY = 3  # exercises in a plan for a flare-up
VISIT = dt.time(9, 40)  # when notes are written and plans are made


@dataclass(frozen=True)
class Told:
    """One patient whose story has been written, and its sessions."""

    patient: Patient
    course: Course
    sessions: list[Done]
    telling: Telling


def exists() -> bool:
    return Clinic.objects.filter(is_demo=True).exists()


@transaction.atomic
def build(*, now: dt.datetime) -> list[Told]:
    """Make both clinics with everybody in them; the twelfth week is the one `now` is in."""
    programmes.load_library()
    houses = {house.slug: _open(house) for house in HOUSES}
    QuickReply.objects.bulk_create(
        QuickReply(clinic=house, text=text) for house in houses.values() for text in QUICK_REPLIES
    )
    staff = {colleague.key: _seat(colleague, houses[colleague.house]) for colleague in STAFF}
    told = [_tell(person, staff[person.therapist], now) for person in PATIENTS]
    for one in told:
        _write_sessions(one, now)
        _discharge(one)
    return told


@transaction.atomic
def remove() -> None:
    """Take the demo clinics out, with all that is theirs; what the audit trail says of them stays."""
    clinics = Clinic.objects.filter(is_demo=True)
    leaving = User.objects.filter(memberships__clinic__in=clinics).exclude(memberships__clinic__is_demo=False)
    leaving_pks = list(leaving.values_list("pk", flat=True).distinct())
    for clinic in clinics:
        clinic.patients.all().delete()
        clinic.programmes.all().delete()
        clinic.exercises.all().delete()
        clinic.delete()
    User.objects.filter(pk__in=leaving_pks).delete()


def _open(house: House) -> Clinic:
    return Clinic.objects.create(**asdict(house), is_demo=True)


def _seat(colleague: Colleague, clinic: Clinic) -> Membership:
    password = PASSWORD if colleague.may_sign_in else None
    user = User.objects.create_user(colleague.email, password, name=colleague.name)
    return clinic.memberships.create(user=user, role=colleague.role)


def _tell(person: Person, therapist: Membership, now: dt.datetime) -> Told:
    today = now.astimezone(therapist.clinic.zone).date()
    patient = _admit(person, therapist)
    course = enrol(person, patient, by=therapist.user, now=now)
    sessions = [
        done
        for done in sessions_of(person, course.turns, today)
        if times.moment(done.entry.local_date, done.at, patient.zone) <= now
    ]
    came = _moment(patient, monday(STORIES[person.story].first_week, today), VISIT, now)
    Patient.objects.filter(pk=patient.pk).update(created_at=came)
    _invite(patient, by=therapist.user, came=came, started=bool(sessions))
    if sessions:
        _settle(patient, came)
    _write_notes(person, patient, by=therapist.user, now=now)
    Message.objects.bulk_create(messages_of(person, patient, therapist=therapist.user, now=now))
    starts_on = course.plans[0].starts_on if course.plans else today
    Measure.objects.bulk_create(measures_of(person, patient, therapist=therapist.user, starts_on=starts_on, now=now))
    return Told(patient, course, sessions, Telling(person, patient, now))


def _invite(patient: Patient, *, by: User, came: dt.datetime, started: bool) -> None:
    """Everybody was invited on the first day; who trained has used the link, the others' has run out."""
    invitations.invite(patient=patient, by=by, send=False)
    patient.invitations.update(
        created_at=came,
        expires_at=came + invitations.VALID_FOR,
        used_at=came if started else None,
        delivery=Invitation.Delivery.SENT,
    )


def _settle(patient: Patient, came: dt.datetime) -> None:
    """Who trained went through the first steps on the first day, and agreed to what is kept."""
    Patient.objects.filter(pk=patient.pk).update(settled_at=came)
    patient.consents.create(version=LATEST, given_at=came)


def _admit(person: Person, therapist: Membership) -> Patient:
    return people.add_patient(
        clinic=therapist.clinic,
        by=therapist.user,
        therapist=therapist,
        precautions=person.precautions,
        equipment=person.equipment,
        first_name=person.first_name,
        last_name=person.last_name,
        email=person.email,
        date_of_birth=person.born,
        goal=person.goal,
        minutes_available=person.minutes,
    )


def _write_notes(person: Person, patient: Patient, *, by: User, now: dt.datetime) -> None:
    today = patient.today(now)
    for weeks_ago, text in person.notes:
        note = people.add_note(patient=patient, text=text, by=by)
        written = _moment(patient, monday(THIS_WEEK - weeks_ago, today), VISIT, now)
        Note.objects.filter(pk=note.pk).update(created_at=written)


def _write_sessions(told: Told, now: dt.datetime) -> None:
    """Write the sessions in a few statements, then count what is counted from them."""
    logs = SessionLog.objects.bulk_create(_log(told, done) for done in told.sessions)
    pairs = [(log, item) for log, done in zip(logs, told.sessions, strict=True) for item in done.entry.items]
    rows = ItemLog.objects.bulk_create(
        ItemLog(session_log=log, item_id=item.item_id, skipped=item.skipped, easier=item.easier) for log, item in pairs
    )
    SetLog.objects.bulk_create(
        (
            SetLog(item_log=row, **asdict(done))
            for row, (_, item) in zip(rows, pairs, strict=True)
            for done in item.sets
        ),
        batch_size=500,
    )
    _write_between(told, logs)
    for plan in told.course.plans:
        if days := [log.local_date for log in logs if log.plan_id == plan.pk]:
            weeks.recount(plan, *days)
    Patient.objects.filter(pk=told.patient.pk).update(last_session_on=max(_days(logs), default=None))
    told.patient.reminders.unsent().delete()  # planned before the sessions were known; beat plans them anew
    Reminder.objects.bulk_create(reminders_of(told.patient, told.course.plans[-1], logs, now))


def _write_between(told: Told, logs: list[SessionLog]) -> None:
    """Before the weeks are counted: one with a flare-up in it is met by one session."""
    Flare.objects.bulk_create(told.telling.flares())
    CheckIn.objects.bulk_create(told.telling.check_ins())
    BarrierAnswer.objects.bulk_create(told.telling.barriers())
    MorningAnswer.objects.bulk_create(told.telling.mornings(logs))
    SafetyLock.objects.bulk_create(told.telling.locks(by=told.patient.therapist.user))


def _discharge(told: Told) -> None:
    """Who is discharged has written a plan for a flare-up before; all of it today."""
    patient, plan = told.patient, told.course.plans[-1]
    leaves = STORIES[told.telling.person.story].discharge
    if leaves is None:
        return
    by = patient.therapist.user
    easiest = [offer.choices[-1] for offer in flare_plans.offers_of(plan)[:EASY]]
    flare_plans.write(
        plan=plan,
        by=by,
        items=[Easy(choice.exercise, choice.doses[flare_plans.USUAL_SHARE]) for choice in easiest],
        helps_patient="A hot bath, the dog, and the radio on.",
        helps_therapist="Short walks every hour. It passed twice before, within a week.",
        call=f"{patient.clinic.name}, {patient.clinic.phone}",
    )
    discharging.discharge(plan=plan, by=by, **asdict(leaves))


def _log(told: Told, done: Done) -> SessionLog:
    entry = done.entry
    return SessionLog(
        uuid=entry.uuid,
        patient=told.patient,
        plan=told.course.plan(done.week),
        session_id=entry.session_id,
        local_date=entry.local_date,
        logged_at=times.moment(entry.local_date, done.at, told.patient.zone),
        as_prescribed=entry.as_prescribed,
        note=entry.note,
        **{name: getattr(entry, name) for name in SCORES},
    )


def _days(logs: Iterable[SessionLog]) -> Iterable[dt.date]:
    return (log.local_date for log in logs)


def _moment(patient: Patient, day: dt.date, hour: dt.time, now: dt.datetime) -> dt.datetime:
    """That local hour, or now where it is still to come."""
    return min(times.moment(day, hour, patient.zone), now)
