"""What the builder knows, with hands on it: the keyboard never loses its place, and nothing open is shut."""

import re

import pytest
from playwright.sync_api import expect

from clinic.models import Clinic, Membership
from exercises.models import ExerciseTag
from exercises.vocabulary import Precaution
from patients.models import Patient, PatientTag
from programmes.models import Item, SetAside
from tests.browser.conftest import SMALL_PHONE, OpenPage, faults, overflow_px
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
def address(clinic: Clinic, pat: Patient) -> str:
    """A draft for Pat, whose knees are sore, with a kneeling press and a bridge in it."""
    phase = PhaseFactory(version=VersionFactory(programme=ProgrammeFactory(clinic=clinic, made_for="Pat Pine")))
    kneeling = ExerciseFactory(name="Kneeling Press")
    ExerciseTag.objects.create(exercise=kneeling, kind="precaution", value=Precaution.KNEELING)
    PatientTag.objects.create(patient=pat, kind="precaution", value=Precaution.KNEELING)
    session = SessionFactory(phase=phase)
    item(session, kneeling)
    item(session, ExerciseFactory(name="Bridge"))
    return f"/programmes/{phase.version.programme_id}/"


def test_hints_are_taken_and_set_aside_from_the_keyboard(open_page: OpenPage, address: str, anna: Membership):
    page = open_page(address, by=anna)
    hints = page.locator("#hints")
    row = page.locator("li.item").first
    expect(row.locator(".row-advice")).to_have_text(re.compile("Kneeling, puts weight on the knees"))

    # setting aside: a reason, and on at the heading
    aside = hints.locator("li", has_text="No aerobic work").locator("summary")
    aside.focus()
    page.keyboard.press("Enter")
    page.keyboard.press("Tab")
    page.keyboard.type("Walks the dog")
    page.keyboard.press("Enter")
    expect(page.locator("#saved")).to_have_text(re.compile("Set aside"))
    expect(page.locator("#hints-title")).to_be_focused()
    assert SetAside.objects.get().reason == "Walks the dog"

    # what is open, and a reason half typed, outlive an edit
    page.locator("#hints-aside summary").click()
    expect(page.locator("#hints-aside")).to_contain_text("“Walks the dog” Anna Archer")
    other = hints.locator("li", has_text="No mobility work")
    other.locator("summary").click()
    other.get_by_label("Why").fill("Does yoga")
    page.get_by_label("Dose").nth(1).fill("3x12")
    page.get_by_label("Dose").nth(1).press("Tab")
    expect(page.locator("#saved")).to_have_text("Saved")
    expect(page.locator("#hints-aside")).to_have_attribute("open", "")
    expect(other.get_by_label("Why")).to_have_value("Does yoga")

    # the alternative: one press at the row, and on in its dose
    swap = row.get_by_role("button", name="Swap for Bridge")
    swap.focus()
    page.keyboard.press("Enter")
    expect(row.locator("a.name")).to_have_text("Bridge")
    expect(row.get_by_label("Dose")).to_be_focused()
    expect(hints).not_to_contain_text("Kneeling Press")
    assert [str(each) for each in Item.objects.order_by("position")] == ["Bridge", "Bridge"]

    assert faults(page) == []
    page.set_viewport_size(dict(zip(("width", "height"), SMALL_PHONE, strict=True)))
    assert overflow_px(page) == 0
