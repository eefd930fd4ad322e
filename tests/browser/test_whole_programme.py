"""A programme as a whole, counted in actions: given to a known patient, and changed for the next visit."""

import pytest
from playwright.sync_api import Page, expect

from clinic.models import Membership
from patients.models import Patient, Plan
from tests.browser.conftest import DESK, PHONE, SMALL_PHONE, OpenPage, faults, overflow_px
from tests.factories import ProgrammeFactory, published_version


@pytest.fixture
def shelf(anna: Membership) -> None:
    for key, name in (("starter", "Starter"), ("walker", "Walking builder")):
        template = ProgrammeFactory(clinic=None, key=key, name=name, is_template=True, exclusions="impact preg_supine")
        published_version(template)


def fits(page: Page) -> None:
    assert faults(page) == []
    for size in (PHONE, SMALL_PHONE):
        page.set_viewport_size({"width": size[0], "height": size[1]})
        assert overflow_px(page) == 0
    page.set_viewport_size({"width": DESK[0], "height": DESK[1]})


def test_from_the_shelf_a_template_reaches_a_known_patient_in_three_clicks(
    open_page: OpenPage, anna: Membership, shelf: None, pat: Patient, sam: Patient
):
    page = open_page("/programmes/new/", by=anna, size=DESK)
    page.get_by_role("searchbox").press_sequentially("walk")
    expect(page.get_by_role("radio", name="Starter")).to_have_count(0)
    expect(page.get_by_role("radio", name="Walking builder")).to_be_visible()
    fits(page)

    page.goto(page.url.split("/programmes/")[0] + "/programmes/")
    page.get_by_role("link", name="Assign Starter").click()
    expect(page.get_by_role("link", name="Pat Pine")).to_be_visible()
    fits(page)
    page.get_by_role("searchbox").press_sequentially("sto")
    expect(page.get_by_role("link", name="Pat Pine")).to_have_count(0)
    page.get_by_role("link", name="Sam Stone").click()
    fits(page)
    page.get_by_role("button", name="Assign to Sam").first.click()
    expect(page.get_by_role("img", name="QR code of the invitation")).to_be_visible()
    assert sam.plans.get().programme.name == "Starter"


def test_the_last_programme_with_one_change_takes_five_actions_and_the_patient_reads_it(
    open_page: OpenPage, anna: Membership, pat: Patient, plan: Plan
):
    page = open_page(f"/patients/{pat.pk}/", by=anna, size=DESK)
    page.get_by_role("button", name="Change the programme").click()  # 1
    dose = page.locator(".items .dose").first
    dose.fill("3x12")  # 2, and it is not left before the next: what was typed is saved on the way
    page.get_by_role("button", name="Publish…").click()  # 3
    expect(page.get_by_role("heading", name="What has changed")).to_be_visible()
    publish = page.get_by_role("button", name="Publish version 2")
    expect(publish).to_be_focused()
    fits(page)
    publish.press("Enter")  # 4
    expect(page.get_by_text("Version 2 is in force. Pat follows at once and is told what changed.")).to_be_visible()
    fits(page)
    page.get_by_role("link", name="Pat Pine").click()  # 5
    expect(page.get_by_text("Pat has not read what is new yet")).to_be_visible()
    page.goto(page.url.split("/patients/")[0] + f"/programmes/{plan.programme_id}/versions/")
    fits(page)

    phone = open_page("/my/", by=pat.membership, size=PHONE)
    news = phone.get_by_role("region", name="Your programme has changed")
    expect(news).to_contain_text("now 3 sets of 12.")
    assert faults(phone) == []
    assert overflow_px(phone) == 0
    news.get_by_role("button", name="Got it").click()
    expect(news).to_have_count(0)
