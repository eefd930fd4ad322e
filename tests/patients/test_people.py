"""Patients are taken into care, corrected, put away and brought back; notes are only ever added."""

import datetime as dt
import uuid
from collections.abc import Iterator

import pytest
import time_machine
from django.db.models.signals import pre_save

from clinic.models import AuditEvent, Clinic, Membership
from exercises.vocabulary import Equipment, Precaution
from patients.caseload.forms import people as forms
from patients.models import Note, Patient, Plan
from patients.services import people
from tests.factories import MembershipFactory, PatientFactory

NOON = dt.datetime(2026, 3, 4, 12, tzinfo=dt.UTC)


@pytest.fixture(autouse=True)
def _wednesday() -> Iterator[None]:
    with time_machine.travel(NOON, tick=False):
        yield


@pytest.fixture
def no_trail() -> Iterator[None]:
    """As if the database refused the next row of the audit trail."""

    def refuse(**_: object) -> None:
        raise OSError("disk full")

    pre_save.connect(refuse, sender=AuditEvent)
    yield
    pre_save.disconnect(refuse, sender=AuditEvent)


def tags(patient: Patient) -> list[tuple[str, str]]:
    return sorted(patient.tags.values_list("kind", "value"))


def test_add_patient_keeps_what_was_said_and_takes_the_clinics_zone(clinic: Clinic, anna: Membership) -> None:
    clinic.timezone = "Europe/Dublin"
    patient = people.add_patient(
        clinic=clinic,
        by=anna.user,
        therapist=anna,
        first_name="Noor",
        email="noor@example.test",
        precautions=["kneeling"],
        equipment=["mat", "chair"],
    )
    assert (patient.name, patient.timezone, patient.therapist) == ("Noor", "Europe/Dublin", anna)
    assert tags(patient) == [("equipment", "chair"), ("equipment", "mat"), ("precaution", "kneeling")]
    assert patient.membership.user.email == "noor@example.test"
    assert list(AuditEvent.objects.values_list("verb", "target_ref")) == [("patient_added", str(patient.pk))]


def test_add_patient_without_an_address_needs_no_seat_yet(clinic: Clinic, anna: Membership) -> None:
    assert people.add_patient(clinic=clinic, by=anna.user, therapist=anna, first_name="Noor").membership is None


def test_add_patient_with_the_same_token_makes_one(clinic: Clinic, anna: Membership) -> None:
    token = uuid.uuid4()
    first = people.add_patient(clinic=clinic, by=anna.user, therapist=anna, first_name="Noor", token=token)
    assert people.add_patient(clinic=clinic, by=anna.user, therapist=anna, first_name="Noor", token=token) == first
    assert AuditEvent.objects.count() == 1


def test_a_token_of_another_clinic_finds_nothing_of_theirs(clinic: Clinic, anna: Membership, ben: Membership) -> None:
    token = uuid.uuid4()
    ours = people.add_patient(clinic=clinic, by=anna.user, therapist=anna, first_name="Noor", token=token)
    theirs = people.add_patient(clinic=ben.clinic, by=ben.user, therapist=ben, first_name="Eve", token=token)
    assert (ours.name, theirs.name) == ("Noor", "Eve")


def test_add_patient_under_another_clinics_therapist_is_a_programming_mistake(clinic: Clinic, ben: Membership) -> None:
    with pytest.raises(ValueError, match="staff"):
        people.add_patient(clinic=clinic, by=ben.user, therapist=ben, first_name="Noor")


@pytest.mark.usefixtures("no_trail")
def test_add_patient_without_a_trail_adds_nobody(clinic: Clinic, anna: Membership) -> None:
    with pytest.raises(OSError, match="disk full"):
        people.add_patient(clinic=clinic, by=anna.user, therapist=anna, first_name="Noor", precautions=["kneeling"])
    assert Patient.objects.count() == 0


def test_change_patient_changes_what_is_named_and_notes_only_which(pat: Patient, anna: Membership) -> None:
    people.change_patient(patient=pat, by=anna.user, goal="Carry the shopping", last_name="Pine", equipment=["mat"])
    pat.refresh_from_db()
    assert (pat.goal, pat.last_name, tags(pat)) == ("Carry the shopping", "Pine", [("equipment", "mat")])
    assert AuditEvent.objects.get().detail == "goal, equipment"


def test_change_patient_that_changes_nothing_leaves_no_trail(pat: Patient, anna: Membership) -> None:
    people.change_patient(patient=pat, by=anna.user, first_name="Pat", precautions=[])
    assert AuditEvent.objects.count() == 0


def test_change_patient_to_another_address_moves_the_seat(pat: Patient, anna: Membership) -> None:
    people.change_patient(patient=pat, by=anna.user, email="pine@example.test")
    pat.refresh_from_db()
    assert pat.membership.user.email == "pine@example.test"


def test_change_patient_gives_them_another_therapist(pat: Patient, anna: Membership) -> None:
    colleague = MembershipFactory(clinic=anna.clinic)
    people.change_patient(patient=pat, by=anna.user, therapist=colleague)
    assert list(colleague.caseload.all()) == [pat]


@pytest.mark.usefixtures("no_trail")
def test_change_patient_without_a_trail_changes_nothing(pat: Patient, anna: Membership) -> None:
    with pytest.raises(OSError, match="disk full"):
        people.change_patient(patient=pat, by=anna.user, goal="Run", equipment=["mat"])
    pat.refresh_from_db()
    assert (pat.goal, tags(pat)) == ("", [])


def test_archive_rests_the_plan_and_closes_the_seat_and_restore_opens_it(
    pat: Patient, plan: Plan, anna: Membership
) -> None:
    people.archive(patient=pat, by=anna.user)
    people.archive(patient=pat, by=anna.user)
    plan.refresh_from_db()
    pat.refresh_from_db()
    assert (pat.archived_at, plan.state, pat.membership.is_active) == (NOON, Plan.State.PAUSED, False)

    people.restore(patient=pat, by=anna.user)
    people.restore(patient=pat, by=anna.user)
    pat.refresh_from_db()
    assert (pat.archived_at, pat.membership.is_active) == (None, True)
    verbs = AuditEvent.objects.filter(target_type="patient").order_by("id").values_list("verb", flat=True)
    assert list(verbs) == ["patient_archived", "patient_restored"]


def test_notes_are_added_with_author_and_hour(pat: Patient, anna: Membership) -> None:
    token = uuid.uuid4()
    people.add_note(patient=pat, text="Hinges well.", by=anna.user, token=token)
    people.add_note(patient=pat, text="Hinges well.", by=anna.user, token=token)
    note = pat.notes.get()
    assert (note.text, note.created_by, note.created_at) == ("Hinges well.", anna.user, NOON)
    assert AuditEvent.objects.get().verb == "note_added"


@pytest.mark.usefixtures("no_trail")
def test_a_note_without_a_trail_is_not_added(pat: Patient, anna: Membership) -> None:
    with pytest.raises(OSError, match="disk full"):
        people.add_note(patient=pat, text="Hinges well.", by=anna.user)
    assert Note.objects.count() == 0


def test_resembling_finds_the_same_name_and_birthday_or_the_same_address(pat: Patient, sam: Patient) -> None:
    born = dt.date(1980, 5, 4)
    twin = PatientFactory(clinic=pat.clinic, therapist=pat.therapist, first_name="PAT", last_name="pine", email="")
    twin.date_of_birth = born
    twin.save()
    of_clinic = pat.clinic.patients
    assert list(of_clinic.resembling(name=("Pat", "Pine"), born=born, email="")) == [twin]
    assert list(of_clinic.resembling(name=("Pat", "Pine"), born=None, email="")) == []
    assert list(of_clinic.resembling(name=("A", "B"), born=None, email="SAM@example.test")) == [sam]


def test_every_precaution_and_all_equipment_can_be_ticked() -> None:
    ticked = {key for keys in forms.PRECAUTION_GROUPS.values() for key in keys}
    assert ticked == set(Precaution.values)
    at_home = {key for keys in forms.EQUIPMENT_GROUPS.values() for key in keys}
    assert at_home == set(Equipment.values) - {"none", "app"}
