"""Ways in: passwords for staff, codes for patients, nothing for strangers, and nothing learned by asking."""

import re
from typing import Any

import pytest
from django.core import mail
from django.test import Client
from django.urls import reverse

from clinic.middleware import SESSION_KEY
from clinic.models import Membership, Role
from patients.models import Patient
from tests.factories import PASSWORD, ClinicFactory, MembershipFactory, PatientFactory, UserFactory

LOGIN = "/accounts/login/"
ASK = "/accounts/login/code/"
CONFIRM = "/accounts/login/code/confirm/"
RESET = "/accounts/password/reset/"
DAY = 86_400


def code_from(letter: Any) -> str:
    return re.search(r"\d{4}-\d{4}", letter.body).group()


def sign_in_by_code(client: Client, email: str) -> Any:
    assert client.post(ASK, {"email": email}).status_code == 302
    return client.post(CONFIRM, {"code": code_from(mail.outbox[-1])})


def test_sign_in_page_offers_both_ways(client: Client, db: None) -> None:
    page = client.get(LOGIN)
    assert page.status_code == 200
    assert page.templates[0].name == "account/login.html"
    assert 'action="/accounts/login/code/"' in page.content.decode()
    assert 'type="password"' in page.content.decode()
    assert "demo" not in page.content.decode().lower()


def test_staff_sign_in_with_password_for_a_working_day(client: Client, anna: Membership) -> None:
    answer = client.post(LOGIN, {"login": "Anna@Example.test ", "password": PASSWORD})
    assert (answer.status_code, answer["Location"]) == (302, "/")
    assert client.session[SESSION_KEY] == anna.pk
    assert client.session.get_expiry_age() == 12 * 3600


def test_wrong_password_is_told_at_once_and_kindly(client: Client, anna: Membership) -> None:
    answer = client.post(LOGIN, {"login": "anna@example.test", "password": "wrong"})
    assert answer.status_code == 422
    assert answer.context["form"].non_field_errors() == [
        "That e-mail address and password do not belong together. Please check both."
    ]


def test_stranger_gets_the_same_answer_as_a_wrong_password(client: Client, anna: Membership) -> None:
    known = client.post(LOGIN, {"login": "anna@example.test", "password": "wrong"})
    stranger = client.post(LOGIN, {"login": "nobody@example.test", "password": "wrong"})
    assert known.status_code == stranger.status_code
    assert known.context["form"].errors == stranger.context["form"].errors


def test_passwords_are_rate_limited_per_address(client: Client, anna: Membership) -> None:
    for _ in range(5):
        client.post(LOGIN, {"login": "anna@example.test", "password": "wrong"})
    answer = client.post(LOGIN, {"login": "anna@example.test", "password": PASSWORD})
    assert answer.status_code == 422
    assert answer.context["form"].non_field_errors() == ["Too many tries. Please wait a few minutes and try again."]
    assert Client().post(LOGIN, {"login": "other@example.test", "password": "wrong"}).context["form"].errors != (
        answer.context["form"].errors
    )


def test_sign_in_is_rate_limited_per_network_address(client: Client, db: None) -> None:
    tries = [client.post(LOGIN, {"login": f"x{n}@example.test", "password": "wrong"}) for n in range(31)]
    assert [answer.status_code for answer in tries[-2:]] == [422, 429]
    assert tries[-1].templates[0].name == "429.html"


def test_patient_signs_in_by_code_and_stays_for_90_days(client: Client, pat: Patient) -> None:
    answer = sign_in_by_code(client, "Pat@example.test")
    assert (answer.status_code, answer["Location"]) == (302, "/")
    assert client.session[SESSION_KEY] == pat.membership_id
    assert client.session.get_expiry_age() == 90 * DAY


def test_code_letter_comes_from_the_clinic_and_names_no_health(client: Client, pat: Patient) -> None:
    client.post(ASK, {"email": "pat@example.test"})
    (letter,) = mail.outbox
    assert letter.to == ["pat@example.test"]
    assert letter.subject == f"{code_from(letter)} is your sign-in code"
    assert letter.from_email == "Harbour Physio <no-reply@localhost>"
    words = letter.body.lower()
    assert not [word for word in ("exercise", "back", "pain", "patient", "training") if word in words]


def test_wrong_code_three_times_means_asking_anew(client: Client, pat: Patient) -> None:
    client.post(ASK, {"email": "pat@example.test"})
    answers = [client.post(CONFIRM, {"code": "0000-0000"}) for _ in range(3)]
    assert [answer.status_code for answer in answers] == [422, 422, 302]
    assert client.post(CONFIRM, {"code": code_from(mail.outbox[-1])})["Location"] == ASK
    assert "_auth_user_id" not in client.session


def test_code_works_once(client: Client, pat: Patient) -> None:
    sign_in_by_code(client, "pat@example.test")
    other = Client()
    other.post(ASK, {"email": "pat@example.test"})
    assert other.post(CONFIRM, {"code": code_from(mail.outbox[0])}).status_code == 422


def test_another_code_can_be_sent(client: Client, pat: Patient) -> None:
    client.post(ASK, {"email": "pat@example.test"})
    client.post(CONFIRM, {"action": "resend"})
    first, second = mail.outbox
    assert client.post(CONFIRM, {"code": code_from(first)}).status_code == 422
    assert client.post(CONFIRM, {"code": code_from(second)})["Location"] == "/"


def test_whoever_mistyped_the_address_can_start_again(client: Client, db: None) -> None:
    client.post(ASK, {"email": "wrong@example.test"})
    assert client.get(LOGIN)["Location"] == CONFIRM
    assert client.post("/accounts/logout/")["Location"] == LOGIN
    assert client.get(LOGIN).status_code == 200


def test_stranger_asking_for_a_code_sees_what_a_patient_sees(pat: Patient) -> None:
    def ask(email: str) -> tuple[Any, ...]:
        client = Client()
        answer = client.post(ASK, {"email": email})
        page = client.get(CONFIRM).content.decode().replace(email, "ADDRESS")
        wrong = client.post(CONFIRM, {"code": "0000-0000"})
        return answer.status_code, answer["Location"], re.sub(r'value="\w{64}"', "", page), wrong.status_code

    assert ask("pat@example.test") == ask("nobody@example.test")
    assert [letter.to for letter in mail.outbox] == [["pat@example.test"], ["nobody@example.test"]]
    assert mail.outbox[1].subject == "Signing in with this address"
    assert not re.search(r"\d{4}-\d{4}", mail.outbox[1].body)
    assert "signup" not in mail.outbox[1].body


def test_codes_are_rate_limited_per_address(client: Client, pat: Patient) -> None:
    answers = [Client().post(ASK, {"email": "pat@example.test"}) for _ in range(4)]
    assert [answer.status_code for answer in answers] == [302, 302, 302, 422]
    assert len(mail.outbox) == 3


def test_broken_mail_server_is_no_error_page(client: Client, pat: Patient, settings: Any) -> None:
    settings.EMAIL_BACKEND = "django.core.mail.backends.smtp.EmailBackend"
    settings.EMAIL_HOST, settings.EMAIL_PORT = "127.0.0.1", 9  # nobody listens there, and sockets are blocked anyway
    answer = client.post(ASK, {"email": "pat@example.test"}, follow=True)
    assert answer.status_code == 200
    assert [str(message) for message in answer.context["messages"]] == [
        "Our e-mail is not working at the moment. Please try again in a few minutes."
    ]


def test_staff_reset_a_password_by_letter(client: Client, anna: Membership) -> None:
    assert client.post(RESET, {"email": "anna@example.test"})["Location"] == "/accounts/password/reset/done/"
    link = re.search(r"http://testserver(/accounts/\S+)", mail.outbox[0].body).group(1)
    form = client.get(link)["Location"]
    assert client.get(form).status_code == 200
    weak = client.post(form, {"password1": "short", "password2": "short"})
    assert weak.status_code == 422
    differing = client.post(form, {"password1": "orange-otter-lamp-7", "password2": "orange-otter-lamp-8"})
    assert differing.context["form"].errors["password2"] == ["You must type the same password each time."]
    answer = client.post(form, {"password1": "orange-otter-lamp-7", "password2": "orange-otter-lamp-7"})
    assert answer["Location"] == "/"
    assert client.session[SESSION_KEY] == anna.pk
    assert client.session.get_expiry_age() == 12 * 3600
    assert Client().get(link).context["token_fail"] is True
    assert Client().post(LOGIN, {"login": "anna@example.test", "password": "orange-otter-lamp-7"}).status_code == 302


def test_patients_are_sent_no_password_link_but_the_way_to_a_code(client: Client, pat: Patient) -> None:
    patient = client.post(RESET, {"email": "pat@example.test"})
    stranger = client.post(RESET, {"email": "nobody@example.test"})
    assert (patient.status_code, patient["Location"]) == (stranger.status_code, stranger["Location"])
    assert [letter.subject for letter in mail.outbox] == ["Signing in with this address"] * 2
    assert ASK in mail.outbox[0].body


def test_signing_out_asks_first_and_then_does(as_pat: Client) -> None:
    assert as_pat.get("/accounts/logout/").status_code == 200
    assert "_auth_user_id" in as_pat.session
    assert as_pat.post("/accounts/logout/")["Location"] == LOGIN
    assert "_auth_user_id" not in as_pat.session


@pytest.mark.parametrize(
    "path",
    [
        "signup/", "email/", "confirm-email/", "confirm-email/abc/", "password/change/", "password/set/",
        "reauthenticate/", "inactive/", "social/", "2fa/", "phone/verify/", "",
    ],
)  # fmt: skip
def test_allauth_pages_we_do_not_use_do_not_exist(as_anna: Client, path: str) -> None:
    assert Client().get(f"/accounts/{path}").status_code == 404
    assert as_anna.get(f"/accounts/{path}").status_code == 404
    assert as_anna.post(f"/accounts/{path}").status_code == 404


def test_next_leads_on_only_within_the_house(client: Client, anna: Membership) -> None:
    there = client.post(f"{LOGIN}?next=/clinic/logo/", {"login": "anna@example.test", "password": PASSWORD})
    assert there["Location"] == "/clinic/logo/"
    for elsewhere in ("https://evil.example/", "//evil.example", "javascript:alert(1)", "http:///evil.example"):
        answer = Client().post(LOGIN, {"login": "anna@example.test", "password": PASSWORD, "next": elsewhere})
        assert answer["Location"] == "/"


def test_home_sends_everybody_to_their_work(client: Client, as_anna: Client, as_ada: Client, as_pat: Client) -> None:
    answers = [browser.get("/")["Location"] for browser in (client, as_anna, as_ada, as_pat)]
    assert answers == [LOGIN, reverse("caseload:list"), reverse("caseload:list"), reverse("portal:today")]


@pytest.fixture
def family(pat: Patient) -> tuple[Patient, Patient]:
    """Pat and a child at the same address."""
    child = PatientFactory(
        clinic=pat.clinic, therapist=pat.therapist, first_name="Kim", last_name="Pine", email=pat.email,
        membership=MembershipFactory(clinic=pat.clinic, role=Role.PATIENT, user=pat.membership.user),
    )  # fmt: skip
    return pat, child


def test_family_is_asked_who_is_training(client: Client, family: tuple[Patient, Patient]) -> None:
    pat, kim = family
    answer = sign_in_by_code(client, "pat@example.test")
    assert answer["Location"] == "/seat/?next=%2F"
    assert client.session.get_expiry_age() == 12 * 3600
    assert client.get(reverse("portal:today"))["Location"] == "/"
    page = client.get(answer["Location"])
    assert page.context["form"].fields["seat"].choices == [
        (str(pat.membership_id), "Pat Pine, Harbour Physio"),
        (str(kim.membership_id), "Kim Pine, Harbour Physio"),
    ]
    assert client.post("/seat/", {"seat": kim.membership_id})["Location"] == "/"
    assert client.session[SESSION_KEY] == kim.membership_id
    assert client.session.get_expiry_age() == 90 * DAY
    assert client.get("/")["Location"] == reverse("portal:today")


def test_seat_of_somebody_else_cannot_be_taken(client: Client, family: tuple[Patient, Patient], sam: Patient) -> None:
    sign_in_by_code(client, "pat@example.test")
    answer = client.post("/seat/", {"seat": sam.membership_id})
    assert answer.status_code == 422
    assert answer.context["form"].errors["seat"] == ["Please choose one of these."]
    assert SESSION_KEY not in client.session


def test_seat_page_leads_on_only_within_the_house(client: Client, family: tuple[Patient, Patient]) -> None:
    sign_in_by_code(client, "pat@example.test")
    choice = {"seat": family[0].membership_id}
    assert client.post("/seat/", choice | {"next": "/my/"})["Location"] == "/my/"
    assert client.post("/seat/", choice | {"next": "https://evil.example/"})["Location"] == "/"
    assert client.post("/seat/", choice | {"next": "//evil.example\x00"})["Location"] == "/"


def test_therapist_who_is_a_patient_elsewhere_chooses(client: Client, anna: Membership, db: None) -> None:
    elsewhere = ClinicFactory(name="Hill Physio")
    there = PatientFactory(
        clinic=elsewhere, first_name="Anna", last_name="Archer", email="anna@example.test",
        membership=MembershipFactory(clinic=elsewhere, role=Role.PATIENT, user=anna.user),
    )  # fmt: skip
    answer = client.post(LOGIN, {"login": "anna@example.test", "password": PASSWORD})
    assert answer["Location"] == "/seat/?next=%2F"
    assert client.get("/seat/").context["form"].fields["seat"].choices == [
        (str(anna.pk), "Harbour Physio (therapist)"),
        (str(there.membership_id), "Anna Archer, Hill Physio"),
    ]


def test_lost_seat_is_not_swapped_for_a_siblings(client: Client, family: tuple[Patient, Patient]) -> None:
    pat, kim = family
    sign_in_by_code(client, "pat@example.test")
    client.post("/seat/", {"seat": pat.membership_id})
    Membership.objects.filter(pk=pat.membership_id).update(is_active=False)
    assert client.get("/")["Location"] == "/seat/"
    assert client.get("/seat/").context["form"].fields["seat"].choices == [
        (str(kim.membership_id), "Kim Pine, Harbour Physio")
    ]


def test_whoever_has_no_seat_is_told_so_kindly(client: Client, db: None) -> None:
    client.force_login(UserFactory())
    page = client.get("/", follow=True)
    assert page.status_code == 200
    assert page.templates[0].name == "clinic/nowhere.html"


def test_archived_patient_opens_no_page(as_pat: Client, pat: Patient) -> None:
    Patient.objects.filter(pk=pat.pk).update(archived_at="2026-03-02T10:00Z")
    assert as_pat.get(reverse("portal:today"))["Location"] == "/"
    assert as_pat.get("/", follow=True).templates[0].name == "clinic/nowhere.html"


def test_use_keeps_a_session_alive_without_a_write_per_page(
    client: Client, anna: Membership, time_machine: Any
) -> None:
    time_machine.move_to("2026-03-02T08:00Z", tick=False)
    client.post(LOGIN, {"login": "anna@example.test", "password": PASSWORD})
    time_machine.move_to("2026-03-02T08:30Z", tick=False)
    assert "sessionid" not in client.get("/").cookies
    time_machine.move_to("2026-03-02T19:30Z", tick=False)
    assert client.get("/").cookies["sessionid"]["max-age"] == 12 * 3600
    time_machine.move_to("2026-03-03T07:29Z", tick=False)
    assert client.get("/")["Location"] == reverse("caseload:list")
    time_machine.move_to("2026-03-03T19:31Z", tick=False)
    assert client.get("/")["Location"] == LOGIN


def test_what_signed_in_people_see_is_not_kept_by_browsers(as_anna: Client) -> None:
    answer = as_anna.get("/")
    assert answer["Cache-Control"] == "max-age=0, no-cache, no-store, must-revalidate, private"
    assert answer["Vary"] == "HX-Request, Cookie"


FORMS = [
    (LOGIN, {"login": "anna@example.test", "password": "x", "next": "/"}),
    (ASK, {"email": "anna@example.test"}),
    (RESET, {"email": "anna@example.test"}),
]


@pytest.mark.parametrize(("path", "field"), [(path, field) for path, filled in FORMS for field in filled])
def test_hostile_text_in_the_sign_in_forms_is_answered(
    anna: Membership, hostile_strings: list[str], settings: Any, path: str, field: str
) -> None:
    settings.ACCOUNT_RATE_LIMITS = False
    filled = next(filled for where, filled in FORMS if where == path and field in filled)
    for text in hostile_strings:
        assert Client().post(path, filled | {field: text}).status_code in (302, 422)


def test_hostile_text_as_a_code_is_answered(
    client: Client, pat: Patient, some_hostile_strings: list[str], settings: Any
) -> None:
    settings.ACCOUNT_RATE_LIMITS = False
    for text in some_hostile_strings:
        client.post(ASK, {"email": "pat@example.test"})
        assert client.post(CONFIRM, {"code": text}).status_code == 422
        client.post("/accounts/logout/")


def test_hostile_text_as_a_seat_is_answered(
    client: Client, family: tuple[Patient, Patient], some_hostile_strings: list[str]
) -> None:
    sign_in_by_code(client, "pat@example.test")
    for text in some_hostile_strings:
        assert client.post("/seat/", {"seat": text, "next": text}).status_code == 422
        assert client.post("/seat/", {"seat": family[0].membership_id, "next": text}).status_code == 302


def test_form_without_its_secret_is_refused_with_kind_words(anna: Membership) -> None:
    answer = Client(enforce_csrf_checks=True).post(LOGIN, {"login": "anna@example.test", "password": PASSWORD})
    assert answer.status_code == 403
    assert "<h1>This page was open for too long</h1>" in answer.content.decode()
