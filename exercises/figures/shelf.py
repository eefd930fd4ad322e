"""Where the drawings are, for pages and paper: read once, no query, nothing that draws is imported.

The drawings are made by `manage.py draw_figures` and committed below static/figures.
"""

import functools
import json
from dataclasses import dataclass, replace
from pathlib import Path

from django.templatetags.static import static
from django.urls import reverse

from exercises.figures import dressing
from exercises.figures.dressing import Form
from exercises.figures.frames import Box
from exercises.figures.looks import LOOKS, dressed

MANIFEST = Path(__file__).parent / "drawn.json"
ON_PAPER = Path(__file__).parent / "on_paper"
AS_COMMITTED = "teal"
SIDES = ("left", "right")


@dataclass(frozen=True)
class Drawn:
    """What there is of one exercise: the still's shape, how many frames it shows, and whether it also moves.

    `side` is the side it shows, left or right, where a dose may name one; `seen` gives another viewer's drawing.
    """

    file: str
    width: int
    height: int
    frames: int
    moves: bool
    side: str = ""
    look: str = AS_COMMITTED
    is_turned: bool = False

    def seen(self, *, look: str = "", side: str = "") -> "Drawn":
        """On this person, and mirrored where it shows the other side; an unknown look counts as the first one."""
        worn = replace(self, look=look) if look in LOOKS else self
        turns = bool(self.side) and side in SIDES and side != self.side
        return replace(worn, is_turned=not self.is_turned, side=side) if turns else worn

    @property
    def still_url(self) -> str:
        return _address(self.file, self.look, Form.of(moving=False, turned=self.is_turned))

    @property
    def moving_url(self) -> str:
        return _address(self.file, self.look, Form.of(moving=True, turned=self.is_turned)) if self.moves else ""

    @property
    def page(self) -> Box:
        return dressing.boxes(self.file)[0]

    @property
    def frame_boxes(self) -> list[Box]:
        """Where each frame lies on the page of the still."""
        return dressing.boxes(self.file)[1]

    @property
    def alt(self) -> str:
        """How many pictures show it; what they show is said by the steps beside them."""
        return f"in {self.frames} numbered pictures" if self.frames > 1 else "in one picture"

    @property
    def fingerprint(self) -> str:
        """Equal as long as nobody drew it anew."""
        return dressing.fingerprint(self.file)


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
def paper_svg(key: str, look: str = AS_COMMITTED, side: str = "") -> str | None:
    """The still itself, light enough for a PDF; `ink` suits black-and-white printers."""
    found = drawn(key)
    if found is None:
        return None
    suffix = ".turned.svg" if found.seen(side=side).is_turned else ".svg"
    return dressed((ON_PAPER / f"{found.file}{suffix}").read_text(encoding="utf-8"), look)


@functools.cache
def _address(file: str, look: str, form: Form) -> str:
    """The committed file, which the web server knows, or the address of the view that dresses and turns it."""
    if look == AS_COMMITTED and not form.turned:
        return static(f"figures/{file}{form.suffix}")
    return reverse("exercises:figure", args=[look, form, file, dressing.mark(file, look)])
