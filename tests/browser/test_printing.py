"""The small choice beside "Handout", by keyboard and by thumb, without JavaScript too."""

import os

import pytest

from patients.models import Plan
from tests.browser.conftest import DESK, PHONE, SMALL_PHONE, OpenPage, faults, overflow_px

SHOTS = os.environ.get("LOADWELL_SHOTS", "")


@pytest.mark.parametrize(("where", "size"), [
    ("record", DESK), ("record", SMALL_PHONE), ("programme", PHONE), ("today", PHONE),
])  # fmt: skip
def test_choice_opens_fits_and_makes_an_address(
    where: str, size: tuple[int, int], plan: Plan, open_page: OpenPage
) -> None:
    path = {
        "record": f"/patients/{plan.patient.pk}/",
        "programme": f"/programmes/{plan.programme.pk}/",
        "today": "/my/",
    }
    by = plan.patient.membership if where == "today" else plan.patient.therapist
    page = open_page(path[where], by=by, size=size, javascript=where != "programme")
    page.locator("details:has(.print-choice) > summary").press("Enter")
    form = page.locator(".print-choice")
    form.get_by_label("Layout").select_option("Log sheet, 6 weeks")
    form.get_by_label("Paper").select_option("Letter")
    form.get_by_role("button").scroll_into_view_if_needed()
    page.evaluate("scrollBy(0, 200)")  # from under the bar at the lower edge
    if SHOTS:
        page.screenshot(path=f"{SHOTS}/{where}-{size[0]}.png")
    assert overflow_px(page) == 0
    box = form.bounding_box()
    assert box
    assert (box["x"] >= 0, box["x"] + box["width"] <= size[0]) == (True, True)
    if where != "programme":
        assert faults(page) == []
    with page.expect_request("**/handout.pdf?*") as asked:
        form.get_by_role("button", name="Make the PDF").click()
    assert asked.value.url.endswith("handout.pdf?layout=log-6&paper=letter&colour=colour")
