"""What waits is sent when the network is back, although no page is open any more."""

from playwright.sync_api import BrowserContext

from patients.models import Plan
from tests.browser.line import Line
from tests.browser.offline import SEND, entry, sign_in, stored, visited
from tests.services.house import until

NO_SPREAD = "Math.random = () => 0"


def test_worker_sends_what_waits_after_the_last_page_was_closed(
    line: Line, phone: BrowserContext, training: Plan
) -> None:
    sign_in(phone, training.patient.membership, line)
    page = visited(phone)
    browser = phone.new_cdp_session(phone.new_page())
    registrations: list[dict[str, str]] = []
    browser.on("ServiceWorker.workerRegistrationUpdated", lambda told: registrations.extend(told["registrations"]))
    browser.send("ServiceWorker.enable")
    phone.service_workers[0].evaluate(NO_SPREAD)
    line.answer(503, only="POST /my/log/")
    one = entry(training)
    page.evaluate(SEND, ["session", one])
    page.close()
    line.up()
    until(lambda: phone.pages[0].title() == "" and registrations, 5, "the worker is known")
    (number,) = {told["registrationId"] for told in registrations if told["scopeURL"] == f"{line.url}/my/"}
    how = {"origin": line.url, "registrationId": number, "tag": "loadwell-send", "lastChance": False}
    browser.send("ServiceWorker.dispatchSyncEvent", how)
    until(lambda: stored() == {one["uuid"]}, 30, "the worker has sent it")
