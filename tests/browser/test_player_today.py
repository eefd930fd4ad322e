"""Today without a network: what is due, done in one tap, and an honest page when what is kept is too old."""

import datetime as dt

from playwright.sync_api import BrowserContext, expect

from patients.models import Plan, SessionLog
from tests.browser.conftest import SMALL_PHONE, faults, overflow_px
from tests.browser.line import Line
from tests.browser.offline import sign_in, visited
from tests.services.house import until


def test_done_as_prescribed_in_one_tap_and_sent_later(line: Line, phone: BrowserContext, training: Plan) -> None:
    sign_in(phone, training.patient.membership, line)
    page = visited(phone)
    line.cut()
    page.goto("/my/")
    expect(page.get_by_role("heading", level=1)).to_contain_text("Hello")
    expect(page.get_by_text("There is no network just now. This is from")).to_be_visible()
    page.set_viewport_size({"width": SMALL_PHONE[0], "height": 3000})
    assert (overflow_px(page), faults(page)) == (0, [])
    page.get_by_role("button", name="Done as prescribed").click()
    expect(page.get_by_role("heading", name="Well done")).to_be_visible()
    expect(page.locator(".day-done")).to_have_count(1)
    expect(page.locator(".week-count")).to_contain_text("1 of")
    page.reload()  # what waits counts, also on a page drawn anew
    expect(page.get_by_role("heading", name="Well done")).to_be_visible()
    line.up()
    page.goto("/my/")
    until(lambda: SessionLog.objects.exists(), 20, "the session has arrived")
    log = SessionLog.objects.get()
    assert (log.as_prescribed, log.local_date) == (True, training.patient.today())


def test_after_two_weeks_it_says_that_it_is_too_old(line: Line, phone: BrowserContext, training: Plan) -> None:
    sign_in(phone, training.patient.membership, line)
    page = visited(phone)
    line.cut()
    page.clock.install(time=dt.datetime.now(dt.UTC) + dt.timedelta(days=16))
    page.goto("/my/")
    expect(page.get_by_text("more than two weeks old")).to_be_visible()


EASE = """async () => {
  const store = await (await import('/static/js/portal/store.js')).openStore();
  const pack = await store.read("pack");
  const easy = {...pack.sessions[0], id: 900, title: "Gentle", kind: "easy"};
  const flare = {uuid: "f", began_on: pack.today};
  Object.assign(pack, {flare, check_in: {is_due: true}, sessions: [...pack.sessions, easy]});
  await store.write("pack", pack);
}"""


def test_in_a_flare_up_the_easy_plan_and_the_weeks_questions(line: Line, phone: BrowserContext, training: Plan) -> None:
    sign_in(phone, training.patient.membership, line)
    page = visited(phone)
    line.cut()
    page.evaluate(EASE)
    page.goto("/my/")
    expect(page.get_by_role("heading", name="Your easy plan")).to_be_visible()
    expect(page.get_by_role("link", name="Start", exact=True)).to_have_attribute("href", "/my/train/900/")
    expect(page.locator(".week-count")).to_contain_text("0 of 1 session")
    expect(page.get_by_role("heading", name="How was your week?")).to_be_visible()
    assert (overflow_px(page), faults(page)) == (0, [])
