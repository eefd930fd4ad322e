"""How much is too much, and the one kind of refusal."""

MOST_BYTES = 50 * 1024 * 1024  # of CSV and JSON in one import
MOST_ZIP_BYTES = 500 * 1024 * 1024  # of our own zip, with its pictures and videos unpacked
MOST_FILES = 20
MOST_ROWS = 20_000
MOST_COLUMNS = 200
LONGEST_TEXT = 100_000  # characters in one cell; a card has 4,000
DEEPEST = 30
REFUSED = "\0refused"  # in a row that was read: why it cannot be taken; no file has such a column


class Refused(ValueError):
    """The whole file cannot be taken; says in one line why, and what to do."""


def megabytes(size: int) -> str:
    return f"{size / 1_048_576:.0f} MB"
