"""The server is killed in the middle of an edit: what was typed arrives once it is back."""

import os
import sqlite3
from collections.abc import Iterator
from pathlib import Path

import pytest
from django.conf import settings
from django.db import connection
from playwright.sync_api import Browser, expect

from clinic.models import Clinic, Membership
from programmes.models import Programme
from tests.conftest import signed_in
from tests.factories import ExerciseFactory, PhaseFactory, ProgrammeFactory, SessionFactory, VersionFactory, item
from tests.services.house import House, free_port, health, until

pytestmark = [pytest.mark.apart, pytest.mark.django_db(transaction=True)]
UP_WITHIN_SECONDS = 60


@pytest.fixture
def programme(clinic: Clinic) -> Programme:
    """A draft with Bridge in it."""
    session = SessionFactory(phase=PhaseFactory(version=VersionFactory(programme=ProgrammeFactory(clinic=clinic))))
    item(session, ExerciseFactory(name="Bridge"))
    return session.phase.version.programme


@pytest.fixture
def cookie(anna: Membership) -> str:
    return signed_in(anna).cookies[settings.SESSION_COOKIE_NAME].value


@pytest.fixture
def house(programme: Programme, cookie: str, tmp_path: Path) -> Iterator[tuple[House, int]]:
    """A real server on a copy of this test's database, and its port."""
    with sqlite3.connect(tmp_path / "copy.sqlite3") as copy:
        connection.connection.backup(copy)
    port = free_port()
    env = {name: value for name, value in os.environ.items() if name in ("PATH", "HOME", "LANG")}
    env |= {
        "DJANGO_SETTINGS_MODULE": "tests.serving",
        "LOADWELL_MODE": "production",
        "LOADWELL_VAR": str(tmp_path),
        "SECRET_KEY": settings.SECRET_KEY,
        "DATABASE_URL": f"sqlite:///{tmp_path}/copy.sqlite3",
        "SITE_URL": f"http://127.0.0.1:{port}",
        "PORT": str(port),
    }
    made = House(env, tmp_path)
    made.start("server", "manage.py", "serve")
    try:
        until(lambda: health(port), UP_WITHIN_SECONDS, "the server answers")
        yield made, port
    finally:
        made.stop()


def test_an_edit_in_mid_air_survives_a_killed_server(
    house: tuple[House, int], programme: Programme, cookie: str, browser: Browser
):
    server, port = house
    address = f"http://127.0.0.1:{port}"
    context = browser.new_context(base_url=address)
    context.add_cookies([{"name": settings.SESSION_COOKIE_NAME, "value": cookie, "url": address}])
    page = context.new_page()
    page.goto(f"/programmes/{programme.pk}/")
    dose = page.locator("input.dose")
    server.kill("server")
    dose.fill("2x6 rest 60s")
    dose.press("Tab")
    expect(page.locator("#saved")).to_contain_text("What you typed stays here", timeout=15_000)
    expect(dose).to_have_value("2x6 rest 60s")
    server.start("server", "manage.py", "serve")
    until(lambda: health(port), UP_WITHIN_SECONDS, "the server answers again")
    expect(page.locator("form[data-unsaved]")).to_have_count(0, timeout=20_000)
    page.reload()
    expect(page.locator("input.dose")).to_have_value("2x6 rest 60s")
    context.close()
