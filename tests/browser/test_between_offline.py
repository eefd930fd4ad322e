"""A sign, and the week, with the network really cut: the emergency screen at once, and everything stored once later."""

import datetime as dt
import uuid
from collections.abc import Iterator
from typing import Any

import pytest
from django.conf import settings
from django.utils import timezone
from playwright.sync_api import Browser, BrowserContext, Page, expect

from patients.models import CheckIn, Flare, FlarePlan, MorningAnswer, Patient, Plan, SafetyLock
from programmes.models import Session
from tests.browser.conftest import PHONE, faults, overflow_px
from tests.browser.line import Line
from tests.conftest import signed_in
from tests.factories import PlanFactory
from tests.services.house import until

HAS_PACK = "async () => Boolean(await (await import('/static/js/portal/sync.js')).getPack())"
SEND = "async ([kind, body]) => (await import('/static/js/portal/sync.js')).send(kind, body)"
FLUSH = "async () => { await (await import('/static/js/portal/sync.js')).flush(); }"


@pytest.fixture
def line(live_server: Any) -> Iterator[Line]:
    made = Line(live_server.url)
    yield made
    made.cut()


@pytest.fixture
def plan(pat: Patient) -> Plan:
    by = {"written_by": pat.therapist.user, "written_at": timezone.now()}
    FlarePlan.objects.create(patient=pat, helps_patient="A hot bath", call="Anna", **by)
    return PlanFactory(patient=pat, starts_on=timezone.localdate() - dt.timedelta(days=7))


@pytest.fixture
def page(browser: Browser, line: Line, plan: Plan) -> Iterator[Page]:
    """A phone that has its pack, and then no network any more."""
    phone: BrowserContext = browser.new_context(base_url=line.url, viewport={"width": PHONE[0], "height": PHONE[1]})
    key = signed_in(plan.patient.membership).cookies[settings.SESSION_COOKIE_NAME].value
    phone.add_cookies([{"name": settings.SESSION_COOKIE_NAME, "value": key, "url": line.url}])
    page = phone.new_page()
    page.goto("/my/")
    page.evaluate("async () => { await navigator.serviceWorker.ready; }")
    until(lambda: page.evaluate(HAS_PACK), 10, "the device has its pack")
    line.cut()
    yield page
    phone.close()


def test_a_sign_shows_the_emergency_screen_at_once_and_is_told_when_the_network_is_back(page: Page, line: Line) -> None:
    page.goto("/my/alarm/")
    expect(page.get_by_role("heading", level=1)).to_have_text("Is one of these new, or getting worse?")
    assert faults(page) == []
    page.get_by_role("checkbox", name="Losing control of your bowels").check()
    page.get_by_role("button", name="Show me whom to call").click()
    call = page.get_by_role("link", name="Call 999")
    expect(call).to_be_visible(timeout=1_000)  # no network is waited for
    expect(call).to_have_attribute("href", "tel:999")
    expect(page.get_by_text("Your clinic has not been told yet")).to_be_visible()
    assert (faults(page), overflow_px(page)) == ([], 0)

    page.goto("/my/")  # no exercises, whatever the pack says
    expect(page.get_by_role("heading", name="Get emergency help now")).to_be_visible()
    assert not SafetyLock.objects.exists()

    line.up()
    page.evaluate(FLUSH)
    held = SafetyLock.objects.get()
    assert (held.signs, held.urgency) == ("bowel", "now")
    expect(page.get_by_text("Your clinic has not been told yet")).to_be_hidden()


def test_the_week_and_a_flare_up_wait_and_are_stored_once(page: Page, line: Line) -> None:
    page.goto("/my/check-in/")
    page.get_by_role("group", name="Your usual pain this week").get_by_role("radio", name="6", exact=True).check()
    page.get_by_role("group", name="Are you in a flare-up?").get_by_role("radio", name="Yes").check()
    assert (faults(page), overflow_px(page)) == ([], 0)
    page.get_by_role("button", name="Save").click()
    expect(page.get_by_role("heading", level=1)).to_have_text("I am having a flare-up")
    page.get_by_role("button", name="Go on").click()
    expect(page.get_by_role("heading", level=1)).to_have_text("You are in a flare-up")
    expect(page.get_by_text("What helps me: A hot bath")).to_be_visible()  # as it was written together
    expect(page.get_by_text("From my physio")).to_be_hidden()
    assert (CheckIn.objects.count(), Flare.objects.count()) == (0, 0)

    line.up()
    page.evaluate(FLUSH)
    page.evaluate(FLUSH)
    assert list(CheckIn.objects.values_list("usual_pain", "is_flare")) == [(6, True)]
    assert Flare.objects.get().ended_on is None


def test_the_morning_after_a_session_that_still_waits(page: Page, line: Line, plan: Plan) -> None:
    session = Session.objects.get(phase__version=plan.version)
    yesterday = (plan.patient.today() - dt.timedelta(days=1)).isoformat()
    body = {"uuid": str(uuid.uuid4()), "session": session.pk, "local_date": yesterday, "as_prescribed": True}
    page.evaluate(SEND, ["session", body])
    page.goto("/my/morning/")
    page.get_by_role("button", name="8", exact=True).click()
    expect(page.get_by_role("heading", level=1)).to_have_text("Is one of these new, or getting worse?")
    page.goto("/my/morning/")
    expect(page.get_by_text("There is nothing to answer now.")).to_be_visible()

    line.up()
    page.evaluate(FLUSH)
    answer = MorningAnswer.objects.get()
    assert (answer.pain, str(answer.log.uuid)) == (8, body["uuid"])
