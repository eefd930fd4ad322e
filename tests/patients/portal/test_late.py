"""Sessions entered for an earlier day."""

import datetime as dt
import re
import uuid

import pytest
from django.urls import reverse

from patients.models import SessionLog
from tests.patients.portal.visiting import MONDAY, begin, read


def test_late_entry_as_prescribed_is_stored_for_its_day(as_pat, plan, session):
    form = read(as_pat.get("/my/late/"))
    assert "Yesterday, Tuesday 3 March" in form.text
    answer = as_pat.post("/my/late/", form.hidden | {"day": "2026-03-03", "session": session.pk, "go": "quick"})
    log = SessionLog.objects.get()
    assert (answer.url, log.local_date) == (reverse("portal:felt", args=[log.pk]), dt.date(2026, 3, 3))


def test_late_entry_with_details_keeps_its_day_to_the_end(as_pat, plan, session):
    form = read(as_pat.get("/my/late/"))
    answer = as_pat.post("/my/late/", form.hidden | {"day": "2026-03-02", "session": session.pk, "go": "details"})
    assert answer.url == reverse("portal:session", args=[session.pk]) + "?day=2026-03-02"
    assert "You are entering this for Monday 2 March" in read(as_pat.get(answer.url)).text
    begin(as_pat, session, day="2026-03-02")
    finish = reverse("portal:finish", args=[session.pk]) + "?day=2026-03-02"
    as_pat.post(finish, read(as_pat.get(finish)).hidden)
    assert SessionLog.objects.get().local_date == MONDAY


def test_late_entry_offers_no_day_before_the_start(as_pat, plan, session):
    days = re.findall(r'name="day" value="([^"]+)"', as_pat.get("/my/late/").content.decode())
    assert days == ["2026-03-03", "2026-03-02"]


@pytest.mark.parametrize("day", ["2026-02-31", "20262-03-02", "2026-03-01", "2026-03-05", "", "x"])
def test_late_entry_of_a_day_that_is_not_offered_says_so_at_the_field(as_pat, plan, session, day):
    answer = as_pat.post("/my/late/", {"uuid": str(uuid.uuid4()), "day": day, "session": session.pk, "go": "quick"})
    assert answer.status_code == 422
    assert ("Choose a day." if not day else "Choose one of these days.") in answer.content.decode()
    assert SessionLog.objects.count() == 0


def test_late_entry_without_a_plan_leads_back(as_pat):
    assert as_pat.get("/my/late/").url == "/my/"
