"""The server is killed in the middle of an edit: what was typed arrives once it is back."""

import os
from collections.abc import Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Browser, expect

from tests.services.house import House, free_port, health, until

pytestmark = pytest.mark.apart
UP_WITHIN_SECONDS = 60


@pytest.fixture
def demo(tmp_path: Path) -> Iterator[tuple[House, int]]:
    """A demo clinic on a port of its own, served by real processes."""
    port = free_port()
    env = {name: value for name, value in os.environ.items() if name in ("PATH", "HOME", "LANG")}
    env |= {"LOADWELL_MODE": "demo", "LOADWELL_VAR": str(tmp_path), "PORT": str(port)}
    house = House(env | {"DJANGO_SETTINGS_MODULE": "tests.serving"}, tmp_path)
    house.manage("prepare")
    house.manage("collectstatic", "--no-input", "--verbosity", "0")
    house.start("server", "manage.py", "serve")
    try:
        until(lambda: health(port), UP_WITHIN_SECONDS, "the server answers")
        yield house, port
    finally:
        house.stop()


def test_an_edit_in_mid_air_survives_a_killed_server(demo: tuple[House, int], browser: Browser):
    house, port = demo
    page = browser.new_context(base_url=f"http://127.0.0.1:{port}").new_page()
    page.goto("/")
    page.get_by_role("button", name="therapist").first.click()
    page.goto("/programmes/new/")
    page.get_by_label("Name").first.fill("Back to the garden")
    page.get_by_role("button", name="Begin").click()
    page.wait_for_load_state()
    page.locator("#q").press_sequentially("glute bridge")
    page.keyboard.press("Enter")
    dose = page.locator("input.dose:focus")
    expect(dose).to_be_visible()
    house.kill("server")
    dose.fill("2x6 rest 60s")
    dose.press("Tab")
    expect(page.locator("#saved")).to_contain_text("What you typed stays here", timeout=15_000)
    expect(page.locator("input.dose")).to_have_value("2x6 rest 60s")
    house.start("server", "manage.py", "serve")
    until(lambda: health(port), UP_WITHIN_SECONDS, "the server answers again")
    expect(page.locator("form[data-unsaved]")).to_have_count(0, timeout=20_000)
    page.reload()
    expect(page.locator("input.dose")).to_have_value("2x6 rest 60s")
    page.context.close()
