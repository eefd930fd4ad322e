"""A message on a device: the worker shows one neutral line; telling a device asks first, and leaving ends it."""

import json
import time

import pytest

from patients.models import Channel
from patients.reminders.channels import vapid
from tests.browser.conftest import PHONE, faults, overflow_px
from tests.patients.receiving import Device

TOLD = {
    "short": "Your plan for today",
    "url": "https://elsewhere.example/my/help/",
    "tag": "r1-abc",
    "actions": [{"words": "Later today", "url": "/my/progress/"}],
}
# No push service can be reached from a test: the browser's part of subscribing is played, the rest is real.
PLAYED = """
(() => {
  const device = {
    endpoint: "https://fcm.googleapis.com/fcm/send/abc",
    unsubscribe: async () => { sessionStorage.removeItem("made"); return true; },
    toJSON() { return { endpoint: this.endpoint, keys: %s }; },
  };
  PushManager.prototype.subscribe = async (how) => { sessionStorage.made = how.userVisibleOnly; return device; };
  PushManager.prototype.getSubscription = async () => (sessionStorage.made ? device : null);
  window.answers = "%s";
  Object.defineProperty(Notification, "permission", { get: () => sessionStorage.permission ?? "default" });
  Notification.requestPermission = async () => (sessionStorage.permission = window.answers);
})();
"""


@pytest.fixture(autouse=True)
def _key(settings) -> None:
    settings.VAPID_PRIVATE_KEY = vapid.fresh()


def play(page, answer: str) -> None:
    page.add_init_script(PLAYED % (json.dumps(Device().keys), answer))


def eventually(holds, what: str) -> None:
    end = time.monotonic() + 15
    while not holds():
        assert time.monotonic() < end, what
        time.sleep(0.05)


def test_worker_shows_a_line_and_opens_only_pages_of_ours(open_page, pat, plan, live_server) -> None:
    page = open_page("/my/", by=pat.membership, size=PHONE)
    page.context.grant_permissions(["notifications"])
    page.evaluate("navigator.serviceWorker.ready.then(() => true)")
    session = page.context.new_cdp_session(page)
    versions: list[dict] = []
    session.on("ServiceWorker.workerRegistrationUpdated", lambda event: versions.extend(event["registrations"]))
    session.send("ServiceWorker.enable")
    eventually(lambda: page.evaluate("1") and versions, "the worker is known")
    page.context.clear_cookies()  # signed out: it works all the same

    def arrive(data: str) -> list[dict]:
        number = next(one["registrationId"] for one in versions if one["scopeURL"].endswith("/my/"))
        how = {"origin": live_server.url, "registrationId": number, "data": data}
        session.send("ServiceWorker.deliverPushMessage", how)
        return page.evaluate(SHOWN)

    assert arrive(json.dumps(TOLD)) == [["Your plan for today", "", "r1-abc", ["Later today"]]]
    assert arrive(json.dumps(TOLD)) == [["Your plan for today", "", "r1-abc", ["Later today"]]]  # twice is once
    assert ["You have a message", "", "loadwell", []] in arrive("not json")
    (worker,) = page.context.service_workers
    assert worker.evaluate(CLICKED, ["r1-abc", "1"]) == ["/my/progress/"]
    for address, path in (("https://elsewhere.example/my/help/?a=1", "/my/help/?a=1"), ("http://[", "/my/")):
        arrive(json.dumps(TOLD | {"url": address}))
        assert worker.evaluate(CLICKED, ["r1-abc", ""]) == [path]
    assert worker.evaluate(CLICKED, ["loadwell", ""]) == ["/my/"]


CLICKED = """async ([tag, action]) => {
  const went = [];
  self.clients.openWindow = async (path) => { went.push(path); };
  const [notification] = (await self.registration.getNotifications()).filter((one) => one.tag === tag);
  const event = new NotificationEvent("notificationclick", { notification, action });
  const waits = [];
  event.waitUntil = (work) => waits.push(work);
  self.dispatchEvent(event);
  await Promise.all(waits);
  return went;
}"""
SHOWN = """async () => {
  const worker = await navigator.serviceWorker.ready;
  const read = () => worker.getNotifications();
  for (let turn = 0; turn < 100 && !(await read()).length; turn++) await new Promise((go) => setTimeout(go, 30));
  const titles = (one) => one.actions.map((action) => action.title);
  return (await read()).map((one) => [one.title, one.body, one.tag, titles(one)]);
}"""


def test_device_is_told_after_a_tap_and_leaving_ends_it(open_page, pat, plan) -> None:
    page = open_page("/my/help/", by=pat.membership, size=PHONE)
    play(page, "granted")
    page.goto("/my/reached/")
    words = page.locator("[data-telling-words]")
    page.get_by_role("button", name="Tell me on this device").click()
    page.get_by_text("This device gets your messages.").wait_for()
    assert Channel.objects.get().address == "https://fcm.googleapis.com/fcm/send/abc"
    assert page.get_by_text("The next reminder comes").inner_text().startswith("The next reminder comes on Chrome")
    page.set_viewport_size({"width": 390, "height": 2400})  # nothing lies below the tabs
    assert (faults(page), overflow_px(page)) == ([], 0)
    page.goto("/my/settings/")
    page.get_by_role("button", name="Sign out").click()
    page.wait_for_url("**/accounts/login/**")
    assert Channel.objects.count() == 0
    assert words.count() == 0


def test_refusal_and_missing_support_are_said_plainly(open_page, pat, plan) -> None:
    page = open_page("/my/help/", by=pat.membership, size=PHONE)
    play(page, "denied")
    page.goto("/my/reached/")
    page.get_by_role("button", name="Tell me on this device").click()
    page.get_by_text("Messages from here are blocked in this browser.").wait_for()
    assert page.get_by_role("button", name="Tell me on this device").count() == 0
    page.add_init_script("delete window.PushManager; delete window.Notification")
    page.reload()
    page.get_by_text("This browser cannot show messages.").wait_for()
    assert Channel.objects.count() == 0
