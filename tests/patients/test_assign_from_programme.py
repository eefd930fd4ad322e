"""From a programme to whoever is to train with it, and from a new patient straight to a plan."""

from typing import Any

import pytest
from django.test import Client
from django.utils import timezone

from clinic.models import Clinic, Membership
from patients.models import Patient, PatientTag, Plan
from programmes import services
from programmes.models import Programme
from tests.factories import PatientFactory, PlanFactory, ProgrammeFactory, published_version

pytestmark = pytest.mark.django_db
HTMX = {"HX-Request": "true"}


@pytest.fixture
def template(clinic: Clinic) -> Programme:
    made = ProgrammeFactory(
        clinic=None, key="starter", is_template=True, name="Starter", exclusions="impact preg_supine"
    )
    return published_version(made).programme


def text(response: Any) -> str:
    return response.content.decode()


def give(client: Client, programme: Programme, query: str = "", **headers: str) -> Any:
    return client.get(f"/programmes/{programme.pk}/assign/{query}", headers=headers)


def assign_path(patient: Patient, programme: Programme) -> str:
    return f"/patients/{patient.pk}/assign/?programme={programme.pk}"


def test_the_way_leads_from_every_page_of_a_programme(
    as_anna: Client, clinic: Clinic, anna: Membership, template: Programme
):
    shared = services.start(clinic=clinic, name="Shared", by=anna.user, template=template)
    builder = text(as_anna.get(f"/programmes/{shared.pk}/"))
    assert f'formaction="/programmes/{shared.pk}/assign/"' in builder
    response = as_anna.post(f"/programmes/{shared.pk}/assign/", follow=True)
    assert response.redirect_chain == [(f"/programmes/{shared.pk}/assign/", 302)]
    services.publish(programme=shared, by=anna.user)
    for path, pk in (
        (f"/programmes/{shared.pk}/", shared.pk),
        (f"/programmes/{template.pk}/", template.pk),
        ("/programmes/?shelf=templates", template.pk),
    ):
        assert f'href="/programmes/{pk}/assign/"' in text(as_anna.get(path)), path


def test_choosing_to_whom_goes_on_to_when_with_the_programme_chosen(
    as_anna: Client, template: Programme, pat: Patient, sam: Patient
):
    page = text(give(as_anna, template))
    assert f'href="{assign_path(pat, template)}"' in page
    form = text(as_anna.get(assign_path(pat, template)))
    assert "checked" in form.split(f'value="{template.pk}"')[1].split(">")[0]
    assert form.index("Assign to Pat") < form.index("Starter")


@pytest.mark.parametrize("headers", [{}, HTMX])
def test_typing_finds_the_patient(as_anna: Client, template: Programme, pat: Patient, sam: Patient, headers: dict):
    page = text(give(as_anna, template, "?q=sto&anybody=1", **headers))
    assert assign_path(sam, template) in page
    assert assign_path(pat, template) not in page
    assert ("<title>" in page) is (headers == {})


def test_nobody_found_offers_a_new_patient(as_anna: Client, template: Programme, pat: Patient):
    page = text(give(as_anna, template, "?q=zzz"))
    assert "Nobody in care answers to “zzz”" in page
    assert f'href="/patients/new/?programme={template.pk}"' in page


def test_archived_patients_and_those_of_other_clinics_are_not_offered(
    as_anna: Client, template: Programme, pat: Patient, ben: Membership
):
    gone = PatientFactory(clinic=pat.clinic, therapist=pat.therapist, archived_at=timezone.now())
    elsewhere = PatientFactory(clinic=ben.clinic, therapist=ben)
    page = text(give(as_anna, template))
    assert [f"/patients/{each.pk}/" in page for each in (pat, gone, elsewhere)] == [True, False, False]


def test_a_programme_made_for_somebody_goes_to_them_at_once(
    as_anna: Client, clinic: Clinic, anna: Membership, template: Programme, pat: Patient, sam: Patient
):
    made = services.start(clinic=clinic, name="For Pat", by=anna.user, template=template, made_for="Pat Pine")
    assert "Assign to Pat Pine" in text(as_anna.get(f"/programmes/{made.pk}/"))
    response = give(as_anna, made)
    assert (response.status_code, response["Location"]) == (302, assign_path(pat, made))
    assert assign_path(sam, made) in text(give(as_anna, made, "?anybody=1"))


def test_two_people_of_one_name_are_never_guessed_between(
    as_anna: Client, clinic: Clinic, anna: Membership, template: Programme, pat: Patient
):
    twin = PatientFactory(clinic=clinic, therapist=anna, first_name="Pat", last_name="Pine")
    made = services.start(clinic=clinic, name="For Pat", by=anna.user, template=template, made_for="Pat Pine")
    page = give(as_anna, made)
    assert page.status_code == 200
    assert assign_path(pat, made) in text(page)
    assert assign_path(twin, made) in text(page)


def test_who_trains_with_it_counts_more_than_the_name_on_it(
    as_anna: Client, clinic: Clinic, sam: Patient, pat: Patient
):
    programme = ProgrammeFactory(clinic=clinic, made_for="Pat Pine")
    PlanFactory(patient=sam, programme=programme)
    assert give(as_anna, programme)["Location"] == assign_path(sam, programme)
    page = text(as_anna.get(f"/programmes/{programme.pk}/"))
    assert f'href="/patients/{sam.pk}/"' in page
    assert "Assign to Pat Pine" not in page


def test_an_archived_or_foreign_programme_is_given_to_nobody(as_anna: Client, clinic: Clinic, ben: Membership):
    archived = ProgrammeFactory(clinic=clinic, archived_at=timezone.now())
    foreign = published_version(ProgrammeFactory(clinic=ben.clinic)).programme
    assert [give(as_anna, each).status_code for each in (archived, foreign)] == [404, 404]


def test_what_to_look_twice_at_stands_with_the_chosen_programme(as_anna: Client, template: Programme, pat: Patient):
    pat.tags.create(kind=PatientTag.Kind.PRECAUTION, value="impact")
    page = text(as_anna.get(assign_path(pat, template)))
    assert page.count("Look twice.") == 1
    assert "Look twice. Impact" in page.split("Another programme")[0]


def test_an_unpublished_draft_is_said_before_assigning(
    as_anna: Client, clinic: Clinic, anna: Membership, plan: Plan, pat: Patient, template: Programme
):
    services.draft_of(programme=plan.programme, by=anna.user)
    page = text(as_anna.get(assign_path(pat, plan.programme)))
    assert "Version 2 is not published. Version 1 would be assigned." in page
    fresh = services.start(clinic=clinic, name="Fresh", by=anna.user, template=template)
    assert "Not published yet: assigning it publishes it." in text(as_anna.get(assign_path(pat, fresh)))


# A new patient, a template, a code on the screen


def person(**more: str) -> dict[str, str]:
    return {"first_name": "Zoe", "last_name": "Zed", "timezone": "Europe/London"} | more


def test_a_new_patient_goes_on_to_their_programme(as_anna: Client, anna: Membership, template: Programme):
    page = text(as_anna.get("/patients/new/"))
    assert page.index('name="then"') < page.index(">Add patient<")  # Enter presses the first one
    response = as_anna.post("/patients/new/", person(then="assign", therapist=str(anna.pk)))
    zoe = Patient.objects.get(first_name="Zoe")
    assert response["Location"] == f"/patients/{zoe.pk}/assign/"
    done = as_anna.post(response["Location"], {"programme": template.pk, "starts_on": timezone.localdate().isoformat()})
    assert "QR code of the invitation" in text(done)
    assert zoe.plans.get().programme.made_for == "Zoe Zed"


def test_a_new_patient_for_a_chosen_programme_finds_it_chosen(as_anna: Client, anna: Membership, template: Programme):
    response = as_anna.post(f"/patients/new/?programme={template.pk}", person(therapist=str(anna.pk)))
    zoe = Patient.objects.get(first_name="Zoe")
    assert response["Location"] == assign_path(zoe, template)


@pytest.mark.parametrize("spoilt", ["x", "//evil.test", "9" * 40, "1&next=x"])
def test_a_spoilt_programme_in_the_address_leads_nowhere_else(as_anna: Client, anna: Membership, spoilt: str):
    response = as_anna.post("/patients/new/", person(therapist=str(anna.pk)), QUERY_STRING=f"programme={spoilt}")
    zoe = Patient.objects.get(first_name="Zoe")
    assert response["Location"].startswith(f"/patients/{zoe.pk}/")
    assert as_anna.get(response["Location"]).status_code == 200


# Repeat the last programme with one change


def test_from_the_record_the_programme_is_opened_changed_published_and_followed(
    as_anna: Client, pat: Patient, plan: Plan
):
    record = text(as_anna.get(f"/patients/{pat.pk}/"))
    url = f"/programmes/{plan.programme_id}/"
    assert f'action="{url}edit/"' in record
    builder = as_anna.post(f"{url}edit/", follow=True)
    assert f'href="/patients/{pat.pk}/"' in text(builder)
    row = services.items_of(plan.programme.versions.drafts().get()).first()
    as_anna.post(f"{url}items/{row.pk}/", {"dose": "3x12", "revision": row.revision})
    look = text(as_anna.get(f"{url}publish/"))
    assert "Pat Pine" in look
    done = as_anna.post(f"{url}publish/", {"news": "More"}, follow=True)
    assert "Version 2 is in force. Pat follows at once and is told what changed." in text(done)
    assert f'href="/patients/{pat.pk}/"' in text(done)
    plan.refresh_from_db()
    assert plan.version.number == 2


def test_an_archived_programme_in_use_is_opened_instead(as_anna: Client, pat: Patient, plan: Plan, anna: Membership):
    services.archive(programme=plan.programme, by=anna.user)
    record = text(as_anna.get(f"/patients/{pat.pk}/"))
    assert "Change the programme" not in record
    assert f'href="/programmes/{plan.programme_id}/"' in record
