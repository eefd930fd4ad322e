"""Choosing rows in the builder: by keys alone, and heard by whoever cannot see the ticks."""

import re

import pytest
from playwright.sync_api import Page, expect

from clinic.models import Clinic, Membership
from programmes.dose import short
from programmes.models import Item, Programme
from tests.browser.conftest import PHONE, OpenPage, faults, overflow_px
from tests.factories import (
    ExerciseFactory,
    PhaseFactory,
    ProgrammeFactory,
    SessionFactory,
    VersionFactory,
    item,
    ladder,
)

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture
def programme(clinic: Clinic) -> Programme:
    """A draft: Bridge, Squat, Plank and Carry in session A; Squat has a harder step."""
    session = SessionFactory(phase=PhaseFactory(version=VersionFactory(programme=ProgrammeFactory(clinic=clinic))))
    for name, dose in (("Bridge", "3x10"), ("Squat", "3x8"), ("Plank", "3x30s"), ("Carry", "3x20m")):
        item(session, ExerciseFactory(name=name), dose)
    ladder(Item.objects.get(exercise__name="Squat").exercise, ExerciseFactory(name="Goblet Squat"))
    return session.phase.version.programme


def tick(page: Page, name: str):
    return page.get_by_role("checkbox", name=f"Choose {name}")


def dose(page: Page, name: str):
    row = page.locator("li.item").filter(has=page.get_by_role("link", name=name, exact=True))
    return row.get_by_label("Dose")


def doses() -> dict[str, str]:
    return {str(row): short(row.dose) for row in Item.objects.select_related("exercise")}


def test_rows_are_chosen_and_set_by_keys_alone(open_page: OpenPage, programme: Programme, anna: Membership):
    page = open_page(f"/programmes/{programme.pk}/", by=anna)
    bar = page.get_by_role("form", name="Chosen exercises")
    expect(bar).to_be_hidden()
    dose(page, "Bridge").focus()
    page.keyboard.press("Alt+x")
    expect(tick(page, "Bridge")).to_be_checked()
    expect(page.locator("#many-live")).to_contain_text("1 chosen")
    tick(page, "Plank").focus()
    page.keyboard.press("Shift+x")
    for name in ("Bridge", "Squat", "Plank"):
        expect(tick(page, name)).to_be_checked()
    expect(tick(page, "Carry")).not_to_be_checked()
    page.keyboard.press("Shift+ArrowDown")
    expect(bar).to_contain_text("4 chosen")
    page.keyboard.press("Enter")
    expect(page.locator("#many-part")).to_be_focused()
    page.keyboard.type("x12")
    page.keyboard.press("Enter")
    expect(bar.locator(".wrong")).to_contain_text("Plank (3x30s): Choose one: reps or time per set.")
    expect(page.locator("#many-part")).to_have_value("x12")
    expect(page.locator("#many-part")).to_be_focused()
    page.set_viewport_size({"width": 1280, "height": 1800})  # else the bar may lie over half a row that can be scrolled
    assert faults(page) == []
    page.locator("#many-part").fill("rest 60")
    page.keyboard.press("Enter")
    expect(dose(page, "Carry")).to_have_value("3x20m rest 60s")
    assert {written[-8:] for name, written in doses().items()} == {"rest 60s"}
    expect(tick(page, "Squat")).to_be_checked()
    page.keyboard.press("Escape")
    expect(bar).to_be_hidden()
    page.keyboard.press("Control+z")
    expect(dose(page, "Carry")).to_have_value("3x20m")
    tick(page, "Squat").focus()
    page.keyboard.press("Control+a")
    expect(bar).to_contain_text("4 chosen")
    page.keyboard.press("Alt+Shift+ArrowUp")
    expect(dose(page, "Goblet Squat")).to_be_visible()
    expect(page.locator("#saved")).to_have_text("Squat swapped for Goblet Squat")
    page.keyboard.press("?")
    expect(page.get_by_text("Choose the whole session")).to_be_visible()
    hasty = (
        "for (const button of [...document.querySelectorAll('.tools [aria-label=Remove]')].slice(0, 3)) button.click()"
    )
    page.evaluate(hasty)
    expect(page.locator(".items a.name")).to_have_text(["Carry"])


def test_a_group_is_heard_and_a_thumb_reaches_the_bar(open_page: OpenPage, programme: Programme, anna: Membership):
    page = open_page(f"/programmes/{programme.pk}/", by=anna, size=PHONE, touch=True)
    page.locator(".row-menu summary").first.tap()
    heading = page.get_by_label("Heading above it")
    expect(heading).to_be_focused()
    heading.fill("Warm-up")
    page.get_by_role("button", name="Save the heading").tap()
    expect(page.locator(".row-heading")).to_have_text("Warm-up")
    expect(page.locator(".row-menu[open]")).to_have_count(0)
    tick(page, "Squat").tap()
    tick(page, "Carry").tap()
    assert overflow_px(page) == 0
    small = "e => e.checkVisibility() && e.offsetHeight < 44"
    assert [button.inner_text() for button in page.locator("#many button").all() if button.evaluate(small)] == []
    page.get_by_role("button", name="Superset").tap()
    sign = page.get_by_role("status").filter(has_text="Squat and Carry: a superset")
    expect(sign).to_have_attribute("aria-live", "polite")
    expect(page.get_by_role("group", name="Carry, 2 of 2 in a superset")).to_be_visible()
    assert re.findall(r"\w+", " ".join(page.locator(".items a.name").all_inner_texts())) == [
        "Bridge", "Squat", "Carry", "Plank",
    ]  # fmt: skip
    page.get_by_role("button", name="Remove", exact=True).last.tap()
    expect(page.get_by_role("form", name="Chosen exercises")).to_be_hidden()
    expect(page.locator(".items a.name")).to_have_count(2)
    assert page.evaluate("document.activeElement !== document.body")
