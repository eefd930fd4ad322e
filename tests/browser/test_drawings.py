"""Drawings in a real browser: gone through by keys and buttons, and seen on the person and the side that are meant."""

import re

import pytest
from playwright.sync_api import ConsoleMessage, expect

from clinic.models import Membership
from exercises.figures import drawn
from exercises.models import Exercise, FigureReview
from exercises.services import load_library
from patients.models import Patient, Plan
from programmes.models import Session
from tests.browser.conftest import PHONE, OpenPage, faults, overflow_px
from tests.factories import item

pytestmark = pytest.mark.django_db(transaction=True)
# The share of pixels of the first picture that are not where a mirror shows them in the second.
UNLIKE_ITS_MIRROR = """async ([plain, turned]) => {
  const wide = 300, high = 300;
  const pixels = async (address, isMirrored) => {
    const image = new Image(wide, high);
    image.src = address;
    await image.decode();
    const canvas = Object.assign(document.createElement("canvas"), { width: wide, height: high });
    const page = canvas.getContext("2d");
    if (isMirrored) page.setTransform(-1, 0, 0, 1, wide, 0);
    page.drawImage(image, 0, 0, wide, high);
    return page.getImageData(0, 0, wide, high).data;
  };
  const [first, second] = [await pixels(plain, true), await pixels(turned, false)];
  return first.filter((value, at) => Math.abs(value - second[at]) > 40).length / first.length;
}"""


def test_drawings_are_gone_through_with_keys_and_buttons(open_page: OpenPage, anna: Membership) -> None:
    load_library()
    page = open_page("/exercises/drawings/?q=bird+dog&state=open", by=anna)
    complaints: list[ConsoleMessage] = []
    page.on("console", lambda message: complaints.append(message) if message.type == "error" else None)
    assert faults(page) == []
    page.get_by_role("link", name="Bird Dog", exact=True).click()
    heading = page.get_by_role("heading", level=1)
    expect(heading).to_have_text("Bird Dog")
    for number in (1, 2):
        expect(page.get_by_role("img", name=f"Bird Dog, picture {number} of 2")).to_be_visible()
    assert faults(page) == []

    page.keyboard.press("ArrowRight")
    expect(heading).to_have_text("Bird Dog Long Hold")
    page.keyboard.press("ArrowLeft")
    expect(heading).to_have_text("Bird Dog")
    page.get_by_label("What is wrong with it?").fill("The left")
    page.keyboard.press("ArrowRight")  # moves in the words, not to the next drawing
    page.keyboard.type(" foot hangs.")
    page.get_by_role("button", name="Save the remark").click()
    expect(heading).to_have_text("Bird Dog Long Hold")
    assert FigureReview.objects.get().remark == "The left foot hangs."
    assert [message.text for message in complaints] == []
    page.set_viewport_size({"width": 320, "height": 568})
    assert overflow_px(page) == 0


def test_patient_sees_and_plays_their_person_on_their_side(open_page: OpenPage, pat: Patient, plan: Plan) -> None:
    load_library()
    session = Session.objects.get(phase__version=plan.version)
    for key in ("suitcase-hold", "step-up"):
        item(session, Exercise.objects.get(key=key), "3x20s left" if key == "suitcase-hold" else "3x8 left")
    last = session.items.count()
    page = open_page("/my/settings/", by=pat.membership, size=PHONE, touch=True)
    complaints: list[ConsoleMessage] = []
    page.on("console", lambda message: complaints.append(message) if message.type == "error" else None)
    page.get_by_label("Blue shirt, short grey hair").check()
    assert overflow_px(page) == 0
    page.get_by_role("button", name="Save", exact=True).tap()
    expect(page.get_by_text("Saved.")).to_be_visible()

    page.goto(f"/my/session/{session.pk}/{last}/")
    still = page.get_by_role("img", name="Step-Up, in 2 numbered pictures")
    expect(still).to_have_attribute("src", re.compile("/silver/turned-still/"))
    assert still.evaluate("img => img.decode().then(() => img.naturalWidth > 0)")
    page.get_by_role("button", name="Show it moving").tap()
    expect(page.get_by_role("button", name="Pause")).to_be_visible()
    expect(page.get_by_text("Drawn for your left side.")).to_be_visible()
    hold = drawn("suitcase-hold").seen(look="silver")
    pair = [hold.still_url, hold.seen(side="left").still_url]
    assert page.evaluate(UNLIKE_ITS_MIRROR, pair) < 0.01
    assert page.evaluate(UNLIKE_ITS_MIRROR, pair[:1] * 2) > 0.05
    assert [message.text for message in complaints] == []
