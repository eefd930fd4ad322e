"""A therapist between two patients: finds one, opens the record, assigns in three clicks."""

import datetime as dt
import re

import pytest
from playwright.sync_api import expect

from clinic.models import Membership
from patients.models import Patient, Plan
from tests.browser.conftest import DESK, PHONE, SMALL_PHONE, OpenPage, faults, overflow_px
from tests.factories import ProgrammeFactory, SessionLogFactory, published_version

PAGES = {
    "list": "/caseload/",
    "nobody": "/caseload/?q=nobody",
    "new": "/patients/new/",
    "patient": "/patients/{pk}/",
    "edit": "/patients/{pk}/edit/",
    "assign": "/patients/{pk}/assign/",
    "plan": "/patients/{pk}/plan/",
    "invite": "/patients/{pk}/invite/",
    "note": "/patients/{pk}/notes/",
    "reminders": "/patients/{pk}/reminders/",
    "session": "/patients/{pk}/sessions/{log}/",
    "timeline": "/patients/{pk}/timeline/",
    "charts": "/patients/{pk}/charts/?period=all",
    "compare": "/patients/{pk}/compare/",
    "compare, refused": "/patients/{pk}/compare/?first_from=x",
}


@pytest.fixture
def record(plan: Plan) -> dict[str, int]:
    """Pat's record with a month of sessions, and a template to assign."""
    template = ProgrammeFactory(clinic=None, key="starter", name="Starter", is_template=True, summary="To begin with.")
    published_version(template)
    for number in range(12):
        day = plan.starts_on + dt.timedelta(days=3 * number)
        log = SessionLogFactory(plan=plan, local_date=day, confidence=3 + number // 3, pain_highest=6 - number // 3)
    plan.weeks.create(starts_on=plan.starts_on, sessions_done=2, target=2)
    Patient.objects.filter(pk=plan.patient.pk).update(last_session_on=log.local_date)
    plan.patient.notes.create(text="Hinges well.", created_by=plan.created_by)
    return {"pk": plan.patient.pk, "log": log.pk}


def test_every_page_is_faultless_for_axe_and_fits(
    open_page: OpenPage, anna: Membership, record: dict[str, int]
) -> None:
    page = open_page("/caseload/", by=anna)
    for name, address in PAGES.items():
        page.set_viewport_size({"width": DESK[0], "height": DESK[1]})
        page.goto(address.format(**record))
        assert (name, faults(page)) == (name, [])
        for size in (PHONE, SMALL_PHONE):
            page.set_viewport_size({"width": size[0], "height": size[1]})
            assert (name, overflow_px(page)) == (name, 0)
        assert (name, faults(page)) == (name, [])


def test_search_narrows_while_typing_and_keeps_the_address(
    open_page: OpenPage, anna: Membership, pat: Patient, sam: Patient
) -> None:
    page = open_page("/caseload/?sort=name", by=anna)
    rows = page.get_by_role("rowheader")
    expect(rows).to_have_text(["Pat Pine", "Sam Stone"])
    page.keyboard.press("/")
    page.keyboard.type("stone")
    expect(rows).to_have_text(["Sam Stone"])
    expect(page).to_have_url(re.compile(r"/caseload/\?q=stone&sort=name$"))
    expect(page.get_by_role("status").last).to_have_text("1 patient found")
    page.get_by_role("link", name="Whole clinic").click()
    expect(page.get_by_role("searchbox")).to_have_value("stone")


def test_headers_sort_by_keyboard(open_page: OpenPage, anna: Membership, pat: Patient, sam: Patient) -> None:
    page = open_page("/caseload/", by=anna)
    page.get_by_role("columnheader", name="Name").get_by_role("link").press("Enter")
    expect(page.get_by_role("columnheader", name="Name")).to_have_attribute("aria-sort", "ascending")
    page.get_by_role("columnheader", name="Name").get_by_role("link").press("Enter")
    expect(page.get_by_role("rowheader")).to_have_text(["Sam Stone", "Pat Pine"])


def test_the_timeline_comes_by_itself_and_without_scripts_on_a_page(
    open_page: OpenPage, anna: Membership, record: dict[str, int]
) -> None:
    page = open_page("/patients/{pk}/".format(**record), by=anna)
    page.get_by_role("heading", name="Timeline").scroll_into_view_if_needed()
    expect(page.locator(".timeline .entry").first).to_contain_text("Hinges well.")
    assert faults(page) == []
    assert overflow_px(page) == 0

    plain = open_page("/patients/{pk}/".format(**record), by=anna, javascript=False)
    plain.get_by_role("link", name="Everything that happened").click()
    plain.get_by_role("link", name="Sessions", exact=True).press("Enter")
    expect(plain.locator(".timeline .entry")).to_have_count(12)
    plain.locator(".timeline .entry").first.get_by_role("link").click()
    expect(plain.get_by_role("heading", level=1)).to_contain_text("Pat Pine: A on")


def test_from_the_record_a_template_is_assigned_in_three_clicks(
    open_page: OpenPage, anna: Membership, sam: Patient, record: dict[str, int]
) -> None:
    page = open_page(f"/patients/{sam.pk}/", by=anna)
    page.get_by_role("link", name="Assign a programme").first.click()
    page.get_by_role("radio", name="Starter").check()
    page.get_by_role("button", name="Assign to Sam").click()
    expect(page.get_by_role("heading", level=1)).to_have_text("Sam Stone has a plan")
    expect(page.get_by_role("img", name="QR code of the invitation")).to_be_visible()
    expect(page.get_by_text("Invitation sent to sam@example.test.")).to_be_visible()
    assert faults(page) == []
    page.set_viewport_size({"width": PHONE[0], "height": PHONE[1]})
    assert overflow_px(page) == 0
    assert sam.plans.count() == 1


def test_a_mistake_keeps_what_was_typed(open_page: OpenPage, anna: Membership) -> None:
    page = open_page("/patients/new/", by=anna)
    page.get_by_label("First name").fill("Noor")
    page.get_by_label("Minutes for a session").fill("500")
    page.get_by_label("Kneeling: puts weight on the knees").check()
    page.get_by_role("button", name="Add patient").click()
    expect(page.get_by_text("Choose a whole number from 1 to 240.")).to_be_visible()
    expect(page.get_by_label("First name")).to_have_value("Noor")
    expect(page.get_by_label("Kneeling: puts weight on the knees")).to_be_checked()
    assert faults(page) == []
