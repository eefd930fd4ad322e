"""A template somebody keeps to themselves: nobody else in the clinic meets it anywhere."""

from typing import Any

import pytest
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from clinic.models import AuditEvent, Clinic, Membership
from clinic.services import people
from exercises.models import Exercise
from patients.models import Patient, Plan
from programmes import services
from programmes.models import Programme
from programmes.services import outline
from tests.conftest import signed_in
from tests.factories import ExerciseFactory, MembershipFactory, ProgrammeFactory, item, published_version

pytestmark = pytest.mark.django_db
TODAY = timezone.localdate().isoformat()


@pytest.fixture
def private(clinic: Clinic, anna: Membership) -> Programme:
    """Anna's own, in force."""
    template = ProgrammeFactory(
        clinic=clinic, name="Secret sauce", is_template=True, created_by=anna.user, private_to=anna.user
    )
    return published_version(template).programme


def text(response: Any) -> str:
    return response.content.decode()


def test_saving_a_template_asks_for_whom_it_is(as_anna: Client, clinic: Clinic, anna: Membership):
    programme = published_version(ProgrammeFactory(clinic=clinic, name="Plain", summary="For walkers")).programme
    page = text(as_anna.get(f"/programmes/{programme.pk}/template/"))
    assert 'value="Plain"' in page
    assert 'value="For walkers"' in page
    typed = {"name": "Hill walkers", "summary": "Steep ones", "who": "me"}
    assert "Only you see it." in text(as_anna.post(f"/programmes/{programme.pk}/template/", typed, follow=True))
    made = clinic.programmes.get(is_template=True)
    assert (made.name, made.summary, made.private_to) == ("Hill walkers", "Steep ones", anna.user)


def test_a_template_form_that_cannot_be_saved_keeps_what_was_typed(as_anna: Client, clinic: Clinic):
    programme = published_version(ProgrammeFactory(clinic=clinic)).programme
    typed = {"name": "x" * 121, "summary": "Kept", "who": "me"}
    response = as_anna.post(f"/programmes/{programme.pk}/template/", typed)
    assert response.status_code == 422
    assert 'value="Kept"' in text(response)
    assert 'value="me" checked' in text(response)
    assert not clinic.programmes.filter(is_template=True).exists()


def test_a_template_form_sent_twice_makes_one(as_anna: Client, clinic: Clinic):
    programme = published_version(ProgrammeFactory(clinic=clinic)).programme
    typed = {"name": "Once", "who": "clinic", "form_token": "00000000-0000-4000-8000-000000000001"}
    for _ in range(2):
        as_anna.post(f"/programmes/{programme.pk}/template/", typed)
    assert clinic.programmes.filter(is_template=True).count() == 1


LISTS = ["/programmes/", "/programmes/?shelf=templates", "/programmes/?q=secret", "/programmes/new/"]


@pytest.mark.parametrize("address", [*LISTS, "/programmes/new/?q=secret", "/programmes/new/?from={pk}", "assign"])
def test_it_stands_in_its_makers_lists_only(
    as_anna: Client, as_ada: Client, private: Programme, pat: Patient, address: str
):
    path = f"/patients/{pat.pk}/assign/" if address == "assign" else address.format(pk=private.pk)
    assert "Secret sauce" in text(as_anna.get(path))
    assert "Secret sauce" not in text(as_ada.get(path))


def test_archived_it_is_still_its_makers(as_anna: Client, as_ada: Client, private: Programme, anna: Membership):
    services.archive(programme=private, by=anna.user)
    path = "/programmes/?shelf=archived"
    assert ("Secret sauce" in text(as_anna.get(path)), "Secret sauce" in text(as_ada.get(path))) == (True, False)


@pytest.mark.parametrize(
    ("method", "path"),
    [
        ("get", ""), ("get", "versions/"), ("get", "versions/1/"), ("get", "handout.pdf"), ("get", "publish/"),
        ("get", "template/"), ("get", "assign/"), ("get", "live/"), ("post", "versions/1/again/"), ("post", "edit/"),
        ("post", "copy/"), ("post", "template/"), ("post", "name/"), ("post", "publish/"), ("post", "archive/"),
        ("post", "restore/"), ("post", "undo/"), ("post", "redo/"), ("post", "share/"), ("post", "private/"),
        ("post", "phases/"),
    ],
)  # fmt: skip
def test_for_anybody_else_it_does_not_exist_an_admin_included(
    as_anna: Client, as_ada: Client, private: Programme, anna: Membership, method: str, path: str
):
    services.draft_of(programme=private, by=anna.user)
    before = AuditEvent.objects.count()
    url = f"/programmes/{private.pk}/{path}"
    assert getattr(as_ada, method)(url).status_code == 404
    assert AuditEvent.objects.count() == before
    assert getattr(as_anna, method)(url).status_code != 404


@pytest.mark.parametrize("path", ["", "move/", "copy/", "remove/"])
def test_nobody_else_edits_a_row_of_it(
    as_ada: Client, as_anna: Client, private: Programme, anna: Membership, path: str
):
    draft = services.draft_of(programme=private, by=anna.user)
    kept, row = outline.of_version(draft), services.items_of(draft).first()
    sent = {"dose": "5x5", "revision": row.revision, "step": "1"}
    url = f"/programmes/{private.pk}/items/{row.pk}/{path}"
    assert as_ada.post(url, sent).status_code == 404
    assert as_ada.get(f"/programmes/{private.pk}/items/{row.pk}/").status_code == 404
    assert outline.of_version(draft) == kept
    assert as_anna.post(url, sent).status_code == 302


def test_nobody_else_starts_from_it_or_assigns_it(as_ada: Client, clinic: Clinic, private: Programme, pat: Patient):
    assert as_ada.post("/programmes/new/", {"name": "X", "template": private.pk}).status_code == 422
    refused = as_ada.post(f"/patients/{pat.pk}/assign/", {"programme": private.pk, "starts_on": TODAY})
    assert refused.status_code == 422
    assert list(clinic.programmes.all()) == [private]
    assert not pat.plans.exists()


def test_an_exercise_says_that_a_private_template_holds_it_and_no_more(
    as_ada: Client, clinic: Clinic, private: Programme
):
    own: Exercise = ExerciseFactory(clinic=clinic, name="Wall press")
    item(private.versions.get().phases.get().sessions.get(), own)
    page = text(as_ada.get(f"/exercises/{own.pk}/"))
    assert "A private template" in page
    assert "Secret sauce" not in page
    assert f"/programmes/{private.pk}/" not in page


def test_it_is_shared_and_kept_again_by_its_maker_only(
    as_anna: Client, as_ada: Client, private: Programme, anna: Membership
):
    assert "Share with the clinic" in text(as_anna.get(f"/programmes/{private.pk}/"))
    assert "is shared" in text(as_anna.post(f"/programmes/{private.pk}/share/", follow=True))
    page = text(as_ada.get(f"/programmes/{private.pk}/"))
    assert "Secret sauce" in page
    assert "Keep to myself" not in page
    assert as_ada.post(f"/programmes/{private.pk}/private/").status_code == 422
    as_anna.post(f"/programmes/{private.pk}/private/")
    assert as_ada.get(f"/programmes/{private.pk}/").status_code == 404
    assert [e.verb for e in AuditEvent.objects.order_by("id")] == ["template_shared", "template_kept_private"]


def test_a_programme_for_patients_cannot_be_hidden(as_anna: Client, clinic: Clinic, anna: Membership):
    programme = published_version(ProgrammeFactory(clinic=clinic, created_by=anna.user)).programme
    assert as_anna.post(f"/programmes/{programme.pk}/private/").status_code == 422
    programme.refresh_from_db()
    assert programme.private_to is None


def test_when_its_maker_leaves_it_stays_with_the_clinic(
    as_ada: Client, private: Programme, anna: Membership, ada: Membership
):
    people.deactivate(person=anna, by=ada.user)
    assert "Secret sauce" in text(as_ada.get("/programmes/?shelf=templates"))
    assert AuditEvent.objects.get(verb="template_shared").actor_ref == str(ada.user.pk)


def test_who_works_in_two_clinics_leaves_behind_only_what_is_there(
    private: Programme, anna: Membership, ada: Membership, ben: Membership
):
    there = MembershipFactory(clinic=ben.clinic, user=anna.user)
    theirs = ProgrammeFactory(clinic=ben.clinic, is_template=True, private_to=anna.user, created_by=anna.user)
    people.deactivate(person=there, by=ben.user)
    private.refresh_from_db()
    theirs.refresh_from_db()
    assert (private.private_to, theirs.private_to) == (anna.user, None)


def test_what_its_maker_assigns_is_a_copy_the_clinic_can_read(
    as_anna: Client, as_ada: Client, private: Programme, pat: Patient
):
    as_anna.post(f"/patients/{pat.pk}/assign/", {"programme": private.pk, "starts_on": TODAY, "send": ""})
    plan: Plan = pat.plans.get()
    assert (plan.programme == private, plan.programme.private_to) == (False, None)
    assert as_ada.get(f"/programmes/{plan.programme_id}/").status_code == 200


def test_editing_a_template_never_changes_what_is_assigned(as_anna: Client, clinic: Clinic, pat: Patient):
    template = published_version(ProgrammeFactory(clinic=clinic, name="Garden", is_template=True)).programme
    as_anna.post(f"/patients/{pat.pk}/assign/", {"programme": template.pk, "starts_on": TODAY})
    plan: Plan = pat.plans.get()
    kept = outline.of_version(plan.version)
    as_anna.post(f"/programmes/{template.pk}/edit/")
    draft = template.versions.drafts().get()
    for row in services.items_of(draft)[:1]:
        as_anna.post(f"/programmes/{template.pk}/items/{row.pk}/", {"dose": "5x5", "revision": row.revision})
    as_anna.post(f"/programmes/{template.pk}/publish/")
    assert services.newest_published(template).number == 2
    plan.refresh_from_db()
    assert outline.of_version(plan.version) == kept == outline.of_version(services.newest_published(plan.programme))
    page = text(signed_in(pat.membership).get(reverse("portal:today")))
    assert "Garden" in page
    assert "Your programme has changed" not in page
