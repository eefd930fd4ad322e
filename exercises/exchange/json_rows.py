"""Objects of a JSON file, one at a time: the memory holds one of them, however many there are."""

import codecs
import re
from collections.abc import Iterator
from typing import Any, BinaryIO

import ijson

from exercises.exchange.encodings import NAMES, PIECE, Opener
from exercises.exchange.limits import DEEPEST, LONGEST_TEXT, MOST_COLUMNS, Refused

MARKS = re.compile(rb'["\[\]{}]')
ESCAPED = re.compile(rb"\\.", re.DOTALL)
MOST_IN_A_LIST = 2_000
Event = tuple[str, str, Any]


class Guarded:
    """Looks at the bytes before the parser does, which would take any string and any depth into memory."""

    def __init__(self, name: str, file: BinaryIO, encoding: str) -> None:
        self.name, self.file, self.encoding = name, file, encoding
        self.decoder = codecs.getincrementaldecoder(encoding)()
        self.held, self.depth, self.string = b"", 0, -1  # string: characters of it so far, -1 outside

    def read(self, size: int = PIECE) -> bytes:
        if size == 0:
            return b""
        raw = self.file.read(PIECE)
        piece = self.decoder.decode(raw, final=not raw).encode("utf-8", "surrogatepass")
        self._look(piece)
        return piece

    def _look(self, piece: bytes) -> None:
        text = ESCAPED.sub(b"", self.held + piece)
        self.held = b"\\" if text.endswith(b"\\") else b""
        begin = 0
        for mark in MARKS.finditer(text):
            if mark[0] == b'"':
                self._check_string(mark.start() - begin)
                self.string = -1 if self.string >= 0 else 0
                begin = mark.end()
            elif self.string < 0:
                self._step(1 if mark[0] in b"[{" else -1)
        self._check_string(len(text) - begin)

    def _check_string(self, more: int) -> None:
        if self.string >= 0:
            self.string += more
            if self.string > 4 * LONGEST_TEXT:
                raise Refused(f"“{self.name}” holds a text of more than {LONGEST_TEXT:,} characters.")

    def _step(self, step: int) -> None:
        self.depth += step
        if self.depth > DEEPEST:
            raise Refused(f"“{self.name}” is nested more than {DEEPEST} deep; it is not a list of exercises.")


def objects(name: str, open_file: Opener, encoding: str) -> Iterator[tuple[str, Any]]:
    """Each entry of each list of objects, with the way to that list ('' is the file itself).

    What stands between objects without being one comes as it is, so that it can be refused by number.
    """
    count = 0
    with open_file() as file:
        events: Iterator[Event] = iter(ijson.parse(Guarded(name, file, encoding), use_float=True))
        try:
            for prefix, event, value in events:
                if prefix == "item" or prefix.endswith(".item"):
                    if event in ("end_map", "end_array"):
                        continue
                    count += 1
                    yield prefix[: -len(".item")] if "." in prefix else "", _built(name, event, value, events)
        except UnicodeDecodeError as error:
            raise Refused(f"“{name}” is not written in {NAMES[encoding]}. Choose another encoding.") from error
        except ijson.IncompleteJSONError as error:
            raise Refused(_broken(name, str(error), count)) from error
        except (ijson.JSONError, ValueError) as error:
            if isinstance(error, Refused):
                raise
            raise Refused(_broken(name, str(error), count)) from error


def _built(name: str, event: str, value: Any, events: Iterator[Event]) -> Any:
    """The value that begins with this event."""
    if event == "start_map":
        return _map(name, events)
    if event == "start_array":
        return _list(name, events)
    return value


def _map(name: str, events: Iterator[Event]) -> dict[str, Any]:
    built: dict[str, Any] = {}
    for _, event, value in events:
        if event == "end_map":
            break
        _, inner, first = next(events)  # `event` was the key
        built[value] = _built(name, inner, first, events)
        if len(built) > MOST_COLUMNS:
            raise Refused(f"“{name}” has objects with more than {MOST_COLUMNS} fields; it is not a list of exercises.")
    return built


def _list(name: str, events: Iterator[Event]) -> list[Any]:
    built: list[Any] = []
    for _, event, value in events:
        if event == "end_array":
            break
        built.append(_built(name, event, value, events))
        if len(built) > MOST_IN_A_LIST:
            raise Refused(f"“{name}” has a list of more than {MOST_IN_A_LIST} inside one exercise.")
    return built


def _broken(name: str, error: str, count: int) -> str:
    if "premature" in error or "incomplete" in error.lower():
        return f"“{name}” ends in the middle, after {count} entries. It was not copied completely."
    return f"“{name}” is not valid JSON, after {count} entries. Export it again where it comes from."
