"""What a cell of a foreign file says: text, numbers, lists and small objects become lines of text."""

from typing import Any

from exercises.exchange import cleaning

NAMED = ("name", "title", "text", "description", "value", "label", "step", "instruction")
DEEPEST = 5


def texts(value: Any, language: str = "en", depth: int = 0) -> list[str]:
    """The pieces of text in a value, in reading order; `{"en": ..., "de": ...}` says one of them."""
    if depth > DEEPEST or value is None:
        return []
    if isinstance(value, dict):
        inner = next((value[name] for name in (language, *NAMED) if value.get(name)), list(value.values()))
        return texts(inner, language, depth + 1)
    if isinstance(value, list):
        return [text for each in value for text in texts(each, language, depth + 1)]
    if isinstance(value, bool):
        return ["yes" if value else "no"]
    if isinstance(value, float) and value.is_integer():
        return [str(int(value))]
    return [str(value)]


def one_line(value: Any, language: str) -> str:
    return cleaning.line(", ".join(texts(value, language)))


def lines(value: Any, language: str) -> list[str]:
    """One line each; a list that is written with semicolons or bars in a cell counts as a list."""
    return [line for text in texts(value, language) for line in cleaning.lines(text)]


def steps(value: Any, language: str) -> list[str]:
    pieces = texts(value, language)
    if len(pieces) == 1:
        return cleaning.steps(pieces[0])
    return cleaning.steps("\n".join(" ".join(cleaning.lines(piece)) for piece in pieces))


def words(value: Any, language: str) -> list[str]:
    """Several words in a list or in one cell, separated as people do it."""
    found: list[str] = []
    for text in texts(value, language):
        for separator in ("|", ";", "\n", ",", "/"):
            text = text.replace(separator, "\n")
        found += cleaning.lines(text)
    return list(dict.fromkeys(found))
