"""Handouts printed today, kept in a folder so that printing the same again costs a look into it.

A file's name is a keyed hash of everything that is printed, so a changed word is another file; nobody is led here by
an address, only by a view that has asked who may. What is older than a day, or beyond the cap, goes.
"""

import contextlib
import json
import os
import shutil
import tempfile
import time
from collections.abc import Callable, Mapping
from functools import cache
from hashlib import sha256
from pathlib import Path
from typing import Any, Final

from django.conf import settings
from django.utils.crypto import salted_hmac

from clinic.models import Clinic
from programmes.handouts.choice import Choice
from programmes.handouts.paper import FONTS, Printed
from programmes.handouts.sheet import today_in

MOST_BYTES: Final = 200_000_000
LONGEST_SECONDS: Final = 24 * 3600
OF_THE_CLINIC: Final = (
    "name", "logo", "brand_colour", "phone", "email", "emergency_number", "advice_number", "figure_look",
    "full_names",
)  # fmt: skip


def name_for(facts: Mapping[str, Any], *, clinic: Clinic | None, choice: Choice, site_url: str) -> str:
    """What a handout is kept as; `facts` are what it says of a published version and of whoever it is for."""
    printed = {
        "made_by": made_by(),
        "facts": dict(facts),
        "clinic": [clinic.pk, *(getattr(clinic, name) for name in OF_THE_CLINIC)] if clinic else [],
        "choice": [choice.query, choice.anyway],
        "day": today_in(clinic),
        "site": site_url,
    }
    key = json.dumps(printed, default=str)
    return salted_hmac("loadwell.handouts", key, algorithm="sha256").hexdigest()


def once(name: str, make: Callable[[], Printed]) -> Printed:
    """What was printed under this name today, or what `make` prints now; without a name it is made each time."""
    found = kept(name)
    if found is None:
        found = make()
        keep(name, found)
    return found


@cache
def made_by() -> str:
    """What lays handouts out, as one number: other words, styles or drawings make other handouts."""
    house: Path = settings.BASE_DIR
    code = (file for room in ("clinic", "exercises", "programmes") for file in (house / room).rglob("*.py"))
    drawings = house / "exercises" / "figures" / "drawn.json"
    files = sorted([*code, *(house / "templates" / "handouts").iterdir(), *FONTS.glob("*.woff2"), drawings])
    return sha256(b"".join(file.read_bytes() for file in files)).hexdigest()


def kept(name: str) -> Printed | None:
    """What was printed under this name today."""
    try:
        content = (_folder() / name).read_bytes() if name else b""
    except OSError:
        return None
    head, _, pdf = content.partition(b"\n")
    return _read(head, pdf) if pdf.startswith(b"%PDF") else None


def keep(name: str, printed: Printed) -> None:
    """Put it away for the rest of the day; a full disk is no reason to print nothing."""
    if not name:
        return
    facts = {"pages": printed.pages, "density": printed.density, "missing": printed.missing}
    with contextlib.suppress(OSError):
        folder = _folder()
        folder.mkdir(parents=True, exist_ok=True, mode=0o700)
        tidy(folder, room_for=len(printed.pdf))
        with tempfile.NamedTemporaryFile(dir=folder, prefix="part-", delete=False) as file:
            try:
                file.write(json.dumps(facts).encode() + b"\n" + printed.pdf)
                file.flush()
                os.replace(file.name, folder / name)  # whoever reads at this moment gets the old or the new, whole
            except OSError:
                os.unlink(file.name)
                raise


def tidy(folder: Path, *, room_for: int = 0) -> None:
    """Remove what is a day old, and of the rest the oldest until there is room."""
    files = []
    for entry in os.scandir(folder):
        with contextlib.suppress(OSError):  # another process tidies too
            found = entry.stat()
            files.append((found.st_mtime, found.st_size, entry.path))
    left = sum(size for _, size, _ in files) + room_for
    for changed, size, path in sorted(files):
        if left <= MOST_BYTES and changed > time.time() - LONGEST_SECONDS:
            return
        with contextlib.suppress(OSError):
            os.unlink(path)
        left -= size


def forget() -> None:
    """Remove all of them."""
    shutil.rmtree(_folder(), ignore_errors=True)


def _folder() -> Path:
    return Path(settings.VAR_DIR) / "handouts"


def _read(head: bytes, pdf: bytes) -> Printed | None:
    try:
        facts = json.loads(head)
        return Printed(pdf, facts["pages"], facts["density"], tuple(facts["missing"]))
    except (ValueError, KeyError):
        return None
