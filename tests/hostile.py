"""Text that has broken other people's software: every form field is fed all of it."""

import json
from pathlib import Path

import pytest

NAUGHTY = Path(__file__).resolve().parents[2] / "shared/data/blns/blns.json"
OURS = {
    "nul": "a\x00b",
    "cr": "a\rb",
    "lf": "a\nb",
    "crlf": "Subject\r\nBcc: everybody@example.test",
    "long": "x" * 100_000,
    "long_words": "word " * 20_000,
    "right_to_left": "\u202eesrever\u202c שלום مرحبا",
    "emoji": "👩‍👩‍👧‍👦🏋️‍♀️",
    "not_characters": "\ufffe\uffff",
    "markup": "<script>alert(1)</script>{{ 7|add:7 }}{% now 'Y' %}",
}


@pytest.fixture(scope="session")
def hostile_strings() -> list[str]:
    """The big list of naughty strings and our own; skips with the reason where the list is not at hand."""
    if not NAUGHTY.is_file():
        pytest.skip("the big list of naughty strings is not beside the project (../shared/data/blns)")
    return [*json.loads(NAUGHTY.read_text(encoding="utf-8")), *OURS.values()]


@pytest.fixture(scope="session")
def some_hostile_strings(hostile_strings: list[str]) -> list[str]:
    """Every tenth and all of our own: where every string costs whole pages."""
    return hostile_strings[: -len(OURS) : 10] + list(OURS.values())
