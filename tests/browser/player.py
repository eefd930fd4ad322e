"""A phone with the player on it, a session to train, and the words of the thumb."""

import contextlib
import datetime as dt
import re
from collections.abc import Callable, Iterator
from typing import Any

import pytest
from django.conf import settings
from django.utils import timezone
from playwright.sync_api import Browser, Error, Locator, Page, Route, expect

from exercises.vocabulary import LoadType
from patients.models import Patient
from programmes.models import Session
from tests.conftest import signed_in
from tests.factories import ExerciseFactory, PlanFactory, SessionFactory, item, ladder

Trainer = Callable[..., Page]


@pytest.fixture
def thumbs(pat: Patient) -> Session:
    """Pat's session: three sets with a step below, a superset of which one is held on each side, and a walk."""
    plan = PlanFactory(patient=pat, starts_on=timezone.localdate() - dt.timedelta(days=3))
    found = SessionFactory(phase=plan.version.phases.first(), name="Thumbs", position=2)
    Session.objects.filter(phase=found.phase).exclude(pk=found.pk).update(position=9)
    bridge = ExerciseFactory(name="Bridge", key="bridge")
    ladder(ExerciseFactory(name="Half Bridge", key="half-bridge", cue="Half way is plenty."), bridge)
    item(found, bridge, "3x10 rest 60")
    item(found, ExerciseFactory(name="Goblet Squat", load_type=LoadType.EXTERNAL_KG), "2x8 rest 90", group=1)
    item(found, ExerciseFactory(name="Side Plank"), "2x20s/side rest 45", group=1)
    item(found, ExerciseFactory(name="Walk"), "5min easy")
    return found


@pytest.fixture
def trainer(browser: Browser, live_server: Any, thumbs: Session) -> Iterator[Trainer]:
    """Open an address as Pat: `trainer("/my/", dark=True, change=what to do to the pack before it arrives)`."""
    contexts, patient = [], Patient.objects.get()

    def opened(path: str, *, size: tuple[int, int] = (390, 844), dark: bool = False, **how: Any) -> Page:
        change, clock = how.pop("change", None), how.pop("clock", None)
        context = browser.new_context(
            base_url=live_server.url,
            viewport={"width": size[0], "height": size[1]},
            color_scheme="dark" if dark else "light",
            service_workers="block",
            **how,
        )
        contexts.append(context)
        key = signed_in(patient.membership).cookies[settings.SESSION_COOKIE_NAME].value
        context.add_cookies([{"name": settings.SESSION_COOKIE_NAME, "value": key, "url": live_server.url}])
        page = context.new_page()
        page.on("pageerror", lambda fault: pytest.fail(f"a script failed: {fault}"))
        if change:
            page.route("**/my/pack.json", lambda route: pass_on(route, change))
        if clock:
            page.clock.install(time=clock)
        page.goto(path)
        return page

    yield opened
    for context in contexts:
        context.close()


def pass_on(route: Route, change: Callable[[dict[str, Any]], None]) -> None:
    """Pass the pack on, changed; a page that has gone on meanwhile wants none."""
    with contextlib.suppress(Error):
        pack = route.fetch().json()
        change(pack)
        route.fulfill(json=pack)


def big(page: Page) -> Locator:
    return page.locator("[data-big]")


def tap(page: Page, words: str) -> None:
    """Tap the big button when it says this; a second tap at once would be the same one."""
    expect(big(page)).to_contain_text(words)
    page.clock.run_for(400)
    big(page).click()


def number(page: Page, label: str) -> Locator:
    return page.get_by_role("textbox", name=label)


def at(page: Page, name: str) -> None:
    expect(page.get_by_role("heading", level=1)).to_have_text(re.compile(name))


def done_marks(page: Page) -> int:
    return page.locator(".train-mark-done").count()


def answer(page: Page, question: str, score: int) -> None:
    """A score from 1 to 9; both ends carry words."""
    page.get_by_role("group", name=question).get_by_role("radio", name=str(score), exact=True).check()
