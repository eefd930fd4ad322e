"""What stands on a handout, and for whom."""

import base64
import datetime as dt
from dataclasses import dataclass
from typing import Any

from django.db.models import prefetch_related_objects
from django.template.loader import render_to_string
from django.utils import timezone

from clinic import qr
from clinic.branding import readable
from clinic.models import Clinic
from exercises import services as exercises
from exercises.figures import AS_COMMITTED, Drawn, paper_svg
from programmes.handouts import paper
from programmes.models import Item, Phase, Session, Version
from programmes.turns import Turn, turns_of

GRID_WEEKS = 4  # more columns than this are too narrow to tick with a pen
WHITE = "#ffffff"
INK = "ink"


@dataclass(frozen=True)
class HandoutFor:
    """The person a handout is printed for; first name only, a handout lies about in kitchens."""

    first_name: str
    goal: str = ""
    phase_number: int | None = None
    review_on: dt.date | None = None
    therapist: str = ""
    figure_look: str = ""


@dataclass(frozen=True)
class Line:
    """One exercise on paper."""

    number: int
    item: Item
    look: str = AS_COMMITTED
    turn: Turn | None = None

    @property
    def dose_main(self) -> str:
        return self.item.dose_words.split("; ")[0]

    @property
    def dose_more(self) -> str:
        return " · ".join(self.item.dose_words.split("; ")[1:])

    @property
    def picture(self) -> str:
        """The exercise's own picture as a data address; nothing where it has none or its file is gone."""
        own = self.item.exercise.picture
        return data_address("image/jpeg", exercises.for_paper(own)) if own else ""

    @property
    def drawing(self) -> str:
        """Our own drawing as a data address, for an exercise without a picture of its own."""
        exercise = self.item.exercise
        return data_address(
            "image/svg+xml", (paper_svg(exercise.drawing_key, self.look, self.item.one_side) or "").encode()
        )

    @property
    def example_of(self) -> str:
        """The side to train where the drawing shows one side and cannot say which; the picture must not mislead."""
        side, shown = self.item.one_side, self.drawn
        is_example = shown and not shown.side and self.item.exercise.per_side and not self.item.exercise.picture
        return side if is_example else ""

    @property
    def drawn(self) -> Drawn | None:
        """What there is to say of that drawing, on the side that was prescribed."""
        found = self.item.exercise.drawn
        return found.seen(side=self.item.one_side) if found else None


@dataclass(frozen=True)
class Part:
    """One session with its exercises and its grid for ticking off."""

    session: Session
    lines: list[Line]
    weeks: range
    times: range


def parts_of(phase: Phase, look: str = AS_COMMITTED) -> list[Part]:
    weeks = range(1, min(phase.weeks, GRID_WEEKS) + 1)
    return [part_of(session, phase, weeks, look) for session in phase.sessions.all() if session.items.all()]


def part_of(session: Session, phase: Phase, weeks: range, look: str = AS_COMMITTED) -> Part:
    items = list(session.items.all())
    places = enumerate(zip(items, turns_of(items), strict=True), 1)
    lines = [Line(number, item, look, turn) for number, (item, turn) in places]
    training = [s for s in phase.sessions.all() if s.kind == Session.Kind.TRAINING]
    turns = -(-phase.per_week_hi // len(training)) if session in training else 0
    return Part(session, lines, weeks, range(1, turns + 1))


def chosen_phases(version: Version, handout_for: HandoutFor | None) -> list[Phase]:
    """The phase a patient is in; every phase when it is printed for nobody in particular."""
    phases = list(version.phases.all())
    number = handout_for.phase_number if handout_for else None
    return phases[number - 1 : number] or phases[-1:] if number else phases


def look_of(handout_for: HandoutFor | None, clinic: Clinic | None) -> str:
    """Whom the drawings show; grey for everybody where the clinic prints without colours."""
    if clinic and clinic.ink_handouts:
        return INK
    return (handout_for.figure_look if handout_for else "") or (clinic.figure_look if clinic else AS_COMMITTED)


def data_address(content_type: str, content: bytes) -> str:
    return f"data:{content_type};base64,{base64.b64encode(content).decode()}" if content else ""


def logo_data(clinic: Clinic | None) -> str:
    """The logo as a data address; pictures are re-encoded as PNG when they are uploaded."""
    if clinic is None or not clinic.logo:
        return ""
    try:
        with clinic.logo.open() as file:
            return data_address("image/png", file.read())
    except OSError:  # the file is gone: the clinic's name stands alone
        return ""


def html(version: Version, *, handout_for: HandoutFor | None, clinic: Clinic | None, site_url: str) -> str:
    """The page that becomes the handout; fetches what the version lacks below it."""
    prefetch_related_objects([version], "programme", "phases__sessions__items__exercise__media")
    look = look_of(handout_for, clinic)
    printed = timezone.now().astimezone(clinic.zone) if clinic else timezone.now()
    context: dict[str, Any] = {
        "version": version,
        "programme": version.programme,
        "for": handout_for,
        "clinic": clinic,
        "logo": logo_data(clinic),
        "accent": readable(clinic.brand_colour if clinic else "#1f6f73", on=WHITE),
        "paper": clinic.paper if clinic else Clinic.Paper.A4,
        "phases": [(phase, parts_of(phase, look)) for phase in chosen_phases(version, handout_for)],
        "printed_on": printed.date(),
        "qr": qr.svg(f"{site_url}/my/", title="QR code: opens your plan on your phone"),
        "portal": f"{site_url}/my/",
        "fonts": paper.FONTS.as_uri(),
    }
    return render_to_string("handouts/standard.html", context)


def render(version: Version, *, handout_for: HandoutFor | None, clinic: Clinic | None, site_url: str) -> bytes:
    """A tagged PDF/UA-1 of one version, in the clinic's paper size; raises PaperError."""
    return paper.pdf(html(version, handout_for=handout_for, clinic=clinic, site_url=site_url))
