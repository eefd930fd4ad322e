"""Training with one thumb: a whole session, timers by the clock, easier, skip, stop, every screen."""

import datetime as dt
import json
from typing import Any

from playwright.sync_api import Page, expect

from patients.models import ItemLog, SessionLog, SetLog
from programmes.models import Session
from tests.browser.conftest import PHONE, SMALL_PHONE, faults, overflow_px
from tests.browser.player import Trainer, answer, at, big, done_marks, number, tap
from tests.browser.test_portal import small_targets


def start(trainer: Trainer, thumbs: Session, **how: Any) -> Page:
    page = trainer(f"/my/train/{thumbs.pk}/", **{"clock": dt.datetime.now(dt.UTC), **how})
    page.get_by_role("button", name="Start", exact=True).click()
    at(page, "Bridge")
    return page


def test_a_line_that_breaks_on_the_start_screen_is_told_and_tried_again(trainer: Trainer, thumbs: Session) -> None:
    page = trainer("/my/")
    page.route("**/player/training*", lambda route: route.abort())
    page.goto(f"/my/train/{thumbs.pk}/")
    page.get_by_role("button", name="Start", exact=True).click()
    expect(page.get_by_role("alert")).to_have_text(
        "The exercises did not come through. Try again when you have a network."
    )
    assert faults(page) == []
    page.unroute("**/player/training*")
    page.get_by_role("button", name="Start", exact=True).click()
    at(page, "Bridge")


def test_a_whole_session(trainer: Trainer, thumbs: Session) -> None:
    """Sets in turn, a superset with sides and timers, a walk cut short, and how it felt in four taps."""
    page = start(trainer, thumbs)
    for place in (1, 2, 3):
        expect(big(page)).to_contain_text(f"Set {place} of 3")
        tap(page, "Done")
        tap(page, "Skip the rest")
    at(page, "Goblet Squat")
    expect(page.locator(".train-amount input").last).to_have_value("")
    number(page, "Weight, kg").fill("7,5")
    number(page, "Weight, kg").press("Tab")
    tap(page, "Done")
    expect(page.locator(".train-timer")).to_contain_text("Change. Then Side Plank, set 1 of 2, left side")
    page.clock.run_for(10_500)  # the change runs out by itself
    tap(page, "Start 20 seconds")
    expect(big(page)).to_contain_text("Get ready")
    page.clock.run_for(23_500)
    expect(page.locator(".train-timer")).to_contain_text("Change sides")
    page.clock.run_for(30_500)  # the other side follows by itself
    expect(page.locator(".train-timer")).to_contain_text("Rest. Then Goblet Squat, set 2 of 2")
    expect(page.get_by_role("status").last).to_contain_text("Next: Goblet Squat")
    assert 85 < left(page) <= 90  # the longer rest of the two
    page.get_by_role("button", name="15 seconds more").click()
    assert 95 < left(page) <= 105
    tap(page, "Skip the rest")
    expect(number(page, "Weight, kg")).to_have_value("7.5")
    tap(page, "Done")
    tap(page, "Go on now")
    tap(page, "Start 20 seconds")
    page.clock.run_for(15_000)
    tap(page, "Done")  # after 12 seconds of 20
    page.clock.run_for(10_100)
    page.clock.run_for(20_100)
    at(page, "Walk")
    tap(page, "Skip the rest")
    tap(page, "Start 5 minutes")
    page.clock.run_for(3_000 + 126_000)
    expect(page.locator(".train-timer")).to_contain_text("done")
    tap(page, "Done")
    at(page, "How did it feel?")
    answer(page, "How hard was it?", 6)
    answer(page, "Highest pain while training", 2)
    answer(page, "How confident do you feel moving now?", 8)
    page.get_by_role("button", name="Save this session").click()
    at(page, "Well done, Pat")
    log = SessionLog.objects.get()
    assert (log.effort, log.pain_highest, log.confidence, log.pain_now) == (6, 2, 8, None)
    assert (log.is_short, log.stopped, log.as_prescribed) == (False, "", False)
    assert 240 < (log.ended_at - log.started_at).total_seconds() < 330
    sets = SetLog.objects.order_by("item_log__item__position", "number", "side")
    rows = [(row.item_log.item.exercise.name, row.number, row.side) for row in sets]
    assert rows[:3] == [("Bridge", 1, ""), ("Bridge", 2, ""), ("Bridge", 3, "")]
    assert rows[5:9] == [("Side Plank", n, side) for n in (1, 2) for side in ("left", "right")]
    assert [str(row.load_kg) for row in sets if row.load_kg] == ["7.500", "7.500"]
    side, walk = (row.seconds for row in sets if row.seconds)
    assert (12 <= side <= 14, 126 <= walk <= 129) == (True, True)  # the clock runs on while the test reads
    assert not page.evaluate("indexedDB.databases().then(all => all.length)") or drafts(page) == []


def drafts(page: Page) -> list[Any]:
    return page.evaluate("async () => (await import('/static/js/portal/player/drafts.js')).drafts()")


def test_easier_skip_undo_and_the_numbers(trainer: Trainer, thumbs: Session) -> None:
    page = start(trainer, thumbs)
    page.get_by_role("button", name="Easier").click()
    page.get_by_role("button", name="Do this one instead").click()
    at(page, "Half Bridge")
    expect(page.get_by_text("Half way is plenty.")).to_be_visible()
    page.get_by_role("button", name="Less: Times").click()
    tap(page, "Done")
    tap(page, "Skip the rest")
    page.get_by_role("button", name="Undo").click()
    expect(big(page)).to_contain_text("Set 1 of 3")
    assert done_marks(page) == 0
    tap(page, "Done")
    page.get_by_role("button", name="Take it back").click()
    at(page, "^Bridge")
    page.get_by_role("button", name="Easier").or_(page.get_by_role("button", name="15 seconds more")).click()
    tap(page, "Skip the rest")
    page.get_by_role("button", name="Easier").click()
    page.get_by_role("button", name="Fewer: 6 instead of 9").click()
    expect(number(page, "Times")).to_have_value("6")
    tap(page, "Done")
    page.get_by_role("button", name="Skip", exact=True).click()
    page.go_back()  # the phone's own back leaves the screen, not the session
    at(page, "Bridge")
    page.get_by_role("button", name="Skip", exact=True).click()
    page.get_by_role("button", name="It hurt").click()
    at(page, "Goblet Squat")
    page.get_by_role("button", name="of 4").click()
    expect(page.get_by_role("button", name="Bridge")).to_contain_text("2 of 3 sets")
    page.get_by_role("button", name="That’s all for today").click()
    page.get_by_text("Pain right now, or a note").click()
    page.get_by_label("Anything to remember?").fill("Kept it small 🙂")
    page.get_by_role("button", name="Save this session").click()
    at(page, "Well done, Pat")
    entry = ItemLog.objects.get()
    assert (entry.item.exercise.name, entry.skipped, entry.easier, entry.done_as) == ("Bridge", "pain", "fewer", None)
    assert list(entry.sets.order_by("number").values_list("reps", flat=True)) == [9, 6]
    assert SessionLog.objects.get().note == "Kept it small 🙂"


def test_more_pain_leads_to_help_and_keeps_what_was_done(trainer: Trainer, thumbs: Session) -> None:
    page = start(trainer, thumbs)
    page.get_by_role("button", name="Easier").click()
    page.get_by_role("button", name="Do this one instead").click()
    tap(page, "Done")
    page.get_by_role("button", name="Stop here").click()
    page.get_by_role("button", name="The pain got worse").click()
    at(page, "Stop, and let it settle")
    assert page.get_by_role("link", name="Yes, or I am not sure").get_attribute("href") == "/my/alarm/"
    page.get_by_role("button", name="Finish for today").click()
    expect(page.locator(".train-gate")).to_have_count(0)
    answer(page, "Highest pain while training", 8)
    expect(page.locator(".train-gate a")).to_have_attribute("href", "/my/alarm/")
    page.get_by_role("button", name="Save this session").click()
    at(page, "Well done, Pat")
    expect(page.locator(".train-gate")).to_be_visible()  # not gone with the form
    log = SessionLog.objects.get()
    assert (log.stopped, log.pain_highest) == ("pain", 8)
    entry = ItemLog.objects.get()
    assert (entry.easier, entry.done_as.name, entry.sets.count()) == ("step", "Half Bridge", 1)


def test_short_version_is_offered_and_said(trainer: Trainer, thumbs: Session) -> None:
    def starred(pack: dict[str, Any]) -> None:
        held = next(one for one in pack["sessions"] if one["id"] == thumbs.pk)
        held["short"] = [held["items"][0]["id"]]

    page = trainer(f"/my/train/{thumbs.pk}/", clock=dt.datetime.now(dt.UTC), change=starred)
    expect(page.get_by_text("The one that matters most")).to_be_visible()
    page.get_by_role("button", name="Short version").click()
    for _ in range(2):
        tap(page, "Done")
        tap(page, "Skip the rest")
    tap(page, "Done")
    at(page, "How did it feel?")
    page.get_by_role("button", name="Save this session").click()
    at(page, "Well done, Pat")
    assert SessionLog.objects.get().is_short
    assert ItemLog.objects.get().sets.count() == 3


def test_timers_go_on_through_sleep_and_the_night_the_clock_changes(trainer: Trainer, thumbs: Session) -> None:
    """29 March 2026, 00:59:30 in London: half a minute later it is 02:00."""
    night = dt.datetime(2026, 3, 29, 0, 59, 30, tzinfo=dt.UTC)

    def back_then(pack: dict[str, Any]) -> None:
        pack["plan"]["starts_on"] = "2026-03-02"

    how = {"clock": night, "timezone_id": "Europe/London", "change": back_then}
    page = start(trainer, thumbs, **how)
    tap(page, "Done")
    page.clock.run_for(1_000)
    before = left(page)
    page.clock.fast_forward(40_000)  # asleep: nothing ran meanwhile
    assert before - left(page) in (40, 41)
    assert page.evaluate("new Date().getHours()") == 2
    page.clock.fast_forward(60_000)
    expect(big(page)).to_contain_text("Done")
    sent: list[Any] = []
    page.route("**/my/log/", lambda route: (sent.append(route.request.post_data_json), route.abort()))
    page.get_by_role("button", name="of 4").click()
    page.get_by_role("button", name="That’s all for today").click()
    page.get_by_role("button", name="Save this session").click()
    expect(page.get_by_text("kept on this phone")).to_be_visible()
    assert (faults(page), overflow_px(page)) == ([], 0)
    (body,) = sent[:1]
    began, ended = (dt.datetime.fromisoformat(body[name]) for name in ("started_at", "ended_at"))
    assert body["local_date"] == "2026-03-29"
    assert 100 <= (ended - began).total_seconds() < 120
    assert body["items"][0]["sets"] == [{"number": 1, "side": ""}]


def left(page: Page) -> int:
    minutes, seconds = page.locator(".train-digits").inner_text().split(":")
    return int(minutes) * 60 + int(seconds)


def test_by_keyboard_and_said_aloud(trainer: Trainer, thumbs: Session) -> None:
    page = start(trainer, thumbs)
    assert page.evaluate("document.activeElement.tagName") == "H1"  # a new screen is read from its top
    page.clock.run_for(400)
    page.keyboard.press("Space")
    expect(big(page)).to_contain_text("Skip the rest")
    page.clock.run_for(30_200)
    expect(page.get_by_role("status").last).to_have_text("30 seconds")
    big(page).focus()
    page.keyboard.press("Enter")
    page.clock.run_for(400)
    page.keyboard.press("Enter")
    expect(big(page)).to_contain_text("Skip the rest")
    assert done_marks(page) == 2
    assert big(page).evaluate("button => button === document.activeElement")
    number(page, "Times").focus()
    page.keyboard.press("Enter")  # in a field it is the field's own
    assert done_marks(page) == 2


AWAKE = """(() => {
  window.awake = 0;
  const request = async () => { awake += 1; return {released: false, release: async () => { awake -= 1; }}; };
  Object.defineProperty(navigator, "wakeLock", {value: {request}});
})()"""


def test_screen_stays_awake_while_training_and_the_sound_stays_off(trainer: Trainer, thumbs: Session) -> None:
    page = trainer("/my/help/")
    page.add_init_script(AWAKE)
    page.goto(f"/my/train/{thumbs.pk}/")
    page.get_by_role("button", name="Start", exact=True).click()
    at(page, "Bridge")
    assert page.evaluate("awake") == 1
    page.get_by_role("button", name="Sound on").click()
    page.get_by_role("button", name="Stop here").click()
    page.get_by_role("button", name="No more time").click()
    at(page, "Nothing done this time")  # and so there is nothing to store
    assert page.evaluate("awake") == 0
    page.goto(f"/my/train/{thumbs.pk}/")
    page.get_by_role("button", name="Start", exact=True).click()
    expect(page.get_by_role("button", name="Sound off")).to_be_visible()


def test_a_browser_that_keeps_nothing_leads_to_the_exercise_pages(trainer: Trainer, thumbs: Session) -> None:
    page = trainer("/my/help/")
    page.add_init_script("Object.defineProperty(window, 'indexedDB', {value: undefined})")
    page.goto(f"/my/train/{thumbs.pk}/")
    at(page, "This browser keeps nothing")
    page.get_by_role("link", name="To the exercises").click()
    at(page, "Thumbs")


def test_leaving_and_coming_back_is_the_same_set_and_may_start_anew(trainer: Trainer, thumbs: Session) -> None:
    page = start(trainer, thumbs)
    tap(page, "Done")
    tap(page, "Skip the rest")
    expect(big(page)).to_contain_text("Set 2 of 3")
    page.get_by_role("link", name="Today").first.click()
    expect(page.get_by_text("You began Thumbs")).to_be_visible(timeout=10_000)
    expect(page.get_by_role("link", name="Start", exact=True)).to_be_hidden()
    page.get_by_role("link", name="Carry on").click()
    expect(big(page)).to_contain_text("Set 2 of 3")
    page.goto(f"/my/train/{thumbs.pk}/")
    page.get_by_role("button", name="Start anew").click()
    page.get_by_role("button", name="Start", exact=True).click()
    expect(big(page)).to_contain_text("Set 1 of 3")
    assert len(drafts(page)) == 1


def test_a_tab_looked_at_again_goes_on_where_the_other_one_was(trainer: Trainer, thumbs: Session) -> None:
    one = start(trainer, thumbs)
    tap(one, "Done")
    other = one.context.new_page()
    other.goto(f"/my/train/{thumbs.pk}/#on")
    tap(other, "Skip the rest")
    tap(other, "Done")
    assert done_marks(one) == 1
    one.evaluate("document.dispatchEvent(new Event('visibilitychange'))")
    expect(one.locator(".train-mark-done")).to_have_count(2)
    other.get_by_role("button", name="of 4").click()
    other.get_by_role("button", name="That’s all for today").click()
    other.get_by_role("button", name="Save this session").click()
    at(other, "Well done, Pat")
    one.evaluate("document.dispatchEvent(new Event('visibilitychange'))")
    expect(one.get_by_role("button", name="Start", exact=True)).to_be_visible()  # finished there, so not here again


def test_next_exercise_is_there_at_once_and_nothing_jumps(trainer: Trainer, thumbs: Session) -> None:
    page = trainer(f"/my/train/{thumbs.pk}/")
    page.get_by_role("button", name="Start", exact=True).click()
    page.wait_for_timeout(600)
    where = page.locator(".train-marks").bounding_box()
    big(page).click()
    expect(page.locator(".train-timer")).to_be_visible()
    assert page.locator(".train-marks").bounding_box() == where
    page.wait_for_timeout(400)
    taken = []
    for name in ("Goblet Squat", "Side Plank", "Walk"):
        page.get_by_role("button", name="Skip", exact=True).click()
        taken.append(
            page.get_by_role("button", name="No time").evaluate(
                """button => new Promise(resolve => {
                  const from = performance.now();
                  button.click();
                  const name = document.querySelector("h1").textContent;
                  requestAnimationFrame(() => setTimeout(() => resolve([name, performance.now() - from])));
                })"""
            )
        )
        page.wait_for_timeout(200)
        assert taken[-1][0] == name
    print("next exercise, ms from the tap to the frame:", [round(ms, 1) for _, ms in taken])  # noqa: T201
    assert min(ms for _, ms in taken) < 50


SCREENS = ("start", "exercise", "rest", "timer", "list", "easier", "skip", "stop", "pain", "felt")


def walk(page: Page) -> Any:
    """Every screen of the player, one after another."""
    yield "start"
    page.get_by_role("button", name="Start", exact=True).click()
    yield "exercise"
    tap(page, "Done")
    yield "rest"
    page.get_by_role("button", name="of 4").click()
    yield "list"
    page.get_by_role("button", name="Side Plank 2 sets").click()
    tap(page, "Start 20 seconds")
    page.clock.run_for(5_000)
    yield "timer"
    page.get_by_role("button", name="of 4").click()
    page.get_by_role("button", name="Bridge 3 sets").click()
    for sheet in ("Easier", "Skip", "Stop here"):
        page.get_by_role("button", name=sheet, exact=True).click()
        yield sheet.split()[0].lower()
        page.go_back()
    page.get_by_role("button", name="Stop here").click()
    page.get_by_role("button", name="The pain got worse").click()
    yield "pain"
    page.get_by_role("button", name="Finish for today").click()
    answer(page, "Highest pain while training", 9)
    yield "felt"


def test_every_screen_is_faultless_fits_and_suits_a_thumb(trainer: Trainer, thumbs: Session) -> None:
    page = trainer(
        f"/my/train/{thumbs.pk}/",
        size=SMALL_PHONE,
        clock=dt.datetime.now(dt.UTC),
        reduced_motion="reduce",
    )
    seen = []
    for screen in walk(page):
        page.evaluate("document.querySelectorAll('details').forEach(each => each.open = true)")
        assert (screen, overflow_px(page), small_targets(page)) == (screen, 0, [])
        page.set_viewport_size({"width": PHONE[0], "height": PHONE[1]})
        page.evaluate("document.documentElement.style.fontSize = '200%'")
        assert (screen, overflow_px(page)) == (screen, 0)
        page.evaluate("document.documentElement.style.fontSize = ''")
        page.set_viewport_size({"width": SMALL_PHONE[0], "height": 3000})  # the bar that stays in view covers nothing
        assert (screen, faults(page)) == (screen, [])
        page.set_viewport_size({"width": SMALL_PHONE[0], "height": SMALL_PHONE[1]})
        page.evaluate("document.querySelectorAll('details').forEach(each => each.open = false)")
        seen.append(screen)
    assert sorted(seen) == sorted(SCREENS)


def test_body_is_what_the_server_takes(trainer: Trainer, thumbs: Session) -> None:
    """A pack's item with every kind of amount is read without a fault, whatever is missing."""
    page = trainer(f"/my/train/{thumbs.pk}/")
    pack = page.request.get("/my/pack.json").json()
    held = next(one for one in pack["sessions"] if one["id"] == thumbs.pk)
    bare = json.loads(json.dumps(held, default=str))
    for one in bare["items"]:
        one.update(amounts=[], cue="", steps=[], card="", figure=None, easier=None, last=[])
    names = page.evaluate(
        """async ([held, bare]) => {
          const load = name => import(`/static/js/portal/player/${name}.js`);
          const [state, body] = await Promise.all(["state", "body"].map(load));
          const run = held => {
            let now = state.begin({session: held, day: "2026-11-21", uuid: "x", now: 0});
            while (now.phase === "training") now = state.reduce(now, {type: "done", now: 0}, held);
            return body.bodyOf(now, held, 0).items.length;
          };
          return [run(held), run(bare)];
        }""",
        [held, bare],
    )
    assert names == [4, 4]
