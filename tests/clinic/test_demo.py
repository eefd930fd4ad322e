"""The demo's doors: wide open in the demo, walls in production even where the rows exist."""

from pathlib import Path
from typing import Any

import pytest
from django.core.mail import EmailMultiAlternatives
from django.test import Client

from clinic.middleware import SESSION_KEY
from clinic.models import Clinic, Membership, Role
from tests.conftest import signed_in
from tests.factories import PASSWORD, ClinicFactory, MembershipFactory, PatientFactory

SIGN_IN, MAIL = "/demo/sign-in/", "/demo/mail/"


@pytest.fixture
def demo_clinic(db: None) -> Clinic:
    return ClinicFactory(name="Demo Physio", is_demo=True)


@pytest.fixture
def cast(demo_clinic: Clinic) -> dict[str, Membership]:
    therapist = MembershipFactory(clinic=demo_clinic, user__email="therapist@demo.test")
    admin = MembershipFactory(clinic=demo_clinic, role=Role.ADMIN, user__email="admin@demo.test")
    maria = PatientFactory(clinic=demo_clinic, therapist=therapist, first_name="Maria", email="maria@demo.test")
    return {"therapist": therapist, "admin": admin, "patient": maria.membership}


@pytest.fixture
def demo(settings: Any, tmp_path: Path) -> Any:
    settings.DEMO = True
    settings.EMAIL_BACKEND = "django.core.mail.backends.filebased.EmailBackend"
    settings.EMAIL_FILE_PATH = tmp_path / "mail"
    return settings


@pytest.mark.parametrize("who", ["therapist", "admin", "patient"])
def test_button_signs_in(client: Client, demo: Any, cast: dict[str, Membership], who: str) -> None:
    assert f'value="{who}"' in client.get("/accounts/login/").content.decode()
    assert client.post(SIGN_IN, {"who": who})["Location"] == "/"
    assert client.session[SESSION_KEY] == cast[who].pk
    assert client.get("/")["Location"] == ("/my/" if who == "patient" else "/caseload/")


def test_password_opens_the_demo(client: Client, demo: Any, cast: dict[str, Membership]) -> None:
    answer = client.post("/accounts/login/", {"login": "therapist@demo.test", "password": PASSWORD})
    assert answer["Location"] == "/"
    assert client.session[SESSION_KEY] == cast["therapist"].pk


@pytest.mark.parametrize("who", ["", "nobody", "\x00", "x" * 100_000])
def test_button_that_does_not_exist_opens_nothing(
    client: Client, demo: Any, cast: dict[str, Membership], who: str
) -> None:
    assert client.post(SIGN_IN, {"who": who}).status_code == 404
    assert client.get(SIGN_IN).status_code == 405


def test_button_before_the_demo_clinic_exists_opens_nothing(client: Client, demo: Any, db: None) -> None:
    assert client.post(SIGN_IN, {"who": "therapist"}).status_code == 404


@pytest.mark.parametrize("who", ["therapist", "admin", "patient"])
def test_production_has_no_buttons(client: Client, cast: dict[str, Membership], who: str) -> None:
    assert client.post(SIGN_IN, {"who": who}).status_code == 404
    assert client.get(MAIL).status_code == 404
    assert "_auth_user_id" not in client.session


@pytest.mark.parametrize("who", ["therapist", "admin"])
def test_production_refuses_the_password_like_a_wrong_one(
    client: Client, cast: dict[str, Membership], who: str
) -> None:
    Clinic.objects.update(is_demo=False)  # even if somebody turned the demo's clinic into a real one
    answer = client.post("/accounts/login/", {"login": f"{who}@demo.test", "password": PASSWORD})
    assert answer.status_code == 422
    assert answer.context["form"].non_field_errors() == [
        "That e-mail address and password do not belong together. Please check both."
    ]


def test_production_sends_no_code_and_no_password_link(
    client: Client, cast: dict[str, Membership], mailoutbox: list[Any]
) -> None:
    Clinic.objects.update(is_demo=False)
    client.post("/accounts/login/code/", {"email": "therapist@demo.test"})
    client.post("/accounts/password/reset/", {"email": "therapist@demo.test"})
    assert [letter.subject for letter in mailoutbox] == ["Signing in with this address"] * 2


def test_production_ends_a_session_that_exists_already(cast: dict[str, Membership]) -> None:
    Clinic.objects.update(is_demo=False)
    assert signed_in(cast["therapist"]).get("/")["Location"] == "/accounts/login/"


def test_production_ignores_the_seats_of_a_demo_clinic(demo_clinic: Clinic, anna: Membership) -> None:
    seat = MembershipFactory(clinic=demo_clinic, user=anna.user)
    assert signed_in(seat).get("/")["Location"] == "/seat/"
    assert signed_in(anna).get("/")["Location"] == "/caseload/"


def test_mail_page_shows_the_newest_first_with_links(client: Client, demo: Any) -> None:
    assert "Nothing yet" in client.get(MAIL).content.decode()
    for number in (1, 2):
        letter = EmailMultiAlternatives(
            f"Härbour: letter {number}",
            f"Open http://127.0.0.1:8000/start/abc{number}/\n\n{'-' * 79}\n<script>alert(1)</script> {'wörter ' * 60}",
            "Harbour <no-reply@localhost>",
            ["nora@example.test"],
        )
        letter.attach_alternative("<p>html</p>", "text/html")
        letter.send()
    page = client.get(MAIL)
    assert [letter.subject for letter in page.context["letters"]] == ["Härbour: letter 2", "Härbour: letter 1"]
    assert [letter.to for letter in page.context["letters"]] == ["nora@example.test"] * 2
    shown = page.content.decode()
    assert '<a href="http://127.0.0.1:8000/start/abc2/"' in shown
    assert "<script>alert(1)" not in shown
    assert "wörter wörter" in shown
    assert "<p>html</p>" not in shown


def test_mail_page_survives_a_file_that_is_no_letter(client: Client, demo: Any) -> None:
    demo.EMAIL_FILE_PATH.mkdir()
    (demo.EMAIL_FILE_PATH / "broken.log").write_bytes(b"\xff\xfe\x00Subject: =?utf-8?q?=ff?=\n\n\x00" + b"-" * 79)
    (demo.EMAIL_FILE_PATH / "empty.log").write_bytes(b"")
    (demo.EMAIL_FILE_PATH / "charset.log").write_bytes(b"Content-Type: text/plain; charset=nonsense\n\nHello\n")
    assert client.get(MAIL).status_code == 200


def test_hostile_text_in_a_letter_is_shown(client: Client, demo: Any, hostile_strings: list[str]) -> None:
    for text in hostile_strings:
        body = text.replace("\x00", "")[:5000]
        EmailMultiAlternatives("Hello", body, "a@example.test", ["b@example.test"]).send()
    assert client.get(MAIL).status_code == 200
