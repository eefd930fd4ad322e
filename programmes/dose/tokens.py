"""Cuts what was typed into numbers, words and signs, and hands them out one phrase at a time."""

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Final, TypeVar

from programmes.dose.shape import DoseError
from programmes.dose.vocabulary import LONGEST_PHRASE

MAX_LENGTH: Final = 200
MAX_DIGITS: Final = 8  # more is out of every limit
MAX_PART: Final = 40

Meaning = TypeVar("Meaning")

_FULL_WIDTH = {code + 0xFEE0: chr(code) for code in range(0x21, 0x7F)}
_LOOK_ALIKES = _FULL_WIDTH | str.maketrans(
    dict.fromkeys("‐‑‒–—−", "-") | dict.fromkeys("×✕✖", "x") | dict.fromkeys("\u00a0\u2009\u202f", " ") | {"½": ".5"}
)
# An x straight after a number, or between a word and a number, is a multiplication sign: 3xmax, 20minx2.
_TOKEN = re.compile(
    r"""\s+
    | (?P<clock>  [0-9]+:[0-5][0-9](?![0-9]) )
    | (?P<number> [0-9]+(?:\.[0-9]+)? | \.[0-9]+ )
    | (?P<word>   (?<=[0-9])[xX] | [A-Za-z]+?(?=[xX][0-9]) | [A-Za-z]+ )
    | (?P<sign>   . )
    """,
    re.VERBOSE | re.ASCII | re.DOTALL,
)


@dataclass(frozen=True)
class Token:
    kind: str
    word: str  # in lower case
    start: int
    end: int


class Tokens:
    """A place in the text and what may come next."""

    def __init__(self, written: str) -> None:
        if len(written) > MAX_LENGTH:
            raise DoseError(f"A dose is at most {MAX_LENGTH} characters long.", readable(written))
        self.text = written.translate(_LOOK_ALIKES)
        self._tokens = [
            Token(match.lastgroup, match[0].lower(), match.start(), match.end())
            for match in _TOKEN.finditer(self.text)
            if match.lastgroup
        ]
        self.at = 0

    def __bool__(self) -> bool:
        return self.at < len(self._tokens)

    def word(self, ahead: int = 0) -> str:
        place = self.at + ahead
        return self._tokens[place].word if place < len(self._tokens) else ""

    def is_number(self, ahead: int = 0) -> bool:
        place = self.at + ahead
        return place < len(self._tokens) and self._tokens[place].kind in ("number", "clock")

    def is_tight(self, word: str, ahead: int = 0) -> bool:
        """Is that token this word, with no space before it?"""
        place = self.at + ahead
        return self.word(ahead) == word and self._tokens[place - 1].end == self._tokens[place].start

    def take(self) -> Token:
        self.at += 1
        return self._tokens[self.at - 1]

    def skip(self, words: Iterable[str]) -> bool:
        """Step over the next token if it is one of these."""
        found = bool(self) and self.word() in words
        self.at += found
        return found

    def phrase(self, meanings: Mapping[str, Meaning]) -> Meaning | None:
        """Take the longest phrase that has a meaning; None, and nothing taken, if there is none."""
        for length in range(min(LONGEST_PHRASE, len(self._tokens) - self.at), 0, -1):
            words = " ".join(token.word for token in self._tokens[self.at : self.at + length])
            if words in meanings:
                self.at += length
                return meanings[words]
        return None

    def since(self, place: int) -> str:
        """The text from a token to where we are now, as it was written."""
        taken = self._tokens[place : max(self.at, place + 1)]
        return readable(self.text[taken[0].start : taken[-1].end]) if taken else ""


def readable(text: str) -> str:
    """A piece of input that is safe to show: short, and without invisible characters."""
    shown = "".join(char if char.isprintable() else "\N{REPLACEMENT CHARACTER}" for char in text)
    return shown if len(shown) <= MAX_PART else shown[: MAX_PART - 1] + "…"
