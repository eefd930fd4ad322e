"""The smallest valid row of everything; the clinic flows down, nothing is random."""

import datetime as dt
import uuid

import factory
from django.utils import timezone

from clinic.models import Clinic, Membership, Role, User
from exercises.models import Exercise, Ladder, Rung
from exercises.vocabulary import (
    DoseMode,
    Foundation,
    Laterality,
    LoadType,
    Pattern,
    PhaseKind,
    Pillar,
    Position,
    ProgressionMode,
)
from patients.models import Patient, Plan, SessionLog
from programmes.dose import parse
from programmes.models import Item, Phase, Programme, Session, Version

PASSWORD = "correct-horse-battery"


class ClinicFactory(factory.django.DjangoModelFactory):
    class Meta:
        model = Clinic

    name = factory.Sequence(lambda n: f"Clinic {n}")
    slug = factory.Sequence(lambda n: f"clinic-{n}")
    phone = "020 7946 0000"


class UserFactory(factory.django.DjangoModelFactory):
    class Meta:
        model = User
        skip_postgeneration_save = True

    email = factory.Sequence(lambda n: f"person{n}@example.test")
    name = factory.Sequence(lambda n: f"Person {n}")

    @classmethod
    def _create(cls, model_class: type[User], *args: object, **kwargs: object) -> User:
        return User.objects.create_user(password=PASSWORD, **kwargs)


class MembershipFactory(factory.django.DjangoModelFactory):
    class Meta:
        model = Membership

    clinic = factory.SubFactory(ClinicFactory)
    user = factory.SubFactory(UserFactory)
    role = Role.THERAPIST


class PatientFactory(factory.django.DjangoModelFactory):
    """A patient who has signed in before; pass membership=None for one who never did."""

    class Meta:
        model = Patient

    clinic = factory.SubFactory(ClinicFactory)
    therapist = factory.SubFactory(MembershipFactory, clinic=factory.SelfAttribute("..clinic"))
    first_name = "Pat"
    last_name = factory.Sequence(lambda n: f"Patient{n}")
    email = factory.Sequence(lambda n: f"patient{n}@example.test")
    membership = factory.SubFactory(
        MembershipFactory,
        clinic=factory.SelfAttribute("..clinic"),
        role=Role.PATIENT,
        user=factory.SubFactory(UserFactory, email=factory.SelfAttribute("...email")),
    )


class ExerciseFactory(factory.django.DjangoModelFactory):
    class Meta:
        model = Exercise

    clinic = None
    key = factory.Sequence(lambda n: f"exercise-{n}")
    name = factory.Sequence(lambda n: f"Exercise {n}")
    pillar = Pillar.STR
    foundation = Foundation.GLUTE
    pattern = Pattern.HIP_EXTENSION
    position = Position.STANDING
    laterality = Laterality.BILATERAL
    dose_mode = DoseMode.REPS
    load_type = LoadType.BODYWEIGHT
    phase = PhaseKind.STABILITY
    progression_mode = ProgressionMode.PERFORMANCE
    dose = "3x10"
    cue = "Squeeze and lift."
    steps = "Lie down.\nLift your hips.\nLower slowly."
    easier = "Lift only half way."


class ProgrammeFactory(factory.django.DjangoModelFactory):
    class Meta:
        model = Programme

    clinic = factory.SubFactory(ClinicFactory)
    name = "Home strength"


class VersionFactory(factory.django.DjangoModelFactory):
    """A draft; pass published_at for a version in force."""

    class Meta:
        model = Version

    programme = factory.SubFactory(ProgrammeFactory)
    number = 1


class PhaseFactory(factory.django.DjangoModelFactory):
    class Meta:
        model = Phase

    version = factory.SubFactory(VersionFactory)
    position = 1
    name = "Settle in"


class SessionFactory(factory.django.DjangoModelFactory):
    class Meta:
        model = Session

    phase = factory.SubFactory(PhaseFactory)
    position = 1
    name = "A"


class PlanFactory(factory.django.DjangoModelFactory):
    """An active plan since 2 March 2026, a Monday, of a published version with one session of two items."""

    class Meta:
        model = Plan

    patient = factory.SubFactory(PatientFactory)
    programme = factory.SubFactory(ProgrammeFactory, clinic=factory.SelfAttribute("..patient.clinic"))
    version = factory.LazyAttribute(lambda plan: published_version(plan.programme))
    starts_on = dt.date(2026, 3, 2)
    created_by = factory.SelfAttribute("patient.therapist.user")


class SessionLogFactory(factory.django.DjangoModelFactory):
    class Meta:
        model = SessionLog

    uuid = factory.LazyFunction(uuid.uuid4)
    plan = factory.SubFactory(PlanFactory)
    patient = factory.SelfAttribute("plan.patient")
    session = factory.LazyAttribute(lambda log: log.plan.version.phases.first().sessions.first())
    local_date = dt.date(2026, 3, 2)
    logged_at = factory.LazyFunction(timezone.now)


def item(session: Session, exercise: Exercise, text: str = "3x10", **fields: object) -> Item:
    """Put an exercise into a session with a dose as therapists write it."""
    row = Item(session=session, exercise=exercise, position=session.items.count() + 1, **fields)
    row.set_dose(parse(text))
    row.save()
    return row


def ladder(*exercises: Exercise, key: str = "LAD") -> Ladder:
    """A ladder of these, the easiest first."""
    row = Ladder.objects.create(key=key, name=f"Ladder {key}")
    for step, exercise in enumerate(exercises, 1):
        Rung.objects.create(ladder=row, step=step, key=exercise.key, name=exercise.name, exercise=exercise)
    return row


def published_version(programme: Programme, items: tuple[str, ...] = ("3x10", "3x8/side")) -> Version:
    """A version in force with one phase, one session, and an item per dose."""
    number = programme.versions.count() + 1
    version = VersionFactory(programme=programme, number=number, published_at=timezone.now())
    session = SessionFactory(phase=PhaseFactory(version=version))
    for text in items:
        item(session, ExerciseFactory(), text)
    return version
