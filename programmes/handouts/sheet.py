"""What stands on a handout, and for whom."""

import datetime as dt
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from typing import Any

from django.db.models import prefetch_related_objects
from django.template.loader import render_to_string
from django.utils import timezone
from django.utils.safestring import SafeString

from clinic import pictures, qr
from clinic.branding import readable
from clinic.models import Clinic
from exercises.figures import AS_COMMITTED
from programmes.handouts import paper
from programmes.handouts.choice import AT_DISCHARGE, Choice, Layout
from programmes.handouts.parts import INK, MOST_BOXES, Stage, data_address, stages_of
from programmes.models import Version

WHITE, BLACK = "#ffffff", "#1a1a1a"
LOADWELL = "#1f6f73"
# What the style sheets paint with; printers without colour would turn the tints into dots, so there they are white.
TINTS = {
    "dark": "#1f2d3a", "grey": "#55626d", "line": "#d5cdbf", "rule": "#8d8f8c", "wash": "#eef4f3",
    "pale": "#9dbcb9", "warm": "#fcf3e8", "sand": "#f1ece3", "faint": "#faf7f2",
}  # fmt: skip
GREYS = {
    "dark": "#1a1a1a", "grey": "#555555", "line": "#bbbbbb", "rule": "#777777", "wash": "#ffffff",
    "pale": "#999999", "warm": "#f2f2f2", "sand": "#eeeeee", "faint": "#ffffff",
}  # fmt: skip
# What came along unseen with something pasted: no font has a picture for it, and nobody misses it.
UNSEEN = dict.fromkeys([*range(9), 11, 12, *range(14, 32), *range(127, 160), *range(0xFFF9, 0xFFFC), 0xFFFE, 0xFFFF])
# The roomiest first; the page is laid out with the first of them that lets all stand on one page.
DENSITIES = tuple(f"density-{name}" for name in ("roomy", "wide", "usual", "snug", "close", "small", "bare"))


@dataclass(frozen=True)
class FlareWords:
    """What a person and their therapist wrote down for a flare-up, beside the easy exercises."""

    helps_patient: str = ""
    helps_therapist: str = ""
    call: str = ""
    written: str = ""  # by whom and when


@dataclass(frozen=True)
class HandoutFor:
    """The person a handout is printed for; first name only, as it lies about in kitchens, unless the clinic chose."""

    first_name: str
    last_name: str = ""
    goal: str = ""
    phase_number: int | None = None
    review_on: dt.date | None = None
    therapist: str = ""
    figure_look: str = ""
    start_url: str = ""  # where the QR code leads
    flare: FlareWords | None = None

    @property
    def name(self) -> str:
        return f"{self.first_name} {self.last_name}".strip()


@dataclass(frozen=True)
class Course:
    """How it went, for the summary that a record holds or a doctor reads; it names the person in full."""

    name: str
    facts: Sequence[tuple[str, str]] = ()
    adherence: str = ""
    span: str = ""  # which days the charts show
    charts: Sequence[tuple[str, SafeString, str]] = ()  # a heading, the picture, how to read it
    efforts: Sequence[tuple[str, SafeString, str]] = ()  # the same for single exercises, smaller
    efforts_words: str = ""
    compared_columns: Sequence[str] = ()
    compared: Sequence[Sequence[str]] = ()
    compared_sentences: Sequence[str] = ()
    columns: Sequence[str] = ()
    sessions: Sequence[Sequence[str]] = ()
    more_sessions: int = 0


@dataclass(frozen=True)
class Pages:
    """A template with its style, and how it lies."""

    template: str
    style: str
    is_landscape: bool = False
    weeks: int = 0  # of the grid, where the layout says so and not the phase
    densities: tuple[str, ...] = ()


LAYOUTS: dict[Layout, Pages] = {
    Layout.STANDARD: Pages("handouts/standard.html", "handouts/standard.css"),
    Layout.LARGE: Pages("handouts/standard.html", "handouts/large.css"),
    Layout.ONE_PAGE: Pages("handouts/one_page.html", "handouts/one_page.css", densities=DENSITIES),
    Layout.LOG_4: Pages("handouts/log.html", "handouts/log.css", is_landscape=True, weeks=4),
    Layout.LOG_6: Pages("handouts/log.html", "handouts/log.css", is_landscape=True, weeks=6),
    Layout.SUMMARY: Pages("handouts/summary.html", "handouts/summary.css"),
    Layout.DISCHARGE: Pages("handouts/discharge.html", "handouts/standard.css"),
    Layout.REFERRER: Pages("handouts/referrer.html", "handouts/summary.css"),
}


@dataclass(frozen=True)
class Wanted:
    """One handout: what, for whom, and how it is to look; `said` are the words kept since a discharge."""

    version: Version
    clinic: Clinic | None
    site_url: str
    choice: Choice = field(default_factory=Choice)
    reader: HandoutFor | None = None
    course: Course | None = None
    said: Mapping[str, Any] | None = None

    def __post_init__(self) -> None:
        if (self.choice.layout == Layout.SUMMARY) != (self.course is not None):
            raise ValueError("a summary, and nothing else, is made from a course")
        if (self.choice.layout in AT_DISCHARGE) != (self.said is not None):
            raise ValueError("what is said at discharge, and nothing else, is made from kept words")

    @property
    def phase_number(self) -> int:
        """The phase asked for, or the one the patient is in; 0 for all, when printed for nobody in particular."""
        return self.choice.phase or (self.reader.phase_number if self.reader else None) or 0

    @property
    def look(self) -> str:
        """Whom the drawings show; grey for everybody where it is printed without colours."""
        if self.choice.is_ink:
            return INK
        chosen = self.reader.figure_look if self.reader else ""
        return chosen or (self.clinic.figure_look if self.clinic else AS_COMMITTED)


def html_of(wanted: Wanted) -> str:
    """The page that becomes the handout; fetches what the version lacks below it."""
    version, clinic, choice = wanted.version, wanted.clinic, wanted.choice
    prefetch_related_objects([version], "programme", "phases__sessions__items__exercise__media")
    pages = LAYOUTS[choice.layout]
    colour = BLACK if choice.is_ink else clinic.brand_colour if clinic else LOADWELL
    stages = [with_weeks(stage, pages.weeks) for stage in stages_of(version, wanted.phase_number, wanted.look)]
    start = (wanted.reader.start_url if wanted.reader else "") or f"{wanted.site_url}/my/"
    context: dict[str, Any] = {
        "version": version,
        "programme": version.programme,
        "for": wanted.reader,
        "course": wanted.course,
        "said": wanted.said,
        "clinic": clinic,
        "house": clinic.name if clinic else "Loadwell",
        "logo": logo_data(clinic, grey=choice.is_ink),
        "accent": readable(colour, on=WHITE),
        "ink": choice.is_ink,
        "size": f"{choice.paper}{' landscape' if pages.is_landscape else ''}",
        "layout": choice.layout,
        "style": pages.style,
        "density": pages.densities[0] if pages.densities else "",
        "stages": stages,
        "easy": stages[0].easy if stages else [],
        "has_plan": bool(stages) and stages[0].has_plan,
        "weeks": pages.weeks,
        "printed_on": today_in(clinic),
        "qr": qr.svg(start, title="QR code: opens your plan on your phone"),
        "start": start,
        "portal": f"{wanted.site_url}/my/".partition("://")[2].rstrip("/"),
        "fonts": paper.FONTS.as_uri(),
        "boxes": [Boxes(number) for number in range(1, MOST_BOXES + 1)] if pages.weeks else [],
        **(GREYS if choice.is_ink else TINTS),
    }
    return render_to_string(pages.template, context).translate(UNSEEN)


def today_in(clinic: Clinic | None) -> dt.date:
    """The date where the clinic is."""
    return (timezone.now().astimezone(clinic.zone) if clinic else timezone.now()).date()


def with_weeks(stage: Stage, weeks: int) -> Stage:
    """With grids for as many weeks as the layout says."""
    if not weeks:
        return stage
    return replace(stage, parts=[replace(part, weeks=range(1, weeks + 1)) for part in stage.parts])


@dataclass(frozen=True)
class Boxes:
    """So many small squares to tick, as pictures for the style sheet; a screen reader passes them by."""

    number: int

    @property
    def stacked(self) -> str:
        """Three to a row, for the narrow columns of sets."""
        return squares(self.number, 3)

    @property
    def in_a_row(self) -> str:
        return squares(self.number, MOST_BOXES)

    @property
    def height_mm(self) -> float:
        return 3.6 * -(-self.number // 3)

    @property
    def tight_mm(self) -> float:
        return 2.5 * -(-self.number // 3)


def squares(number: int, a_row: int) -> str:
    wide, high = 14 * min(number, a_row) - 2, 14 * -(-number // a_row) - 2
    shapes = "".join(f"M{14 * (n % a_row) + 1} {14 * (n // a_row) + 1}h10v10h-10z" for n in range(number))
    return (
        f"data:image/svg+xml,%3Csvg xmlns='http://www.w3.org/2000/svg' viewBox='0 0 {wide} {high}' "
        f"width='{wide}' height='{high}'%3E%3Cpath d='{shapes}' fill='none' stroke='%23777777'/%3E%3C/svg%3E"
    )


def logo_data(clinic: Clinic | None, *, grey: bool = False) -> str:
    """The logo as a data address; pictures are re-encoded as PNG when they are uploaded."""
    if clinic is None or not clinic.logo:
        return ""
    try:
        with clinic.logo.open() as file:
            return data_address("image/png", pictures.mark_for_paper(file, grey=grey))
    except (OSError, ValueError):  # the file is gone, or is none of ours: the clinic's name stands alone
        return ""
