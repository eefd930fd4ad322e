"""Invitations: one device, once, after one tap, and nothing told to strangers."""

import re
from collections.abc import Callable
from typing import Any

import pytest
from django.core import mail
from django.core.exceptions import ValidationError
from django.test import Client
from django.urls import reverse

from clinic.middleware import SESSION_KEY
from clinic.models import AuditEvent, Membership, Role, User
from patients.models import Invitation, Patient
from patients.services import invitations, seats
from tests.factories import MembershipFactory, PatientFactory

Capture = Callable[..., Any]
DAY = 86_400


@pytest.fixture
def newcomer(anna: Membership) -> Patient:
    """A patient with an address who never signed in."""
    return PatientFactory(
        clinic=anna.clinic,
        therapist=anna,
        first_name="Nora",
        last_name="New",
        email="nora@example.test",
        membership=None,
    )


@pytest.fixture
def on_paper(anna: Membership) -> Patient:
    """A patient without an address."""
    return PatientFactory(
        clinic=anna.clinic, therapist=anna, first_name="Otto", last_name="Old", email="", membership=None
    )


def link_for(patient: Patient, **how: Any) -> str:
    return invitations.invite(patient=patient, by=patient.therapist.user, **how).removeprefix("http://127.0.0.1:8000")


def page_name(client: Client, link: str) -> str:
    return client.get(link).context["form"].initial["page"]


def test_letter_is_sent_after_commit_under_the_clinics_name(
    newcomer: Patient, django_capture_on_commit_callbacks: Capture
) -> None:
    with django_capture_on_commit_callbacks(execute=True):
        link = invitations.invite(patient=newcomer, by=newcomer.therapist.user)
        assert mail.outbox == []
    (letter,) = mail.outbox
    assert letter.to == ["nora@example.test"]
    assert letter.subject == "Harbour Physio: your link to get started"
    assert letter.from_email == "Harbour Physio <no-reply@localhost>"
    assert link in letter.body
    assert link in letter.alternatives[0].content
    assert newcomer.invitations.get().delivery == Invitation.Delivery.SENT
    told = (letter.subject + letter.body + letter.alternatives[0].content).lower()
    assert not [word for word in ("pain", "exercise", "injury", "rehab", "therapy") if word in told]


def test_letter_that_cannot_be_sent_is_recorded_and_never_raises(
    newcomer: Patient, settings: Any, django_capture_on_commit_callbacks: Capture
) -> None:
    settings.EMAIL_BACKEND = "django.core.mail.backends.smtp.EmailBackend"
    settings.EMAIL_HOST, settings.EMAIL_PORT = "127.0.0.1", 9
    with django_capture_on_commit_callbacks(execute=True):
        invitations.invite(patient=newcomer, by=newcomer.therapist.user)
    assert newcomer.invitations.get().delivery == Invitation.Delivery.NOT_SENT


def test_nothing_is_sent_when_shown_on_the_screen_or_without_an_address(
    newcomer: Patient, on_paper: Patient, django_capture_on_commit_callbacks: Capture
) -> None:
    with django_capture_on_commit_callbacks(execute=True):
        link_for(newcomer, send=False)
        link_for(on_paper)
    assert mail.outbox == []


def test_database_does_not_know_the_token(newcomer: Patient) -> None:
    token = link_for(newcomer).split("/")[2]
    assert len(token) == 43
    invitation = newcomer.invitations.get()
    assert token not in [str(value) for value in vars(invitation).values()]
    assert AuditEvent.objects.get().verb == "patient_invited"


def test_looking_never_uses_a_link_up(client: Client, newcomer: Patient) -> None:
    link = link_for(newcomer)
    for method in (client.get, client.head, client.options, client.get):
        method(link)
    assert newcomer.invitations.get().used_at is None
    assert "_auth_user_id" not in client.session
    page = client.get(link)
    assert page.context["invitation"].patient == newcomer
    assert "<h1>Hello Nora</h1>" in page.content.decode()
    assert "Harbour Physio" in page.content.decode()
    assert "New" not in page.content.decode().replace("New link", "")


def test_page_is_kept_by_no_cache_index_or_referrer(client: Client, newcomer: Patient) -> None:
    page = client.get(link_for(newcomer))
    assert page["X-Robots-Tag"] == "noindex, nofollow"
    assert page["Referrer-Policy"] == "same-origin"
    assert page["Cache-Control"] == "max-age=0, no-cache, no-store, must-revalidate, private"


def test_one_tap_signs_the_device_in_for_90_days(client: Client, newcomer: Patient) -> None:
    answer = client.post(link_for(newcomer))
    assert (answer.status_code, answer["Location"]) == (302, reverse("portal:welcome"))
    newcomer.refresh_from_db()
    assert client.session[SESSION_KEY] == newcomer.membership_id
    assert client.session.get_expiry_age() == 90 * DAY
    assert newcomer.membership.user.email == "nora@example.test"
    assert not newcomer.membership.user.has_usable_password()
    assert newcomer.membership.role == Role.PATIENT


def test_link_works_once(newcomer: Patient) -> None:
    link = link_for(newcomer)
    Client().post(link)
    other = Client()
    assert other.post(link).status_code == 404
    assert other.get(link).templates[0].name == "start/again.html"
    assert "_auth_user_id" not in other.session


def test_same_device_may_come_back_by_the_used_link(client: Client, newcomer: Patient) -> None:
    link = link_for(newcomer)
    client.post(link)
    assert client.post(link)["Location"] == reverse("portal:welcome")
    assert client.get(link)["Location"] == reverse("portal:welcome")


def test_double_tap_whose_first_answer_got_lost_signs_in(newcomer: Patient) -> None:
    link = link_for(newcomer)
    page = page_name(Client(), link)
    first, second, stranger = Client(), Client(), Client()
    assert first.post(link, {"page": page})["Location"] == reverse("portal:welcome")
    assert second.post(link, {"page": page})["Location"] == reverse("portal:welcome")
    assert stranger.post(link, {"page": "another page"}).status_code == 404
    assert AuditEvent.objects.filter(verb="invitation_accepted").count() == 1


def test_double_tap_is_one_of_minutes_not_days(newcomer: Patient, time_machine: Any) -> None:
    time_machine.move_to("2026-03-02T08:00Z")
    link = link_for(newcomer)
    Client().post(link, {"page": "p"})
    time_machine.move_to("2026-03-02T08:11Z")
    assert Client().post(link, {"page": "p"}).status_code == 404


def test_link_runs_out_after_14_days(newcomer: Patient, time_machine: Any) -> None:
    time_machine.move_to("2026-03-02T08:00Z")
    link = link_for(newcomer)
    time_machine.move_to("2026-03-16T07:59Z")
    assert Client().get(link).status_code == 200
    time_machine.move_to("2026-03-16T08:01Z")
    assert Client().get(link).status_code == 404
    assert Client().post(link).status_code == 404


def test_newer_link_ends_the_older_one_of_this_patient_only(newcomer: Patient, on_paper: Patient) -> None:
    old, others, new = link_for(newcomer), link_for(on_paper), link_for(newcomer)
    assert [Client().get(link).status_code for link in (old, others, new)] == [404, 200, 200]


def test_accept_is_single_use_even_with_a_stale_row(newcomer: Patient) -> None:
    token = link_for(newcomer).split("/")[2]
    one, same = invitations.open_invitation(token), invitations.open_invitation(token)
    invitations.accept(invitation=one)
    with pytest.raises(ValidationError):
        invitations.accept(invitation=same)


def test_accepting_and_its_trail_stand_or_fall_together(newcomer: Patient, monkeypatch: pytest.MonkeyPatch) -> None:
    token = link_for(newcomer).split("/")[2]

    def broken(*_: Any, **__: Any) -> None:
        raise RuntimeError("the trail cannot be written")

    monkeypatch.setattr("clinic.audit.record", broken)
    with pytest.raises(RuntimeError):
        invitations.accept(invitation=invitations.open_invitation(token))
    newcomer.refresh_from_db()
    assert newcomer.membership is None
    assert newcomer.invitations.get().used_at is None


def test_patient_without_address_signs_in_all_the_same(client: Client, on_paper: Patient) -> None:
    client.post(link_for(on_paper))
    on_paper.refresh_from_db()
    assert client.session[SESSION_KEY] == on_paper.membership_id
    assert on_paper.membership.user.email is None


def test_archived_patient_cannot_start(client: Client, newcomer: Patient) -> None:
    link = link_for(newcomer)
    Patient.objects.filter(pk=newcomer.pk).update(archived_at="2026-03-02T10:00Z")
    assert client.get(link).status_code == 404
    assert client.post(link).status_code == 404


def test_link_of_a_demo_clinic_opens_nothing_in_production(client: Client, newcomer: Patient, settings: Any) -> None:
    link = link_for(newcomer)
    newcomer.clinic.is_demo = True
    newcomer.clinic.save()
    assert client.get(link).status_code == 404
    assert client.post(link).status_code == 404
    settings.DEMO = True
    assert client.get(link).status_code == 200


def test_device_of_one_sibling_never_opens_the_other(client: Client, newcomer: Patient) -> None:
    sibling = PatientFactory(
        clinic=newcomer.clinic,
        therapist=newcomer.therapist,
        first_name="Finn",
        email="nora@example.test",
        membership=None,
    )
    theirs = seats.seat_for(sibling)
    client.post(link_for(newcomer))
    newcomer.refresh_from_db()
    assert newcomer.membership.user == theirs.user
    assert client.get("/seat/")["Location"] == "/"
    assert client.post("/seat/", {"seat": theirs.pk})["Location"] == "/"
    assert client.session[SESSION_KEY] == newcomer.membership_id
    Membership.objects.filter(pk=newcomer.membership_id).update(is_active=False)
    assert client.get(reverse("portal:today"))["Location"] == "/"
    assert client.post("/seat/", {"seat": theirs.pk}).templates[0].name == "clinic/nowhere.html"


def test_device_of_a_patient_never_opens_a_therapists_seat_at_the_same_address(
    client: Client, anna: Membership
) -> None:
    as_patient = PatientFactory(
        clinic=anna.clinic, therapist=anna, first_name="Anna", email="anna@example.test", membership=None
    )
    client.post(link_for(as_patient))
    assert client.post("/seat/", {"seat": anna.pk})["Location"] == "/"
    assert client.get(reverse("caseload:list")).status_code == 404
    assert client.get(reverse("clinic:people")).status_code == 404


def test_therapists_browser_becomes_the_patients_and_says_so_first(as_anna: Client, newcomer: Patient) -> None:
    link = link_for(newcomer)
    assert "signed in as Anna Archer" in as_anna.get(link).content.decode()
    as_anna.post(link)
    assert as_anna.get(reverse("caseload:list")).status_code == 404


def test_expired_link_sends_a_fresh_one_to_the_address_on_file(
    client: Client, newcomer: Patient, django_capture_on_commit_callbacks: Capture
) -> None:
    token = link_for(newcomer).split("/")[2]
    Client().post(f"/start/{token}/")
    page = client.get(f"/start/{token}/")
    assert page.context["form"].initial["token"] == token
    assert "nora@" not in page.content.decode()
    with django_capture_on_commit_callbacks(execute=True):
        assert client.post("/start/again/", {"token": token})["Location"] == "/start/sent/"
    (letter,) = mail.outbox
    assert letter.to == ["nora@example.test"]
    fresh = re.search(r"/start/\S+/", letter.body).group()
    assert client.post(fresh)["Location"] == reverse("portal:welcome")


def test_expired_link_of_a_patient_without_address_names_the_clinic(client: Client, on_paper: Patient) -> None:
    link = link_for(on_paper)
    Client().post(link)
    assert "020 7946 0000" in client.get(link).content.decode()


def test_unknown_link_answers_alike_whoever_asks(
    newcomer: Patient, django_capture_on_commit_callbacks: Capture
) -> None:
    def ask(email: str) -> tuple[Any, ...]:
        client = Client()
        page = client.get("/start/never-sent/")
        with django_capture_on_commit_callbacks(execute=True):
            answer = client.post("/start/again/", {"email": email})
        hidden = re.compile(r'value="\w{64}"')
        return page.status_code, hidden.sub("", page.content.decode()), answer.status_code, answer["Location"]

    assert ask("Nora@example.test") == ask("nobody@example.test")
    assert [letter.to for letter in mail.outbox] == [["nora@example.test"], ["nobody@example.test"]]
    assert [letter.subject for letter in mail.outbox] == [
        "Harbour Physio: your link to get started",
        "Signing in with this address",
    ]


def test_family_address_gets_a_link_for_each(
    client: Client, newcomer: Patient, django_capture_on_commit_callbacks: Capture
) -> None:
    PatientFactory(clinic=newcomer.clinic, therapist=newcomer.therapist, email="nora@example.test", membership=None)
    with django_capture_on_commit_callbacks(execute=True):
        client.post("/start/again/", {"email": "nora@example.test"})
    assert len(mail.outbox) == 2


def test_asking_for_links_is_rate_limited_alike(newcomer: Patient, django_capture_on_commit_callbacks: Capture) -> None:
    for email in ("nora@example.test", "nobody@example.test"):
        with django_capture_on_commit_callbacks(execute=True):
            answers = [Client().post("/start/again/", {"email": email}) for _ in range(4)]
        assert [answer.status_code for answer in answers] == [302, 302, 302, 429]
    assert len(mail.outbox) == 6


def test_empty_question_for_a_link_is_told_what_is_missing(client: Client, db: None) -> None:
    answer = client.post("/start/again/")
    assert answer.status_code == 422
    assert answer.context["form"].errors["email"] == ["Please enter the e-mail address your clinic has for you."]


@pytest.mark.parametrize("field", ["token", "email"])
def test_hostile_text_asking_for_a_link_is_answered(
    newcomer: Patient, hostile_strings: list[str], settings: Any, field: str
) -> None:
    settings.ACCOUNT_RATE_LIMITS = False
    for text in hostile_strings:
        assert Client().post("/start/again/", {field: text}).status_code in (302, 422)


def test_hostile_text_as_a_page_name_or_token_is_answered(newcomer: Patient, some_hostile_strings: list[str]) -> None:
    for text in some_hostile_strings:
        assert Client().post(link_for(newcomer), {"page": text}).status_code in (200, 302)
        token = text.replace("/", "").strip()[:500]
        if token not in ("", ".", ".."):
            assert Client().get(reverse("start:open", args=[token])).status_code == 404


def test_hostile_names_are_greeted_and_written_to(
    newcomer: Patient, hostile_strings: list[str], django_capture_on_commit_callbacks: Capture
) -> None:
    for text in hostile_strings:
        name = text.replace("\x00", "")[:80]
        newcomer.first_name = newcomer.last_name = name
        newcomer.clinic.name = name or "x"
        newcomer.clinic.save()
        newcomer.save()
        with django_capture_on_commit_callbacks(execute=True):
            link = link_for(newcomer)
        assert Client().get(link).status_code == 200
        letter = mail.outbox[-1].message()
        assert letter["To"] == "nora@example.test"
        assert letter["Bcc"] is None
    assert {invitation.delivery for invitation in newcomer.invitations.all()} == {"sent"}


def test_seat_is_made_as_soon_as_there_is_an_address_and_made_once(newcomer: Patient) -> None:
    seat = seats.seat_for(newcomer)
    assert (seat.user.email, seat.role, seat.clinic) == ("nora@example.test", Role.PATIENT, newcomer.clinic)
    assert seats.seat_for(newcomer) == seat
    assert User.objects.filter(email="nora@example.test").count() == 1
    assert Membership.objects.filter(role=Role.PATIENT).count() == 1


def test_changed_address_moves_the_seat_and_ends_what_the_old_one_opened(as_pat: Client, pat: Patient) -> None:
    old = pat.membership.user
    pat.email = "new@example.test"
    pat.save()
    seat = seats.seat_for(pat)
    assert seat.pk == pat.membership_id
    assert seat.user != old
    assert seat.user.email == "new@example.test"
    assert as_pat.get(reverse("portal:today"))["Location"] == "/"
    assert as_pat.get("/", follow=True).templates[0].name == "clinic/nowhere.html"


def test_removed_address_opens_nothing_any_more(pat: Patient) -> None:
    pat.email = ""
    assert seats.seat_for(pat).user.email is None


def test_first_address_of_a_patient_on_paper_keeps_their_device_signed_in(client: Client, on_paper: Patient) -> None:
    client.post(link_for(on_paper))
    on_paper.refresh_from_db()
    on_paper.email = "otto@example.test"
    on_paper.save()
    assert seats.seat_for(on_paper).user.email == "otto@example.test"
    assert client.get("/")["Location"] == reverse("portal:today")


def test_first_address_that_somebody_has_already_joins_them(on_paper: Patient, pat: Patient) -> None:
    seats.seat_for(on_paper)
    on_paper.email = "pat@example.test"
    assert seats.seat_for(on_paper).user == pat.membership.user


def test_archived_patients_seat_is_shut_and_opens_again(pat: Patient) -> None:
    pat.archived_at = "2026-03-02T10:00Z"
    assert seats.seat_for(pat).is_active is False
    pat.archived_at = None
    assert seats.seat_for(pat).is_active is True


def test_seat_of_a_clinics_patient_is_apart_from_staff_of_the_same_address(anna: Membership) -> None:
    patient = PatientFactory(clinic=anna.clinic, therapist=anna, email="ANNA@example.test", membership=None)
    seat = seats.seat_for(patient)
    assert seat.user == anna.user
    assert seat != anna
    anna.refresh_from_db()
    assert anna.role == Role.THERAPIST


def test_factories_patient_needs_no_new_seat(pat: Patient) -> None:
    seat = pat.membership
    assert seats.seat_for(pat) == seat
    assert MembershipFactory._meta.model.objects.filter(role=Role.PATIENT).count() == 1
