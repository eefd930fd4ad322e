"""The builder with hands on it: mouse, keys, a script that fails, and none at all."""

import re

import pytest
from playwright.sync_api import Page, Route, expect

from clinic.models import Clinic, Membership
from programmes import services
from programmes.dose import parse, short
from programmes.models import Item, Programme
from tests.browser.conftest import PHONE, SMALL_PHONE, TABLET, OpenPage, faults, overflow_px
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
    """A draft: Bridge, Bird Dog and Squat in session A, Row in session B."""
    phase = PhaseFactory(version=VersionFactory(programme=ProgrammeFactory(clinic=clinic)))
    first, second = SessionFactory(phase=phase), SessionFactory(phase=phase, name="B", position=2)
    item(first, ExerciseFactory(name="Bridge"))
    item(first, ExerciseFactory(name="Bird Dog", laterality="per_side"), "3x8/side")
    item(first, ExerciseFactory(name="Squat"))
    item(second, ExerciseFactory(name="Row"))
    ExerciseFactory(name="Goblet Squat", dose="3x8-10 rest 90s")
    return phase.version.programme


@pytest.fixture
def page(open_page: OpenPage, programme: Programme, anna: Membership) -> Page:
    return open_page(f"/programmes/{programme.pk}/", by=anna)


def the(name: str) -> Item:
    return Item.objects.get(exercise__name=name)


def row(page: Page, name: str):
    return page.locator("li.item").filter(has=page.get_by_role("link", name=name, exact=True))


def order(page: Page, session: int = 0) -> list[str]:
    return page.locator(".items").nth(session).locator("a.name").all_inner_texts()


def stored(session: str = "A") -> list[str]:
    rows = Item.objects.filter(session__name=session).select_related("exercise").order_by("position")
    return [str(each) for each in rows]


def saved(page: Page, words: str = "Saved") -> None:
    expect(page.locator("#saved")).to_have_text(re.compile(words))


# Typing


def test_a_dose_is_saved_when_the_field_is_left_and_said_in_words(page: Page):
    dose = row(page, "Bridge").get_by_label("Dose")
    dose.fill("3 x 12 @8kg")
    dose.press("Tab")
    saved(page)
    expect(row(page, "Bridge").locator(".said")).to_have_text("3 sets of 12, with 8 kg")
    expect(dose).to_have_value("3x12 @8kg")
    expect(page.locator(".meta").first).to_have_text(re.compile(r"about \d+ min · 3 exercises"))
    assert short(the("Bridge").dose) == "3x12 @8kg"


def test_several_quick_edits_of_one_row_all_arrive(page: Page):
    bridge = row(page, "Bridge")
    bridge.get_by_label("Dose").fill("4x6")
    bridge.get_by_label("Dose").press("Tab")
    bridge.get_by_label("Note").fill("Slowly")
    bridge.locator("label.core").click()
    saved(page)
    expect(bridge.locator("form")).not_to_have_attribute("data-unsaved", "")
    stands = the("Bridge")
    assert (short(stands.dose), stands.note, stands.is_core) == ("4x6", "Slowly", False)


def test_a_dose_that_is_not_understood_stays_with_its_sentence(page: Page):
    dose = row(page, "Bridge").get_by_label("Dose")
    dose.fill("3x10 bananas")
    dose.press("Tab")
    expect(row(page, "Bridge").locator(".wrong")).to_contain_text("bananas")
    expect(dose).to_have_value("3x10 bananas")
    expect(dose).to_have_attribute("aria-invalid", "true")
    saved(page, "Not saved: see the marked field")
    page.get_by_role("button", name="Publish…").click()
    expect(dose).to_be_focused()
    assert not Programme.objects.get().versions.published().exists()
    dose.fill("3x12")
    dose.press("Tab")
    expect(dose).not_to_have_attribute("aria-invalid", "true")
    saved(page)


def test_the_side_is_chosen_and_the_dose_follows(page: Page):
    bird_dog = row(page, "Bird Dog")
    bird_dog.get_by_label("Side").select_option("left")
    expect(bird_dog.get_by_label("Dose")).to_have_value("3x8 left")
    expect(bird_dog.locator(".said")).to_have_text("3 sets of 8 on the left side")


def test_a_colleagues_edit_is_shown_and_either_can_be_kept(page: Page, anna: Membership):
    services.change_item(item=the("Bridge"), by=anna.user, dose=parse("5x5"))
    bridge = row(page, "Bridge")
    bridge.get_by_label("Dose").fill("3x12")
    bridge.get_by_label("Dose").press("Tab")
    expect(bridge.locator(".said")).to_contain_text("Now it says 5x5")
    expect(bridge.get_by_label("Dose")).to_have_value("3x12")
    bridge.get_by_role("button", name="Keep mine").click()
    saved(page)
    assert short(the("Bridge").dose) == "3x12"


def test_theirs_can_be_taken(page: Page, anna: Membership):
    services.change_item(item=the("Bridge"), by=anna.user, dose=parse("5x5"))
    bridge = row(page, "Bridge")
    bridge.get_by_label("Note").fill("Mine")
    bridge.get_by_label("Note").press("Tab")
    bridge.get_by_role("link", name="Take theirs").click()
    expect(bridge.get_by_label("Dose")).to_have_value("5x5")
    expect(bridge.get_by_label("Note")).to_have_value("")


def test_without_a_connection_the_words_stay_and_arrive_later(page: Page):
    def cut(route: Route) -> None:
        route.abort("connectionrefused")

    page.route("**/items/**", cut)
    dose = row(page, "Bridge").get_by_label("Dose")
    dose.fill("3x12")
    dose.press("Tab")
    saved(page, "No connection")
    expect(dose).to_have_value("3x12")
    page.unroute("**/items/**", cut)
    expect(page.locator("#saved")).to_have_text("Saved", timeout=15_000)
    assert short(the("Bridge").dose) == "3x12"


# Adding


def test_an_exercise_is_added_by_keys_alone(page: Page):
    page.keyboard.press("/")
    page.keyboard.type("goblet")
    expect(page.locator(".found button").first).to_contain_text("Goblet Squat")
    page.keyboard.press("Enter")
    dose = row(page, "Goblet Squat").get_by_label("Dose")
    expect(dose).to_be_focused()
    expect(dose).to_have_value("3x8-10 rest 90s")
    page.keyboard.type("3x8 @12kg")
    page.keyboard.press("Enter")
    expect(page.locator("#q")).to_be_focused()
    expect(page.locator("#q")).to_have_value("")
    assert short(the("Goblet Squat").dose) == "3x8 @12kg"
    assert order(page) == ["Bridge", "Bird Dog", "Squat", "Goblet Squat"] == stored()


def test_two_exercises_in_a_row_are_two(page: Page):
    search = page.locator("#q")
    for _ in range(2):
        search.fill("goblet")
        search.press("Enter")
        expect(search).to_have_value("")
    expect(page.locator(".items").first.locator("li.item")).to_have_count(5)
    assert stored() == ["Bridge", "Bird Dog", "Squat", "Goblet Squat", "Goblet Squat"]


def test_a_match_further_down_is_reached_by_arrows_and_escape_leaves(page: Page):
    search = page.locator("#q")
    search.fill("squat")
    expect(page.locator(".found button")).to_have_count(2)
    search.press("ArrowDown")
    page.keyboard.press("ArrowDown")
    page.keyboard.press("Enter")
    expect(page.locator(".items").first.locator("li.item")).to_have_count(4)
    assert stored()[-1] == "Goblet Squat"
    search.fill("squat")
    expect(page.locator(".found button")).to_have_count(2)
    search.press("Escape")
    expect(search).to_have_value("")
    expect(page.locator(".found")).to_contain_text("Yours first")


def test_nothing_found_says_so(page: Page):
    search = page.locator("#q")
    search.fill("zebra")
    expect(page.locator(".found").first).to_contain_text("No exercise answers to “zebra”")
    search.press("Enter")
    expect(page.locator(".found").first).to_contain_text("No exercise answers to “zebra”")
    assert len(stored()) == 3


# Order


def test_a_row_is_dragged_by_its_grip(page: Page):
    row(page, "Squat").locator(".grip").drag_to(row(page, "Bridge").locator(".grip"))
    saved(page, "Squat: number 1 in Session A")
    assert order(page) == ["Squat", "Bridge", "Bird Dog"] == stored()
    page.reload()
    assert order(page) == ["Squat", "Bridge", "Bird Dog"]


def test_a_row_is_dragged_into_another_session(page: Page):
    page.set_viewport_size({"width": 1280, "height": 1500})  # both in sight: a script does not scroll while it drags
    row(page, "Bridge").locator(".grip").drag_to(row(page, "Row").locator(".grip"))
    saved(page, "in Session B")
    assert sorted(order(page, 1)) == ["Bridge", "Row"]
    assert stored("B") == order(page, 1)


def test_alt_and_arrows_move_a_row_and_keep_the_cursor_in_it(page: Page):
    dose = row(page, "Squat").get_by_label("Dose")
    dose.focus()
    page.keyboard.press("Alt+ArrowUp")
    saved(page, "Squat: number 2 in Session A")
    expect(dose).to_be_focused()
    page.keyboard.press("Alt+ArrowUp")
    saved(page, "Squat: number 1 in Session A")
    assert order(page) == ["Squat", "Bridge", "Bird Dog"] == stored()
    for _ in range(3):
        page.keyboard.press("Alt+ArrowDown")
    saved(page, "Squat: number 1 in Session B")
    assert (stored(), stored("B")) == (["Bridge", "Bird Dog"], ["Squat", "Row"])
    assert order(page, 1) == ["Squat", "Row"]


def test_moving_a_row_keeps_what_is_typed_in_another(page: Page):
    dose = row(page, "Bridge").get_by_label("Dose")
    dose.fill("3x10 bananas")
    dose.press("Tab")
    expect(row(page, "Bridge").locator(".wrong")).to_be_visible()
    row(page, "Squat").get_by_role("button", name="Move up").click()
    saved(page, "Squat: number 2")
    row(page, "Bird Dog").get_by_role("button", name="Remove").click()
    saved(page, "Bird Dog removed")
    expect(dose).to_have_value("3x10 bananas")


def test_a_removed_row_is_put_back_where_it_was(page: Page):
    row(page, "Bird Dog").get_by_role("button", name="Remove").click()
    saved(page, "Bird Dog removed")
    assert stored() == ["Bridge", "Squat"]
    page.get_by_role("button", name="Undo: Bird Dog removed").click()
    expect(row(page, "Bird Dog")).to_be_visible()
    saved(page, "Undone: Bird Dog removed")
    assert order(page) == ["Bridge", "Bird Dog", "Squat"] == stored()


def test_a_duplicate_appears_below(page: Page):
    row(page, "Bridge").get_by_role("button", name="Duplicate").click()
    expect(page.locator(".items").first.locator("li.item")).to_have_count(4)
    assert order(page) == ["Bridge", "Bridge", "Bird Dog", "Squat"] == stored()


# The whole page


def test_what_is_half_typed_is_saved_before_the_page_is_left_by_a_button(page: Page):
    row(page, "Bridge").get_by_label("Note").fill("Half typed")
    page.get_by_role("button", name="Add a session").click()
    expect(page.get_by_role("heading", name="Session C")).to_be_visible()
    assert the("Bridge").note == "Half typed"


def test_a_phase_saves_itself_and_says_what_is_wrong(page: Page):
    weeks = page.get_by_label("Weeks")
    weeks.fill("6")
    weeks.press("Tab")
    saved(page)
    weeks.fill("99")
    weeks.press("Tab")
    expect(page.locator(".phase-form .wrong")).to_contain_text("52")
    expect(weeks).to_have_attribute("aria-invalid", "true")
    assert Programme.objects.get().versions.get().phases.get().weeks == 6


def test_a_programme_is_built_and_published_without_a_script(
    open_page: OpenPage, programme: Programme, anna: Membership
):
    page = open_page(f"/programmes/{programme.pk}/", by=anna, javascript=False)
    search = page.locator("#q")
    search.fill("goblet")
    search.press("Enter")
    squat = row(page, "Goblet Squat")
    squat.get_by_label("Dose").fill("3x8 @12kg")
    squat.get_by_role("button", name="Save").click()
    expect(squat.locator(".said")).to_have_text("3 sets of 8, with 12 kg")
    squat.get_by_role("button", name="Move up").click()
    assert order(page) == ["Bridge", "Bird Dog", "Goblet Squat", "Squat"]
    row(page, "Bridge").get_by_role("button", name="Remove").click()
    page.get_by_role("button", name="Undo").click()
    assert order(page) == ["Bridge", "Bird Dog", "Goblet Squat", "Squat"]
    squat.get_by_label("Dose").fill("nonsense")
    squat.get_by_role("button", name="Save").click()
    expect(squat.get_by_label("Dose")).to_have_value("nonsense")
    expect(squat.locator(".wrong")).to_be_visible()
    squat.get_by_label("Dose").fill("3x8")
    squat.get_by_label("Dose").press("Enter")
    expect(squat.locator(".said")).to_have_text("3 sets of 8")
    page.get_by_role("button", name="Publish…").click()
    page.get_by_role("button", name="Publish version 1").click()
    expect(page.get_by_text("Version 1 is in force.")).to_be_visible()
    page.get_by_role("button", name="Edit").click()
    expect(page.get_by_text("Draft of version 2")).to_be_visible()


@pytest.mark.parametrize("size", [TABLET, PHONE, SMALL_PHONE])
def test_the_builder_fits_small_screens(
    open_page: OpenPage, programme: Programme, anna: Membership, size: tuple[int, int]
):
    page = open_page(f"/programmes/{programme.pk}/", by=anna, size=size)
    assert overflow_px(page) == 0
    too_small = "e => e.checkVisibility() && Math.min(e.offsetWidth, e.offsetHeight) < 24"
    targets = "#builder button, #builder input:not([type=hidden]), #builder select"
    small = page.eval_on_selector_all(targets, f"all => all.filter({too_small}).map(e => e.outerHTML)")
    assert small == []


def test_a_thumb_drags_on_a_tablet(open_page: OpenPage, programme: Programme, anna: Membership):
    page = open_page(f"/programmes/{programme.pk}/", by=anna, size=TABLET, touch=True)
    start, end = (row(page, name).locator(".grip").bounding_box() for name in ("Squat", "Bridge"))
    session = page.context.new_cdp_session(page)

    def touch(kind: str, y: float) -> None:
        points = [{"x": start["x"] + 8, "y": y}] if kind != "touchEnd" else []
        session.send("Input.dispatchTouchEvent", {"type": kind, "touchPoints": points})

    touch("touchStart", start["y"] + 8)
    for step in range(1, 11):
        touch("touchMove", start["y"] + 8 + (end["y"] - start["y"] - 4) * step / 10)
        page.wait_for_timeout(30)
    touch("touchEnd", 0)
    saved(page, "Squat: number 1 in Session A")
    assert stored() == ["Squat", "Bridge", "Bird Dog"]


def test_axe_finds_nothing(open_page: OpenPage, programme: Programme, anna: Membership):
    page = open_page(f"/programmes/{programme.pk}/", by=anna)
    dose = row(page, "Bridge").get_by_label("Dose")
    dose.fill("3x10 bananas")
    dose.press("Tab")
    expect(row(page, "Bridge").locator(".wrong")).to_be_visible()
    row(page, "Squat").get_by_role("button", name="Remove").click()
    expect(row(page, "Squat")).to_have_count(0)
    page.locator("#q").fill("squat")
    expect(page.locator(".found button").first).to_be_visible()
    assert faults(page) == []


@pytest.mark.parametrize("path", ["/programmes/", "/programmes/new/", "/exercises/"])
def test_axe_finds_nothing_in_the_lists(open_page: OpenPage, programme: Programme, anna: Membership, path: str):
    page = open_page(path, by=anna)
    assert faults(page) == []
    assert overflow_px(page) == 0


def test_a_search_keeps_the_address_bar(open_page: OpenPage, programme: Programme, anna: Membership):
    page = open_page("/exercises/", by=anna)
    page.get_by_label("Search").fill("goblet")
    expect(page.get_by_text("1 exercise found")).to_be_visible()
    expect(page).to_have_url(re.compile(r"/exercises/\?q=goblet"))
    page.reload()
    expect(page.get_by_text("1 exercise found")).to_be_visible()
