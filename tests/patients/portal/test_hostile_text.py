"""Hostile text in every form."""

from django.urls import reverse

from patients.entries import SCORES
from patients.models import SessionLog
from patients.portal import forms
from patients.portal.player import item_form
from patients.portal.wishes import WishesForm
from programmes.models import Item
from tests.hostile import OURS
from tests.patients.portal.visiting import quick, send, sent


def test_whole_session_with_hostile_notes_round_trips_or_is_refused(as_pat, plan, session, hostile_strings):
    for words in [*hostile_strings[::5], *OURS.values()]:
        answer = send(as_pat, sent(session, note=words))
        assert answer.status_code in (201, 422)
        if answer.status_code == 201:
            assert SessionLog.objects.latest("id").note == words
    assert as_pat.get("/my/progress/").status_code == 200


def test_notes_of_hostile_text_come_back_as_they_were_or_are_refused(as_pat, plan, session, hostile_strings):
    quick(as_pat, session)
    log = SessionLog.objects.get()
    url = reverse("portal:felt", args=[log.pk])
    for words in [*hostile_strings[::5], *OURS.values()]:
        answer = as_pat.post(url, {"note": words, "pain_now": "3"})
        assert answer.status_code in (302, 422)
        log.refresh_from_db()
        if answer.status_code == 302:
            assert log.note == words.strip().replace("\r\n", "\n").replace("\r", "\n") or log.note == words.strip()
    assert as_pat.get(reverse("portal:edit", args=[log.pk])).status_code == 200


def test_every_page_stands_hostile_text_in_every_field(as_pat, plan, session, hostile_strings):
    """Our own strings and every tenth of the big list, through pages; the forms alone take all of them below."""
    quick(as_pat, session)
    log, first = SessionLog.objects.get(), session.items.first()
    addresses = {
        reverse("portal:exercise", args=[session.pk, 1]): {"day": "2026-03-04"},
        reverse("portal:finish", args=[session.pk]): {"day": "2026-03-04"},
        reverse("portal:felt", args=[log.pk]): {},
        reverse("portal:edit", args=[log.pk]): {},
        "/my/log/": {},
        "/my/late/": {},
        "/my/settings/": {},
    }
    for words in [*hostile_strings[::25], *OURS.values()]:
        for address, known in addresses.items():
            answer = as_pat.post(address, dict.fromkeys(fields_of(first), words) | known)
            assert answer.status_code in (302, 422)
    assert as_pat.get("/my/progress/").status_code == 200


def fields_of(one: Item) -> list[str]:
    names = ["uuid", "session", "day", "note", "go", "goal", "timezone", "reminder_hour", "training_days", *SCORES]
    return [*names, *(f"i{one.pk}-{name}" for name in ("s1", "s1-reps", "skipped"))]


def test_every_form_stands_every_hostile_string(pat, plan, session, hostile_strings):
    first = session.items.select_related("exercise").first()
    days = {"days": [("2026-03-03", "Yesterday")], "sessions": [(1, "A")]}
    for words in hostile_strings:
        data = dict.fromkeys(fields_of(first), words)
        assert not forms.QuickForm(data).is_valid()
        assert not forms.LateForm(data, **days).is_valid()
        assert not forms.DayForm(data).is_valid()
        assert not WishesForm(data, patient=pat, plan=plan).is_valid()
        item_form(first, data, pat.clinic, None).is_valid()
        forms.FeltForm(data).is_valid()
