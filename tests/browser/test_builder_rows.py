"""Answers that name rows by their places alone, merged into a page with a life of its own."""

import pytest
from playwright.sync_api import Page, Route, expect

from clinic.models import Clinic, Membership
from programmes import services
from programmes.dose import parse
from programmes.models import Session
from tests.browser.conftest import OpenPage
from tests.browser.test_builder import order, row, saved, stored, the
from tests.factories import ExerciseFactory, PhaseFactory, ProgrammeFactory, SessionFactory, VersionFactory, item

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture
def session(clinic: Clinic) -> Session:
    """Bridge, Squat, Carry and Row in session A of a draft."""
    session = SessionFactory(phase=PhaseFactory(version=VersionFactory(programme=ProgrammeFactory(clinic=clinic))))
    for name in ("Bridge", "Squat", "Carry", "Row"):
        item(session, ExerciseFactory(name=name))
    return session


@pytest.fixture
def page(open_page: OpenPage, session: Session, anna: Membership) -> Page:
    return open_page(f"/programmes/{session.phase.version.programme_id}/", by=anna)


def test_a_move_brings_a_colleagues_rows_along_and_leaves_typed_words(page: Page, session: Session, ada: Membership):
    page.route("**/live/", lambda route: route.abort())  # the page hears of nothing but with its own edits
    note = row(page, "Squat").get_by_label("Note")
    note.fill("Slowly")
    services.change_item(item=the("Row"), by=ada.user, dose=parse("5x5"))
    services.add_item(session=session, exercise=ExerciseFactory(name="Plank"), by=ada.user)
    services.move_item(item=the("Row"), by=ada.user, position=1)
    services.remove_item(item=the("Bridge"), by=ada.user)
    row(page, "Carry").get_by_role("button", name="Move up").click()
    expect(row(page, "Plank")).to_be_visible()
    assert order(page) == stored() == ["Row", "Carry", "Squat", "Plank"]
    expect(row(page, "Row").get_by_label("Dose")).to_have_value("5x5")
    expect(note).to_have_value("Slowly")
    row(page, "Plank").get_by_label("Dose").fill("4x30s")
    row(page, "Plank").get_by_label("Dose").press("Tab")
    saved(page)
    assert the("Plank").dose == parse("4x30s")


def test_a_row_that_came_after_the_answer_is_left_to_the_next_one(page: Page):
    def late(route: Route) -> None:
        answer = route.fetch()
        unknown = '<li class="item" id="item-987654" data-kept></li></ol>'
        route.fulfill(response=answer, body=answer.text().replace("</ol>", unknown))

    page.route("**/move/", late)
    row(page, "Carry").get_by_role("button", name="Move up").click()
    saved(page, "Carry: number 2")
    assert order(page) == ["Bridge", "Carry", "Squat", "Row"]
    expect(page.locator("li.item")).to_have_count(4)


def test_a_row_saved_as_it_was_still_brings_what_others_did(page: Page, session: Session, ada: Membership):
    page.route("**/live/", lambda route: route.abort())
    dose = row(page, "Bridge").get_by_label("Dose")
    was = dose.input_value()
    services.add_item(session=session, exercise=ExerciseFactory(name="Plank"), by=ada.user)
    dose.fill(f"{was} ")
    page.unroute("**/live/")
    dose.press("Tab")
    expect(row(page, "Plank")).to_be_visible()
