"""Hints about words: a kinder way to say what a note says, to be taken with one press or left."""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import lru_cache

from programmes.hints.hint import Hint, Reword
from programmes.hints.phrases import PHRASES, Phrase
from programmes.scheme import Line, Stage

LOOKING_FOR = [(phrase, re.compile(rf"\b(?:{phrase.looks_for})\b", re.IGNORECASE)) for phrase in PHRASES]


@dataclass(frozen=True)
class Found:
    """A phrase of the table as it stands in a note, and what may stand there."""

    phrase: Phrase
    before: str
    after: str


def word_hints(stages: Sequence[Stage]) -> list[Hint]:
    """One hint for the same words at the same exercise, however often the row was copied."""
    rows: dict[tuple[int, str], tuple[Found, list[Line]]] = {}
    for stage in stages:
        for line in stage.lines:
            for found in unkind(line.note) if line.note else ():
                rows.setdefault((line.exercise, found.phrase.name), (found, []))[1].append(line)
    return [_hint(exercise, found, lines) for (exercise, _), (found, lines) in rows.items()]


@lru_cache(maxsize=1024)
def unkind(note: str) -> tuple[Found, ...]:
    """What in a note could be said more kindly; kept, because most notes stand in many pages unchanged."""
    return tuple(_found(note))


def kinder(note: str, name: str) -> str:
    """The note with that phrase in kinder words, with a capital where there was one."""
    for phrase, looking_for in LOOKING_FOR:
        if phrase.name == name:
            note = looking_for.sub(lambda match, phrase=phrase: _instead(phrase, match), note)  # type: ignore[misc]
    return note


def _found(note: str) -> Iterator[Found]:
    taken: list[range] = []
    for phrase, looking_for in LOOKING_FOR:
        for match in looking_for.finditer(note):
            here = range(*match.span())
            if not any(here.start < other.stop and other.start < here.stop for other in taken):
                taken.append(here)
                yield Found(phrase, match.group(), _instead(phrase, match))
                break


def _instead(phrase: Phrase, match: re.Match[str]) -> str:
    said = match.expand(phrase.kinder)
    return said[:1].upper() + said[1:] if match.group()[:1].isupper() else said


def _hint(exercise: int, found: Found, lines: list[Line]) -> Hint:
    rows = tuple(line.pk for line in lines)
    return Hint(
        key=f"words:{exercise}:{found.phrase.name}",
        about=lines[0].name,
        says=f"the note says “{found.before}”. Kinder: “{found.after}”.",
        why=found.phrase.why,
        place="item",
        at=rows,
        remedy=Reword(rows=rows, phrase=found.phrase.name, before=found.before, after=found.after),
    )
