"""A whole session with the network cut and the browser killed twice: nothing is lost, and it is stored once."""

import os
import signal
import time
from collections.abc import Iterator
from contextlib import suppress
from pathlib import Path
from typing import Any

import pytest
from django.conf import settings
from playwright.sync_api import Browser, BrowserContext, Page, expect

from patients.models import Plan, SessionLog
from programmes.models import Session
from tests.browser.conftest import CHROMIUM, PHONE
from tests.browser.line import Line
from tests.browser.offline import KEEPS_PACK
from tests.browser.player import at, big, done_marks, number
from tests.conftest import signed_in
from tests.services.house import until

KILL_WITHIN_SECONDS = 10


class Pocket:
    """A phone that keeps what it has when its browser is killed: a profile on the disk, and the line it is on."""

    def __init__(self, browser: Browser, profile: Path, line: Line) -> None:
        self.chromium, self.profile, self.line = browser.browser_type, profile, line
        self.context: BrowserContext | None = None

    def open(self, path: str) -> Page:
        self.context = self.chromium.launch_persistent_context(
            str(self.profile),
            executable_path=CHROMIUM,
            args=["--no-sandbox", "--disable-gpu"],
            base_url=self.line.url,
            viewport={"width": PHONE[0], "height": PHONE[1]},
        )
        page = self.context.pages[0]
        page.goto(path)
        return page

    def sign_in(self, plan: Plan) -> None:
        key = signed_in(plan.patient.membership).cookies[settings.SESSION_COOKIE_NAME].value
        kept = {"name": settings.SESSION_COOKIE_NAME, "value": key, "url": self.line.url}
        self.context.add_cookies([{**kept, "expires": time.time() + 86_400}])

    def kill(self) -> None:
        """As a phone does that needs the room: no goodbye to the page."""
        for pid in self._pids():
            with suppress(ProcessLookupError):
                os.kill(pid, signal.SIGKILL)
        until(lambda: not self._pids(), KILL_WITHIN_SECONDS, "the browser is gone")
        with suppress(Exception):
            self.context.close()
        (self.profile / "SingletonLock").unlink(missing_ok=True)

    def _pids(self) -> list[int]:
        mine = f"--user-data-dir={self.profile}".encode()
        found = []
        for place in Path("/proc").glob("[0-9]*/cmdline"):
            with suppress(OSError):
                if mine in place.read_bytes().split(b"\0"):
                    found.append(int(place.parent.name))
        return found


@pytest.fixture
def pocket(browser: Browser, tmp_path: Path, line: Line) -> Iterator[Pocket]:
    made = Pocket(browser, tmp_path / "profile", line)
    yield made
    made.kill()


def do(page: Page, words: str) -> None:
    expect(big(page)).to_contain_text(words)
    page.wait_for_timeout(360)  # a second tap at once would be the same one
    big(page).click()


def test_offline_and_killed_twice(pocket: Pocket, line: Line, thumbs: Session) -> None:
    plan = Plan.objects.get()
    page = pocket.open("about:blank")
    pocket.sign_in(plan)
    page.goto(f"{line.url}/my/")
    page.evaluate("async () => { await navigator.serviceWorker.ready; }")
    until(lambda: page.evaluate(KEEPS_PACK), 10, "the device has its pack")

    pocket.context.close()  # the first visit ends well: a browser writes its cookies down within half a minute

    line.cut()
    page = pocket.open("/my/")
    expect(page.get_by_text("There is no network just now")).to_be_visible()
    page.get_by_role("link", name="Start", exact=True).click()
    page.get_by_role("button", name="Start", exact=True).click()
    at(page, "Bridge")
    do(page, "Done")
    do(page, "Skip the rest")
    page.get_by_role("button", name="More: Times").click()
    expect(number(page, "Times")).to_have_value("11")
    do(page, "Done")
    digits = left(page)
    page.wait_for_timeout(500)  # a tap is on its way to the disk for a moment, longer on a crowded machine
    pocket.kill()

    page = pocket.open("/my/")
    page.get_by_role("link", name="Carry on").click()
    expect(big(page)).to_contain_text("Skip the rest")  # the rest went on by the clock
    assert (done_marks(page), 0 < left(page) < digits) == (2, True)
    do(page, "Skip the rest")
    expect(big(page)).to_contain_text("Set 3 of 3")
    assert number(page, "Times").input_value() == "11"
    do(page, "Done")
    do(page, "Skip the rest")
    at(page, "Goblet Squat")
    do(page, "Done")
    do(page, "Go on now")
    do(page, "Start 20 seconds")
    expect(page.locator(".train-timer")).to_contain_text("to go")  # 3-2-1 is over
    page.wait_for_timeout(1_500)
    seconds_left = left(page)
    pocket.kill()

    page = pocket.open(f"/my/train/{thumbs.pk}/")
    page.get_by_role("button", name="Carry on").click()
    at(page, "Side Plank")
    expect(page.locator(".train-timer")).to_contain_text("to go")  # the same set, counted on
    do(page, "Done")
    page.get_by_role("button", name="of 4").click()
    page.get_by_role("button", name="That’s all for today").click()
    page.get_by_role("button", name="Save this session").click()
    expect(page.get_by_text("kept on this phone")).to_be_visible()
    assert SessionLog.objects.count() == 0
    page.get_by_role("link", name="Back to Today").click()
    expect(page.get_by_role("heading", name="Well done")).to_be_visible()
    expect(page.locator("[data-waiting]")).to_contain_text("1 session is waiting to be sent")

    line.up()
    page.goto("/my/")
    until(lambda: SessionLog.objects.exists(), 20, "the session has arrived")
    until(lambda: not page.locator("[data-waiting]").inner_text(), 10, "nothing waits")
    assert line.posts["/my/log/"] == 1
    log = SessionLog.objects.get()
    sets = [(s.item_log.item.exercise.name, s.number, s.side, s.reps) for s in every_set(log)]
    assert sets[:3] == [("Bridge", 1, "", None), ("Bridge", 2, "", 11), ("Bridge", 3, "", 11)]
    assert sets[3:] == [("Goblet Squat", 1, "", None), ("Side Plank", 1, "left", None)]
    assert log.started_at < log.ended_at <= log.logged_at
    assert log.local_date == plan.patient.today()
    held = every_set(log)[-1].seconds
    assert held is None or 20 - seconds_left <= held < 20


def left(page: Page) -> int:
    minutes, seconds = page.locator(".train-digits").inner_text().split(":")
    return int(minutes) * 60 + int(seconds)


def every_set(log: SessionLog) -> list[Any]:
    return [one for item in log.items.order_by("id") for one in item.sets.order_by("number", "side")]
