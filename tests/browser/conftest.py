"""A real browser against a real server: Debian's Chromium, driven by Playwright."""

import shutil
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from axe_playwright_python.sync_playwright import Axe
from django.conf import settings
from playwright.sync_api import Browser, Page, expect, sync_playwright

from clinic.models import Membership
from tests.browser.offline import line, phone, training  # noqa: F401 (fixtures)
from tests.browser.player import thumbs, trainer  # noqa: F401 (fixtures)
from tests.conftest import signed_in

PHONE, SMALL_PHONE, TABLET, DESK = (390, 844), (320, 568), (768, 1024), (1280, 900)
CHROMIUM = shutil.which("chromium") or shutil.which("chromium-browser")


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    for item in items:  # every test of the run passes here, not only this folder's
        if item.path.parent == Path(__file__).parent:
            item.add_marker(pytest.mark.browser)
            item.add_marker(pytest.mark.flaky(reruns=1))


@pytest.fixture(scope="session")
def browser() -> Iterator[Browser]:
    with sync_playwright() as playwright:
        chromium = playwright.chromium.launch(
            executable_path=CHROMIUM,
            args=["--no-sandbox", "--disable-gpu", "--disable-background-networking", "--disable-component-update"],
        )
        yield chromium
        chromium.close()


OpenPage = Callable[..., Page]


@pytest.fixture
def open_page(browser: Browser, live_server: object) -> Iterator[OpenPage]:
    """Open a path as somebody: `open_page("/my/", by=membership, size=PHONE, javascript=False, dark=True)`."""
    contexts = []

    def open_as(
        path: str,
        *,
        by: Membership | None = None,
        size: tuple[int, int] = DESK,
        javascript: bool = True,
        dark: bool = False,
        touch: bool = False,
    ) -> Page:
        context = browser.new_context(
            base_url=live_server.url,
            viewport={"width": size[0], "height": size[1]},
            java_script_enabled=javascript,
            color_scheme="dark" if dark else "light",
            has_touch=touch,
        )
        contexts.append(context)
        if by is not None:
            key = signed_in(by).cookies[settings.SESSION_COOKIE_NAME].value
            context.add_cookies([{"name": settings.SESSION_COOKIE_NAME, "value": key, "url": live_server.url}])
        page = context.new_page()
        page.goto(path)
        return page

    yield open_as
    for context in contexts:
        context.close()


WCAG = {"type": "tag", "values": ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa"]}
IS_DARK = "matchMedia('(prefers-color-scheme: dark)').matches"
FINISH = "document.getAnimations().filter((one) => one instanceof CSSTransition).forEach((one) => one.finish())"
OF_COLOUR = {"type": "rule", "values": ["color-contrast", "link-in-text-block"]}


def faults(page: Page) -> list[str]:
    """What axe finds wrong with the page (WCAG 2.2 A and AA), one line each; its colours by day and by night."""
    here, other = ("dark", "light") if page.evaluate(IS_DARK) else ("light", "dark")
    found = _found(page, WCAG)
    _show(page, other)
    found += _found(page, OF_COLOUR)
    _show(page, here)
    return found


def _show(page: Page, scheme: str) -> None:
    """Turn the light on or off, and let no colour stay half-way."""
    page.emulate_media(color_scheme=scheme)
    if page.locator("html.js").count():
        expect(page.locator("html")).to_have_attribute("data-bs-theme", scheme)
    page.evaluate(FINISH)


def _found(page: Page, rules: dict[str, object]) -> list[str]:
    options = {"runOnly": rules, "resultTypes": ["violations"]}  # to describe what passed takes longer than the rules
    found = Axe().run(page, options=options).response["violations"]
    return [f"{fault['id']}: {node['target']} {node['failureSummary']}" for fault in found for node in fault["nodes"]]


def overflow_px(page: Page) -> int:
    """How many pixels the page is wider than the window; 0 on a good page."""
    return page.evaluate("document.documentElement.scrollWidth - document.documentElement.clientWidth")
