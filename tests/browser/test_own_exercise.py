"""A therapist writes an exercise of their own: with a picture, by keyboard, looked at before it is given to anybody."""

import re
from io import BytesIO
from pathlib import Path
from typing import Any

import pytest
from django.core.files.base import ContentFile
from PIL import Image
from playwright.sync_api import Page, expect

from clinic.models import Membership
from exercises import services
from exercises.models import Ladder
from exercises.uploads import Ready
from tests.browser.conftest import DESK, PHONE, SMALL_PHONE, OpenPage, faults, overflow_px
from tests.exercises.films import mp4
from tests.factories import ExerciseFactory, ProgrammeFactory, item, published_version


@pytest.fixture(autouse=True)
def _own_media(settings: Any, tmp_path: Path) -> None:
    settings.MEDIA_ROOT = tmp_path


@pytest.fixture
def photo(tmp_path: Path) -> Path:
    path = tmp_path / "photo.jpg"
    Image.new("RGB", (900, 600), "#1f6f73").save(path)
    return path


def write_by_keyboard(page: Page, photo: Path) -> None:
    """From field to field with Tab alone; only the choice of a file is the browser's own window."""
    page.get_by_role("textbox", name="Name*").focus()
    for typed in ("Towel bridge", "Str", "Hip e", "3x8-10 hold 5s", "", "", "Squeeze, then lift."):
        page.keyboard.type(typed)
        page.keyboard.press("Tab")
    page.keyboard.type("Lie down.\nLift your hips.")
    page.keyboard.press("Tab")
    expect(page.get_by_label("Picture or short video")).to_be_focused()
    page.get_by_label("Picture or short video").set_input_files(photo)
    page.keyboard.press("Tab")
    page.keyboard.type("Lying on the back, hips lifted")
    page.keyboard.press("Enter")


def test_an_exercise_is_written_by_keyboard_and_seen_as_the_patient_sees_it(
    open_page: OpenPage, anna: Membership, photo: Path
) -> None:
    page = open_page("/exercises/new/", by=anna)
    write_by_keyboard(page, photo)
    expect(page.get_by_role("heading", level=1)).to_have_text("Towel bridge")
    expect(page.get_by_text("3 sets of 8 to 10, holding for 5 seconds each time")).to_be_visible()
    image = page.get_by_role("img", name="Lying on the back, hips lifted")
    expect(image).to_be_visible()
    assert image.evaluate("image => image.complete && image.naturalWidth") == 900

    page.get_by_role("link", name="Preview").click()
    page.set_viewport_size({"width": PHONE[0], "height": PHONE[1]})
    expect(page.get_by_text("Preview: what the patient sees.")).to_be_visible()
    expect(page.get_by_role("img", name="Lying on the back, hips lifted")).to_be_visible()
    expect(page.get_by_text("Lift your hips.")).to_be_visible()


def test_what_stands_in_the_form_opens_in_a_new_tab_unsaved(open_page: OpenPage, anna: Membership) -> None:
    page = open_page("/exercises/new/", by=anna)
    page.get_by_role("textbox", name="Name*").fill("Not yet")
    with page.context.expect_page() as opened:
        page.get_by_role("button", name="Preview").click()
    expect(opened.value.get_by_role("heading", level=1)).to_have_text("Not yet")
    expect(page.get_by_role("textbox", name="Name*")).to_have_value("Not yet")
    assert anna.clinic.exercises.count() == 0


def test_archiving_offers_to_restore(open_page: OpenPage, anna: Membership) -> None:
    bridge = ExerciseFactory(clinic=anna.clinic, name="Bridge")
    page = open_page(f"/exercises/{bridge.pk}/", by=anna)
    page.get_by_text("More", exact=True).click()
    page.get_by_role("button", name="Archive").click()
    page.get_by_role("button", name="Restore").click()
    expect(page.get_by_text("“Bridge” is back in the lists.")).to_be_visible()


@pytest.fixture
def shelf(anna: Membership) -> dict[str, str]:
    """The pages of an exercise with everything on them."""
    clinic, by = anna.clinic, anna.user
    built_in = ExerciseFactory(name="Bird dog")
    ladder = Ladder.objects.create(key="L1", name="Hands and knees")
    for step, exercise in enumerate((ExerciseFactory(), built_in, ExerciseFactory()), 1):
        ladder.rungs.create(step=step, key=exercise.key, name=exercise.name, exercise=exercise)
    own = services.adapt(exercise=built_in, clinic=clinic, by=by, fields={"name": "Bird dog at the wall"})
    picture = BytesIO()
    Image.new("RGB", (900, 600), "#1f6f73").save(picture, "WEBP")
    ready = Ready("picture", "image/webp", ".webp", ContentFile(picture.getvalue()))
    services.add_file(exercise=own, by=by, file=ready, alt="From the side")
    film = Ready("video", "video/mp4", ".mp4", ContentFile(mp4()))
    services.add_file(exercise=own, by=by, file=film, alt="")
    services.add_link(exercise=own, by=by, url="https://vimeo.com/1", alt="")
    programme = ProgrammeFactory(clinic=clinic, name="A programme with quite a long name for a small column")
    item(published_version(programme, items=()).phases.get().sessions.get(), own)
    services.change(exercise=own, by=by, fields={"cue": "Slowly."})
    services.review(exercise=own, clinic=clinic, by=by)
    gone = ExerciseFactory(clinic=clinic, name="Old one")
    services.archive(exercise=gone, by=by)
    return {
        "new": "/exercises/new/",
        "own": f"/exercises/{own.pk}/",
        "snapshot": f"/exercises/{own.snapshots.get().pk}/",
        "pictures": f"/exercises/{own.pk}/pictures/",
        "preview": f"/exercises/{own.pk}/preview/",
        "delete": f"/exercises/{gone.pk}/delete/",
        "archived": "/exercises/archived/",
    }


def test_every_page_is_faultless_for_axe_and_fits(open_page: OpenPage, anna: Membership, shelf: dict[str, str]) -> None:
    page = open_page("/exercises/", by=anna)
    for name, path in shelf.items():
        page.set_viewport_size({"width": DESK[0], "height": DESK[1]})
        page.goto(path)
        unfold(page)
        assert (name, faults(page)) == (name, [])
        for size in (SMALL_PHONE, PHONE):
            page.set_viewport_size({"width": size[0], "height": size[1]})
            assert (name, size, overflow_px(page)) == (name, size, 0)
        assert (name, faults(page)) == (name, [])


def unfold(page: Page) -> None:
    page.evaluate("document.querySelectorAll('main details').forEach(each => each.open = true)")


def test_two_texts_are_shown_side_by_side(open_page: OpenPage, anna: Membership, ada: Membership) -> None:
    bridge = ExerciseFactory(clinic=anna.clinic)
    page = open_page(f"/exercises/{bridge.pk}/edit/", by=anna)
    services.change(exercise=bridge, by=ada.user, fields={"cue": "Ada’s cue."})
    page.get_by_label("One cue").fill("Anna’s cue.")
    page.get_by_role("button", name="Save").click()
    expect(page.get_by_role("alert").filter(has_text="Ada’s cue.")).to_be_visible()
    assert faults(page) == []
    page.get_by_role("button", name="Save").click()
    expect(page.get_by_text(re.compile("Saved\\."))).to_be_visible()
    expect(page.get_by_text("Anna’s cue.")).to_be_visible()
