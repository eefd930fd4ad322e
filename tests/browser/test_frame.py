"""The frame around every page."""

from clinic.models import Membership
from patients.models import Plan
from tests.browser.conftest import DESK, PHONE, SMALL_PHONE, OpenPage, faults, overflow_px

STAFF_PAGES = ["/caseload/", "/programmes/", "/exercises/"]
PATIENT_PAGES = ["/my/", "/my/progress/", "/my/help/", "/my/settings/"]


def test_staff_pages_have_no_fault_for_axe_and_fit(open_page: OpenPage, anna: Membership) -> None:
    page = open_page("/", by=anna)
    for path in STAFF_PAGES:
        page.set_viewport_size({"width": DESK[0], "height": DESK[1]})
        page.goto(path)
        assert (path, faults(page)) == (path, [])
        page.set_viewport_size({"width": PHONE[0], "height": PHONE[1]})
        assert (path, overflow_px(page)) == (path, 0)


def test_patients_pages_have_no_fault_for_axe_and_fit(open_page: OpenPage, plan: Plan) -> None:
    page = open_page("/", by=plan.patient.membership, size=SMALL_PHONE)
    for path in PATIENT_PAGES:
        page.goto(path)
        assert (path, faults(page), overflow_px(page)) == (path, [], 0)


def test_slash_jumps_to_the_search_box(open_page: OpenPage, anna: Membership) -> None:
    page = open_page("/exercises/", by=anna)
    page.keyboard.press("/")
    assert page.evaluate("document.activeElement.type") == "search"
