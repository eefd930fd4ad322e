"""A patient gets a plan, trains by what is in force, and every change is kept."""

import datetime as dt
import uuid
from collections.abc import Iterator
from contextlib import contextmanager

import pytest
import time_machine
from django.core.exceptions import ValidationError
from django.db import models
from django.db.models.signals import pre_save

from clinic.models import AuditEvent, Clinic, Membership
from patients.models import Patient, Plan, PlanEvent
from patients.services import plans
from patients.services.choosing import programmes_for
from programmes import services as programmes
from programmes.models import Programme
from tests.factories import ExerciseFactory, PhaseFactory, PlanFactory, ProgrammeFactory, published_version

TODAY = dt.date(2026, 3, 4)  # a Wednesday
NOON = dt.datetime(2026, 3, 4, 12, tzinfo=dt.UTC)
HOW = {"starts_on": TODAY, "training_days": ["1", "3", "5"], "per_week_lo": 2, "per_week_hi": 3}


@pytest.fixture(autouse=True)
def _wednesday() -> Iterator[None]:
    with time_machine.travel(NOON, tick=False):
        yield


@pytest.fixture
def template(db: None) -> Programme:
    """A built-in template of one phase, two to three times a week."""
    programme = ProgrammeFactory(clinic=None, key="starter", name="Starter", is_template=True)
    published_version(programme)
    return programme


@contextmanager
def no_room_for(table: type[models.Model]) -> Iterator[None]:
    """As if the database refused this table's next row."""

    def refuse(**_: object) -> None:
        raise OSError("disk full")

    pre_save.connect(refuse, sender=table)
    try:
        yield
    finally:
        pre_save.disconnect(refuse, sender=table)


def kinds(plan: Plan) -> list[str]:
    return [str(event.kind) for event in plan.events.order_by("id")]


# Assigning


def test_assign_a_template_gives_the_patient_a_published_copy_of_their_own(
    pat: Patient, anna: Membership, template: Programme
) -> None:
    plan = plans.assign(patient=pat, programme=template, by=anna.user, **HOW)

    assert plan.programme != template
    assert (plan.programme.name, plan.programme.made_for, plan.programme.clinic) == ("Starter", "Pat Pine", pat.clinic)
    assert (plan.version.number, plan.version.is_draft) == (1, False)
    assert plan.version.phases.get().sessions.get().items.count() == 2
    assert (plan.training_days, plan.per_week_lo, plan.per_week_hi, plan.phase_number) == ("135", 2, 3, 1)
    assert kinds(plan) == ["assigned"]
    event = AuditEvent.objects.get(verb="plan_assigned")
    assert (event.target_ref, event.detail, event.actor_name) == (
        str(plan.pk),
        "Starter v1 from 2026-03-04",
        "Anna Archer",
    )


def test_assign_the_patients_own_programme_uses_it_as_it_is(pat: Patient, plan: Plan, anna: Membership) -> None:
    again = plans.assign(patient=pat, programme=plan.programme, by=anna.user, **HOW)
    assert (again.programme, again.version) == (plan.programme, plan.version)


def test_assign_a_programme_another_patient_trains_by_copies_it(
    pat: Patient, sam: Patient, plan: Plan, anna: Membership
) -> None:
    theirs = plans.assign(patient=sam, programme=plan.programme, by=anna.user, **HOW)
    assert theirs.programme != plan.programme
    assert theirs.programme.made_for == "Sam Stone"


def test_assign_ends_the_plan_before_it_and_says_what_followed(
    pat: Patient, plan: Plan, anna: Membership, template: Programme
) -> None:
    new = plans.assign(patient=pat, programme=template, by=anna.user, **HOW)

    plan.refresh_from_db()
    assert plan.state == Plan.State.ENDED
    assert plan.events.get().reason == "Followed by Starter"
    assert list(pat.plans.open()) == [new]


def test_assign_without_a_weekly_number_takes_the_first_phases(
    pat: Patient, anna: Membership, template: Programme
) -> None:
    template.versions.get().phases.update(per_week_lo=3, per_week_hi=4)
    how = HOW | {"training_days": [], "per_week_lo": None, "per_week_hi": None}
    plan = plans.assign(patient=pat, programme=template, by=anna.user, **how)
    assert (plan.training_days, plan.per_week_lo, plan.per_week_hi) == ("", 3, 4)


def test_assign_on_fewer_days_than_the_phase_asks_for_lowers_the_target(
    pat: Patient, anna: Membership, template: Programme
) -> None:
    template.versions.get().phases.update(per_week_lo=3, per_week_hi=4)
    how = HOW | {"training_days": ["6", "2"], "per_week_lo": None, "per_week_hi": None}
    plan = plans.assign(patient=pat, programme=template, by=anna.user, **how)
    assert (plan.training_days, plan.per_week_lo, plan.per_week_hi) == ("26", 2, 2)


def test_assign_sets_the_reminder_hour(pat: Patient, anna: Membership, template: Programme) -> None:
    plans.assign(patient=pat, programme=template, by=anna.user, reminder_hour=dt.time(7, 30), **HOW)
    pat.refresh_from_db()
    assert pat.reminder_hour == dt.time(7, 30)


def test_assign_with_the_same_token_makes_one_plan(pat: Patient, anna: Membership, template: Programme) -> None:
    token = uuid.uuid4()
    first, is_new = plans.assign_once(patient=pat, programme=template, by=anna.user, token=token, **HOW)
    second, is_new_again = plans.assign_once(patient=pat, programme=template, by=anna.user, token=token, **HOW)
    assert (is_new, is_new_again, second) == (True, False, first)
    assert pat.plans.count() == 1
    assert Programme.objects.filter(clinic=pat.clinic).count() == 1


@pytest.mark.parametrize(
    ("changes", "field"),
    [
        ({"starts_on": dt.date(2028, 3, 4)}, "starts_on"),
        ({"starts_on": dt.date(2023, 3, 4)}, "starts_on"),
        ({"review_on": dt.date(2026, 3, 3)}, "review_on"),
        ({"review_on": dt.date(2030, 1, 1)}, "review_on"),
        ({"training_days": ["8"]}, "training_days"),
        ({"training_days": ["1", "2"], "per_week_lo": 3}, "per_week_lo"),
        ({"training_days": [], "per_week_lo": 8, "per_week_hi": 8}, "per_week_lo"),
    ],
)
def test_assign_refuses_what_cannot_be_and_changes_nothing(
    pat: Patient, plan: Plan, anna: Membership, template: Programme, changes: dict, field: str
) -> None:
    with pytest.raises(ValidationError) as refusal:
        plans.assign(patient=pat, programme=template, by=anna.user, **(HOW | changes))
    assert list(refusal.value.message_dict) == [field]
    assert list(pat.plans.open()) == [plan]
    assert AuditEvent.objects.count() == 0


def test_assign_an_empty_programme_says_so(pat: Patient, anna: Membership, clinic: Clinic) -> None:
    empty = programmes.start(clinic=clinic, name="Empty", by=anna.user)
    with pytest.raises(ValidationError, match="nothing in this programme"):
        plans.assign(patient=pat, programme=empty, by=anna.user, **HOW)
    assert pat.plans.count() == 0


def test_assign_a_programme_of_another_clinic_is_a_programming_mistake(pat: Patient, anna: Membership) -> None:
    foreign = ProgrammeFactory()
    published_version(foreign)
    with pytest.raises(ValueError, match="different clinics"):
        plans.assign(patient=pat, programme=foreign, by=anna.user, **HOW)


@pytest.mark.parametrize("table", [AuditEvent, PlanEvent, Plan])
def test_assign_that_breaks_halfway_leaves_no_trace(
    pat: Patient, plan: Plan, anna: Membership, template: Programme, table: type[models.Model]
) -> None:
    with no_room_for(table), pytest.raises(OSError, match="disk full"):
        plans.assign(patient=pat, programme=template, by=anna.user, **HOW)
    plan.refresh_from_db()
    assert plan.state == Plan.State.ACTIVE
    assert (Plan.objects.count(), PlanEvent.objects.count(), AuditEvent.objects.count()) == (1, 0, 0)
    assert Programme.objects.filter(clinic=pat.clinic).count() == 1


def test_choosable_are_templates_shared_programmes_and_the_patients_own(
    pat: Patient, sam: Patient, plan: Plan, template: Programme, clinic: Clinic, anna: Membership
) -> None:
    shared = ProgrammeFactory(clinic=clinic, name="For anybody")
    own = ProgrammeFactory(clinic=clinic, name="Made for Pat", made_for="Pat Pine")
    ProgrammeFactory(clinic=clinic, name="Made for Sam", made_for="Sam Stone")
    ProgrammeFactory(clinic=clinic, name="Archived", archived_at=NOON)
    ProgrammeFactory(name="Of another clinic")
    namesake = PlanFactory(patient=sam, programme__name="A namesake's", programme__made_for="Pat Pine").programme
    assert set(programmes_for(pat, anna)) == {template, shared, own, plan.programme}
    assert namesake in programmes_for(sam, anna)


# A new version


def test_publishing_moves_open_plans_on_and_keeps_their_history(pat: Patient, plan: Plan, anna: Membership) -> None:
    old = plan.version
    programmes.draft_of(programme=plan.programme, by=anna.user)
    version = programmes.publish(programme=plan.programme, by=anna.user)

    plan.refresh_from_db()
    assert (plan.version, version.number, old.number) == (version, 2, 1)
    event = plan.events.get()
    assert (event.kind, event.version, event.by) == ("new_version", version, anna.user)
    assert AuditEvent.objects.filter(verb="plan_moved_to_version", target_ref=str(plan.pk)).count() == 1


def test_publishing_leaves_ended_plans_with_what_they_were(pat: Patient, plan: Plan, anna: Membership) -> None:
    plans.end(plan=plan, by=anna.user)
    programmes.draft_of(programme=plan.programme, by=anna.user)
    programmes.publish(programme=plan.programme, by=anna.user)
    plan.refresh_from_db()
    assert plan.version.number == 1


def test_a_version_with_fewer_phases_puts_the_plan_into_its_last(pat: Patient, plan: Plan, anna: Membership) -> None:
    plan.phase_number = 3
    plan.save()
    version = published_version(plan.programme)
    plans.follow(version, anna.user)
    plan.refresh_from_db()
    assert plan.phase_number == 1


# Changes


def test_set_days_changes_days_and_hour(plan: Plan, anna: Membership) -> None:
    plans.set_days(
        plan=plan, training_days=["2", "4"], per_week_lo=1, per_week_hi=5, reminder_hour=dt.time(8), by=anna.user
    )
    plan.refresh_from_db()
    assert (plan.training_days, plan.per_week_lo, plan.per_week_hi) == ("24", 1, 2)
    assert plan.patient.reminder_hour == dt.time(8)
    assert kinds(plan) == ["days"]


def test_set_phase_takes_the_new_phases_target_unless_one_was_chosen(plan: Plan, anna: Membership) -> None:
    PhaseFactory(version=plan.version, position=2, name="Strength", per_week_lo=3, per_week_hi=4)
    plans.set_phase(plan=plan, number=2, by=anna.user, reason="Confidence 8")
    plan.refresh_from_db()
    assert (plan.phase_number, plan.per_week_lo, plan.per_week_hi) == (2, 3, 4)
    assert plan.events.get().reason == "Confidence 8"

    plans.set_days(plan=plan, training_days=[], per_week_lo=1, per_week_hi=2, by=anna.user)
    plans.set_phase(plan=plan, number=1, by=anna.user)
    plan.refresh_from_db()
    assert (plan.phase_number, plan.per_week_lo, plan.per_week_hi) == (1, 1, 2)


@pytest.mark.parametrize("number", [0, 2])
def test_set_phase_beyond_the_programme_is_refused(plan: Plan, anna: Membership, number: int) -> None:
    with pytest.raises(ValidationError, match="from 1 to 1"):
        plans.set_phase(plan=plan, number=number, by=anna.user)


def test_set_review_before_the_start_is_refused(plan: Plan, anna: Membership) -> None:
    plans.set_review(plan=plan, review_on=dt.date(2026, 3, 30), by=anna.user)
    with pytest.raises(ValidationError, match="comes after the start, 2 March 2026"):
        plans.set_review(plan=plan, review_on=dt.date(2026, 3, 1), by=anna.user)
    plan.refresh_from_db()
    assert plan.review_on == dt.date(2026, 3, 30)


def test_a_rest_returns_to_what_was_before_it(plan: Plan, anna: Membership) -> None:
    plans.pause(plan=plan, by=anna.user, reason="Holiday")
    assert plans.resume(plan=plan, by=anna.user).state == Plan.State.ACTIVE
    plans.maintain(plan=plan, by=anna.user)
    plans.pause(plan=plan, by=anna.user)
    assert plans.resume(plan=plan, by=anna.user).state == Plan.State.MAINTAIN
    assert plans.resume(plan=plan, by=anna.user).state == Plan.State.ACTIVE
    assert kinds(plan) == ["paused", "resumed", "maintain", "paused", "resumed", "resumed"]


def test_a_second_tap_on_pause_changes_nothing(plan: Plan, anna: Membership) -> None:
    plans.pause(plan=plan, by=anna.user)
    plans.pause(plan=plan, by=anna.user)
    assert kinds(plan) == ["paused"]


@pytest.mark.parametrize(
    "change",
    [
        lambda plan, by: plans.pause(plan=plan, by=by),
        lambda plan, by: plans.resume(plan=plan, by=by),
        lambda plan, by: plans.maintain(plan=plan, by=by),
        lambda plan, by: plans.set_phase(plan=plan, number=1, by=by),
        lambda plan, by: plans.set_review(plan=plan, review_on=None, by=by),
        lambda plan, by: plans.set_days(plan=plan, training_days="1", per_week_lo=1, per_week_hi=1, by=by),
    ],
)
def test_an_ended_plan_changes_no_more(plan: Plan, anna: Membership, change) -> None:
    plans.end(plan=plan, by=anna.user)
    with pytest.raises(ValidationError, match="ended"):
        change(plan, anna.user)
    assert kinds(plan) == ["ended"]


def test_a_change_and_its_trail_stand_or_fall_together(plan: Plan, anna: Membership) -> None:
    with no_room_for(AuditEvent), pytest.raises(OSError, match="disk full"):
        plans.pause(plan=plan, by=anna.user)
    plan.refresh_from_db()
    assert (plan.state, kinds(plan)) == (Plan.State.ACTIVE, [])


def test_a_stale_page_cannot_undo_what_happened_since(plan: Plan, anna: Membership) -> None:
    stale = Plan.objects.get(pk=plan.pk)
    plans.end(plan=plan, by=anna.user)
    with pytest.raises(ValidationError, match="ended"):
        plans.set_days(plan=stale, training_days="12", per_week_lo=1, per_week_hi=1, by=anna.user)


def test_an_exercise_can_be_published_into_a_running_plan(plan: Plan, anna: Membership) -> None:
    draft = programmes.draft_of(programme=plan.programme, by=anna.user)
    session = draft.phases.get().sessions.get()
    programmes.add_item(session=session, exercise=ExerciseFactory(), by=anna.user)
    programmes.publish(programme=plan.programme, by=anna.user)
    plan.refresh_from_db()
    assert plan.version.phases.get().sessions.get().items.count() == 3
