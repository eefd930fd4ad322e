"""A patient's phone on a line that can be cut, and what its scripts answer."""

import datetime as dt
import uuid
from collections.abc import Iterator
from typing import Any

import pytest
from django.conf import settings
from django.utils import timezone
from playwright.sync_api import Browser, BrowserContext, Page

from clinic.models import Membership
from patients.models import Patient, Plan, SessionLog
from programmes.models import Session
from tests.browser.line import Line
from tests.conftest import signed_in
from tests.factories import PlanFactory
from tests.services.house import until

SYNC = "/static/js/portal/sync.js"
SEND = f"async ([kind, body]) => (await import('{SYNC}')).send(kind, body)"
SEND_ALL = f"""async (all) => {{
  const sync = await import('{SYNC}');
  await Promise.all(all.map((one) => sync.send('session', one)));
}}"""
FLUSH = f"async () => {{ await (await import('{SYNC}')).flush(); }}"
WAITING = f"async () => (await import('{SYNC}')).waiting()"
HAS_PACK = f"async () => Boolean(await (await import('{SYNC}')).getPack())"
STORE = "/static/js/portal/store.js"
# Asked of the store: a page has the pack in hand a moment before it is written down.
KEEPS_PACK = f"async () => Boolean(await (await (await import('{STORE}')).openStore()).read('pack'))"


@pytest.fixture
def line(live_server: Any) -> Iterator[Line]:
    made = Line(live_server.url)
    yield made
    made.cut()


@pytest.fixture
def phone(browser: Browser, line: Line) -> Iterator[BrowserContext]:
    context = browser.new_context(base_url=line.url, viewport={"width": 390, "height": 844})
    yield context
    context.close()


@pytest.fixture
def training(pat: Patient) -> Plan:
    """Pat's plan, begun a week ago by the clock of the browser."""
    Patient.objects.filter(pk=pat.pk).update(first_name="Persimmon", goal="Climb Ararat")
    return PlanFactory(patient=pat, starts_on=timezone.localdate() - dt.timedelta(days=7))


def sign_in(phone: BrowserContext, membership: Membership, line: Line) -> None:
    key = signed_in(membership).cookies[settings.SESSION_COOKIE_NAME].value
    phone.add_cookies([{"name": settings.SESSION_COOKIE_NAME, "value": key, "url": line.url}])


def visited(phone: BrowserContext, path: str = "/my/", *, has_worker: bool = True, keeps: bool = True) -> Page:
    """A page of the portal, on a device that has its pack where it can keep one."""
    page = phone.new_page()
    page.goto(path)
    if has_worker:
        until(lambda: page.evaluate("Boolean(navigator.serviceWorker.controller)"), 10, "the worker is in")
    if keeps:
        until(lambda: page.evaluate(KEEPS_PACK), 10, "the device has its pack")
    return page


def entry(plan: Plan, **changes: Any) -> dict[str, Any]:
    """A session of today, done as prescribed."""
    session = Session.objects.get(phase__version=plan.version)
    day = plan.patient.today().isoformat()
    return {"uuid": str(uuid.uuid4()), "session": session.pk, "local_date": day, "as_prescribed": True} | changes


def stored() -> set[str]:
    return {str(key) for key in SessionLog.objects.values_list("uuid", flat=True)}


def words(page: Page) -> str:
    return page.locator("main").inner_text()
