"""What kind of file is this: told from its first bytes, before anything reads it."""

import re
from pathlib import PurePath

from exercises.exchange.limits import Refused

BYTES = 8192
PICTURES = (b"\x89PNG", b"\xff\xd8\xff", b"GIF8", b"RIFF", b"II*\0", b"MM\0*", b"BM")
MARKUP = re.compile(rb"\s*<(?:!doctype|html|head|body|\?xml|[a-z]+[\s>])", re.IGNORECASE)
# What no text file holds: control characters other than tab, line ends, form feed and escape.
NOT_TEXT = re.compile(rb"[\x00-\x08\x0e-\x1a\x1c-\x1f]")
MOST_CONTROLS = 0.005
SAVE_AS_CSV = "Save it as “CSV UTF-8” in your spreadsheet program and upload that."


def kind_of(name: str, start: bytes) -> str:
    """'csv', 'json' or 'zip'; raises Refused with what to do for anything else."""
    if not start.strip(b"\xef\xbb\xbf \t\r\n\0"):
        raise Refused(f"“{name}” is empty.")
    if start.startswith(b"PK"):
        return _packed(name)
    _refuse_other_kinds(name, start)
    if looks_like_utf16(start):
        start = start.replace(b"\0", b"")[2 if start[:2] in (b"\xff\xfe", b"\xfe\xff") else 0 :]
    elif len(NOT_TEXT.findall(start)) > MOST_CONTROLS * len(start):
        raise Refused(f"“{name}” is not a text file. Upload a CSV or JSON file.")
    text = start.removeprefix(b"\xef\xbb\xbf").lstrip()
    if MARKUP.match(text):
        raise Refused(f"“{name}” is a web page, not a list of exercises. Upload a CSV or JSON file.")
    is_json = text[:1] == b"{" or (text[:1] == b"[" and PurePath(name).suffix.lower() != ".csv")
    return "json" if is_json else "csv"


def looks_like_utf16(start: bytes) -> str:
    """The name of the UTF-16 it is written in, or ''; without a mark, every other byte of Latin text is empty."""
    if start[:2] in (b"\xff\xfe", b"\xfe\xff"):
        return "utf-16"
    even, odd, half = start[0::2].count(0), start[1::2].count(0), len(start) // 2
    if half >= 2 and odd > 0.4 * half and even < 0.1 * half:
        return "utf-16-le"
    return "utf-16-be" if half >= 2 and even > 0.4 * half and odd < 0.1 * half else ""


def _packed(name: str) -> str:
    if PurePath(name).suffix.lower() in (".xlsx", ".xlsm", ".ods"):
        raise Refused(f"“{name}” is a spreadsheet. {SAVE_AS_CSV}")
    return "zip"


def _refuse_other_kinds(name: str, start: bytes) -> None:
    if start.startswith(b"%PDF"):
        raise Refused(f"“{name}” is a PDF, not a list of exercises. Upload a CSV or JSON file.")
    if start.startswith(b"\xd0\xcf\x11\xe0"):
        raise Refused(f"“{name}” is an old Office document. {SAVE_AS_CSV}")
    if start.startswith((b"\x1f\x8b", b"BZh", b"7z\xbc\xaf", b"Rar!", b"\xfd7zXZ")):
        raise Refused(f"“{name}” is packed. Unpack it and upload the CSV or JSON file inside.")
    if start.startswith(PICTURES):
        raise Refused(f"“{name}” is a picture, not a list of exercises. Upload a CSV or JSON file.")
