"""What a patient agrees to: which words, when, and taken back."""

from django.urls import reverse

from clinic.models import AuditEvent
from patients import consent
from patients.models import Consent, Patient
from tests.patients.portal.visiting import MONDAY, NOON, read, text

STEP = "/my/welcome/consent/"


def settled(pat: Patient) -> None:
    Patient.objects.filter(pk=pat.pk).update(settled_at=NOON, last_session_on=MONDAY)


def test_words_name_the_clinic_and_how_to_take_it_back(as_pat):
    page = read(as_pat.get(STEP)).text
    assert "the staff of Harbour Physio who look after you" in page
    assert "You can take this back at any time" in page


def test_agreeing_twice_is_one_row_with_the_version_that_was_read(as_pat, pat):
    for _ in range(2):
        as_pat.post(STEP, {"version": "1"})
    given = pat.consents.get()
    assert (given.version, given.given_at, given.withdrawn_at) == (1, NOON, None)
    assert AuditEvent.objects.filter(verb="consent_given").count() == 1


def test_card_on_today_asks_until_it_was_agreed_to(as_pat, pat):
    settled(pat)
    assert "say whether you agree" in text(as_pat, "today")
    assert as_pat.post(STEP, {"version": "1"}).url == "/my/"
    assert "say whether you agree" not in text(as_pat, "today")


def test_newer_words_are_asked_for_again(as_pat, pat, monkeypatch):
    settled(pat)
    as_pat.post(STEP, {"version": "1"})
    monkeypatch.setattr("patients.services.consents.LATEST", 2)
    assert "say whether you agree" in text(as_pat, "today")


def test_taken_back_in_settings_and_staff_can_see_it(as_pat, pat, as_anna):
    settled(pat)
    as_pat.post(STEP, {"version": "1"})
    assert "You agreed on 4 March 2026." in text(as_pat, "settings")
    assert "Agreed on 4 Mar 2026 to what is kept" in as_anna.get(f"/patients/{pat.pk}/").content.decode()
    page = read(as_pat.post(reverse("portal:withdraw_consent"), follow=True)).text
    assert "Taken back. Harbour Physio can see that." in page
    assert "You have not agreed yet, or have taken it back." in page
    assert Consent.objects.get().withdrawn_at == NOON
    assert "Took back on 4 Mar 2026 what was agreed" in as_anna.get(f"/patients/{pat.pk}/").content.decode()
    as_pat.post(STEP, {"version": "1"})
    assert pat.consents.count() == 2


def test_words_that_do_not_exist_cannot_be_agreed_to(as_pat, pat):
    for version in ("", "0", "99", "x"):
        answer = as_pat.post(STEP, {"version": version})
        assert answer.status_code == 422
        assert "Please read them once more." in answer.content.decode()
    assert pat.consents.count() == 0


def test_every_version_has_words_and_the_latest_is_the_last():
    assert sorted(consent.WORDS) == list(range(1, consent.LATEST + 1))
    assert all(part.heading and part.text for words in consent.WORDS.values() for part in words)
