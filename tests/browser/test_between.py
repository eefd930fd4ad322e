"""The pages between sessions in a real browser: nothing for axe to find, narrow and dark, without scripts too."""

import datetime as dt
import re

import pytest
from django.utils import timezone
from playwright.sync_api import expect

from clinic.models import Membership
from patients.models import CheckIn, Flare, MorningAnswer, Patient, Plan, SafetyLock
from tests.browser.conftest import DESK, SMALL_PHONE, OpenPage, faults, overflow_px
from tests.factories import PlanFactory, SessionLogFactory

PAGES = (
    "/my/",
    "/my/check-in/",
    "/my/morning/",
    "/my/flare/",
    "/my/alarm/",
    "/my/settings/",
    "/my/progress/",
    "/my/help/",
)


@pytest.fixture
def plan(pat: Patient) -> Plan:
    today = timezone.localdate()
    plan = PlanFactory(patient=pat, starts_on=today - dt.timedelta(days=30))
    for back in (1, 3, 9):
        SessionLogFactory(plan=plan, local_date=today - dt.timedelta(days=back), confidence=5, pain_highest=0)
    for back in (9, 16):
        day = today - dt.timedelta(days=back)
        week = day - dt.timedelta(days=day.weekday())
        said = {"worry": 4, "usual_pain": 3, "can_do": "Tie my shoes"}
        CheckIn.objects.create(patient=pat, week=week, local_date=day, logged_at=timezone.now(), **said)
    return plan


def test_axe_finds_nothing_narrow_in_the_dark(open_page: OpenPage, pat: Patient, plan: Plan) -> None:
    page = open_page(PAGES[0], by=pat.membership, size=SMALL_PHONE, dark=True)
    for path in PAGES:
        page.goto(path)
        assert (path, faults(page), overflow_px(page)) == (path, [], 0)
    Flare.objects.create(patient=pat, began_on=timezone.localdate(), logged_at=timezone.now())
    for path in ("/my/", "/my/flare/"):
        page.goto(path)
        assert (path, faults(page), overflow_px(page)) == (path, [], 0)


def test_one_tap_and_a_flare_up_without_scripts(open_page: OpenPage, pat: Patient, plan: Plan) -> None:
    page = open_page("/my/", by=pat.membership, size=SMALL_PHONE, javascript=False, touch=True)
    page.get_by_role("button", name="3", exact=True).click()
    assert MorningAnswer.objects.get().pain == 3
    page.get_by_role("link", name="I am having a flare-up").click()
    page.get_by_role("button", name="Go on").click()
    expect(page.get_by_role("heading", level=1)).to_have_text("You are in a flare-up")
    page.get_by_role("button", name="It is better now").click()
    assert Flare.objects.get().ended_on is not None


def test_a_sign_closes_the_programme_until_a_therapist_opens_it(
    open_page: OpenPage, pat: Patient, plan: Plan, anna: Membership
) -> None:
    page = open_page("/my/help/", by=pat.membership, size=SMALL_PHONE)
    page.get_by_role("link", name="I have one of these signs").click()
    page.get_by_role("checkbox", name="A drooping face").check()
    page.get_by_role("button", name="Show me whom to call").click()
    expect(page.get_by_role("link", name="Call 999")).to_be_visible()
    expect(page.get_by_text(re.compile("(is being|has been) sent an e-mail"))).to_be_visible()
    page.goto("/my/")
    expect(page.get_by_role("heading", name="Get emergency help now")).to_be_visible()
    assert (faults(page), overflow_px(page)) == ([], 0)

    desk = open_page(f"/patients/{pat.pk}/", by=anna, size=DESK)
    assert faults(desk) == []
    desk.get_by_label("What was found and agreed").fill("Examined: all well.")
    desk.get_by_role("button", name="open the programme").click()
    expect(desk.get_by_text("can train again")).to_be_visible()
    assert SafetyLock.objects.get().reason == "Examined: all well."
    page.goto("/my/")
    expect(page.get_by_text("Your physio has looked at it")).to_be_visible()
