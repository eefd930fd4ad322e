"""Names for files that any disk takes and a person finds again: letters stay, what a path could stumble on goes."""

import re
import unicodedata
from collections.abc import Iterable, Iterator

LONGEST_BYTES = 150  # with a number and an ending, below what file systems and zips hold
FORBIDDEN = re.compile(r'[/\\:*?"<>|]+')
# Letters, marks, numbers, punctuation, symbols (emoji) and the joiner within them; nothing unseen, nothing that turns
# the writing round.
KEPT_CATEGORIES, JOINER = "LMNPS", "\N{ZERO WIDTH JOINER}"
RESERVED = re.compile(r"(?i)(con|prn|aux|nul|com\d|lpt\d)(?=\.|$| )")  # devices, on Windows
NOBODY = "Handout"


def safe(text: str) -> str:
    """The text as the name of a file, without an ending; never empty."""
    text = FORBIDDEN.sub(" ", unicodedata.normalize("NFC", text))
    seen = "".join(char if unicodedata.category(char)[0] in KEPT_CATEGORIES or char == JOINER else " " for char in text)
    short = " ".join(seen.split()).encode("utf-8", "ignore")[:LONGEST_BYTES].decode("utf-8", "ignore")
    name = short.strip(" .-~" + JOINER)
    return f"_{name}" if RESERVED.match(name) else name or NOBODY


def unlike(names: Iterable[str]) -> Iterator[str]:
    """The same names in the same order, numbered where a disk that is blind to capitals or marks would mix them up."""
    taken: set[str] = set()
    tried: dict[str, int] = {}
    for name in names:
        found, number = name, tried.get(_key(name), 1)
        while _key(found) in taken:
            number += 1
            found = f"{name} ({number})"
        tried[_key(name)] = number
        taken.add(_key(found))
        yield found


def _key(name: str) -> str:
    return unicodedata.normalize("NFKC", name).casefold()
