"""The demo clinics as rows: made once, the same every time, gone without a trace, never in production."""

import datetime as dt
from typing import Any

import pytest
import time_machine
from django.core.management import CommandError, call_command
from pytest_django import DjangoAssertNumQueries, Settings

from clinic.demo import ACCOUNTS
from clinic.models import Clinic, Membership, Role, User
from patients.demo import build
from patients.demo.people import PASSWORD, PATIENTS
from patients.models import (
    CheckIn,
    Flare,
    Invitation,
    ItemLog,
    MorningAnswer,
    Note,
    Patient,
    Plan,
    PlanEvent,
    PlanWeek,
    Reminder,
    SafetyLock,
    SessionLog,
    SetLog,
)
from patients.schedule import week_start
from tests.factories import ClinicFactory, PlanFactory

NOW = dt.datetime(2026, 3, 5, 17, 0, tzinfo=dt.UTC)  # a Thursday
TODAY = NOW.date()
ROWS: dict[str, tuple[Any, ...]] = {
    "patients": (Patient, "first_name", "created_at", "last_session_on", "reminder_hour", "therapist__user__email"),
    "plans": (Plan, "patient__first_name", "starts_on", "state", "phase_number", "weeks_on_target", "review_on"),
    "events": (PlanEvent, "plan__patient__first_name", "kind", "at", "by__email", "version__number", "reason"),
    "weeks": (PlanWeek, "plan__patient__first_name", "starts_on", "sessions_done", "target"),
    "logs": (SessionLog, "uuid", "local_date", "logged_at", "pain_now", "pain_highest", "effort", "confidence", "note"),
    "items": (ItemLog, "session_log__uuid", "item__exercise__key", "skipped", "easier"),
    "sets": (SetLog, "item_log__session_log__uuid", "item_log__item__position", "number", "side", "reps", "load_kg"),
    "notes": (Note, "patient__first_name", "created_at", "text", "created_by__email"),
    "reminders": (Reminder, "patient__first_name", "local_date", "due_at", "state", "outcome", "sent_at"),
    "check_ins": (
        CheckIn,
        "uuid",
        "week",
        "usual_pain",
        "confidence",
        "worry",
        "sleep",
        "stress",
        "is_flare",
        "can_do",
    ),
    "mornings": (MorningAnswer, "uuid", "log__uuid", "pain", "local_date"),
    "flares": (Flare, "uuid", "patient__first_name", "began_on", "ended_on"),
    "locks": (SafetyLock, "uuid", "signs", "raised_at", "told_at", "cleared_at", "cleared_by__email", "reason"),
    "invitations": (Invitation, "patient__first_name", "created_at", "expires_at", "used_at"),
}


def rows() -> dict[str, list[tuple[Any, ...]]]:
    return {name: list(model.objects.order_by("pk").values_list(*fields)) for name, (model, *fields) in ROWS.items()}


@pytest.fixture
def demo_mode(settings: Settings) -> None:
    settings.DEMO = True


@pytest.mark.django_db
def test_demo_is_refused_in_production() -> None:
    with pytest.raises(CommandError):
        call_command("demo")
    with pytest.raises(CommandError):
        call_command("demo", fresh=True)
    assert Clinic.objects.count() == 0


@pytest.mark.django_db
@pytest.mark.usefixtures("demo_mode")
@time_machine.travel(NOW, tick=False)
def test_demo_is_made_once_and_fresh_makes_the_same_again(django_assert_num_queries: DjangoAssertNumQueries) -> None:
    other = PlanFactory(patient__first_name="Stays")
    call_command("demo", verbosity=0)
    first = rows()
    with django_assert_num_queries(3):  # a savepoint round one look
        call_command("demo", verbosity=0)
    call_command("demo", fresh=True, verbosity=0)
    assert rows() == first
    assert Plan.objects.get(pk=other.pk).patient.first_name == "Stays"
    build.remove()
    assert [name for name, left in rows().items() if len(left) != (name in ("patients", "plans"))] == []
    assert User.objects.filter(email__endswith="@demo.test").count() == 0


@pytest.mark.django_db
@pytest.mark.usefixtures("demo_mode")
@time_machine.travel(NOW, tick=False)
def test_demo_house_is_as_promised() -> None:
    ClinicFactory()
    build.build(now=NOW)
    _check_people()
    _check_maria()
    _check_walls()
    _check_what_is_counted()
    _check_history()
    _check_between()


def _check_people() -> None:
    staff = Membership.objects.staff()
    assert sorted(staff.values_list("role", flat=True)) == [Role.ADMIN, *[Role.THERAPIST] * 3]
    assert {user.email for user in User.objects.all() if user.check_password(PASSWORD)} == {
        ACCOUNTS["admin"],
        ACCOUNTS["therapist"],
    }
    assert {user.email for user in User.objects.all() if user.has_usable_password()} == {
        ACCOUNTS["admin"],
        ACCOUNTS["therapist"],
    }
    assert Patient.objects.count() == len(PATIENTS) == 25
    assert sorted(Clinic.objects.filter(is_demo=True).values_list("name", flat=True)) == [
        "Northgate Physio",
        "Springfield Back & Joint",
    ]
    assert Membership.objects.filter(user__email="hale@demo.test", role=Role.PATIENT).count() == 2


def _check_between() -> None:
    assert [flare.patient.first_name for flare in Flare.objects.filter(ended_on=None)] == ["Priya"]
    assert not SafetyLock.objects.open().exists()
    assert [(lock.patient.first_name, bool(lock.reason)) for lock in SafetyLock.objects.looked_at()] == [
        ("Wendy", True)
    ]
    assert CheckIn.objects.filter(patient__first_name="Maria").count() >= 6
    assert CheckIn.objects.exclude(can_do="").count() >= 6
    assert not CheckIn.objects.filter(local_date__gte=TODAY).exists()
    assert MorningAnswer.objects.count() > 100
    assert not MorningAnswer.objects.filter(local_date__gte=TODAY).exists()
    flared = PlanWeek.objects.filter(plan__patient__first_name="Aisha", target=1)
    assert flared.count() >= 3


def _check_maria() -> None:
    maria = Patient.objects.get(membership__user__email=ACCOUNTS["patient"])
    assert maria.therapist.user.email == ACCOUNTS["therapist"]
    plan = maria.plans.open().get()
    assert (plan.state, TODAY.isoweekday() in plan.weekdays) == (Plan.State.ACTIVE, True)
    assert (maria.logs.count() > 25, maria.logs.filter(local_date=TODAY).exists()) == (True, False)
    assert maria.reminders.filter(local_date__gte=TODAY).count() == 0


def _check_walls() -> None:
    for patient in Patient.objects.select_related("clinic", "therapist"):
        assert patient.therapist.clinic_id == patient.clinic_id
        assert {plan.programme.clinic_id for plan in patient.plans.select_related("programme")} == {patient.clinic_id}
    assert Patient.objects.filter(clinic__slug="northgate").count() == 6


def _check_what_is_counted() -> None:
    for patient in Patient.objects.prefetch_related("logs", "plans__weeks"):
        days = [log.local_date for log in patient.logs.all()]
        assert patient.last_session_on == max(days, default=None)
        counted = sum(week.sessions_done for plan in patient.plans.all() for week in plan.weeks.all())
        assert counted == len(days)
        for plan in patient.plans.all():
            assert plan.weeks_on_target == sum(week.on_target for week in plan.weeks.all())
            assert {week.starts_on.weekday() for week in plan.weeks.all()} <= {0}
    assert SessionLog.objects.filter(logged_at__gt=NOW).count() == 0
    assert (
        SessionLog.objects.exclude(session__phase__version__programme__plans=None).count() == SessionLog.objects.count()
    )


def _check_history() -> None:
    """What was done to a plan is dated on its day, and sessions belong to the version of their day."""
    assert list(Patient.objects.filter(logs=None).values_list("first_name", flat=True).order_by("first_name")) == [
        "Derek",
        "Peter",
    ]
    assert set(Invitation.objects.filter(used_at=None).values_list("patient__first_name", flat=True)) == {
        "Derek",
        "Peter",
    }
    bridget = Plan.objects.get(patient__first_name="Bridget", state=Plan.State.PAUSED)
    paused = bridget.events.get(kind=PlanEvent.Kind.PAUSED)
    assert week_start(paused.at.date()) == week_start(TODAY) - dt.timedelta(days=7)
    aisha = Plan.objects.get(patient__first_name="Aisha")
    moved = aisha.events.get(kind=PlanEvent.Kind.NEW_VERSION)
    before, after = (
        set(logs.values_list("session__phase__version__number", flat=True))
        for logs in (
            aisha.logs.filter(local_date__lt=moved.at.date()),
            aisha.logs.filter(local_date__gte=moved.at.date()),
        )
    )
    assert (before, after) == ({1}, {2})
    past = Reminder.objects.filter(local_date__lt=TODAY).values_list("state", flat=True)
    assert set(past) == {Reminder.State.SENT, Reminder.State.DROPPED}
