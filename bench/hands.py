"""What the builder asks of hands and eyes, counted in Chromium."""

import shutil
import time
from collections.abc import Callable
from dataclasses import dataclass, field
from statistics import median
from typing import Any

from playwright.sync_api import Locator, Page, expect, sync_playwright

CHROMIUM = shutil.which("chromium") or shutil.which("chromium-browser")
EYE_MS = 100
REPEATS = 15
EXERCISES = (
    ("glute bridge", "3x12 rest 60"),
    ("bird dog", "3x8/side"),
    ("goblet squat", "3x8 @8kg"),
    ("suitcase carry", "3x20m @10kg"),
    ("pallof press", "3x10/side"),
)


@dataclass
class Hands:
    """A page with its clicks, keys and actions counted; names and doses that are typed count apart."""

    page: Page
    clicks: int = 0
    keys: int = 0
    actions: int = 0
    typed: int = field(default=0)

    def click(self, what: Locator) -> None:
        what.click()
        self.clicks, self.actions = self.clicks + 1, self.actions + 1

    def press(self, key: str) -> None:
        self.page.keyboard.press(key)
        self.keys, self.actions = self.keys + 1, self.actions + 1

    def type(self, words: str) -> None:
        self.page.keyboard.type(words)
        self.typed, self.actions = self.typed + len(words), self.actions + 1


@dataclass(frozen=True)
class Route:
    """Something a therapist does, what it may cost, and how it is done."""

    name: str
    budget: int
    unit: str
    walk: Callable[[Hands, dict[str, Any]], float]


def report(address: str, cast: dict[str, Any]) -> None:
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=CHROMIUM, args=["--no-sandbox", "--disable-gpu"])
        context = browser.new_context(base_url=address, viewport={"width": 1280, "height": 900}, bypass_csp=True)
        context.add_cookies([{"name": "sessionid", "value": cast["therapist"], "url": address}])
        print(f"{'':48}{'measured':>10}{'budget':>9}  within budget")
        for route in ROUTES:
            page = context.new_page()
            began = time.perf_counter()
            measured = route.walk(Hands(page), cast)
            seconds = time.perf_counter() - began
            said = "yes" if measured <= route.budget else "over"
            figure = f"{measured:g} {route.unit}"
            print(f"{route.name:48}{figure:>10}{route.budget:>9}  {said} ({seconds:.1f} s by script)")
            page.close()
        page = context.new_page()
        page.goto(f"/programmes/{cast['forty']['programme']}/")
        page.wait_for_load_state("networkidle")
        for name, edit in EDITS.items():
            middle = median(edit(page) for _ in range(REPEATS))
            said = "yes" if middle <= EYE_MS else "over"
            print(f"{name + ', to the eye':48}{f'{middle:.0f} ms':>10}{EYE_MS:>9}  {said}")
        browser.close()


def _assign_template(hands: Hands, cast: dict[str, Any]) -> float:
    """From the record of a patient to a programme that is theirs."""
    page = hands.page
    page.goto(f"/patients/{cast['patient']}/")
    hands.click(page.get_by_role("link", name="Assign").first)
    hands.click(page.get_by_label("Foundations 1").first)
    hands.click(page.get_by_role("button", name="Assign to Maria"))
    expect(page.locator("svg, img").first).to_be_visible()
    expect(page).not_to_have_url("/assign/")
    return hands.clicks


def _five_from_scratch(hands: Hands, cast: dict[str, Any]) -> float:
    page = hands.page
    page.goto("/programmes/new/")
    page.get_by_label("Name").first.fill("By keys alone")
    page.keyboard.press("Enter")
    expect(page.locator("#q")).to_be_visible()
    page.wait_for_load_state("networkidle")
    hands.press("/")
    for number, (name, dose) in enumerate(EXERCISES, start=1):
        hands.type(name)
        hands.press("Enter")
        expect(page.locator("input.dose:focus")).to_be_visible()
        hands.type(dose)
        hands.press("Enter")
        expect(page.locator("#q")).to_be_focused()
        expect(page.locator("li.item")).to_have_count(number)
    return hands.keys / len(EXERCISES)


def _repeat_with_one_change(hands: Hands, cast: dict[str, Any]) -> float:
    page = hands.page
    page.goto(f"/patients/{cast['patient']}/")
    hands.click(page.get_by_role("button", name="Change the programme").first)
    dose = page.locator("input.dose").first
    expect(dose).to_be_visible()
    page.wait_for_load_state("networkidle")
    hands.click(dose)
    page.keyboard.press("Control+a")
    hands.type("3x12 rest 60")
    hands.click(page.locator("#publish"))
    hands.click(page.get_by_role("button", name="Publish version"))
    expect(page.get_by_text("is in force").first).to_be_visible()
    return hands.actions


ROUTES = (
    Route("Template to a known patient", 3, "clicks", _assign_template),
    Route("Five exercises from scratch, each", 12, "keys", _five_from_scratch),
    Route("The last programme with one change", 5, "actions", _repeat_with_one_change),
)

# Resolves with the milliseconds from an event to the frame in which the page shows it.
SEEN = """([act, shown]) => new Promise((done) => {
  const began = performance.now();
  const look = () => (eval(shown) ? requestAnimationFrame(() => done(performance.now() - began)) : setTimeout(look, 1));
  eval(act);
  look();
})"""


def _seen(page: Page, act: str, shown: str) -> float:
    milliseconds = page.evaluate(SEEN, [act, shown])
    page.wait_for_timeout(60)
    return milliseconds


def _dose(page: Page) -> float:
    other = 9 if "3x8" in page.locator("input.dose").nth(20).input_value() else 8
    act = f"""const f = document.querySelectorAll('input.dose')[20]; f.focus(); f.value = '3x{other} rest 60';
        f.dispatchEvent(new InputEvent('input', {{bubbles: true}})); htmx.trigger(f.form, 'submit')"""
    return _seen(page, act, f"document.querySelectorAll('.item .said')[20].textContent.startsWith('3 sets of {other}')")


def _move(page: Page) -> float:
    act = """window.w = document.querySelectorAll('li.item')[21].id;
        document.querySelectorAll('li.item')[21].querySelector('.tools [value="-1"]').click()"""
    return _seen(page, act, "document.querySelectorAll('li.item')[20].id === window.w")


def _add(page: Page) -> float:
    act = "window.n = document.querySelectorAll('li.item').length; document.querySelector('#found button').click()"
    milliseconds = _seen(page, act, "document.querySelectorAll('li.item').length > window.n")
    _undo(page)
    return milliseconds


def _undo(page: Page) -> float:
    act = """window.s = document.getElementById('saved').textContent = '';
        document.querySelector('#history button').click()"""
    return _seen(page, act, "document.getElementById('saved').textContent.startsWith('Undone')")


def _remove(page: Page) -> float:
    act = """window.n = document.querySelectorAll('li.item').length;
        document.querySelectorAll('li.item')[5].querySelector('.tools [formaction$="remove/"]').click()"""
    milliseconds = _seen(page, act, "document.querySelectorAll('li.item').length < window.n")
    _undo(page)
    return milliseconds


EDITS: dict[str, Callable[[Page], float]] = {
    "Dose saved": _dose,
    "Exercise moved": _move,
    "Exercise added": _add,
    "Exercise removed": _remove,
    "Undone": lambda page: (_move(page), _undo(page))[1],
}
