"""Rows of a CSV file, one at a time, whoever wrote it."""

import csv
import io
from collections.abc import Iterator
from typing import TextIO

from exercises.exchange import encodings
from exercises.exchange.encodings import Opener
from exercises.exchange.limits import LONGEST_TEXT, MOST_COLUMNS, Refused

DELIMITERS = {",": "comma", ";": "semicolon", "\t": "tab", "|": "vertical bar"}
SAMPLE_LINES = 30
LONGEST_LINE = 1_000_000


def rows(name: str, open_file: Opener, encoding: str, delimiter: str) -> Iterator[list[str]]:
    """The header and then every row that holds something; raises Refused where it cannot be read."""
    with open_file() as file:
        errors = "strict" if encodings.is_strict(encoding) else "replace"
        text = io.TextIOWrapper(file, encoding=encoding, errors=errors, newline="")
        reader = csv.reader(_lines(name, text), delimiter=delimiter, strict=True)
        try:
            for cells in reader:
                if len(cells) > MOST_COLUMNS:
                    raise Refused(f"“{name}” has {len(cells)} columns; {MOST_COLUMNS} are the most we read.")
                if any(cell.strip() for cell in cells):
                    yield cells
        except UnicodeDecodeError as error:
            raise Refused(
                f"“{name}” is not written in {encodings.NAMES[encoding]}. Choose another encoding."
            ) from error
        except csv.Error as error:
            raise Refused(f"“{name}” cannot be read at line {reader.line_num}: {_in_words(str(error))}") from error
        finally:
            text.detach()


def detect_delimiter(name: str, open_file: Opener, encoding: str) -> str:
    """The separator that cuts the first lines into the same number of cells, the more the better."""
    with open_file() as file:
        text = io.TextIOWrapper(file, encoding=encoding, errors="replace", newline="")
        sample = [line for line, _ in zip(_lines(name, text), range(SAMPLE_LINES), strict=False)]
        text.detach()
    return max(DELIMITERS, key=lambda delimiter: _fit(sample, delimiter))


def _fit(sample: list[str], delimiter: str) -> tuple[float, int]:
    try:
        widths = [len(cells) for cells in csv.reader(sample, delimiter=delimiter) if cells]
    except csv.Error:
        return 0.0, 0
    if not widths or widths[0] < 2:
        return 0.0, 0
    return sum(width == widths[0] for width in widths) / len(widths), widths[0]


def _lines(name: str, text: TextIO) -> Iterator[str]:
    """Lines, but never one that would fill the memory; Excel's own first line `sep=;` is left out."""
    first = True
    while line := text.readline(LONGEST_LINE):
        if len(line) >= LONGEST_LINE and not line.endswith(("\n", "\r")):
            raise Refused(f"“{name}” has a line of more than {LONGEST_LINE:,} characters; it is not a CSV file.")
        if not (first and line.startswith("sep=") and len(line.strip()) == 5):
            yield line
        first = False


def _in_words(error: str) -> str:
    if "unexpected end" in error:
        return "a quotation mark is never closed. Is the file complete?"
    if "field limit" in error:
        return f"a cell has more than {LONGEST_TEXT:,} characters, or a quotation mark is never closed."
    if "expected after" in error:
        return "the quotation marks do not match. Is another separator meant?"
    return "it is not a CSV file."
