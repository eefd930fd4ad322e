"""What staff type: kept when it is wrong, stored once when it is right, shown as it was written."""

import datetime as dt
import html
import re
import uuid
from collections.abc import Iterator

import pytest
import time_machine
from django.test import Client

from clinic.models import Clinic, Membership
from patients.caseload.forms.inviting import InviteForm
from patients.caseload.forms.notes import NoteForm
from patients.caseload.forms.people import PatientForm
from patients.caseload.forms.plans import AssignForm, DaysForm, PhaseForm, ReviewForm
from patients.models import Invitation, Note, Patient, Plan
from patients.services import plans
from programmes.models import Programme
from programmes.services import start
from tests.factories import MembershipFactory, PatientFactory, ProgrammeFactory, published_version
from tests.hostile import OURS

NOON = dt.datetime(2026, 3, 6, 12, tzinfo=dt.UTC)
TODAY = dt.date(2026, 3, 6)


@pytest.fixture(autouse=True)
def _friday() -> Iterator[None]:
    with time_machine.travel(NOON, tick=False):
        yield


@pytest.fixture
def template(db: None) -> Programme:
    programme = ProgrammeFactory(clinic=None, key="starter", name="Starter", is_template=True)
    published_version(programme)
    return programme


@pytest.fixture
def person(anna: Membership) -> dict[str, str]:
    """A new patient's form, filled in."""
    return {
        "first_name": "Noor",
        "last_name": "Nash",
        "email": "Noor@Example.test",
        "timezone": "Europe/London",
        "therapist": str(anna.pk),
        "token": str(uuid.uuid4()),
    }


@pytest.fixture
def choice(template: Programme) -> dict[str, object]:
    """An assignment as the form offers it, the template chosen."""
    return {
        "programme": str(template.pk),
        "starts_on": "2026-03-06",
        "review_on": "2026-03-27",
        "reminder_hour": "18:30",
        "token": str(uuid.uuid4()),
    }


def errors_at(page: str, field: str) -> list[str]:
    """The messages shown at a field."""
    return [
        html.unescape(text)
        for text in re.findall(rf'id="error_\d+_id_(?:\w+_)?{field}"[^>]*>\s*<strong>([^<]+)<', page)
    ]


def value_of(page: str, field: str) -> str:
    """What stands in a field, as a browser would read it."""
    tag = re.search(rf'<input[^>]*name="{field}"[^>]*>', page)
    assert tag is not None
    found = re.search(r'value="([^"]*)"', tag.group())
    return html.unescape(found.group(1)) if found else ""


# A new patient


def test_a_new_patient_is_added_and_opened(as_anna: Client, person: dict, anna: Membership, clinic: Clinic) -> None:
    more = {
        "phone": "020 7946 0999",
        "date_of_birth": "1980-03-07",
        "goal": "Carry the shopping",
        "minutes_available": "25",
        "precautions": ["kneeling", "impact"],
        "equipment": ["mat"],
    }
    response = as_anna.post("/patients/new/", person | more)
    patient = clinic.patients.get()
    assert (response.status_code, response["Location"]) == (302, f"/patients/{patient.pk}/")
    assert (patient.name, patient.email, patient.therapist) == ("Noor Nash", "noor@example.test", anna)
    assert (patient.date_of_birth, patient.goal, patient.minutes_available) == (
        dt.date(1980, 3, 7), "Carry the shopping", 25
    )  # fmt: skip
    assert sorted(patient.tags.values_list("value", flat=True)) == ["impact", "kneeling", "mat"]


def test_the_new_form_offers_this_clinics_staff_and_the_one_at_hand(
    as_anna: Client, anna: Membership, ada: Membership, ben: Membership
) -> None:
    gone = MembershipFactory(clinic=anna.clinic, is_active=False)
    page = as_anna.get("/patients/new/").content.decode()
    select = re.search(r'<select name="therapist".*?</select>', page, re.DOTALL).group()
    assert set(re.findall(r'value="(\d+)"', select)) == {str(anna.pk), str(ada.pk)}
    assert re.findall(r'value="(\d+)" selected', select) == [str(anna.pk)]
    assert str(gone.pk) not in re.findall(r'value="(\d+)"', select)


def test_another_clinics_therapist_cannot_be_chosen(as_anna: Client, person: dict, ben: Membership) -> None:
    response = as_anna.post("/patients/new/", person | {"therapist": str(ben.pk)})
    assert (response.status_code, Patient.objects.count()) == (422, 0)


def test_a_form_sent_twice_adds_one_patient(as_anna: Client, person: dict) -> None:
    first, second = (as_anna.post("/patients/new/", person) for _ in range(2))
    assert first["Location"] == second["Location"]
    assert Patient.objects.count() == 1


@pytest.mark.parametrize(
    ("changes", "field", "message"),
    [
        ({"first_name": ""}, "first_name", "This field is required."),
        ({"first_name": "a\nb"}, "first_name", "Please keep this to one line of ordinary characters."),
        ({"email": "noor@"}, "email", "Enter a valid email address."),
        ({"date_of_birth": "2026-02-31"}, "date_of_birth", "There is no such day."),
        ({"date_of_birth": "20262-01-01"}, "date_of_birth", "There is no such day."),
        ({"date_of_birth": "1850-01-01"}, "date_of_birth", "Check the year: nobody in care was born then."),
        ({"date_of_birth": "2026-03-07"}, "date_of_birth", "Check the year: nobody in care was born then."),
        ({"minutes_available": "0"}, "minutes_available", "Choose a whole number from 1 to 240."),
        ({"minutes_available": "-5"}, "minutes_available", "Choose a whole number from 1 to 240."),
        ({"minutes_available": "2.5"}, "minutes_available", "Choose a whole number from 1 to 240."),
        ({"goal": "x" * 301}, "goal", "Ensure this value has at most 300 characters (it has 301)."),
    ],
)
def test_a_mistake_is_said_at_its_field_and_nothing_is_lost(
    as_anna: Client, person: dict, changes: dict, field: str, message: str
) -> None:
    typed = person | {"last_name": "Nash-O’Neill", "equipment": ["mat"]} | changes
    response = as_anna.post("/patients/new/", typed)
    page = response.content.decode()
    assert (response.status_code, Patient.objects.count()) == (422, 0)
    assert [text[: len(message)] for text in errors_at(page, field)] == [message]
    assert value_of(page, field) == changes[field].replace("\n", "\n")
    assert value_of(page, "last_name") == "Nash-O’Neill"
    assert value_of(page, "token") == person["token"]
    assert re.search(r'value="mat"[^>]*checked|checked[^>]*value="mat"', page)


def test_a_family_may_share_an_address_once_it_is_said(as_anna: Client, pat: Patient, person: dict) -> None:
    typed = person | {"email": "pat@example.test"}
    warned = as_anna.post("/patients/new/", typed)
    assert (warned.status_code, Patient.objects.count()) == (422, 1)
    assert f'<a href="/patients/{pat.pk}/">Pat Pine</a>' in warned.content.decode()
    assert as_anna.post("/patients/new/", typed | {"is_another": "on"}).status_code == 302
    assert Patient.objects.filter(email="pat@example.test").count() == 2


def test_a_namesake_of_another_clinic_warns_nobody(as_anna: Client, person: dict, ben: Membership) -> None:
    PatientFactory(clinic=ben.clinic, therapist=ben, email="noor@example.test")
    assert as_anna.post("/patients/new/", person).status_code == 302


def test_editing_keeps_what_was_not_touched_and_warns_of_nothing_old(
    as_anna: Client, pat: Patient, person: dict, anna: Membership
) -> None:
    PatientFactory(clinic=pat.clinic, therapist=anna, first_name="Child", email="pat@example.test", membership=None)
    page = as_anna.get(f"/patients/{pat.pk}/edit/").content.decode()
    assert (value_of(page, "first_name"), value_of(page, "email")) == ("Pat", "pat@example.test")
    typed = person | {"first_name": "Pat", "last_name": "Pine", "email": "pat@example.test", "goal": "Run"}
    assert as_anna.post(f"/patients/{pat.pk}/edit/", typed).status_code == 302
    pat.refresh_from_db()
    assert (pat.name, pat.goal) == ("Pat Pine", "Run")


def test_an_edit_refused_shows_the_name_in_force_above(as_anna: Client, pat: Patient, person: dict) -> None:
    response = as_anna.post(f"/patients/{pat.pk}/edit/", person | {"email": "no"})
    page = response.content.decode()
    assert response.status_code == 422
    assert re.search(r"<h1>([^<]+)</h1>", page).group(1) == "Edit Pat Pine"
    assert value_of(page, "first_name") == "Noor"


# Assigning


def test_assigning_from_a_template_shows_the_way_in(as_anna: Client, pat: Patient, choice: dict) -> None:
    response = as_anna.post(f"/patients/{pat.pk}/assign/", choice | {"training_days": ["1", "4"], "send": "on"})
    page = response.content.decode()
    assert response.status_code == 200
    plan = pat.plans.get()
    assert (plan.programme.name, plan.training_days, plan.starts_on, plan.review_on) == (
        "Starter", "14", TODAY, dt.date(2026, 3, 27)
    )  # fmt: skip
    assert "<title>QR code of the invitation</title>" in page
    assert "Invitation sent to <strong>pat@example.test</strong>." in page
    assert Invitation.objects.filter(patient=pat).count() == 1


def test_the_form_has_an_answer_to_everything_but_the_programme(
    as_anna: Client, pat: Patient, template: Programme
) -> None:
    page = as_anna.get(f"/patients/{pat.pk}/assign/").content.decode()
    shown = {name: value_of(page, name) for name in ("starts_on", "review_on", "reminder_hour")}
    assert shown == {"starts_on": "2026-03-06", "review_on": "2026-03-27", "reminder_hour": "18:30"}
    posted = shown | {"programme": template.pk, "token": value_of(page, "token"), "send": "on"}
    assert as_anna.post(f"/patients/{pat.pk}/assign/", posted).status_code == 200
    assert pat.plans.get().per_week_lo == 2


def test_a_template_not_thought_out_for_this_patient_asks_for_a_second_look(
    as_anna: Client, pat: Patient, template: Programme
) -> None:
    template.exclusions = "kneeling impact"
    template.save()
    pat.tags.create(kind="precaution", value="impact")
    pat.tags.create(kind="precaution", value="head_low")

    page = as_anna.get(f"/patients/{pat.pk}/assign/").content.decode()

    assert page.count("Look twice.") == 1
    assert "Look twice. Impact: has landings or jolts." in page
    copy = start(clinic=pat.clinic, name="Mine", by=pat.therapist.user, template=template)
    assert [each.value for each in copy.excluded] == ["kneeling", "impact"]
    assert "Kneeling: puts weight on the knees." in as_anna.get(f"/programmes/{copy.pk}/").content.decode()


def test_a_programme_named_in_the_address_is_chosen_already(as_anna: Client, pat: Patient, template: Programme) -> None:
    page = as_anna.get(f"/patients/{pat.pk}/assign/?programme={template.pk}").content.decode()
    radio = re.search(rf'<input[^>]*name="programme"[^>]*value="{template.pk}"[^>]*>', page).group()
    assert "checked" in radio


def test_an_assignment_sent_twice_makes_one_plan_and_one_invitation(
    as_anna: Client, pat: Patient, choice: dict
) -> None:
    pages = [as_anna.post(f"/patients/{pat.pk}/assign/", choice) for _ in range(2)]
    assert [page.status_code for page in pages] == [200, 200]
    assert (pat.plans.count(), pat.invitations.count()) == (1, 1)
    assert "This form was sent twice" in pages[1].content.decode()


@pytest.mark.parametrize(
    ("changes", "field", "message"),
    [
        ({"starts_on": ""}, "starts_on", "This field is required."),
        ({"starts_on": "2026-02-31"}, "starts_on", "There is no such day."),
        ({"starts_on": "20262-03-06"}, "starts_on", "There is no such day."),
        ({"starts_on": "2030-03-06", "review_on": ""}, "starts_on", "Choose a start within two years back"),
        ({"review_on": "2026-03-05"}, "review_on", "This lies before the start."),
        ({"review_on": "9999-03-05"}, "review_on", "Choose a review within two years of the start."),
        ({"reminder_hour": "25:00"}, "reminder_hour", "Write the hour as 18:30."),
        ({"reminder_hour": "23:00"}, "reminder_hour", "Reminders go out from 08:00 to 20:45."),
        ({"per_week_lo": "-1"}, "per_week_lo", "Choose a whole number from 1 to 7."),
        ({"per_week_lo": "0"}, "per_week_lo", "Choose a whole number from 1 to 7."),
        ({"per_week_hi": "8"}, "per_week_hi", "Choose a whole number from 1 to 7."),
        ({"per_week_lo": "4", "per_week_hi": "2"}, "per_week_hi", "Choose 4 or more, or lower the least."),
        ({"per_week_lo": "3", "training_days": ["1"]}, "per_week_lo", "At least 3 a week does not fit into 1 ticked."),
    ],
)
def test_a_wrong_date_or_number_is_said_at_its_field(
    as_anna: Client, pat: Patient, choice: dict, changes: dict, field: str, message: str
) -> None:
    response = as_anna.post(f"/patients/{pat.pk}/assign/", choice | {"per_week_hi": "5"} | changes)
    page = response.content.decode()
    assert (response.status_code, pat.plans.count(), pat.invitations.count()) == (422, 0, 0)
    assert [text[: len(message)] for text in errors_at(page, field)] == [message]
    assert value_of(page, field) == changes[field]
    assert "checked" in re.search(r'<input[^>]*name="programme"[^>]*>', page).group()


def test_no_programme_chosen_or_a_foreign_one_is_said(as_anna: Client, pat: Patient, choice: dict) -> None:
    foreign = ProgrammeFactory()
    for programme, message in (("", "Choose a programme."), (str(foreign.pk), "Choose one of these programmes.")):
        response = as_anna.post(f"/patients/{pat.pk}/assign/", choice | {"programme": programme})
        assert response.status_code == 422
        assert message in response.content.decode()


# Changing a plan


def change(client: Client, plan: Plan, name: str, **posted: object):
    return client.post(f"/patients/{plan.patient.pk}/plan/{plan.pk}/{name}/", posted)


def test_days_phase_review_and_rest_are_changed_from_one_page(as_anna: Client, plan: Plan) -> None:
    assert as_anna.get(f"/patients/{plan.patient.pk}/plan/").status_code == 200
    posts = [
        change(as_anna, plan, "days", training_days=["2"], per_week_lo=1, per_week_hi=1, reminder_hour="09:00"),
        change(as_anna, plan, "phase", number="1", reason="Again from the start"),
        change(as_anna, plan, "review", review_on="2026-04-01"),
        change(as_anna, plan, "pause", reason="Holiday"),
        change(as_anna, plan, "resume"),
        change(as_anna, plan, "maintain"),
        change(as_anna, plan, "end", why="goals_met", reason="All goals met"),
    ]
    assert [post.status_code for post in posts] == [302] * 7
    plan.refresh_from_db()
    assert (plan.state, plan.training_days, plan.review_on) == ("ended", "2", dt.date(2026, 4, 1))
    assert [event.kind for event in plan.events.order_by("id")] == [
        "days", "phase", "review", "paused", "resumed", "maintain", "ended"
    ]  # fmt: skip


@pytest.mark.parametrize(
    ("name", "posted", "field", "message"),
    [
        ("review", {"review_on": "2026-02-30"}, "review_on", "There is no such day."),
        ("review", {"review_on": "2026-03-01"}, "review_on", "The review comes after the start, 2 March 2026."),
        ("days", {"per_week_lo": "0", "per_week_hi": "3"}, "per_week_lo", "Choose a whole number from 1 to 7."),
        ("phase", {"number": "7"}, "number", "Select a valid choice."),
        ("pause", {"reason": "x" * 301}, "reason", "Ensure this value has at most 300 characters (it has 301)."),
    ],
)
def test_a_change_refused_says_why_at_its_field(
    as_anna: Client, plan: Plan, name: str, posted: dict, field: str, message: str
) -> None:
    response = change(as_anna, plan, name, **posted)
    assert response.status_code == 422
    assert [text[: len(message)] for text in errors_at(response.content.decode(), field)] == [message]
    assert plan.events.count() == 0


def test_a_change_to_a_plan_that_ended_meanwhile_says_so(as_anna: Client, plan: Plan, anna: Membership) -> None:
    plans.end(plan=plan, by=anna.user)
    response = change(as_anna, plan, "pause")
    assert response.status_code == 422
    assert "This plan is ended" in response.content.decode()


def test_a_plan_of_another_patient_or_an_unknown_change_does_not_exist(
    as_anna: Client, plan: Plan, sam: Patient
) -> None:
    assert as_anna.post(f"/patients/{sam.pk}/plan/{plan.pk}/end/").status_code == 404
    assert change(as_anna, plan, "explode").status_code == 404
    assert plan.events.count() == 0


def test_without_a_plan_there_is_nothing_to_change(as_anna: Client, pat: Patient) -> None:
    assert as_anna.get(f"/patients/{pat.pk}/plan/")["Location"] == f"/patients/{pat.pk}/"


# Inviting and notes


def test_looking_at_the_invitation_makes_none(as_anna: Client, pat: Patient) -> None:
    assert as_anna.get(f"/patients/{pat.pk}/invite/").status_code == 200
    assert Invitation.objects.count() == 0


@pytest.mark.parametrize(("posted", "sent"), [({}, False), ({"send": "on"}, True)])
def test_an_invitation_shows_its_code_and_is_sent_if_wanted(
    as_anna: Client, pat: Patient, posted: dict, sent: bool
) -> None:
    page = as_anna.post(f"/patients/{pat.pk}/invite/", posted).content.decode()
    assert "<title>QR code of the invitation</title>" in page
    assert ("Invitation sent to" in page) == sent
    assert pat.invitations.count() == 1


@pytest.mark.django_db(transaction=True)
def test_a_mail_server_that_is_away_is_said_and_the_code_still_works(as_anna: Client, pat: Patient, settings) -> None:
    settings.EMAIL_BACKEND = "django.core.mail.backends.smtp.EmailBackend"
    settings.EMAIL_HOST, settings.EMAIL_PORT = "127.0.0.1", 1
    page = as_anna.post(f"/patients/{pat.pk}/invite/", {"send": "on"}).content.decode()
    assert "Our mail server did not take the e-mail to <strong>pat@example.test</strong>." in page
    assert "<title>QR code of the invitation</title>" in page


def test_a_patient_without_an_address_still_gets_a_code(as_anna: Client, pat: Patient) -> None:
    Patient.objects.filter(pk=pat.pk).update(email="")
    page = as_anna.post(f"/patients/{pat.pk}/invite/").content.decode()
    assert "There is no e-mail address to send an invitation to" in page


def test_a_note_sent_twice_is_stored_once(as_anna: Client, pat: Patient) -> None:
    note = {"text": "Hinges well.", "token": str(uuid.uuid4())}
    places = [as_anna.post(f"/patients/{pat.pk}/notes/", note)["Location"] for _ in range(2)]
    assert places == [f"/patients/{pat.pk}/#notes"] * 2
    assert pat.notes.get().text == "Hinges well."


def test_an_empty_or_endless_note_is_refused_and_kept(as_anna: Client, pat: Patient) -> None:
    for text in ("", "x" * 5001):
        response = as_anna.post(f"/patients/{pat.pk}/notes/", {"text": text})
        assert response.status_code == 422
        assert text in response.content.decode()
    assert Note.objects.count() == 0


# Whatever anybody types

FIELDS = (
    "first_name", "last_name", "email", "phone", "date_of_birth", "timezone", "therapist", "goal", "token",
    "minutes_available", "precautions", "equipment", "is_another", "programme", "starts_on", "review_on",
    "training_days", "per_week_lo", "per_week_hi", "reminder_hour", "text", "send", "number", "reason",
)  # fmt: skip


@pytest.fixture
def some_hostile_strings(hostile_strings: list[str]) -> list[str]:
    """Our own and every fifteenth of the big list: pages take longer than forms."""
    return [*hostile_strings[::15], *hostile_strings[-len(OURS) :]]


def test_every_form_answers_every_string_in_every_field(
    pat: Patient, plan: Plan, clinic: Clinic, template: Programme, hostile_strings: list[str]
) -> None:
    for text in hostile_strings:
        typed = dict.fromkeys(FIELDS, text)
        assert PatientForm(typed, clinic=clinic).is_valid() is False
        assert AssignForm(typed, membership=pat.therapist, patient=pat).is_valid() is False
        for form in (DaysForm, PhaseForm, ReviewForm):
            form(typed, plan=plan).is_valid()
        NoteForm(typed).is_valid()
        InviteForm(typed).is_valid()


@pytest.mark.parametrize("path", ["new/", "{pk}/edit/", "{pk}/assign/", "{pk}/notes/", "{pk}/invite/"])
def test_every_page_answers_hostile_text(
    as_anna: Client, pat: Patient, template: Programme, some_hostile_strings: list[str], path: str
) -> None:
    for text in some_hostile_strings:
        response = as_anna.post(f"/patients/{path.format(pk=pat.pk)}", dict.fromkeys(FIELDS, text))
        assert response.status_code in (200, 302, 422)


@pytest.mark.parametrize("name", ["days", "phase", "review", "pause"])
def test_every_change_answers_hostile_text(
    as_anna: Client, plan: Plan, some_hostile_strings: list[str], name: str
) -> None:
    for text in some_hostile_strings:
        assert change(as_anna, plan, name, **dict.fromkeys(FIELDS, text)).status_code in (302, 422)


def test_hostile_text_about_a_patient_is_refused_or_shown_as_typed(
    as_anna: Client, pat: Patient, person: dict, some_hostile_strings: list[str]
) -> None:
    free = ("first_name", "last_name", "phone", "goal")
    stored = 0
    for text in some_hostile_strings:
        response = as_anna.post(f"/patients/{pat.pk}/edit/", person | dict.fromkeys(free, text) | {"email": ""})
        if response.status_code == 302:
            stored += 1
            pat.refresh_from_db()
            assert [getattr(pat, name) for name in free] == [text.strip()] * 4
            assert html.escape(f"“{text.strip()}”") in as_anna.get(f"/patients/{pat.pk}/").content.decode()
    assert stored > len(some_hostile_strings) / 4


def test_hostile_notes_come_back_as_typed(as_anna: Client, pat: Patient, some_hostile_strings: list[str]) -> None:
    stored = 0
    for text in some_hostile_strings:
        if as_anna.post(f"/patients/{pat.pk}/notes/", {"text": text}).status_code == 302:
            stored += 1
            assert pat.notes.first().text == text.strip()
    assert stored > len(some_hostile_strings) / 4
    page = as_anna.get(f"/patients/{pat.pk}/").content.decode()
    assert html.escape("<script>alert(1)</script>{{ 7|add:7 }}{% now 'Y' %}") in page
