"""Sessions mended and taken back."""

import datetime as dt

import pytest
from django.urls import reverse

from patients.models import SessionLog, SetLog
from tests.patients.portal.visiting import MONDAY, NOON, quick, text


def edit_form(log: SessionLog, **changes: str) -> dict[str, str]:
    data = {"day": f"{log.local_date}", "note": log.note}
    for done in SetLog.objects.filter(item_log__session_log=log).select_related("item_log"):
        data["-".join(filter(None, (f"i{done.item_log.item_id}", f"s{done.number}", done.side)))] = "on"
    return data | changes


def test_edit_mends_the_day_the_sets_and_the_scores(as_pat, plan, session):
    quick(as_pat, session)
    log, first = SessionLog.objects.get(), session.items.first()
    data = edit_form(log, day="2026-03-02", effort="6", **{f"i{first.pk}-s2-reps": "7"})
    del data[f"i{first.pk}-s3"]
    answer = as_pat.post(reverse("portal:edit", args=[log.pk]), data)

    log.refresh_from_db()
    assert answer.url == "/my/progress/"
    assert (log.local_date, log.effort, log.as_prescribed, log.edited_at) == (MONDAY, 6, False, NOON)
    rows = SetLog.objects.filter(item_log__item=first).order_by("number").values_list("number", "reps")
    assert list(rows) == [(1, None), (2, 7)]


def test_edit_without_a_change_stays_as_prescribed(as_pat, plan, session):
    quick(as_pat, session)
    log = SessionLog.objects.get()
    as_pat.post(reverse("portal:edit", args=[log.pk]), edit_form(log))
    log.refresh_from_db()
    assert (log.as_prescribed, SetLog.objects.count()) == (True, 9)


@pytest.mark.parametrize(
    ("day", "message"),
    [
        ("2026-02-31", "Enter a day that exists"),
        ("20262-03-02", "Enter a day that exists"),
        ("", "Choose a day."),
        ("2026-03-05", "This day is still to come."),
        ("2026-03-01", "Your programme starts on Monday 2 March."),
    ],
)
def test_edit_to_a_day_that_cannot_be_says_so_and_keeps_what_was_typed(as_pat, plan, session, day, message):
    quick(as_pat, session)
    log = SessionLog.objects.get()
    answer = as_pat.post(reverse("portal:edit", args=[log.pk]), edit_form(log, day=day, note="Keep me"))
    html = answer.content.decode()
    assert (answer.status_code, message in html, "Keep me" in html) == (422, True, True)
    log.refresh_from_db()
    assert (log.local_date, log.note) == (NOON.date(), "")


def test_edit_after_48_hours_is_closed(as_pat, plan, session, clock):
    quick(as_pat, session)
    log = SessionLog.objects.get()
    assert "Change Session A" in text(as_pat, "today")
    clock.shift(dt.timedelta(hours=48))
    assert "Change Session A" not in text(as_pat, "today")
    url = reverse("portal:edit", args=[log.pk])
    assert (as_pat.get(url).url, as_pat.post(url, edit_form(log, note="late")).url) == (
        "/my/progress/",
        "/my/progress/",
    )
    assert as_pat.post(reverse("portal:felt", args=[log.pk]), {"pain_now": "9"}).status_code == 422
    log.refresh_from_db()
    assert (log.note, log.pain_now) == ("", None)


def test_remove_takes_a_mistaken_session_back(as_pat, plan, session):
    quick(as_pat, session)
    answer = as_pat.post(reverse("portal:remove", args=[SessionLog.objects.get().pk]))
    assert (answer.url, SessionLog.objects.count()) == ("/my/", 0)
    assert as_pat.post(reverse("portal:remove", args=[1])).status_code == 404
