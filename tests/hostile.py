"""Text that has broken other people's software: every form field is fed some of it, all of them together all of it."""

import json
import os
from pathlib import Path
from zlib import crc32

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


IS_SECOND_RUN = "TEST_DATABASE_URL" in os.environ  # of the same tests on another database; what that minds is in OURS
EVERY, EVERY_OF_SOME = (15, 30) if IS_SECOND_RUN else (3, 10)


@pytest.fixture
def hostile_strings(request: pytest.FixtureRequest) -> list[str]:
    """A third of the big list of naughty strings, each test another one, and all of our own.

    Skips with the reason where the list is not at hand.
    """
    return _naughty(request.node.nodeid, EVERY)


@pytest.fixture
def some_hostile_strings(request: pytest.FixtureRequest) -> list[str]:
    """Fewer of them: where every string costs whole pages."""
    return _naughty(request.node.nodeid, EVERY_OF_SOME)


def _naughty(test: str, every: int) -> list[str]:
    if not NAUGHTY.is_file():
        pytest.skip("the big list of naughty strings is not beside the project (../shared/data/blns)")
    strings = json.loads(NAUGHTY.read_text(encoding="utf-8"))
    return [*strings[crc32(test.encode()) % every :: every], *OURS.values()]
