"""The frame around every page."""

import pytest

from clinic.models import Membership
from patients.models import Plan
from tests.browser.conftest import DESK, PHONE, SMALL_PHONE, OpenPage, faults, overflow_px

STAFF_PAGES = ["/caseload/", "/programmes/", "/exercises/"]
PATIENT_PAGES = ["/my/", "/my/progress/", "/my/help/", "/my/settings/"]


@pytest.mark.parametrize("dark", [False, True])
@pytest.mark.parametrize("path", STAFF_PAGES)
def test_staff_page_has_no_fault_for_axe_and_fits(open_page: OpenPage, anna: Membership, path: str, dark: bool) -> None:
    page = open_page(path, by=anna, size=DESK, dark=dark)
    assert faults(page) == []
    page.set_viewport_size({"width": PHONE[0], "height": PHONE[1]})
    assert overflow_px(page) == 0


@pytest.mark.parametrize("dark", [False, True])
@pytest.mark.parametrize("path", PATIENT_PAGES)
def test_patients_page_has_no_fault_for_axe_and_fits(open_page: OpenPage, plan: Plan, path: str, dark: bool) -> None:
    page = open_page(path, by=plan.patient.membership, size=SMALL_PHONE, dark=dark)
    assert faults(page) == []
    assert overflow_px(page) == 0


def test_slash_jumps_to_the_search_box(open_page: OpenPage, anna: Membership) -> None:
    page = open_page("/exercises/", by=anna)
    page.keyboard.press("/")
    assert page.evaluate("document.activeElement.type") == "search"
