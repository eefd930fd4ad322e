"""The builder in two windows at once, and taking back what was done: nobody loses a word."""

import random
import re

import pytest
from playwright.sync_api import Page, expect

from clinic.models import Clinic, Membership
from programmes.dose import short
from programmes.models import Item, Programme
from tests.browser.conftest import OpenPage
from tests.browser.test_builder import order, row, saved, stored, the
from tests.factories import (
    ExerciseFactory,
    PhaseFactory,
    ProgrammeFactory,
    SessionFactory,
    VersionFactory,
    item,
)

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture
def programme(clinic: Clinic) -> Programme:
    """A draft: Bridge, Squat and Carry in session A."""
    session = SessionFactory(phase=PhaseFactory(version=VersionFactory(programme=ProgrammeFactory(clinic=clinic))))
    for name in ("Bridge", "Squat", "Carry"):
        item(session, ExerciseFactory(name=name))
    ExerciseFactory(name="Row")
    return session.phase.version.programme


@pytest.fixture
def mine(open_page: OpenPage, programme: Programme, anna: Membership) -> Page:
    return open_page(f"/programmes/{programme.pk}/", by=anna)


def test_a_colleagues_work_appears_and_what_both_typed_is_asked_about(
    open_page: OpenPage, programme: Programme, mine: Page, ada: Membership
):
    theirs = open_page(f"/programmes/{programme.pk}/", by=ada)
    half_typed = row(mine, "Bridge").get_by_label("Dose")
    half_typed.fill("3x12")
    theirs_dose = row(theirs, "Bridge").get_by_label("Dose")
    theirs_dose.fill("5x5")
    theirs_dose.press("Tab")
    saved(theirs)
    row(theirs, "Carry").get_by_role("button", name="Move up").click()
    saved(theirs, "Carry: number 2")
    expect(mine.locator(".items a.name")).to_have_text(["Bridge", "Carry", "Squat"])
    saved(mine, "Ada Admin: Carry moved")
    expect(half_typed).to_have_value("3x12")
    half_typed.press("Tab")
    expect(row(mine, "Bridge").locator(".said")).to_contain_text("Now it says 5x5")
    assert short(the("Bridge").dose) == "5x5"
    row(mine, "Bridge").get_by_role("button", name="Keep mine").click()
    expect(theirs_dose).to_have_value("3x12")
    assert short(the("Bridge").dose) == "3x12"


def test_words_in_a_row_that_a_colleague_removed_stay_on_the_page(
    open_page: OpenPage, programme: Programme, mine: Page, ada: Membership
):
    theirs = open_page(f"/programmes/{programme.pk}/", by=ada)
    note = row(mine, "Squat").get_by_label("Note")
    note.fill("Slowly, with the chair behind you")
    row(theirs, "Squat").get_by_role("button", name="Remove").click()
    saved(mine, "A colleague removed what you are typing in")
    expect(note).to_have_value("Slowly, with the chair behind you")
    theirs.get_by_role("button", name="Undo: Squat removed").click()
    saved(theirs, "Undone")
    assert stored() == ["Bridge", "Squat", "Carry"]


def test_edits_are_taken_back_and_done_again_by_keys(mine: Page):
    row(mine, "Squat").get_by_role("button", name="Remove").click()
    saved(mine, "Squat removed")
    dose = row(mine, "Bridge").get_by_label("Dose")
    dose.fill("5x5")
    dose.press("Tab")
    saved(mine)
    mine.keyboard.press("Control+z")
    saved(mine, "Undone: Bridge changed")
    expect(dose).to_have_value("3x10")
    mine.keyboard.press("Control+z")
    saved(mine, "Undone: Squat removed")
    assert order(mine) == ["Bridge", "Squat", "Carry"] == stored()
    mine.keyboard.press("Control+Shift+z")
    saved(mine, "Done again: Squat removed")
    mine.keyboard.press("Control+y")
    expect(dose).to_have_value("5x5")
    assert (order(mine), short(the("Bridge").dose)) == (["Bridge", "Carry"], "5x5")


def test_a_dose_is_read_aloud_while_it_is_typed_and_escape_takes_it_back(mine: Page):
    bridge = row(mine, "Bridge")
    dose = bridge.get_by_label("Dose")
    dose.click()
    dose.press("End")
    dose.press_sequentially(" hold 5")
    expect(bridge.locator(".said")).to_have_text("3 sets of 10, holding for 5 seconds each time")
    dose.press_sequentially(" bananas")
    expect(bridge.locator(".said")).to_contain_text("'bananas' is not understood")
    dose.press("Escape")
    expect(dose).to_have_value("3x10")
    expect(bridge.locator(".said")).to_have_text("3 sets of 10")
    dose.press("Tab")
    assert (the("Bridge").revision, short(the("Bridge").dose)) == (1, "3x10")


def test_escape_right_after_adding_takes_the_row_out_again(mine: Page):
    mine.keyboard.press("/")
    mine.keyboard.type("row")
    mine.keyboard.press("Enter")
    expect(row(mine, "Row").get_by_label("Dose")).to_be_focused()
    mine.keyboard.press("Escape")
    expect(row(mine, "Row")).to_have_count(0)
    expect(mine.locator("#q")).to_be_focused()
    assert stored() == ["Bridge", "Squat", "Carry"]


def test_the_dose_given_last_is_offered_next_time(mine: Page, programme: Programme):
    for typed in ("row", "row"):
        mine.keyboard.press("/")
        mine.keyboard.type(typed)
        mine.keyboard.press("Enter")
        expect(mine.locator("input.dose:focus")).to_have_value("3x10" if not Item.objects.filter(reps_lo=7) else "4x7")
        mine.keyboard.type("4x7")
        mine.keyboard.press("Enter")
        expect(mine.locator("#q")).to_be_focused()
    assert [short(each.dose) for each in Item.objects.filter(exercise__name="Row")] == ["4x7", "4x7"]


def test_a_move_without_a_connection_is_said_not_to_have_happened(mine: Page):
    mine.route("**/move/", lambda route: route.abort("connectionrefused"))
    row(mine, "Squat").get_by_role("button", name="Move up").click()
    saved(mine, "No connection. That was not done")
    assert order(mine) == ["Bridge", "Squat", "Carry"]
    mine.unroute("**/move/")
    row(mine, "Squat").get_by_role("button", name="Move up").click()
    saved(mine, "Squat: number 1")
    assert order(mine) == ["Squat", "Bridge", "Carry"] == stored()


def test_an_edit_by_keys_is_told_to_a_screen_reader(mine: Page):
    sign = mine.locator("#saved")
    expect(sign).to_have_attribute("role", "status")
    row(mine, "Carry").get_by_label("Dose").focus()
    mine.keyboard.press("Alt+ArrowUp")
    expect(sign).to_have_text(re.compile("Carry: number 2 in Session A"))
    expect(row(mine, "Carry").get_by_label("Dose")).to_be_focused()


WHAT_STANDS_THERE = """() => [...document.querySelectorAll('.session')].map((session) => [
    session.querySelector('h3').textContent,
    ...[...session.querySelectorAll('li.item')].map((row) =>
        [row.id, row.querySelector('a.name').textContent, row.querySelector('.dose').value].join(' '))])"""
PRESS = "([selector, nth]) => document.querySelectorAll(selector)[nth].click()"
TYPE = """([nth, dose]) => {
    const field = document.querySelectorAll('input.dose')[nth];
    field.value = dose;
    field.dispatchEvent(new Event('input', { bubbles: true }));
    htmx.trigger(field.form, 'submit');
}"""


def test_fifty_edits_are_taken_back_one_by_one_and_done_again(mine: Page):
    dice = random.Random(2026)

    def wait(before: str) -> None:
        expect(mine.locator("#builder")).not_to_have_attribute("data-seen", before)

    def press(selector: str, nth: int = 0) -> None:
        before = mine.locator("#builder").get_attribute("data-seen") or ""
        mine.evaluate(PRESS, [selector, nth])
        wait(before)

    def edit(number: int) -> None:
        rows = mine.locator("li.item").count()
        deed = dice.choice(["up", "copy", "copy", "remove", "dose", "dose", "session"]) if rows else "session"
        nth = dice.randrange(rows) if rows else 0
        if deed == "dose":
            before = mine.locator("#builder").get_attribute("data-seen") or ""
            mine.evaluate(TYPE, [nth, f"{1 + number % 9}x{number + 1}"])
            wait(before)
        elif deed == "session" and mine.locator(".session").count() < 6:
            press('.phase-foot [formaction$="sessions/training/"]')
        elif deed == "up" and nth:
            press('.tools [value="-1"]', nth)
        elif deed == "remove" and rows > 2:
            press('.tools [formaction$="remove/"]', nth)
        else:
            press('.tools [formaction$="copy/"]', nth)

    start = mine.evaluate(WHAT_STANDS_THERE)
    for number in range(50):
        edit(number)
    end = mine.evaluate(WHAT_STANDS_THERE)
    assert end != start
    for _ in range(50):
        press("#history button", 0)
    assert mine.evaluate(WHAT_STANDS_THERE) == start
    expect(mine.locator("#history button").first).to_be_disabled()
    expect(mine.locator("#history button").last).to_be_enabled()
    for _ in range(50):
        press("#history button", 1)
    assert mine.evaluate(WHAT_STANDS_THERE) == end
    mine.reload()
    assert mine.evaluate(WHAT_STANDS_THERE) == end
