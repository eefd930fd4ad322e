"""Who works here: invited, told, shut out and let in again."""

import re
from typing import Any

import pytest
from django.core import mail
from django.core.exceptions import ValidationError
from django.test import Client

from clinic.models import AuditEvent, Membership, Role, User
from clinic.services import people
from patients.models import Patient
from tests.conftest import signed_in
from tests.factories import MembershipFactory

PEOPLE = "/clinic/people/"
NEW = {"name": "Nina New", "email": "Nina@example.test", "role": "therapist"}


def messages_of(answer: Any) -> list[str]:
    return [str(message) for message in answer.context["messages"]]


def test_invited_colleague_chooses_a_password_and_works(as_ada: Client, ada: Membership, client: Client) -> None:
    assert as_ada.post(PEOPLE, NEW)["Location"] == PEOPLE
    seat = Membership.objects.get(user__email="nina@example.test")
    assert (seat.clinic, seat.role, seat.user.name) == (ada.clinic, Role.THERAPIST, "Nina New")
    assert not seat.user.has_usable_password()
    (letter,) = mail.outbox
    assert (letter.to, letter.subject) == (["nina@example.test"], "Harbour Physio: your way in")
    link = re.search(r"http://127\.0\.0\.1:8000(/\S+)", letter.body).group(1)
    form = client.get(link)["Location"]
    chosen = {"password1": "orange-otter-lamp-7", "password2": "orange-otter-lamp-7"}
    assert client.post(form, chosen)["Location"] == "/"
    assert client.get("/")["Location"] == "/caseload/"
    assert list(AuditEvent.objects.values_list("verb", flat=True)) == ["staff_link_sent", "staff_invited"]


def test_invited_admin_runs_the_clinic(as_ada: Client) -> None:
    as_ada.post(PEOPLE, NEW | {"role": "admin"})
    assert signed_in(Membership.objects.get(user__name="Nina New")).get(PEOPLE).status_code == 200


def test_colleague_with_a_password_elsewhere_is_only_told(as_ada: Client, ada: Membership, ben: Membership) -> None:
    as_ada.post(PEOPLE, NEW | {"email": ben.user.email})
    assert ben.user.memberships.count() == 2
    assert "http://127.0.0.1:8000/accounts/login/" in mail.outbox[0].body
    ben.user.refresh_from_db()
    assert ben.user.name == "Ben Brook"


def test_same_person_is_not_invited_twice(as_ada: Client, anna: Membership) -> None:
    answer = as_ada.post(PEOPLE, NEW | {"email": "anna@example.test"})
    assert answer.status_code == 422
    assert answer.context["form"].errors == {"email": ["This person is on your list already."]}
    assert answer.context["form"]["name"].value() == "Nina New"
    as_ada.post(PEOPLE, NEW)
    assert as_ada.post(PEOPLE, NEW).status_code == 422
    assert User.objects.filter(email="nina@example.test").count() == 1


@pytest.mark.parametrize(
    ("change", "field", "said"),
    [
        ({"name": ""}, "name", "This field is required."),
        ({"name": "x" * 121}, "name", "Ensure this value has at most 120 characters (it has 121)."),
        ({"name": "a\nb"}, "name", "Please keep this to one line of ordinary characters."),
        ({"email": "nina"}, "email", "Enter a valid email address."),
        ({"role": "patient"}, "role", "Select a valid choice. patient is not one of the available choices."),
    ],
)
def test_mistakes_are_told_at_the_field(as_ada: Client, change: dict[str, str], field: str, said: str) -> None:
    answer = as_ada.post(PEOPLE, NEW | change)
    assert answer.status_code == 422
    assert answer.context["form"].errors == {field: [said]}
    assert mail.outbox == []


def test_mail_server_that_is_away_is_told_and_the_link_can_be_sent_again(as_ada: Client, settings: Any) -> None:
    working = settings.EMAIL_BACKEND
    settings.EMAIL_BACKEND = "django.core.mail.backends.smtp.EmailBackend"
    settings.EMAIL_HOST, settings.EMAIL_PORT = "127.0.0.1", 9
    answer = as_ada.post(PEOPLE, NEW, follow=True)
    assert messages_of(answer) == [
        "Saved, but our mail server did not take the e-mail. Try “Send the link again” later."
    ]
    assert "Has not signed in yet" in answer.content.decode()
    assert AuditEvent.objects.first().verb == "staff_link_not_sent"
    settings.EMAIL_BACKEND = working
    seat = Membership.objects.get(user__name="Nina New")
    answer = as_ada.post(f"{PEOPLE}{seat.pk}/link/", follow=True)
    assert messages_of(answer) == ["An e-mail with the way in is on its way."]
    assert len(mail.outbox) == 1


def test_access_ends_at_once_and_comes_back(as_ada: Client, anna: Membership, as_anna: Client, pat: Patient) -> None:
    assert as_anna.get("/")["Location"] == "/caseload/"
    answer = as_ada.post(f"{PEOPLE}{anna.pk}/deactivate/", follow=True)
    assert messages_of(answer) == ["Anna Archer cannot sign in to this clinic any more."]
    assert as_anna.get("/")["Location"] == "/seat/"
    assert as_anna.get("/caseload/")["Location"] == "/"
    as_ada.post(f"{PEOPLE}{anna.pk}/reactivate/")
    assert as_anna.get("/")["Location"] == "/caseload/"
    assert list(AuditEvent.objects.values_list("verb", flat=True)[:2]) == ["staff_reactivated", "staff_deactivated"]
    pat.refresh_from_db()
    assert pat.therapist == anna


def test_patients_of_a_colleague_who_left_stay_visible(as_ada: Client, anna: Membership, pat: Patient) -> None:
    as_ada.post(f"{PEOPLE}{anna.pk}/deactivate/")
    assert as_ada.get(f"/patients/{pat.pk}/").status_code == 200


def test_nobody_ends_their_own_access(as_ada: Client, ada: Membership) -> None:
    answer = as_ada.post(f"{PEOPLE}{ada.pk}/deactivate/", follow=True)
    assert messages_of(answer) == ["You cannot end your own access. Ask another admin."]
    ada.refresh_from_db()
    assert ada.is_active


def test_last_admin_stays(ada: Membership, anna: Membership) -> None:
    with pytest.raises(ValidationError, match="A clinic needs at least one admin"):
        people.deactivate(person=ada, by=anna.user)
    other = MembershipFactory(clinic=ada.clinic, role=Role.ADMIN)
    assert people.deactivate(person=ada, by=other.user).is_active is False


def test_admin_elsewhere_does_not_count(ada: Membership, anna: Membership) -> None:
    MembershipFactory(role=Role.ADMIN)
    MembershipFactory(clinic=ada.clinic, role=Role.ADMIN, is_active=False)
    with pytest.raises(ValidationError):
        people.deactivate(person=ada, by=anna.user)


def test_change_and_trail_stand_or_fall_together(
    ada: Membership, anna: Membership, monkeypatch: pytest.MonkeyPatch
) -> None:
    def broken(*_: Any, **__: Any) -> None:
        raise RuntimeError("the trail cannot be written")

    monkeypatch.setattr("clinic.audit.record", broken)
    with pytest.raises(RuntimeError):
        people.deactivate(person=anna, by=ada.user)
    with pytest.raises(RuntimeError):
        people.invite(clinic=ada.clinic, name="N", email="n@example.test", role="therapist", by=ada.user)
    anna.refresh_from_db()
    assert anna.is_active
    assert not User.objects.filter(email="n@example.test").exists()


@pytest.mark.parametrize("verb", ["link", "deactivate", "reactivate"])
def test_people_of_other_clinics_and_patients_are_out_of_reach(
    as_ada: Client, ben: Membership, pat: Patient, verb: str
) -> None:
    for pk in (ben.pk, pat.membership_id, 10**30):
        assert as_ada.post(f"{PEOPLE}{pk}/{verb}/").status_code == 404
    ben.refresh_from_db()
    assert ben.is_active


def test_hostile_text_about_a_colleague_is_answered(as_ada: Client, some_hostile_strings: list[str]) -> None:
    for field in ("email", "role", "name"):
        for number, text in enumerate(some_hostile_strings):
            filled = NEW | {"email": f"{field}{number}@example.test"} | {field: text}
            assert as_ada.post(PEOPLE, filled).status_code in (302, 422)
    assert as_ada.get(PEOPLE).status_code == 200
    assert [letter for letter in mail.outbox if letter.message()["Bcc"]] == []
