"""`bench/portal`: what the patient's pages weigh on a phone, how soon they can be read, and what Lighthouse says.

Needs PostgreSQL, Redis and Chromium; for the second table Node and npm, which fetch Lighthouse into var/.
"""

import json
import re
import socket
import subprocess
import tempfile
from argparse import ArgumentParser, Namespace
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from statistics import median
from typing import Any
from urllib.parse import urlsplit

from playwright.sync_api import Browser, BrowserContext, CDPSession, Page, sync_playwright

from bench import server
from bench.figures import Row
from bench.hands import CHROMIUM

NAME = "loadwell_bench_portal"
LIGHTHOUSE = "lighthouse@12.8.2"
PHONE = {"width": 390, "height": 844}
SLOWER, DOWN_BITS, UP_BITS, LATENCY_MS = 4, 1_600_000, 750_000, 150
FIRST_KB, FIRST_REQUESTS, READ_SECONDS = 130, 12, 2.0
LEAST = {"performance": 95, "accessibility": 100, "best-practices": 100}
TAPS, TAP_MS = 24, 50
BETWEEN_TAPS_MS = 500  # sooner, a second tap is taken for the same one
SETTLED_MS = 1500  # after the load, until nothing more is painted or fetched
LONGEST_WORDS = 36
TRIES = 3
NOT_COUNTED = ("/exercises/figures/", "/exercises/media/")


def main() -> None:
    options = _options()
    with ExitStack() as stack:
        folder = stack.enter_context(server.folder())
        env = server.environment(server.database(NAME), options.port, folder)
        server.python("manage.py", "migrate", "--verbosity", "0", env=env)
        server.python("manage.py", "collectstatic", "--no-input", "--verbosity", "0", env=env)
        cast = json.loads(server.python("-m", "bench.fill", "12", "1200", env=env, capture=True))
        stack.enter_context(server.serving(env, options.port, "/healthz"))
        phone = Phone(f"http://127.0.0.1:{options.port}", cast["regulars"][0]["cookie"])
        session = cast["regulars"][0]["session"]
        pages = {
            "Today": "/my/",
            "Player": f"/my/train/{session}/",
            "Exercise page": f"/my/session/{session}/1/",
            "Progress": "/my/progress/",
            "Help": "/my/help/",
        }
        for row in (*loads(phone, pages, options.rounds), *taps(phone, session)):
            print(row, flush=True)
        if options.lighthouse:
            for row in lighthouse(phone, pages, options.runs):
                print(row, flush=True)


@dataclass(frozen=True)
class Phone:
    """Whose phone it is, and where the clinic is."""

    address: str
    cookie: str

    def context(self, browser: Browser) -> BrowserContext:
        context = browser.new_context(base_url=self.address, viewport=PHONE, device_scale_factor=2, has_touch=True)
        context.add_cookies([{"name": "sessionid", "value": self.cookie, "url": self.address}])
        return context


@dataclass
class Load:
    """One load of a page: bytes over the wire by address, and when its largest part was painted."""

    sizes: dict[str, int] = field(default_factory=dict)
    read_seconds: float = 0.0

    def counted(self) -> dict[str, int]:
        return {address: size for address, size in self.sizes.items() if not any(n in address for n in NOT_COUNTED)}

    @property
    def kilobytes(self) -> float:
        return sum(self.counted().values()) / 1000


def loads(phone: Phone, pages: dict[str, str], rounds: int) -> Iterator[Row]:
    """The first load of each page on a slow phone, and Today once more."""
    yield Row("First load, slow phone", "measured", "budget", None)
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=CHROMIUM, args=["--no-sandbox", "--disable-gpu"])
        for name, path in pages.items():
            first = [_first(phone, browser, path) for _ in range(rounds)]
            yield from _rows(name, first, is_judged=name == "Today")
        yield from _later(phone, browser)
        browser.close()


def _first(phone: Phone, browser: Browser, path: str) -> Load:
    context = phone.context(browser)
    try:
        page = context.new_page()
        return _load(page, _slowed(page), path)
    finally:
        context.close()


def _rows(name: str, found: list[Load], *, is_judged: bool) -> Iterator[Row]:
    kilobytes = median(load.kilobytes for load in found)
    requests = round(median(len(load.counted()) for load in found))
    seconds = median(load.read_seconds for load in found)
    budgets = (f"{FIRST_KB} kB", f"{FIRST_REQUESTS}", f"{READ_SECONDS:g} s") if is_judged else ("", "", "")
    held = (kilobytes <= FIRST_KB, requests <= FIRST_REQUESTS, seconds <= READ_SECONDS)
    verdicts = held if is_judged else (None, None, None)
    said = (f"{kilobytes:.1f} kB", f"{requests}", f"{seconds:.2f} s")
    words = ("kB without figures", "requests", "readable (LCP)")
    for word, value, budget, verdict in zip(words, said, budgets, verdicts, strict=True):
        yield Row(f"{name}: {word}", value, budget, verdict)
    if is_judged:
        for address, size in sorted(found[0].counted().items(), key=lambda each: -each[1]):
            yield Row(f"  {_short(address)}", f"{size / 1000:.1f} kB", "", None)


def _short(address: str) -> str:
    """An address in a column: its path without the hash."""
    path = re.sub(r"\.[0-9a-f]{12}(?=\.)", "", urlsplit(address).path)
    return path if len(path) < LONGEST_WORDS else f"…{path[1 - LONGEST_WORDS :]}"


def _later(phone: Phone, browser: Browser) -> Iterator[Row]:
    """Today again on the same phone: with a network what is fetched, without one whether it is there."""
    context = phone.context(browser)
    page = context.new_page()
    cdp = _slowed(page)
    _load(page, cdp, "/my/")
    again = _load(page, cdp, "/my/")
    yield Row("Today, later: transferred", f"{again.kilobytes:.1f} kB", "", None)
    yield Row("Today, later: readable (LCP)", f"{again.read_seconds:.2f} s", "", None)
    page.wait_for_timeout(3 * SETTLED_MS)  # a worker, where there is one, has put by what it keeps
    cdp.detach()  # its word on the network would outdo the next line's
    context.set_offline(True)
    there = _opens(page, "/my/")
    yield Row("Today, later, network cut: there", "yes" if there else "no", "0 kB needed", there)
    context.close()


def _opens(page: Page, path: str) -> bool:
    try:
        page.goto(path)
        page.locator("h1").first.wait_for(timeout=5000)  # the shell writes it; `is_visible` would not wait
        return True
    except Exception:  # the browser's own page for no network is no answer of ours
        return False


def _slowed(page: Page) -> CDPSession:
    cdp = page.context.new_cdp_session(page)
    cdp.send("Network.enable")
    cdp.send("Emulation.setCPUThrottlingRate", {"rate": SLOWER})
    conditions = {"latency": LATENCY_MS, "downloadThroughput": DOWN_BITS / 8, "uploadThroughput": UP_BITS / 8}
    cdp.send("Network.emulateNetworkConditions", {"offline": False, **conditions})
    return cdp


PAINTED = """() => new Promise((done) => new PerformanceObserver((list) => done(list.getEntries().at(-1).startTime))
  .observe({type: "largest-contentful-paint", buffered: true}))"""


def _load(page: Page, cdp: CDPSession, path: str) -> Load:
    load, asked = Load(), {}

    def sent(event: dict[str, Any]) -> None:
        asked[event["requestId"]] = event["request"]["url"]

    def arrived(event: dict[str, Any]) -> None:
        address = asked.get(event["requestId"], "")
        if address.startswith("http") and event["encodedDataLength"]:
            load.sizes[address] = load.sizes.get(address, 0) + round(event["encodedDataLength"])

    cdp.on("Network.requestWillBeSent", sent)
    cdp.on("Network.loadingFinished", arrived)
    page.goto(path, wait_until="load")
    page.wait_for_timeout(SETTLED_MS)
    load.read_seconds = page.evaluate(PAINTED) / 1000
    cdp.remove_listener("Network.requestWillBeSent", sent)
    cdp.remove_listener("Network.loadingFinished", arrived)
    return load


# A tap in the player

# From the big button to the first moment after the frame it leads to, and whether that shows the next exercise.
TAP = """() => new Promise((done) => {
  const name = () => document.querySelector("h1").textContent;
  const from = name();
  const began = performance.now();
  document.querySelector("[data-big]").click();
  requestAnimationFrame(() => {
    const after = new MessageChannel();
    after.port1.onmessage = () => {
      const isNext = name() !== from && Boolean(document.querySelector("[data-big]"));
      done([performance.now() - began, isNext]);
    };
    after.port2.postMessage(null);
  });
})"""


def taps(phone: Phone, session: int) -> Iterator[Row]:
    """How long the next exercise takes from the tap that leads to it, with figures."""
    yield Row("A tap to the next exercise", "measured", "budget", None)
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=CHROMIUM, args=["--no-sandbox", "--disable-gpu"])
        for slower, where in ((1, "this processor"), (SLOWER, f"{SLOWER} x slower")):
            found: list[float] = []
            while len(found) < TAPS:
                found += _changes(phone, browser, session, slower)
            for word, value in (("median", median(found[:TAPS])), (f"worst of {TAPS}", max(found[:TAPS]))):
                yield Row(f"  {where}, {word}", f"{value:.0f} ms", f"{TAP_MS} ms", value <= TAP_MS)
        browser.close()


def _changes(phone: Phone, browser: Browser, session: int, slower: int) -> list[float]:
    """Milliseconds of each tap of one training that ended in another exercise."""
    context = phone.context(browser)
    page = context.new_page()
    page.goto("/my/")
    page.wait_for_timeout(2 * SETTLED_MS)
    page.goto(f"/my/train/{session}/")
    page.get_by_role("button", name="Start").first.click()
    page.locator("[data-big]").wait_for()
    page.wait_for_timeout(2 * SETTLED_MS)  # the figures are fetched while the first set is done
    context.new_cdp_session(page).send("Emulation.setCPUThrottlingRate", {"rate": slower})
    found = []
    while page.locator("[data-big]").count() and len(found) < TAPS:
        milliseconds, is_next = page.evaluate(TAP)
        found += [milliseconds] if is_next else []
        page.wait_for_timeout(BETWEEN_TAPS_MS)
    context.close()
    return found


# Lighthouse


def lighthouse(phone: Phone, pages: dict[str, str], runs: int) -> Iterator[Row]:
    """Scores of each page on Lighthouse's own mid phone, the median of several runs."""
    tool = _fetched()
    yield Row("Lighthouse, mid phone", "measured", "at least", None)
    for name, path in pages.items():
        with _signed_in(phone) as port:
            answers = [_scores(tool, port, phone.address + path) for _ in range(runs)]
        for category, least in LEAST.items():
            score = round(median(answer[category]["score"] or 0 for answer in answers) * 100)
            yield Row(f"{name}: {category.replace('-', ' ')}", f"{score}", f"{least}", score >= least)
        for fault in sorted({fault for answer in answers for fault in answer["faults"]}):
            yield Row(f"  {fault}", "", "", None)


@contextmanager
def _signed_in(phone: Phone) -> Iterator[int]:
    """The port of a browser with the patient's cookie; one sent as a header would not reach the manifest."""
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    with sync_playwright() as playwright, tempfile.TemporaryDirectory() as profile:
        args = ["--no-sandbox", "--disable-gpu", f"--remote-debugging-port={port}"]
        context = playwright.chromium.launch_persistent_context(profile, executable_path=CHROMIUM, args=args)
        context.add_cookies([{"name": "sessionid", "value": phone.cookie, "url": phone.address}])
        yield port
        context.close()


def _fetched() -> Path:
    folder = server.ROOT / "var" / "lighthouse"
    tool = folder / "node_modules" / "lighthouse" / "cli" / "index.js"
    if not tool.is_file():
        folder.mkdir(parents=True, exist_ok=True)
        npm = ["npm", "install", "--prefix", str(folder), "--no-save", "--no-audit", "--no-fund", LIGHTHOUSE]
        subprocess.run(npm, check=True, stdout=subprocess.DEVNULL)
    return tool


def _scores(tool: Path, port: int, url: str) -> dict[str, Any]:
    """The categories by name, and below `faults` what lowers any but speed; caches are emptied by Lighthouse."""
    with tempfile.NamedTemporaryFile(suffix=".json") as file:  # through a pipe the end may be missing
        only = f"--only-categories={','.join(LEAST)}"
        command = ["node", str(tool), url, "--output=json", f"--output-path={file.name}", "--quiet", only]
        for tries_left in reversed(range(TRIES)):  # now and then it loses its browser in the middle
            done = subprocess.run([*command, f"--port={port}"], check=False, capture_output=True, text=True)
            if done.returncode == 0:
                break
            if not tries_left:
                raise SystemExit(f"Lighthouse ended with {done.returncode} at {url}: {done.stderr[-500:]}")
        report = json.loads(Path(file.name).read_text())
    weighed = [
        ref["id"] for name, part in report["categories"].items() if name != "performance" for ref in part["auditRefs"]
        if ref["weight"]
    ]  # fmt: skip
    faults = [_said(report["audits"][each]) for each in weighed if report["audits"][each]["score"] == 0]
    return {**report["categories"], "faults": faults}


def _said(audit: dict[str, Any]) -> str:
    found = [item.get("description") or item.get("node", {}).get("snippet", "") for item in audit["details"]["items"]]
    return f"{audit['title']}: {'; '.join(filter(None, found))}"


def _options() -> Namespace:
    parser = ArgumentParser(prog="bench/portal", description=__doc__)
    parser.add_argument("--port", type=int, default=8191)
    parser.add_argument("--rounds", type=int, default=5, help="first loads of each page (5)")
    parser.add_argument("--runs", type=int, default=3, help="of Lighthouse for each page (3)")
    parser.add_argument("--no-lighthouse", dest="lighthouse", action="store_false", help="leave out the second table")
    return parser.parse_args()


if __name__ == "__main__":
    main()
