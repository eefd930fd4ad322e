"""Fill an empty, migrated database with a large clinic, and say where to find what is measured.

`python -m bench.fill PATIENTS LOGS` prints a cast as JSON. Ten patients, the regulars, have the same
year in every database: an own programme of eight exercises, a hundred sessions with three sets each and
the morning after every one, a check-in a week, messages, notes, flare-ups, a sign, proposals, outcomes.
The logs that are left over are spread over the others, whose programmes have three exercises; they have
mornings and check-ins as well.
"""

import datetime as dt
import json
import sys
import time
from collections.abc import Iterable
from dataclasses import asdict, dataclass
from importlib import import_module
from typing import Any

import django

django.setup()  # models can be imported from here on, hence the noqa below

from django.conf import settings  # noqa: E402
from django.contrib.auth import BACKEND_SESSION_KEY, HASH_SESSION_KEY, SESSION_KEY  # noqa: E402
from django.db import connection, transaction  # noqa: E402
from django.utils import timezone  # noqa: E402

from clinic import seats  # noqa: E402
from clinic.models import Clinic, Membership, Role, User  # noqa: E402
from exercises.models import Exercise  # noqa: E402
from patients import watching  # noqa: E402
from patients.models import (  # noqa: E402
    Flare,
    Measure,
    Message,
    Note,
    Patient,
    Plan,
    PlanEvent,
    Proposal,
    SafetyLock,
)
from programmes.dose import parse  # noqa: E402
from programmes.models import Item, Phase, Programme, Session, Version  # noqa: E402
from programmes.services import load_library  # noqa: E402

THERAPISTS = 10
REGULARS = 10
YEAR_OF_SESSIONS = 100
DOSE = "3x8-10 rest 60 rpe 4-6"
FIRST = ("Ada", "Ben", "Cleo", "Dan", "Eva", "Finn", "Gwen", "Hugo", "Isla", "Jon", "Kim")
LAST = ("Abbott", "Baker", "Carter", "Dixon", "Ellis", "Foster", "Grant", "Hughes", "Irving")


@dataclass(frozen=True)
class Seat:
    """A browser that is signed in, and what it may open."""

    cookie: str
    patient: int = 0
    programme: int = 0
    session: int = 0
    items: tuple[int, ...] = ()


@dataclass(frozen=True)
class Cast:
    floor: Seat
    therapist: Seat
    regulars: tuple[Seat, ...]
    programme_8: int
    programme_40: int
    patients: int
    logs: int
    sets: int


def main(patients: int, logs: int) -> None:
    with transaction.atomic():
        load_library()
        cast = _fill(patients, logs)
    watching.look()
    with connection.cursor() as cursor:
        cursor.execute("VACUUM ANALYZE")
    json.dump(asdict(cast), sys.stdout)


def _fill(number: int, logs: int) -> Cast:
    clinic, staff = clinic_of("bench", THERAPISTS)
    patients = patients_of(clinic, staff, number)
    patients_of(*clinic_of("next-door", 1), 50)
    exercises = list(Exercise.objects.filter(clinic=None).order_by("key")[:40])
    plans = plans_of(patients[:REGULARS], staff, exercises[:8]) + plans_of(patients[REGULARS:], staff, exercises[:3])
    _train(plans[:REGULARS], YEAR_OF_SESSIONS)
    _train(plans[REGULARS:], *divmod(logs - REGULARS * YEAR_OF_SESSIONS, number - REGULARS))
    _count_up()
    _tell(patients[:REGULARS])
    Note.objects.bulk_create(
        Note(patient=patient, text="Bending is easier. Next time: carries.", created_by=patient.therapist.user)
        for patient in patients
        for _ in range(3)
    )
    return Cast(
        floor=Seat(cookie_of(staff[0], "django.contrib.auth.backends.ModelBackend")),
        therapist=Seat(cookie_of(staff[0])),
        regulars=tuple(seat_of(plan) for plan in plans[:REGULARS]),
        programme_8=plans[0].programme_id,
        programme_40=_programme(clinic, "Forty", staff[0].user, [exercises[n : n + 10] for n in range(0, 40, 10)]),
        patients=Patient.objects.count(),
        logs=_rows("patients_sessionlog"),
        sets=_rows("patients_setlog"),
    )


def clinic_of(slug: str, therapists: int) -> tuple[Clinic, list[Membership]]:
    clinic = Clinic.objects.create(name=slug.title(), slug=slug)
    users = User.objects.bulk_create(
        User(email=f"{slug}-{n}@bench.test", name=f"Therapist {n}", password="!") for n in range(therapists)
    )
    return clinic, Membership.objects.bulk_create(
        Membership(user=user, clinic=clinic, role=Role.THERAPIST) for user in users
    )


def patients_of(clinic: Clinic, staff: list[Membership], number: int) -> list[Patient]:
    users = User.objects.bulk_create(User(email=f"p{n}@{clinic.slug}.test", password="!") for n in range(number))
    memberships = Membership.objects.bulk_create(
        Membership(user=user, clinic=clinic, role=Role.PATIENT) for user in users
    )
    return Patient.objects.bulk_create(
        Patient(
            clinic=clinic,
            therapist=staff[n % len(staff)],
            membership=membership,
            first_name=FIRST[n % len(FIRST)],
            last_name=f"{LAST[n % len(LAST)]}-{n}",
            email=membership.user.email,
            goal="Lift a crate without thinking twice.",
        )
        for n, membership in enumerate(memberships)
    )


def plans_of(patients: list[Patient], staff: list[Membership], exercises: list[Exercise]) -> list[Plan]:
    """A year-old plan for each, on an own published programme with one session of these exercises."""
    today, now = timezone.localdate(), timezone.now()
    by = staff[0].user
    programmes = Programme.objects.bulk_create(
        Programme(clinic=patient.clinic, name="Home strength", made_for=patient.name, created_by=by)
        for patient in patients
    )
    versions = Version.objects.bulk_create(
        Version(programme=programme, number=1, published_at=now, published_by=by) for programme in programmes
    )
    phases = Phase.objects.bulk_create(
        Phase(version=version, position=1, name="Strength", kind="strength", weeks=52) for version in versions
    )
    sessions = Session.objects.bulk_create(Session(phase=phase, position=1, name="A") for phase in phases)
    Item.objects.bulk_create(_items(sessions, exercises), batch_size=500)
    plans = Plan.objects.bulk_create(
        Plan(
            patient=patient,
            programme=version.programme,
            version=version,
            starts_on=today - dt.timedelta(days=364),
            review_on=today + dt.timedelta(days=patient.pk % 60),
            created_by=by,
        )
        for patient, version in zip(patients, versions, strict=True)
    )
    PlanEvent.objects.bulk_create(PlanEvent(plan=plan, kind="assigned", version=plan.version, by=by) for plan in plans)
    return plans


def _items(sessions: Iterable[Session], exercises: list[Exercise]) -> Iterable[Item]:
    dose = parse(DOSE)
    for session in sessions:
        for position, exercise in enumerate(exercises, start=1):
            item = Item(session=session, exercise=exercise, position=position)
            item.set_dose(dose)
            yield item


def _programme(clinic: Clinic, name: str, by: User, sessions: list[list[Exercise]]) -> int:
    """A draft of two phases that share the sessions."""
    programme = Programme.objects.create(clinic=clinic, name=name, created_by=by)
    version = programme.versions.create(number=1)
    phases = [version.phases.create(position=number, name=f"Phase {number}") for number in (1, 2)]
    for number, exercises in enumerate(sessions):
        session = phases[number * 2 // len(sessions)].sessions.create(position=number + 1, name="ABCD"[number])
        Item.objects.bulk_create(_items([session], exercises))
    return programme.pk


def _train(plans: list[Plan], each: int, left: int = 0) -> None:
    """So many sessions for every plan, twice a week and back from yesterday, and one more for the first few."""
    with connection.cursor() as cursor:
        cursor.execute(LOGS, {"plans": [plan.pk for plan in plans], "each": each, "more": [p.pk for p in plans[:left]]})


LOGS = """
    WITH wanted AS (
        SELECT plan.*, n, current_date - 1 - (n * 3.6)::int AS day
        FROM patients_plan plan,
             generate_series(0, %(each)s - 1 + (plan.id = ANY(%(more)s))::int) n
        WHERE plan.id = ANY(%(plans)s)
    ), log AS (
        INSERT INTO patients_sessionlog (uuid, patient_id, plan_id, session_id, local_date, logged_at, source,
                                         as_prescribed, pain_now, pain_highest, effort, confidence, note, is_short,
                                         stopped)
        SELECT gen_random_uuid(), patient_id, wanted.id, session.id, day, day + time '18:30', 'portal', true,
               2 + n %% 3, 3 + n %% 3, 5, 7,
               CASE WHEN n %% 5 = 0 THEN 'A little stiff at first, then fine.' ELSE '' END, false, ''
        FROM wanted
        JOIN programmes_phase phase USING (version_id)
        JOIN programmes_session session ON session.phase_id = phase.id
        ORDER BY day, patient_id
        RETURNING id, session_id
    ), item AS (
        INSERT INTO patients_itemlog (session_log_id, item_id, skipped, easier)
        SELECT log.id, programmes_item.id, CASE WHEN (log.id + position) %% 17 = 0 THEN 'time' ELSE '' END, ''
        FROM log JOIN programmes_item USING (session_id)
        ORDER BY log.id, position
        RETURNING id
    )
    INSERT INTO patients_setlog (item_log_id, number, side, reps, load_kg)
    SELECT item.id, number, '', 8 + number, 12.5 FROM item, generate_series(1, 3) number
"""
COUNTED = """
    UPDATE patients_patient SET last_session_on = log.newest
    FROM (SELECT patient_id, max(local_date) newest FROM patients_sessionlog GROUP BY 1) log
    WHERE log.patient_id = patients_patient.id;
    INSERT INTO patients_planweek (plan_id, starts_on, sessions_done, target)
    SELECT plan_id, date_trunc('week', local_date)::date, count(*), 2 FROM patients_sessionlog GROUP BY 1, 2;
    UPDATE patients_plan SET weeks_on_target = week.met
    FROM (SELECT plan_id, count(*) FILTER (WHERE sessions_done >= target) met FROM patients_planweek GROUP BY 1) week
    WHERE week.plan_id = patients_plan.id;
    INSERT INTO patients_reminder (patient_id, plan_id, kind, channel, local_date, due_at, state, attempts, outcome,
                                   created_at)
    SELECT patient_id, id, 'training', 'email', current_date - n, current_date - n + time '18:30', 'sent', 1, '', now()
    FROM patients_plan, generate_series(1, 20) n;
    INSERT INTO clinic_auditevent (clinic_ref, at, actor_ref, actor_name, verb, target_type, target_ref, detail)
    SELECT patient.clinic_id, logged_at, patient.id, 'somebody', 'session_logged', 'sessionlog', log.id, ''
    FROM patients_sessionlog log JOIN patients_patient patient ON patient.id = log.patient_id;
"""

ANSWERED = """
    INSERT INTO patients_morninganswer (uuid, log_id, pain, local_date, logged_at)
    SELECT gen_random_uuid(), id, 2 + id % 3, local_date + 1, local_date + 1 + time '07:50' FROM patients_sessionlog;
    INSERT INTO patients_checkin (uuid, patient_id, week, local_date, logged_at, usual_pain, confidence, worry, sleep,
                                  stress, is_flare, can_do)
    SELECT gen_random_uuid(), patient_id, week.starts_on, week.starts_on + 6, week.starts_on + 6 + time '20:05', 3, 7,
           4, 6, 4, false, CASE WHEN week.id % 4 = 0 THEN 'Carry the washing upstairs' ELSE '' END
    FROM patients_planweek week JOIN patients_plan plan ON plan.id = week.plan_id
    WHERE week.starts_on + 6 <= current_date;
"""


def _tell(patients: list[Patient]) -> None:
    """What else is in a record after a year: answers for everybody, the rest for the regulars."""
    with connection.cursor() as cursor:
        cursor.execute(ANSWERED)
    now = timezone.now()
    for patient in patients:
        by, plan, days = (
            patient.therapist.user,
            patient.plans.get(),
            [now - dt.timedelta(days=7 * n) for n in range(52)],
        )
        Message.objects.bulk_create(
            Message(
                patient=patient, by=by, is_from_patient=n % 2 == 1, text="How was the week?", sent_at=at, read_at=at
            )
            for n, at in enumerate(days)
        )
        Flare.objects.bulk_create(
            Flare(patient=patient, began_on=at.date(), ended_on=at.date() + dt.timedelta(days=5), logged_at=at)
            for at in days[10::16]
        )
        SafetyLock.objects.create(
            patient=patient, urgency="today", signs="one_leg", local_date=days[20].date(), raised_at=days[20],
            told_at=days[20], cleared_at=days[19], cleared_by=by, reason="Seen the next morning.",
        )  # fmt: skip
        Proposal.objects.bulk_create(
            Proposal(plan=plan, name="Squat", kind="progress", rule="progress.reps", version=1, made_on=at.date(),
                     therapist="All sets done twice.", state="accepted", decided_at=at, decided_by=by)
            for at in days[::3]
        )  # fmt: skip
        Measure.objects.bulk_create(
            Measure(patient=patient, instrument="psfs", activity=activity, moment="start", taken_on=at.date(), value=5,
                    by=by)
            for at in days[::8]
            for activity in ("Lift", "Carry", "Sit")
        )  # fmt: skip
        PlanEvent.objects.bulk_create(
            PlanEvent(plan=plan, kind="review", by=by, reason="Going well") for _ in days[::6]
        )


def _count_up() -> None:
    """What the verb keeps beside the logs: newest day, weeks, reminders, the audit trail."""
    with connection.cursor() as cursor:
        cursor.execute(COUNTED)


def _rows(table: str) -> int:
    with connection.cursor() as cursor:
        cursor.execute(f"SELECT count(*) FROM {table}")
        return cursor.fetchone()[0]


def seat_of(plan: Plan) -> Seat:
    session = Session.objects.get(phase__version=plan.version_id)
    return Seat(
        cookie=cookie_of(plan.patient.membership),
        patient=plan.patient_id,
        programme=plan.programme_id,
        session=session.pk,
        items=tuple(session.items.values_list("pk", flat=True)),
    )


def cookie_of(membership: Membership, backend: str = settings.AUTHENTICATION_BACKENDS[0]) -> str:
    """Sign in the way the sign-in page does, without the page."""
    store: Any = import_module(settings.SESSION_ENGINE).SessionStore()
    store[SESSION_KEY] = str(membership.user.pk)
    store[BACKEND_SESSION_KEY] = backend
    store[HASH_SESSION_KEY] = membership.user.get_session_auth_hash()
    store[seats.SESSION_KEY] = membership.pk
    store[seats.SEEN_KEY] = int(time.time())
    store.save()
    return store.session_key


if __name__ == "__main__":
    main(int(sys.argv[1]), int(sys.argv[2]))
