"""What a patient did is kept on the device and stored once, whatever the line, the server or the session does."""

import datetime as dt

from django.contrib.sessions.models import Session as SignIn
from playwright.sync_api import BrowserContext, expect

from patients.models import Plan, SessionLog
from tests.browser.conftest import faults, overflow_px
from tests.browser.line import CAPTIVE, Line
from tests.browser.offline import FLUSH, SEND, SEND_ALL, WAITING, entry, sign_in, stored, visited
from tests.services.house import until


def test_kept_without_a_network_and_stored_once_it_is_back(line: Line, phone: BrowserContext, training: Plan) -> None:
    sign_in(phone, training.patient.membership, line)
    page = visited(phone)
    line.cut()
    one = entry(training)
    assert page.evaluate(SEND, ["session", one])["state"] == "waiting"
    expect(page.locator("[data-waiting]")).to_contain_text("1 session is waiting to be sent.")
    page.goto("/my/")  # the shell, drawn from what is kept
    expect(page.locator("[data-waiting]")).to_contain_text("1 session is waiting to be sent.")
    assert stored() == set()
    line.up()
    page.evaluate(FLUSH)
    assert (stored(), page.evaluate(WAITING)["entries"]) == ({one["uuid"]}, [])
    expect(page.locator("[data-waiting]")).to_be_empty()


def test_fifty_from_two_tabs_are_stored_once_each(line: Line, phone: BrowserContext, training: Plan) -> None:
    sign_in(phone, training.patient.membership, line)
    one, other = visited(phone), visited(phone)
    line.cut()
    entries = [entry(training) for _ in range(50)]
    one.evaluate(SEND_ALL, entries[:25])
    other.evaluate(SEND_ALL, entries[25:])
    assert len(one.evaluate(WAITING)["entries"]) == 50
    line.up()
    one.evaluate(f"() => {{ ({FLUSH})(); }}")  # both at once, not one after the other
    other.evaluate(FLUSH)
    until(lambda: not one.evaluate(WAITING)["entries"], 30, "nothing waits")
    assert (stored(), SessionLog.objects.count()) == ({entry["uuid"] for entry in entries}, 50)
    assert line.posts == {"/my/log/?together": 5}  # the lock: none was sent by both tabs


def test_those_that_cannot_be_sent_together_go_one_by_one(line: Line, phone: BrowserContext, training: Plan) -> None:
    sign_in(phone, training.patient.membership, line)
    page = visited(phone)
    good = [entry(training) for _ in range(2)]
    wrong = entry(training) | {"local_date": "2020-01-01"}
    line.cut()
    page.evaluate(SEND_ALL, [good[0], wrong, good[1]])
    line.up()
    line.answer(500, only="POST /my/log/?together")
    page.evaluate(FLUSH)
    kept = page.evaluate(WAITING)["entries"]
    assert [(one["uuid"], one["state"]) for one in kept] == [(wrong["uuid"], "refused")]
    assert stored() == {one["uuid"] for one in good}
    assert (line.posts["/my/log/?together"], line.posts["/my/log/"]) == (1, 3)


def test_no_answer_but_the_servers_own_takes_an_entry_off_the_device(
    line: Line, phone: BrowserContext, training: Plan
) -> None:
    sign_in(phone, training.patient.membership, line)
    page = visited(phone)
    one = entry(training)
    for status, body in ((500, ""), (503, "{}"), (413, "<h1>Too large</h1>"), (200, CAPTIVE), (200, "{}"), (404, "")):
        line.answer(status, body, only="POST /my/log/")
        assert page.evaluate(SEND, ["session", one])["state"] == "waiting", status
        assert [kept["uuid"] for kept in page.evaluate(WAITING)["entries"]] == [one["uuid"]]
    line.stall()
    assert page.evaluate(SEND, ["session", one])["state"] == "waiting"
    line.up()
    page.evaluate(FLUSH)
    assert (stored(), page.evaluate(WAITING)["entries"]) == ({one["uuid"]}, [])


def test_stored_although_the_answer_was_lost(line: Line, phone: BrowserContext, training: Plan) -> None:
    """The server has it, the device does not know: sent again, it is still one."""
    sign_in(phone, training.patient.membership, line)
    page = visited(phone)
    one = entry(training)
    line.lose_answers("POST /my/log/")
    assert page.evaluate(SEND, ["session", one])["state"] == "waiting"
    assert stored() == {one["uuid"]}
    line.up()
    answer = page.evaluate(SEND, ["session", one])
    assert (answer["state"], answer["address"]) == ("stored", f"/my/log/{SessionLog.objects.get().pk}/done/")


def test_session_that_ran_out_keeps_what_was_done_until_the_patient_is_back(
    line: Line, phone: BrowserContext, training: Plan
) -> None:
    sign_in(phone, training.patient.membership, line)
    page = visited(phone)
    SignIn.objects.all().delete()
    one = entry(training)
    assert page.evaluate(SEND, ["session", one])["state"] == "signed_out"
    expect(page.locator("[data-waiting]")).to_contain_text("1 session is kept here. Sign in to send")
    expect(page.get_by_role("link", name="Sign in to send")).to_have_attribute(
        "href", "/accounts/login/?next=/my/waiting/"
    )
    sign_in(phone, training.patient.membership, line)
    page.goto("/my/waiting/")
    expect(page.locator("main")).to_contain_text("Nothing waits")
    assert stored() == {one["uuid"]}


def test_lost_token_is_fetched_with_the_pack(line: Line, phone: BrowserContext, training: Plan) -> None:
    sign_in(phone, training.patient.membership, line)
    page = visited(phone)
    phone.clear_cookies(name="csrftoken")
    one = entry(training)
    assert page.evaluate(SEND, ["session", one])["state"] == "stored"


def test_refused_entry_says_why_and_is_mended_or_let_go(line: Line, phone: BrowserContext, training: Plan) -> None:
    sign_in(phone, training.patient.membership, line)
    page = visited(phone)
    tomorrow = training.patient.today() + dt.timedelta(days=1)
    mended, dropped = (
        entry(training, local_date=tomorrow.isoformat(), pain_highest=2, note=note) for note in ("", "No")
    )
    for one in (mended, dropped):
        outcome = page.evaluate(SEND, ["session", one])
        assert (outcome["state"], outcome["errors"]) == (
            "refused",
            ["This day is still to come. Choose today or an earlier day."],
        )
    page.get_by_role("link", name="See why").click()
    expect(page.get_by_text("This day is still to come.")).to_have_count(2)
    page.set_viewport_size({"width": 320, "height": 2_000})  # so high that the tabs cover nothing
    assert (faults(page), overflow_px(page)) == ([], 0)
    first, second = page.locator("form.card-big").all()
    first.get_by_label("Day").fill(training.patient.today().isoformat())
    second.get_by_role("button", name="Discard it").click()
    expect(page.locator("form.card-big")).to_have_count(1)
    page.get_by_role("button", name="Undo").click()
    expect(page.locator("form.card-big")).to_have_count(2)
    page.locator("form.card-big").nth(1).get_by_role("button", name="Discard it").click()
    expect(page.locator("form.card-big")).to_have_count(1)
    page.get_by_role("button", name="Send again").click()
    expect(page.locator("main")).to_contain_text("Stored.")
    log = SessionLog.objects.get()
    assert (str(log.uuid), log.local_date, log.pain_highest) == (mended["uuid"], training.patient.today(), 2)
    assert page.evaluate(WAITING)["entries"] == []


def test_clock_a_day_ahead_is_said(line: Line, phone: BrowserContext, training: Plan) -> None:
    sign_in(phone, training.patient.membership, line)
    phone.clock.install(time=dt.datetime.now(dt.UTC) + dt.timedelta(days=1))
    page = phone.new_page()
    page.goto("/my/")
    phone.clock.resume()
    expect(page.locator("[data-waiting]")).to_contain_text("The clock of this device is a day ahead.", timeout=10_000)


# Forms that are there with and without a network

FORM = """(fields) => {
  const form = document.createElement('form');
  form.method = 'post';
  form.action = '/my/log/';
  form.dataset.send = 'session';
  for (const [name, value] of Object.entries(fields)) {
    const input = document.createElement('input');
    [input.name, input.value] = [name, value];
    form.append(input);
  }
  form.append(Object.assign(document.createElement('button'), {textContent: 'Keep'}));
  document.querySelector('main').prepend(form);
}"""


def test_form_is_sent_by_script_kept_without_a_network_and_never_emptied_by_a_refusal(
    line: Line, phone: BrowserContext, training: Plan
) -> None:
    sign_in(phone, training.patient.membership, line)
    page = visited(phone)
    tomorrow = (training.patient.today() + dt.timedelta(days=1)).isoformat()
    fields = {"uuid": "", "session": str(entry(training)["session"]), "as_prescribed": "true", "note": "Mine"}
    page.evaluate(FORM, fields | {"local_date": tomorrow})
    page.get_by_role("button", name="Keep").click()
    expect(page.get_by_role("alert")).to_contain_text("This day is still to come.")
    assert page.locator("input[name=note]").input_value() == "Mine"
    page.locator("input[name=local_date]").fill("")  # filled in by the script
    line.cut()
    page.get_by_role("button", name="Keep").click()
    expect(page.locator("main")).to_contain_text("It is sent as soon as there is a network.")
    assert len(page.evaluate(WAITING)["entries"]) == 1  # the refused one, mended
    line.up()
    page.evaluate(FLUSH)
    log = SessionLog.objects.get()
    assert (log.local_date, log.note) == (training.patient.today(), "Mine")


# Browsers that keep nothing, and devices without room


def test_browser_that_keeps_nothing_still_sends_and_says_when_it_cannot(
    line: Line, phone: BrowserContext, training: Plan
) -> None:
    phone.add_init_script("Object.defineProperty(window, 'indexedDB', {value: undefined})")
    sign_in(phone, training.patient.membership, line)
    page = visited(phone, keeps=False)
    one = entry(training)
    assert page.evaluate(SEND, ["session", one])["state"] == "stored"
    page.goto("/my/waiting/")
    expect(page.locator("main")).to_contain_text("This browser keeps nothing on the device")
    line.cut()
    lost = "async (args) => { try { await (SEND)(args); } catch (error) { return error.constructor.name; } }"
    assert page.evaluate(lost.replace("SEND", SEND), ["session", entry(training)]) == "NoStore"
    assert stored() == {one["uuid"]}


def test_full_device_still_sends_and_says_when_it_cannot(line: Line, phone: BrowserContext, training: Plan) -> None:
    sign_in(phone, training.patient.membership, line)
    blank = phone.new_page()
    phone.new_cdp_session(blank).send("Storage.overrideQuotaForOrigin", {"origin": line.url, "quotaSize": 1})
    page = visited(phone, has_worker=False, keeps=False)  # there is no room for its files either
    one = entry(training, note="x" * 2_000)
    assert page.evaluate(SEND, ["session", one])["state"] == "stored"
    line.cut()
    lost = "async (args) => { try { await (SEND)(args); } catch (error) { return error.constructor.name; } }"
    assert page.evaluate(lost.replace("SEND", SEND), ["session", entry(training)]) == "StoreFull"


def test_without_locks_two_tabs_still_store_each_once(line: Line, phone: BrowserContext, training: Plan) -> None:
    phone.add_init_script("Object.defineProperty(Navigator.prototype, 'locks', {get: () => undefined})")
    sign_in(phone, training.patient.membership, line)
    one, other = visited(phone), visited(phone)
    line.cut()
    entries = [entry(training) for _ in range(8)]
    one.evaluate(SEND_ALL, entries)
    line.up()
    one.evaluate(f"() => {{ ({FLUSH})(); }}")
    other.evaluate(FLUSH)
    until(lambda: not one.evaluate(WAITING)["entries"], 20, "nothing waits")
    assert (stored(), SessionLog.objects.count()) == ({entry["uuid"] for entry in entries}, 8)
