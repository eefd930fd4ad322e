"""A patient's session on a phone, in a real browser: without scripts, without a mouse, in the dark."""

import re

import pytest
from django.urls import reverse
from playwright.sync_api import Page, expect

from patients.models import ItemLog, Plan, SessionLog, SetLog
from programmes.models import Session
from tests.browser.conftest import DESK, PHONE, SMALL_PHONE, OpenPage, faults, overflow_px
from tests.factories import ExerciseFactory, SessionFactory, SessionLogFactory, item

THUMB_PX = 44


@pytest.fixture
def session(plan: Plan) -> Session:
    """Pat's session, with one more exercise that takes a weight, and a walk alongside."""
    found = Session.objects.get(phase__version=plan.version)
    item(found, ExerciseFactory(name="Suitcase Carry", load_type="external_kg"), "3x20-30s/side @8kg")
    walk = SessionFactory(phase=found.phase, name="Easy walk", kind="extra", position=2)
    item(walk, ExerciseFactory(name="Walking"), "20min easy")
    return found


@pytest.mark.parametrize("size", [PHONE, SMALL_PHONE])
def test_whole_journey_without_scripts(
    open_page: OpenPage, plan: Plan, session: Session, size: tuple[int, int]
) -> None:
    page = open_page("/my/", by=plan.patient.membership, size=size, javascript=False, touch=True)
    page.get_by_role("link", name="Start").click()
    page.get_by_role("link", name="Start").click()

    page.get_by_role("checkbox", name="Set 1").check()
    page.get_by_role("button", name="Keep my ticks and go on").click()
    page.get_by_role("button", name="All sets done, next").click()
    page.get_by_text("I did different numbers").click()
    page.get_by_label("Weight, kg, set 1 left").fill("6.5")
    page.get_by_role("checkbox", name="Set 1, Left").check()
    page.go_back()
    page.go_forward()
    page.get_by_text("Skip this one").click()
    page.get_by_role("button", name="No equipment").click()

    page.get_by_role("group", name="Highest pain while training").get_by_role("radio", name="3", exact=True).check()
    page.get_by_label("Anything to remember?").fill("Felt good 🙂")
    page.get_by_role("button", name="Save this session").click()

    assert page.get_by_role("heading", level=1).inner_text() == "Well done, Pat"
    log = SessionLog.objects.get()
    assert (log.pain_highest, log.pain_now, log.note) == (3, None, "Felt good 🙂")
    assert list(ItemLog.objects.order_by("id").values_list("skipped", flat=True)) == ["", "", "no_kit"]
    assert SetLog.objects.filter(load_kg__isnull=True).count() == 7


def test_done_as_prescribed_takes_one_tap_without_scripts(open_page: OpenPage, plan: Plan, session: Session) -> None:
    page = open_page("/my/", by=plan.patient.membership, size=PHONE, javascript=False, touch=True)
    page.get_by_role("button", name="Done as prescribed").click()
    assert SessionLog.objects.get().as_prescribed
    page.get_by_role("link", name="Not now").click()
    assert page.get_by_role("heading", level=1).inner_text() == "Well done, Pat"


def test_mistyped_number_is_kept_and_named_at_the_field(open_page: OpenPage, plan: Plan, session: Session) -> None:
    page = open_page(f"/my/session/{session.pk}/1/", by=plan.patient.membership, size=PHONE, javascript=False)
    page.get_by_text("I did different numbers").click()
    field = page.get_by_label("Times, set 2")
    field.fill("-4")
    field.press("Enter")
    expect(page.get_by_text("Enter 1 or more.")).to_be_visible()
    expect(page.get_by_label("Times, set 2")).to_have_value("-4")


def test_session_by_keyboard_alone(open_page: OpenPage, plan: Plan, session: Session) -> None:
    page = open_page(f"/my/session/{session.pk}/1/", by=plan.patient.membership, javascript=False)
    page.get_by_role("checkbox", name="Set 1").focus()
    page.keyboard.press("Space")
    page.keyboard.press("Enter")  # the return key goes on, it does not go back
    expect(page).to_have_url(re.compile(f"/my/session/{session.pk}/2/$"))
    assert page.get_by_role("progressbar").get_attribute("value") == "2"


def addresses(plan: Plan, session: Session) -> list[str]:
    log = SessionLogFactory(plan=plan, local_date=plan.patient.today(), confidence=6, pain_highest=2)
    return [
        "/my/",
        reverse("portal:session", args=[session.pk]),
        *(reverse("portal:exercise", args=[session.pk, number]) for number in (1, 3)),
        reverse("portal:finish", args=[session.pk]),
        *(reverse(f"portal:{name}", args=[log.pk]) for name in ("felt", "done", "edit")),
        "/my/late/",
        "/my/progress/",
        "/my/settings/",
        "/my/help/",
    ]


def unfold(page: Page) -> None:
    page.evaluate("document.querySelectorAll('details').forEach(each => each.open = true)")


def test_every_page_is_faultless_fits_and_suits_a_thumb(open_page: OpenPage, plan: Plan, session: Session) -> None:
    page = open_page("/my/", by=plan.patient.membership, size=SMALL_PHONE)
    for address in addresses(plan, session):
        page.goto(address)
        unfold(page)
        assert (address, overflow_px(page), small_targets(page)) == (address, 0, [])
        page.set_viewport_size({"width": DESK[0], "height": DESK[1]})
        assert (address, overflow_px(page)) == (address, 0)
        page.set_viewport_size({"width": SMALL_PHONE[0], "height": 9000})  # the tabs that stay in view cover nothing
        assert (address, faults(page)) == (address, [])
        page.set_viewport_size({"width": SMALL_PHONE[0], "height": SMALL_PHONE[1]})


def test_text_twice_as_large_still_fits(open_page: OpenPage, plan: Plan, session: Session) -> None:
    page = open_page("/my/", by=plan.patient.membership, size=PHONE)
    for address in addresses(plan, session):
        page.goto(address)
        page.evaluate("document.documentElement.style.fontSize = '200%'")
        assert (address, overflow_px(page)) == (address, 0)


def small_targets(page: Page) -> list[str]:
    """What can be tapped and is lower or narrower than a thumb wants; links inside sentences may be."""
    return page.evaluate(
        """least => [...document.querySelectorAll(
            "main button, main a, main select, main textarea, main summary, main label.tick, main label.point,"
            + "main label.choice, main input:not([type=hidden]), .tabs a, .help-line a")]
          .filter(each => !each.closest("p:not(.steps-bar):not(.help-line)") && !each.matches("[aria-hidden]")
            && !each.closest("label, [hidden]")?.matches("label:not(.tick):not(.point):not(.choice)"))
          .map(each => [each, (each.closest("label") ?? each).getBoundingClientRect()])
          .filter(([each, box]) => box.width && (box.height < least - 0.5 || box.width < least - 0.5))
          .map(([each, box]) => `${each.tagName} ${each.className} ${each.innerText} ${box.width}x${box.height}`)""",
        THUMB_PX,
    )
