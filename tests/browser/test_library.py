"""Looking for an exercise with hands on the page: typing, filters, keys, stars, back."""

import re

import pytest
from playwright.sync_api import Page, expect

from clinic.models import Membership
from exercises.models import Exercise, ExerciseMark
from exercises.services import load_library
from tests.browser.conftest import DESK, PHONE, SMALL_PHONE, OpenPage, faults, overflow_px

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture
def library(transactional_db: None) -> None:
    load_library()


def first(page: Page) -> str:
    return page.locator(".card-of-exercise strong").first.inner_text()


def count(page: Page, words: str) -> None:
    expect(page.locator("#count")).to_contain_text(words)


def test_results_follow_the_typing_and_the_address_keeps_the_search(
    library: None, open_page: OpenPage, anna: Membership
):
    page = open_page("/exercises/", by=anna)
    count(page, "137 exercises")
    page.keyboard.press("/")
    expect(page.get_by_label("Search", exact=True)).to_be_focused()
    page.keyboard.type("palof pres")
    expect(page.locator(".card-of-exercise strong").first).to_have_text("Standing Pallof Press")
    expect(page).to_have_url(re.compile(r"/exercises/\?q=palof\+pres$"))
    page.get_by_label("Pillar", exact=True).select_option("END")
    expect(page).to_have_url(re.compile(r"/exercises/\?q=palof\+pres&pillar=END$"))
    expect(page.get_by_role("link", name="Remove filter: Endurance and coordination")).to_be_visible()

    page.get_by_role("link", name="Standing Pallof Press").click()
    expect(page.get_by_role("heading", level=1)).to_have_text("Standing Pallof Press")
    page.go_back()
    expect(page.get_by_label("Search", exact=True)).to_have_value("palof pres")
    expect(page.get_by_label("Pillar", exact=True)).to_have_value("END")
    expect(page.locator(".card-of-exercise strong").first).to_have_text("Standing Pallof Press")

    page.get_by_role("link", name="Remove filter: Endurance and coordination").click()
    expect(page).to_have_url(re.compile(r"/exercises/\?q=palof\+pres$"))
    expect(page.get_by_label("Pillar", exact=True)).to_have_value("")


def test_a_star_is_pressed_by_key_and_keeps_the_focus(library: None, open_page: OpenPage, anna: Membership):
    page = open_page("/exercises/?q=bird+dog", by=anna)
    star = page.get_by_role("button", name="Favourite: Bird Dog", exact=True)
    expect(star).to_have_attribute("aria-pressed", "false")
    star.focus()
    page.keyboard.press("Enter")
    expect(star).to_have_attribute("aria-pressed", "true")
    expect(star).to_be_focused()
    page.get_by_label("My favourites").check()
    count(page, "1 exercise found")
    page.goto("/exercises/")
    assert first(page) == "Bird Dog"
    star.focus()
    page.keyboard.press("Space")
    expect(star).to_have_attribute("aria-pressed", "false")
    assert not ExerciseMark.objects.get().is_starred


def test_filters_by_what_is_at_hand(library: None, open_page: OpenPage, anna: Membership):
    page = open_page("/exercises/", by=anna)
    page.get_by_text("More filters").click()
    page.get_by_role("checkbox", name="Resistance band").check()
    page.get_by_role("checkbox", name="Chair").check()
    page.get_by_label("Movement", exact=True).select_option("pull_horizontal")
    count(page, "2 exercises found")
    assert first(page) == "Seated Band Row"
    page.get_by_role("link", name="Remove filter: Only with: chair, resistance band").click()
    count(page, "4 exercises found")


def test_it_works_without_a_script(library: None, open_page: OpenPage, anna: Membership):
    page = open_page("/exercises/", by=anna, javascript=False)
    page.get_by_label("Search", exact=True).fill("brige")
    page.get_by_role("button", name="Search").click()
    assert first(page) == "Glute Bridge"
    page.get_by_role("button", name="Favourite: Glute Bridge", exact=True).click()
    expect(page).to_have_url(re.compile(r"q=brige"))
    expect(page.get_by_role("button", name="Favourite: Glute Bridge", exact=True)).to_have_attribute(
        "aria-pressed", "true"
    )
    assert ExerciseMark.objects.get().exercise == Exercise.objects.get(key="glute-bridge")


PLACES = {
    "all": "/exercises/",
    "filtered": "/exercises/?pillar=STR&have=band&have=mat&avoid=kneeling&avoid=head_low&mine=",
    "nothing": "/exercises/?q=zebra&pillar=STR",
}


@pytest.mark.parametrize("size", [PHONE, DESK], ids=["phone", "desk"])
def test_the_page_is_for_everybody(library: None, open_page: OpenPage, anna: Membership, size: tuple[int, int]):
    page = open_page(PLACES["all"], by=anna, size=size)
    for path in PLACES.values():
        page.goto(path)
        assert faults(page) == []
        assert overflow_px(page) == 0


def test_it_fits_the_smallest_phone_in_the_dark(library: None, open_page: OpenPage, anna: Membership):
    page = open_page(PLACES["filtered"], by=anna, size=SMALL_PHONE, dark=True)
    page.get_by_text("More filters").click()
    assert overflow_px(page) == 0
    assert faults(page) == []
