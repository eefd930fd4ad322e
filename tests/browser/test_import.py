"""A library comes in at the desk and on the phone: files, preview, progress, done."""

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from django.db import connection
from playwright.sync_api import Page, expect

from clinic.doorbell import breaker
from clinic.models import Membership
from exercises.exchange import working
from exercises.models import LibraryImport
from tests.browser.conftest import DESK, PHONE, SMALL_PHONE, OpenPage, faults, overflow_px
from tests.exercises.exchanging import wger


@pytest.fixture(autouse=True)
def _own_media(settings: Any, tmp_path: Path) -> None:
    settings.MEDIA_ROOT = tmp_path / "media"
    settings.CELERY_TASK_ALWAYS_EAGER = True


def check(page: Page) -> None:
    """axe finds nothing and nothing sticks out, at the desk and on two phones."""
    for size in (DESK, PHONE, SMALL_PHONE):
        page.set_viewport_size({"width": size[0], "height": size[1]})
        assert overflow_px(page) == 0
        assert faults(page) == []
    page.set_viewport_size({"width": DESK[0], "height": DESK[1]})


@pytest.fixture
def _nobody_hears() -> Iterator[None]:
    """The broker counts as away, so that each step can be looked at before the sweep takes it."""
    breaker.trip()
    breaker.closed_until += 600
    yield
    breaker.reset()


@pytest.mark.usefixtures("_nobody_hears")
def test_wger_comes_in(open_page: OpenPage, anna: Membership) -> None:
    page = open_page("/exercises/import/", by=anna)
    check(page)
    page.get_by_label("Files").set_input_files(wger())
    page.get_by_role("button", name="Read the files").click()
    expect(page.get_by_role("heading", level=1)).to_have_text("Waiting to be read")
    check(page)
    working.sweep()
    expect(page.get_by_role("heading", level=1)).to_have_text("Ready to bring in")
    expect(page.get_by_role("link", name="847 New")).to_be_visible()
    check(page)
    page.get_by_role("link", name="25 Possible duplicate").click()
    expect(page.locator("#rows tbody tr")).to_have_count(25)
    page.get_by_role("button", name="Bring them in").click()
    expect(page.get_by_role("heading", level=1)).to_have_text("Waiting to be brought in")
    LibraryImport.objects.update(state="importing", done=400, lease_until="2020-01-01T00:00Z")
    expect(page.get_by_role("progressbar")).to_have_attribute("value", "400")
    check(page)
    working.sweep()
    expect(page.get_by_role("heading", level=1)).to_have_text("Brought in")
    check(page)
    assert anna.clinic.exercises.count() == 872
    connection.close()


def test_columns_are_named_by_hand_without_scripts(open_page: OpenPage, anna: Membership, tmp_path: Path) -> None:
    (tmp_path / "kartei.csv").write_text("Was;Wie\nBrücke;Hoch.\n", encoding="cp1252")
    page = open_page("/exercises/import/", by=anna, javascript=False)
    page.get_by_label("Files").set_input_files(tmp_path / "kartei.csv")
    page.get_by_role("button", name="Read the files").click()
    expect(page.get_by_role("heading", level=1)).to_have_text("How to read the files")
    page.get_by_label("Was").select_option("Name")
    page.get_by_label("Wie").select_option("Steps")
    page.get_by_role("button", name="Read the files this way").click()
    expect(page.get_by_role("rowheader")).to_contain_text("Brücke")
    page.get_by_role("button", name="Bring them in").click()
    expect(page.get_by_role("heading", level=1)).to_have_text("Brought in")
    page.get_by_role("button", name="Take this import back").click()
    expect(page.get_by_text("Taken back: 1 removed.")).to_be_visible()


def test_columns_page_has_no_fault(open_page: OpenPage, anna: Membership, tmp_path: Path) -> None:
    (tmp_path / "kartei.csv").write_text("Was;Wie\nBrücke;Hoch.\n", encoding="cp1252")
    page = open_page("/exercises/import/", by=anna)
    page.get_by_label("Files").set_input_files(tmp_path / "kartei.csv")
    page.get_by_role("button", name="Read the files").click()
    expect(page.get_by_role("heading", level=1)).to_have_text("How to read the files")
    check(page)
