"""What a patient's phone shows without a network, and what it shows to the next patient: nothing of the first."""

import base64
import time
from pathlib import Path
from typing import Any

import pytest
from django.conf import settings
from playwright.sync_api import BrowserContext, Page, expect

from clinic.models import Membership
from exercises.models import Exercise
from patients.models import Patient, Plan
from patients.portal.views import shell
from programmes.models import Item
from tests.browser.conftest import faults, overflow_px
from tests.browser.line import CAPTIVE, Line
from tests.browser.offline import FLUSH, HAS_PACK, SEND, SYNC, WAITING, entry, sign_in, stored, visited, words
from tests.factories import PlanFactory
from tests.services.house import until

PICTURE = base64.b64decode("UklGRiQAAABXRUJQVlA4IBgAAAAwAQCdASoBAAEAAgA0JaQAA3AA/vv9UAA=")  # one dot
PATS_WORDS = ("Persimmon", "Ararat", "Home strength", "Session A", "private words")
PACK = f"async () => JSON.stringify(await (await import('{SYNC}')).getPack())"
WRITE = "async (value) => (await (await import('/static/js/portal/store.js')).openStore()).write('draft:1:2026', value)"
# Everything that is kept, read as it lies on the device; bytes as letters.
DUMP = """async () => {
  const letters = (key, value) => {
    if (value instanceof ArrayBuffer) return String.fromCharCode(...new Uint8Array(value));
    if (ArrayBuffer.isView(value)) return String.fromCharCode(...new Uint8Array(value.buffer));
    if (value instanceof CryptoKey) return `key ${value.extractable}`;
    return value;
  };
  const asked = (request) => new Promise((done, failed) => {
    request.onsuccess = () => done(request.result);
    request.onerror = () => failed(request.error);
  });
  const found = {kept: [], owner: [], queue: [], cached: []};
  for (const { name } of await indexedDB.databases()) {
    const db = await asked(indexedDB.open(name));
    for (const store of db.objectStoreNames) {
      const rows = await asked(db.transaction(store).objectStore(store).getAll());
      const keys = await asked(db.transaction(store).objectStore(store).getAllKeys());
      found[store] = rows.map((row, at) => `${keys[at]} ${JSON.stringify(row, letters)}`);
    }
    db.close();
  }
  for (const name of await caches.keys()) {
    const cache = await caches.open(name);
    for (const request of await cache.keys()) {
      found.cached.push(`${request.url} ${await (await cache.match(request)).text()}`);
    }
  }
  return {...found, local: JSON.stringify({...localStorage, ...sessionStorage})};
}"""


def readable(page: Page) -> list[str]:
    """Which of Pat's words lie open on the device."""
    dump = page.evaluate(DUMP)
    lying = "\n".join([*dump["kept"], *dump["owner"], *dump["queue"], *dump["cached"], dump["local"]])
    return [word for word in PATS_WORDS if word in lying]


def test_captive_portal_a_fault_and_a_slow_server_are_answered_by_the_shell(
    line: Line, phone: BrowserContext, training: Plan
) -> None:
    sign_in(phone, training.patient.membership, line)
    page = visited(phone)
    for status, body in ((200, CAPTIVE), (502, "<h1>Bad gateway</h1>"), (500, "")):
        line.answer(status, body)
        page.goto("/my/help/")
        expect(page.locator("main")).to_contain_text("Nearly all aches during a programme are harmless.")
    line.stall()
    began = time.monotonic()
    page.goto("/my/help/")
    expect(page.get_by_role("link", name="Call 999")).to_be_visible()
    assert 2.5 < time.monotonic() - began < 6
    line.up()
    page.goto("/my/settings/")
    expect(page.get_by_role("heading", level=1)).to_have_text("Training days and reminders")


def test_help_without_a_network_has_the_words_and_numbers_of_the_servers_page(
    line: Line, phone: BrowserContext, training: Plan
) -> None:
    sign_in(phone, training.patient.membership, line)
    page = visited(phone, "/my/help/")
    told, numbers = words(page), page.locator("main a[href^='tel:']").evaluate_all("all => all.map((a) => a.href)")
    line.cut()
    page.goto("/my/help/")
    expect(page.get_by_role("link", name="Call 999")).to_be_visible()
    expect(page.get_by_role("link", name="Harbour Physio", exact=True)).to_be_visible()
    reads = "Short reads about pain: why it can hurt without harm, flare-ups, sleep and more."
    assert words(page).split() == told.replace(reads, "").split()
    assert page.locator("main a[href^='tel:']").evaluate_all("all => all.map((a) => a.href)") == numbers
    page.set_viewport_size({"width": 320, "height": 700})
    assert (faults(page), overflow_px(page)) == ([], 0)


def test_sign_in_is_still_led_to(line: Line, phone: BrowserContext, training: Plan) -> None:
    sign_in(phone, training.patient.membership, line)
    page = visited(phone)
    phone.clear_cookies(name=settings.SESSION_COOKIE_NAME)
    page.goto("/my/progress/")
    expect(page).to_have_url(f"{line.url}/accounts/login/?next=/my/progress/")


def test_another_release_takes_over_at_the_next_page_and_loses_nothing(
    line: Line, phone: BrowserContext, training: Plan, monkeypatch: pytest.MonkeyPatch
) -> None:
    sign_in(phone, training.patient.membership, line)
    page = visited(phone)
    line.answer(503, only="POST /my/log/")
    one = entry(training)
    page.evaluate(SEND, ["session", one])
    page.evaluate(WRITE, "a running session")
    monkeypatch.setattr(shell, "release", lambda: "another")
    other = phone.new_page()
    other.goto("/my/waiting/")
    until(lambda: "loadwell-release-another" in other.evaluate("caches.keys()"), 10, "the new release is kept")
    until(lambda: other.evaluate("navigator.serviceWorker.controller?.state") == "activated", 10, "it is in charge")
    assert len(page.evaluate("caches.keys()")) == 3  # both releases and the figures: the open page has its files
    line.up()
    page.evaluate(FLUSH)
    assert stored() == {one["uuid"]}
    read = WRITE.replace(".write('draft:1:2026', value)", ".read('draft:1:2026')")
    assert page.evaluate(read, None) == "a running session"


# A phone that several people use


def leave_something(page: Page, training: Plan, line: Line) -> dict[str, Any]:
    """A draft, and a session that could not be sent, with Pat's own words."""
    line.answer(503, only="POST /my/log/")
    one = entry(training, note="private words")
    page.evaluate(SEND, ["session", one])
    page.evaluate(WRITE, {"note": "private words"})
    return one


def test_nothing_on_the_device_can_be_read_as_it_lies_there(line: Line, phone: BrowserContext, training: Plan) -> None:
    sign_in(phone, training.patient.membership, line)
    page = visited(phone)
    leave_something(page, training, line)
    pack = page.evaluate(PACK)
    assert [word for word in PATS_WORDS[:4] if word not in pack] == []  # they are there for who is signed in
    dump = page.evaluate(DUMP)
    assert (len(dump["kept"]), len(dump["queue"]), len(dump["owner"])) == (2, 1, 1)
    assert "key false" in dump["owner"][0]  # the browser does not hand it out
    assert readable(page) == []


@pytest.mark.parametrize("next_one", ["sam", "anna"])
def test_next_person_on_the_phone_finds_nothing_and_the_owner_finds_it_again(
    request: pytest.FixtureRequest, line: Line, phone: BrowserContext, training: Plan, next_one: str
) -> None:
    pat = training.patient.membership
    sign_in(phone, pat, line)
    page = visited(phone)
    one = leave_something(page, training, line)
    other = request.getfixturevalue(next_one)
    membership: Membership = getattr(other, "membership", other)
    if isinstance(other, Patient):
        PlanFactory(patient=other, programme__name="Other programme")
    sign_in(phone, membership, line)
    page.goto("/my/" if isinstance(other, Patient) else "/caseload/")
    until(lambda: "private words" not in str(page.evaluate(DUMP)["kept"]), 5, "wiped")
    until(lambda: len(page.evaluate(DUMP)["owner"]) == isinstance(other, Patient), 5, "the key is gone")
    assert readable(page) == []
    dump = page.evaluate(DUMP)
    assert len(dump["queue"]) == 1
    assert not any("draft:" in row for row in dump["kept"])
    assert stored() == set()
    if isinstance(other, Patient):
        until(lambda: page.evaluate(HAS_PACK), 5, "their own pack")
        assert "Persimmon" not in page.evaluate(PACK)
        page.goto("/my/waiting/")
        expect(page.locator("main")).to_contain_text("One more waits here for somebody else")
    line.up()
    sign_in(phone, pat, line)
    page.goto("/my/")
    until(lambda: stored() == {one["uuid"]}, 10, "the owner is back and it is sent")


def test_page_of_somebody_who_left_is_not_shown_from_what_was_kept(
    line: Line, phone: BrowserContext, training: Plan, sam: Patient
) -> None:
    """Sam has just signed in and the network fails before their first page: the shell has nothing of Pat's to show."""
    sign_in(phone, training.patient.membership, line)
    page = visited(phone)
    phone.clear_cookies(name="loadwell_owner")  # as the answer to the sign-in does
    line.cut()
    page.goto("/my/")
    until(lambda: not page.evaluate(DUMP)["owner"], 5, "wiped")
    assert page.evaluate(HAS_PACK) is False
    assert [word for word in PATS_WORDS if word in page.content()] == []


def test_sign_out_says_first_what_waits_and_leaves_nothing_readable(
    line: Line, phone: BrowserContext, training: Plan
) -> None:
    sign_in(phone, training.patient.membership, line)
    page = visited(phone, "/my/settings/")
    line.answer(503, only="POST /my/log/")
    one = entry(training, note="private words")
    page.evaluate(SEND, ["session", one])
    page.get_by_role("button", name="Sign out").click()
    expect(page.get_by_text("1 session could not be sent yet.")).to_be_visible()
    expect(page.get_by_text("It stays locked on this device until you sign in here again.")).to_be_visible()
    page.get_by_role("button", name="Stay signed in").click()
    expect(page.get_by_text("could not be sent yet")).to_have_count(0)
    page.get_by_role("button", name="Sign out").first.click()
    page.locator("[data-leaving]").get_by_role("button", name="Sign out").click()
    expect(page).to_have_url(f"{line.url}/accounts/login/")
    dump = page.evaluate(DUMP)
    assert (dump["kept"], dump["owner"], len(dump["queue"]), dump["local"]) == ([], [], 1, "{}")
    assert readable(page) == []
    line.up()
    sign_in(phone, training.patient.membership, line)
    page.goto("/my/")
    until(lambda: stored() == {one["uuid"]}, 10, "signed in again and sent")


def test_removed_device_keeps_nothing_at_all(line: Line, phone: BrowserContext, training: Plan) -> None:
    sign_in(phone, training.patient.membership, line)
    page = visited(phone, "/my/settings/")
    line.answer(503, only="POST /my/log/")
    page.evaluate(SEND, ["session", entry(training)])
    page.get_by_role("button", name="Remove this device").click()
    page.get_by_role("button", name="Delete and remove").click()
    expect(page).to_have_url(f"{line.url}/accounts/login/")
    dump = page.evaluate(DUMP)
    assert (dump["kept"], dump["owner"], dump["queue"], dump["cached"]) == ([], [], [], [])
    assert page.evaluate("async () => (await navigator.serviceWorker.getRegistrations()).length") == 0


def test_sign_out_without_a_network_says_that_it_did_not_happen(
    line: Line, phone: BrowserContext, training: Plan
) -> None:
    sign_in(phone, training.patient.membership, line)
    page = visited(phone, "/my/settings/")
    line.cut()
    page.get_by_role("button", name="Sign out").click()
    expect(page.get_by_role("alert")).to_have_text("Signing out needs a network. You are still signed in.")
    assert page.evaluate(WAITING)["entries"] == []
    assert page.evaluate(HAS_PACK) is True


def test_the_clinics_own_picture_is_there_without_a_network_and_gone_with_the_patient(
    line: Line, phone: BrowserContext, training: Plan, settings: Any, tmp_path: Path
) -> None:
    settings.MEDIA_ROOT = tmp_path
    exercise = Item.objects.filter(session__phase__version=training.version).first().exercise
    Exercise.objects.filter(pk=exercise.pk).update(clinic=training.patient.clinic)
    (tmp_path / "bridge.webp").write_bytes(PICTURE)
    media = exercise.media.create(kind="picture", content_type="image/webp", file="bridge.webp", alt="A bridge")
    sign_in(phone, training.patient.membership, line)
    page = visited(phone)
    picture = f"/exercises/media/{media.pk}/"
    until(lambda: page.evaluate(f"caches.match('{picture}').then(Boolean)"), 10, "the picture is kept")
    line.cut()
    assert page.evaluate(f"fetch('{picture}').then((answer) => answer.blob()).then((blob) => blob.size)") == len(
        PICTURE
    )
    line.up()
    page.goto("/my/settings/")
    page.get_by_role("button", name="Sign out").first.click()
    page.wait_for_url("**/accounts/login/**")
    until(lambda: not page.evaluate(f"caches.match('{picture}').then(Boolean)"), 10, "the picture is gone")
