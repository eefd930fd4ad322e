"""Another exercise in the place of one."""

import pytest
from django.core.exceptions import ValidationError

from clinic.models import Clinic, Membership
from exercises.models import Exercise
from programmes import services
from programmes.models import Item, Version
from tests.factories import (
    ClinicFactory,
    ExerciseFactory,
    PhaseFactory,
    ProgrammeFactory,
    SessionFactory,
    VersionFactory,
    item,
)

pytestmark = pytest.mark.django_db


@pytest.fixture
def draft(clinic: Clinic) -> Version:
    return VersionFactory(programme=ProgrammeFactory(clinic=clinic))


def row_of(draft: Version, exercise: Exercise, dose: str, **fields) -> Item:
    return item(SessionFactory(phase=PhaseFactory(version=draft)), exercise, dose, **fields)


def swapped(row: Item, exercise: Exercise, by: Membership) -> Item:
    services.swap_item(item=row, exercise=exercise, by=by.user)
    return Item.objects.get(pk=row.pk)


def test_the_row_stays_what_it_is_with_another_exercise_in_it(draft: Version, anna: Membership):
    row = row_of(draft, ExerciseFactory(), "4x6", note="slowly", is_core=False, group=2, heading="Warm up")
    bridge = ExerciseFactory(name="Bridge", dose="3x10")
    after = swapped(row, bridge, anna)
    assert (after.exercise, after.dose_short, after.revision) == (bridge, "4x6", 2)
    assert (after.note, after.is_core, after.group, after.heading, after.position) == ("slowly", False, 2, "Warm up", 1)


@pytest.mark.parametrize(
    ("dose", "mode", "load_type", "laterality", "expected"),
    [
        ("3x8 @12kg", "reps", "external_kg", "bilateral", "3x8 @12kg"),
        ("3x8 @12kg rest 60", "reps", "bodyweight", "bilateral", "3x8 rest 60s"),
        ("3x8 @12kg", "reps", "external_kg", "per_side", "3x8/side @12kg"),
        ("3x8 left @12kg", "reps", "external_kg", "bilateral", "3x8 @12kg"),
        ("3x8 @12kg", "hold", "external_kg", "per_side", "3x20s/side"),
    ],
)
def test_the_dose_comes_along_as_far_as_it_can_be_meant(draft, anna, dose, mode, load_type, laterality, expected):
    row = row_of(draft, ExerciseFactory(load_type="external_kg"), dose)
    other = ExerciseFactory(dose_mode=mode, load_type=load_type, laterality=laterality, dose="3x20s")
    assert swapped(row, other, anna).dose_short == expected


def test_a_dose_typed_in_another_way_than_its_exercise_is_counted_is_not_carried_over(draft, anna):
    row = row_of(draft, ExerciseFactory(), "10min")
    assert swapped(row, ExerciseFactory(dose="2x12"), anna).dose_short == "2x12"


def test_it_can_be_undone_and_done_again(draft: Version, anna: Membership):
    before = ExerciseFactory(name="Squat")
    row = row_of(draft, before, "3x8 @12kg")
    after = swapped(row, ExerciseFactory(name="Bridge", load_type="none"), anna)
    undone = services.undo(draft=draft, by=anna.user)
    assert str(undone) == "Squat swapped for Bridge"
    row = Item.objects.get(pk=row.pk)
    assert (row.exercise, row.dose_short) == (before, "3x8 @12kg")
    services.redo(draft=draft, by=anna.user)
    assert Item.objects.get(pk=row.pk).exercise == after.exercise


def test_an_exercise_deleted_meanwhile_is_not_put_back(draft: Version, anna: Membership):
    before = ExerciseFactory(name="Squat", clinic=draft.programme.clinic)
    row = row_of(draft, before, "3x8")
    swapped(row, ExerciseFactory(name="Bridge"), anna)
    before.delete()
    with pytest.raises(services.CannotUndo, match="deleted"):
        services.undo(draft=draft, by=anna.user)


def test_the_same_again_changes_nothing(draft: Version, anna: Membership):
    squat = ExerciseFactory(name="Squat")
    row = row_of(draft, squat, "3x8")
    assert swapped(row, squat, anna).revision == 1
    assert services.number_of(draft) == 0


def test_another_clinics_exercise_is_refused_and_nothing_is_written(draft: Version, anna: Membership):
    row = row_of(draft, ExerciseFactory(), "3x8")
    with pytest.raises(ValidationError, match="not in your library"):
        services.swap_item(item=row, exercise=ExerciseFactory(clinic=ClinicFactory()), by=anna.user)
    assert Item.objects.get(pk=row.pk).revision == 1
