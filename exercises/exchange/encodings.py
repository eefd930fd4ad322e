"""In what letters a file is written: told from its bytes, and always open to correction."""

import codecs
from collections.abc import Callable
from typing import BinaryIO

from exercises.exchange.sniffing import BYTES, looks_like_utf16

Opener = Callable[[], BinaryIO]
PIECE = 65_536
NAMES = {
    "utf-8-sig": "UTF-8",
    "utf-16": "UTF-16",
    "utf-16-le": "UTF-16, little end first",
    "utf-16-be": "UTF-16, big end first",
    "cp1252": "Windows-1252 (Western Europe)",
    "cp1250": "Windows-1250 (Central Europe)",
    "cp1251": "Windows-1251 (Cyrillic)",
    "cp1253": "Windows-1253 (Greek)",
    "cp1254": "Windows-1254 (Turkish)",
    "cp1255": "Windows-1255 (Hebrew)",
    "cp1256": "Windows-1256 (Arabic)",
    "iso8859-15": "ISO 8859-15 (Western Europe)",
    "mac-roman": "Mac Roman",
}


def detect(open_file: Opener) -> str:
    """UTF-8 where all of it is, UTF-16 by its mark or its gaps, otherwise Windows-1252."""
    with open_file() as file:
        start = file.read(BYTES)
        if wide := looks_like_utf16(start):
            return wide
        decoder = codecs.getincrementaldecoder("utf-8-sig")()
        try:
            while start:
                decoder.decode(start)
                start = file.read(PIECE)
            decoder.decode(b"", final=True)
        except UnicodeDecodeError:
            return "cp1252"
    return "utf-8-sig"


def is_strict(encoding: str) -> bool:
    """In UTF every byte sequence means something or is a mistake; the old tables have holes that nobody misses."""
    return encoding.startswith("utf")
