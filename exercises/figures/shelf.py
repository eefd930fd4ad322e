"""Where the drawings are, for pages and paper: read once, no query, nothing that draws is imported.

The drawings are made by `manage.py draw_figures` and committed below static/figures.
"""

import functools
import json
from dataclasses import dataclass
from pathlib import Path

from django.templatetags.static import static

from exercises.figures.looks import dressed

MANIFEST = Path(__file__).parent / "drawn.json"
ON_PAPER = Path(__file__).parent / "on_paper"


@dataclass(frozen=True)
class Drawn:
    """What there is of one exercise: the still's shape, how many frames it shows, and whether it also moves."""

    file: str
    width: int
    height: int
    frames: int
    moves: bool

    @property
    def still_url(self) -> str:
        return _address(f"figures/{self.file}.svg")

    @property
    def moving_url(self) -> str:
        return _address(f"figures/{self.file}.moving.svg") if self.moves else ""

    @property
    def alt(self) -> str:
        """How many pictures show it; what they show is said by the steps beside them."""
        return f"in {self.frames} numbered pictures" if self.frames > 1 else "in one picture"


@functools.cache
def shelf() -> dict[str, Drawn]:
    entries = json.loads(MANIFEST.read_text(encoding="utf-8"))["figures"]
    return {key: Drawn(*entry) for key, entry in entries.items()}


def drawn(key: str) -> Drawn | None:
    return shelf().get(key)


def still_url(key: str) -> str | None:
    """The static address of an exercise's still, or None when it is not drawn."""
    found = drawn(key)
    return found.still_url if found else None


@functools.lru_cache(maxsize=512)
def paper_svg(key: str, look: str = "teal") -> str | None:
    """The still itself, light enough for a PDF; `ink` suits black-and-white printers."""
    found = drawn(key)
    if found is None:
        return None
    return dressed((ON_PAPER / f"{found.file}.svg").read_text(encoding="utf-8"), look)


@functools.cache
def _address(path: str) -> str:
    return static(path)
