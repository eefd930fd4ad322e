"""A drawn exercise in a real browser: it plays on a tap, pauses, and stays still for who wants less motion."""

import pytest
from playwright.sync_api import ConsoleMessage, Page, expect

from clinic.models import Membership
from exercises.models import Exercise
from exercises.services import load_library
from patients.models import Plan
from programmes.models import Session
from tests.browser.conftest import DESK, PHONE, OpenPage, faults, overflow_px
from tests.factories import item

pytestmark = pytest.mark.django_db(transaction=True)
SVG = ".figure-drawn svg"
# Resolves in the first picture in which an outline is somewhere else.
UNTIL_IT_MOVES = """svg => new Promise(resolve => {
  const outlines = () => [...svg.querySelectorAll('path')].map(path => path.getBBox().x).join();
  const first = outlines();
  const look = () => outlines() === first ? requestAnimationFrame(look) : resolve();
  look();
})"""


@pytest.fixture
def bird_dog(transactional_db: None) -> Exercise:
    load_library()
    return Exercise.objects.get(key="bird-dog")


def seconds(page: Page) -> float:
    return page.locator(SVG).evaluate("svg => svg.getCurrentTime()")


def shape(page: Page) -> str:
    """How the animated outlines look right now."""
    return page.locator(SVG).evaluate("svg => [...svg.querySelectorAll('path')].map(p => p.getBBox().x).join()")


def test_figure_plays_on_a_tap_and_pauses(bird_dog: Exercise, open_page: OpenPage, anna: Membership) -> None:
    page = open_page("/exercises/", by=anna)
    complaints: list[ConsoleMessage] = []
    page.on("console", lambda message: complaints.append(message) if message.type == "error" else None)
    page.goto(f"/exercises/{bird_dog.pk}/")
    still = page.get_by_role("img", name="Bird Dog, in 2 numbered pictures")
    expect(still).to_be_visible()
    assert still.evaluate("img => img.complete && img.naturalWidth > 0")

    page.get_by_role("button", name="Show it moving").click()
    pause = page.get_by_role("button", name="Pause")
    expect(pause).to_be_focused()
    page.locator(SVG).evaluate(UNTIL_IT_MOVES)
    assert not page.locator(SVG).evaluate("svg => svg.animationsPaused()")

    page.keyboard.press("Enter")
    expect(page.get_by_role("button", name="Play")).to_be_focused()
    assert page.locator(SVG).evaluate("svg => svg.animationsPaused()")
    before = seconds(page), shape(page)
    page.evaluate("() => new Promise(resolve => requestAnimationFrame(() => requestAnimationFrame(resolve)))")
    assert (seconds(page), shape(page)) == before
    assert [message.text for message in complaints] == []
    assert faults(page) == []


def test_figure_stays_still_where_less_motion_is_wanted(
    bird_dog: Exercise, open_page: OpenPage, anna: Membership
) -> None:
    page = open_page("/exercises/", by=anna)
    page.emulate_media(reduced_motion="reduce")
    page.goto(f"/exercises/{bird_dog.pk}/")
    page.get_by_role("button", name="One picture at a time").click()
    button = page.get_by_role("button", name="Next picture")
    first = shape(page)
    button.click()
    expect(button).to_be_enabled()
    second = shape(page)
    assert first != second
    assert page.locator(SVG).evaluate("svg => svg.animationsPaused()")
    button.click()
    expect(button).to_be_enabled()
    assert shape(page) == first


@pytest.mark.parametrize("size", [PHONE, DESK])
def test_patient_sees_the_figure_and_may_let_it_move(
    bird_dog: Exercise, open_page: OpenPage, plan: Plan, size: tuple[int, int]
) -> None:
    session = Session.objects.get(phase__version=plan.version)
    number = session.items.count() + 1
    item(session, bird_dog, "3x8/side")
    page = open_page(f"/my/session/{session.pk}/{number}/", by=plan.patient.membership, size=size, touch=True)
    expect(page.get_by_role("img", name="Bird Dog, in 2 numbered pictures")).to_be_visible()
    page.get_by_role("button", name="Show it moving").tap()
    expect(page.get_by_role("button", name="Pause")).to_be_visible()
    assert overflow_px(page) == 0


def test_figure_is_there_without_scripts(bird_dog: Exercise, open_page: OpenPage, anna: Membership) -> None:
    page = open_page(f"/exercises/{bird_dog.pk}/", by=anna, javascript=False)
    expect(page.get_by_role("img", name="Bird Dog, in 2 numbered pictures")).to_be_visible()
    expect(page.locator("[data-moving]")).to_be_hidden()


def test_list_shows_a_drawing_for_every_exercise(bird_dog: Exercise, open_page: OpenPage, anna: Membership) -> None:
    page = open_page("/exercises/", by=anna)
    expect(page.locator(".card-of-exercise .figure-drawn img")).to_have_count(24)
    first = page.locator(".figure-drawn img").first
    expect(first).to_have_js_property("complete", True)
    assert first.evaluate("img => img.naturalWidth > 0")
