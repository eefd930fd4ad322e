"""The pages behind a message's buttons in a real browser: narrow, dark, by keyboard, without scripts."""

import datetime as dt

import pytest
from django.utils import timezone
from playwright.sync_api import expect

from patients.models import BarrierAnswer, MorningAnswer, Patient, Reminder
from patients.reminders import taps
from tests.browser.conftest import PHONE, SMALL_PHONE, OpenPage, faults, overflow_px
from tests.factories import PlanFactory, SessionLogFactory

NARROW_AND_TALL = (320, 1000)  # a button half behind the tabs at the fold is scrolled to; axe does not scroll


@pytest.fixture
def row(pat: Patient) -> Reminder:
    today = pat.today()
    plan = PlanFactory(patient=pat, starts_on=today - dt.timedelta(days=20))
    SessionLogFactory(plan=plan, local_date=today - dt.timedelta(days=1))
    return Reminder.objects.create(patient=pat, plan=plan, state="sent", local_date=today, due_at=timezone.now())


def test_every_page_narrow_without_scripts_and_by_keyboard(open_page: OpenPage, row: Reminder, pat: Patient) -> None:
    page = open_page("/t/nothing/", size=SMALL_PHONE, dark=True)
    for act in (taps.Act.DONE, taps.Act.MORNING, taps.Act.BARRIER):  # the others ask as the first does
        page.goto(f"/t/{taps.token_for(row, act)}/")
        assert (act, faults(page), overflow_px(page)) == (act, [], 0)
    page.goto(f"/t/{taps.token_for(row, 'morning')}/")
    page.get_by_role("button", name="9", exact=True).press("Enter")
    expect(page.get_by_role("heading", level=1)).to_have_text("Thank you. Is anything new?")
    assert (faults(page), overflow_px(page), MorningAnswer.objects.get().pain) == ([], 0, 9)

    plain = open_page(f"/t/{taps.token_for(row, 'barrier')}/", size=PHONE, javascript=False, touch=True)
    assert min(box["height"] for button in plain.get_by_role("button").all() if (box := button.bounding_box())) >= 44
    plain.get_by_role("button", name="I was ill").tap()
    plain.get_by_role("button", name="Rest for one week").tap()
    expect(plain.get_by_role("status")).to_contain_text("goes on by itself in a week")
    plain.get_by_role("button", name="Undo").tap()
    expect(plain.get_by_role("button", name="Rest for one week")).to_be_visible()
    assert BarrierAnswer.objects.get().change == ""

    own = open_page("/my/in-the-way/?again=1", by=pat.membership, size=NARROW_AND_TALL)
    assert (faults(own), overflow_px(own)) == ([], 0)
    own.get_by_role("button", name="I forgot").click()
    expect(own.get_by_label("What will you tie it to?")).to_be_visible()
    assert (faults(own), overflow_px(own)) == ([], 0)
