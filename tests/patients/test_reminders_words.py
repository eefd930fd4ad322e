"""The words of messages: kind, short, silent where others can read them; and a clinic's own, checked when saved."""

import re

import pytest
from django.core import mail
from django.test import Client

from clinic.models import AuditEvent, Clinic, Membership
from patients.models import Patient, Plan, Reminder
from patients.reminders import texts
from patients.reminders.kinds import OURS
from patients.reminders.texts import Text, mistakes
from patients.reminders.wording import content_for
from tests.exercises.reading import HIGHEST_READING_GRADE, forbidden, reading_grade
from tests.factories import PlanFactory

GOOD = {"subject": "Your week at {clinic}", "short": "Hello from {clinic}.", "body": "Hi {first_name}!\n\n{button}"}


@pytest.fixture
def plan(pat: Patient) -> Plan:
    return PlanFactory(patient=pat, training_days="135")


def row(plan: Plan, kind: str = "training") -> Reminder:
    return Reminder(pk=7, patient=plan.patient, plan=plan, kind=kind)


@pytest.mark.parametrize("kind", OURS)
def test_our_own_words_keep_our_own_rules(plan: Plan, kind: str) -> None:
    text = texts.OURS[kind]
    assert mistakes(text) == []
    assert (len(text.subject) <= 80, len(text.short) <= 120, len(text.body) <= 2000) == (True, True, True)
    assert (forbidden(" ".join((text.subject, text.short, text.body))), text.body.count("{button}")) == ([], 1)
    said = content_for(row(plan, kind), plan)
    assert reading_grade([*said.opening, *said.closing]) <= HIGHEST_READING_GRADE
    assert "{" not in f"{said}"
    assert said.main.url.startswith("http")


def test_every_kind_has_words_and_the_training_day_says_which_it_is(plan: Plan) -> None:
    assert set(texts.OURS) == set(OURS)
    assert content_for(row(plan), plan).opening == ("Today is one of your days. It is ready when you are.",)
    plan.training_days = ""
    assert content_for(row(plan), plan).opening[0].startswith("Today could be a good day for your plan.")


@pytest.mark.parametrize(
    ("changed", "said"),
    [
        ({"body": "Hello\n\nDear {surname},\n{button}"}, "Line 3: there is no {surname}."),
        ({"subject": "Hello {first_name}"}, "there is no {first_name}. What can stand here: {clinic}."),
        ({"body": "Hello {clinic"}, "Line 1: a curly bracket is left open."),
        ({"body": "{button}\n{button}"}, "Put {button} in once."),
        ({"short": "How is your back?"}, "leave out “your back”"),
        ({"subject": "Pain 3 of 10"}, "leave out “Pain”"),
        ({"body": "You should train.\n{button}"}, "Line 1: leave out “should”"),
        ({"body": "One\n\nYour disc is fragile."}, "Line 3: “fragile”"),
        ({"short": "Hello\x1b"}, "a character that cannot be sent"),
    ],
)
def test_words_that_cannot_be_sent_are_refused_with_their_line(changed: dict[str, str], said: str) -> None:
    assert said in " ".join(words for _, words in mistakes(Text(**GOOD | changed)))


def test_names_of_ten_thousand_characters_and_names_that_look_like_placeholders(plan: Plan, clinic: Clinic) -> None:
    clinic.message_texts.create(kind="training", **GOOD)
    reminder = row(plan)
    reminder.patient.first_name, reminder.patient.clinic.name = "{clinic}\r\nBcc: x", "x" * 10_000
    said = content_for(reminder, plan)
    assert said.opening == ("Hi {clinic} Bcc: x!",)
    assert (said.subject, len(said.short)) == (f"Your week at {'x' * 80}", 92)


def test_admin_writes_looks_tries_and_goes_back(as_ada: Client, plan: Plan) -> None:
    url = "/messages/rules/recap/"
    page = as_ada.post(url, GOOD | {"go": "preview"}).content.decode()
    assert "Your week at Harbour Physio" in page
    assert not plan.patient.clinic.message_texts.exists()
    assert as_ada.post(url, GOOD | {"go": "test"}).status_code == 302
    assert [email.to for email in mail.outbox] == [["ada@example.test"]]
    assert "your own" in as_ada.get("/messages/rules/").content.decode()
    assert content_for(row(plan, "recap"), plan).opening == ("Hi Pat!",)
    assert "<h1" in as_ada.get(f"{url}e-mail/").content.decode()
    plain = as_ada.get(f"{url}e-mail/?plain")
    assert (plain["Content-Type"], "<" in plain.content.decode()) == ("text/plain; charset=utf-8", False)
    as_ada.post(url, {"go": "ours"})
    assert not plan.patient.clinic.message_texts.exists()
    verbs = set(AuditEvent.objects.values_list("verb", flat=True))
    assert {"message_text_changed", "message_test_sent", "message_text_ours"} <= verbs


def test_refused_words_stay_on_the_page(as_ada: Client) -> None:
    answer = as_ada.post("/messages/rules/recap/", GOOD | {"body": "Dear {nobody}", "go": "save"})
    page = answer.content.decode()
    assert answer.status_code == 422
    assert "Line 1: there is no {nobody}." in page
    assert ">\nDear {nobody}</textarea>" in page
    assert as_ada.get("/messages/rules/later/").status_code == 200
    assert as_ada.get("/messages/rules/nothing/").status_code == 404


def test_admin_changes_when_kinds_come(as_ada: Client, ada: Membership) -> None:
    page = as_ada.get("/messages/rules/").content.decode()
    form = dict(re.findall(r'name="(\w+)" value="([^"]*)"', page))
    form |= dict.fromkeys(re.findall(r'type="checkbox" name="(\w+)"', page), "on")
    form |= dict(re.findall(r'<select name="(\w+)".*?value="(\d)" selected', page, re.DOTALL))
    assert (form["recap_days"], form["barrier_days"]) == ("7", "1")
    assert page.index('id="kind-training"') < page.index('id="kind-review"') < page.index('id="kind-last"')
    assert re.findall(r'<a href="([^"]+)" aria-current="true"', page) == ["/clinic/"]
    rules = ada.clinic.message_rules
    assert as_ada.post("/messages/rules/", form).status_code == 302
    assert rules.count() == 0  # as ours: nothing to keep
    del form["recap_on"]
    as_ada.post("/messages/rules/", form | {"nudge_hour": "19:30", "review_days": "70 35"})
    kept = [(rule.kind, rule.is_on, f"{rule.hour or ''}", rule.days) for rule in rules.order_by("kind")]
    assert kept == [("nudge", True, "19:30:00", ""), ("recap", False, "", ""), ("review", True, "", "35 70")]
    for wrong in ({"nudge_hour": "22:00"}, {"review_days": "x"}, {"recap_days": "8"}, {"last_days": "30 60"}):
        assert as_ada.post("/messages/rules/", form | wrong).status_code == 422
    assert rules.count() == 3


def test_patient_chooses_which_kinds_come(as_pat: Client, pat: Patient) -> None:
    page = as_pat.get("/my/settings/").content.decode()
    assert page.count('name="wanted"') == len(OURS) - 2
    as_pat.post("/my/settings/kinds/", {"wanted": ["training", "recap"]})
    pat.refresh_from_db()
    assert (set(pat.muted_kinds.split()) & {"training", "recap"}, "nudge" in pat.muted_kinds) == (set(), True)
    as_pat.post("/my/settings/kinds/", {"wanted": ["last"]})  # no choice of theirs: nothing changes
    assert Patient.objects.get(pk=pat.pk).muted_kinds == pat.muted_kinds
