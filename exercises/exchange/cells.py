"""A spreadsheet takes a cell that begins like a formula for one: a mark in front keeps it text, both ways exactly."""

MARK = "'"
FORMULA = ("=", "+", "-", "@", "\t", "\r")


def neutralised(text: str) -> str:
    """A cell that begins with the mark itself gets one more, so that taking one away is always right."""
    return MARK + text if text.startswith((*FORMULA, MARK)) else text


def restored(text: str) -> str:
    """What was written before; a cell that merely begins with an apostrophe in a file of others stays."""
    return text[1:] if text.startswith(MARK) and text[1:].startswith((*FORMULA, MARK)) else text
