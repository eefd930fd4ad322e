"""The inbox with the keyboard alone, and without faults at every width."""

import datetime as dt

import pytest
from playwright.sync_api import expect

from clinic.models import Membership
from patients.models import Attention, Patient
from tests.browser.conftest import DESK, PHONE, SMALL_PHONE, OpenPage, faults, overflow_px

NOW = dt.datetime(2026, 3, 4, 12, tzinfo=dt.UTC)
INBOX = "/caseload/attention/"


@pytest.fixture
def two(pat: Patient, sam: Patient) -> None:
    """Pat before Sam, because Pat has waited longer."""
    for place, patient in enumerate((pat, sam)):
        Attention.objects.create(
            patient=patient, reason="pain_high", occasion="log 1", urgency=1, words="Pain 8 out of 10",
            action="message", opened_at=NOW + dt.timedelta(hours=place),
        )  # fmt: skip


@pytest.mark.usefixtures("two")
def test_from_patient_to_patient_and_into_the_record(open_page: OpenPage, anna: Membership, pat: Patient) -> None:
    page = open_page(INBOX, by=anna)
    names = [page.get_by_role("link", name=name) for name in ("Pat Pine", "Sam Stone")]
    page.keyboard.press("j")
    expect(names[0]).to_be_focused()
    page.keyboard.press("ArrowDown")
    expect(names[1]).to_be_focused()
    page.keyboard.press("j")  # the last one stays
    expect(names[1]).to_be_focused()
    page.keyboard.press("k")
    expect(names[0]).to_be_focused()
    page.keyboard.press("a")
    expect(page.get_by_role("link", name="Write to Pat")).to_be_focused()
    page.keyboard.press("d")
    expect(page.get_by_label("What was done?").first).to_be_focused()
    page.keyboard.type("jak?")  # typing is typing
    expect(page.get_by_label("What was done?").first).to_have_value("jak?")
    page.keyboard.press("Escape")
    expect(names[0]).to_be_focused()
    page.keyboard.press("?")
    expect(page.get_by_text("The next patient")).to_be_visible()
    page.keyboard.press("?")
    page.keyboard.press("j")
    page.keyboard.press("Enter")
    page.wait_for_url(f"**/patients/{pat.pk}/")


@pytest.mark.usefixtures("two")
@pytest.mark.parametrize("dark", [False, True])
def test_faultless_for_axe_and_fits(open_page: OpenPage, ada: Membership, anna: Membership, dark: bool) -> None:
    page = open_page(INBOX, by=ada, dark=dark)
    for address in (f"{INBOX}?who=all", f"{INBOX}figures/", f"/caseload/away/{anna.pk}/"):
        for size in (DESK, PHONE, SMALL_PHONE):
            page.set_viewport_size({"width": size[0], "height": size[1]})
            page.goto(address)
            assert (address, overflow_px(page)) == (address, 0)
        assert (address, faults(page)) == (address, [])
