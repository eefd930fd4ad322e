"""The drawn exercise in the other engine: it plays on a tap, pauses, and stays still for who wants less motion."""

import shutil

import pytest
from django.conf import settings

from clinic.models import Membership
from exercises.models import Exercise
from exercises.services import load_library
from tests.browser.firefox import Firefox, firefox
from tests.conftest import signed_in

pytestmark = pytest.mark.django_db(transaction=True)
FIREFOX = shutil.which("firefox-esr") or shutil.which("firefox")
BUTTON = "document.querySelector('[data-moving]')"
SVG = "document.querySelector('.figure-drawn svg')"
SHAPE = f"[...{SVG}.querySelectorAll('path')].map(path => path.getBBox().x).join()"
LABELLED = """new Promise(resolve => {{
  const look = () => {button}.textContent === '{label}' && !{button}.disabled ? resolve(true) : setTimeout(look, 20);
  look();
}})"""
MOVED = f"""new Promise(resolve => {{
  const first = {SHAPE};
  const look = () => {SHAPE} === first ? requestAnimationFrame(look) : resolve(true);
  look();
}})"""
MOVED_FROM = """new Promise(resolve => {{
  const look = () => {shape} === '{first}' ? requestAnimationFrame(look) : resolve(true);
  look();
}})"""
TWO_PICTURES_LATER = "new Promise(resolve => requestAnimationFrame(() => requestAnimationFrame(() => resolve(true))))"


def open_bird_dog(window: Firefox, address: str, by: Membership) -> None:
    load_library()
    bird_dog = Exercise.objects.get(key="bird-dog")
    key = signed_in(by).cookies[settings.SESSION_COOKIE_NAME].value
    window.sign_in("localhost", settings.SESSION_COOKIE_NAME, key)
    window.goto(f"{address}/exercises/{bird_dog.pk}/")


def wait_for_label(window: Firefox, label: str) -> None:
    assert window.run(LABELLED.format(button=BUTTON, label=label))


@pytest.mark.skipif(FIREFOX is None, reason="no Firefox on PATH (firefox-esr)")
def test_figure_plays_and_pauses_in_firefox(live_server: object, anna: Membership) -> None:
    with firefox(str(FIREFOX)) as window:
        open_bird_dog(window, live_server.url, anna)
        assert window.run("document.querySelector('.figure-drawn img').naturalWidth > 0")
        wait_for_label(window, "Show it moving")
        window.tap(BUTTON)
        wait_for_label(window, "Pause")
        assert window.run(f"document.activeElement === {BUTTON}")
        assert window.run(MOVED)

        window.tap(BUTTON)
        wait_for_label(window, "Play")
        assert window.run(f"{SVG}.animationsPaused()")
        before = window.run(SHAPE)
        window.run(TWO_PICTURES_LATER)
        assert window.run(SHAPE) == before


@pytest.mark.skipif(FIREFOX is None, reason="no Firefox on PATH (firefox-esr)")
def test_figure_stays_still_in_firefox_where_less_motion_is_wanted(live_server: object, anna: Membership) -> None:
    with firefox(str(FIREFOX), less_motion=True) as window:
        open_bird_dog(window, live_server.url, anna)
        wait_for_label(window, "One picture at a time")
        window.tap(BUTTON)
        wait_for_label(window, "Next picture")
        first = window.run(SHAPE)
        window.run(TWO_PICTURES_LATER)
        assert window.run(SHAPE) == first
        window.tap(BUTTON)
        assert window.run(MOVED_FROM.format(shape=SHAPE, first=first))
        assert window.run(f"{SVG}.animationsPaused()")
