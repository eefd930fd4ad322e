"""How a handout is to look: its layout, paper, colours and part, as they stand in an address that can be kept."""

from collections.abc import Mapping
from dataclasses import dataclass, replace
from typing import Self
from urllib.parse import urlencode

from django.db.models import TextChoices

from clinic.models import Clinic


class Layout(TextChoices):
    STANDARD = "standard", "Standard"
    ONE_PAGE = "one-page", "One page"
    LARGE = "large", "Large print"
    LOG_4 = "log-4", "Log sheet, 4 weeks"
    LOG_6 = "log-6", "Log sheet, 6 weeks"
    SUMMARY = "summary", "Summary for the file or a doctor"
    DISCHARGE = "discharge", "Discharge, for the patient"
    REFERRER = "referrer", "Discharge, for the referrer"


class Colour(TextChoices):
    COLOUR = "colour", "In colour"
    INK = "ink", "Black and white"


AT_DISCHARGE = (Layout.DISCHARGE, Layout.REFERRER)  # made of what was said then, and kept
TO_CHOOSE = tuple(layout for layout in Layout if layout not in AT_DISCHARGE)
FOR_PATIENTS = tuple(layout for layout in TO_CHOOSE if layout != Layout.SUMMARY)


@dataclass(frozen=True)
class Choice:
    """What was chosen; `phase` counts from 1 and 0 means whatever is due, `anyway` accepts boxes for letters."""

    layout: Layout = Layout.STANDARD
    paper: str = Clinic.Paper.A4
    colour: str = Colour.COLOUR
    phase: int = 0
    anyway: bool = False

    @classmethod
    def usual(cls, clinic: Clinic | None) -> Self:
        """How this clinic prints unless somebody asks for something else."""
        if clinic is None:
            return cls()
        return cls(paper=clinic.paper, colour=Colour.INK if clinic.ink_handouts else Colour.COLOUR)

    @classmethod
    def read(cls, asked: Mapping[str, str], clinic: Clinic | None, layouts: tuple[Layout, ...] = FOR_PATIENTS) -> Self:
        """What an address asks for; what it does not say, or says wrong, is as usual."""
        usual = cls.usual(clinic)
        layout, paper, colour = (asked.get(name, "") for name in ("layout", "paper", "colour"))
        phase = asked.get("phase", "")
        return cls(
            layout=Layout(layout) if layout in layouts else usual.layout,
            paper=paper if paper in Clinic.Paper.values else usual.paper,
            colour=colour if colour in Colour.values else usual.colour,
            phase=int(phase) if phase.isascii() and phase.isdecimal() and len(phase) < 3 else 0,
            anyway=asked.get("anyway") == "1",
        )

    @property
    def is_ink(self) -> bool:
        return self.colour == Colour.INK

    def laid_out(self, layout: Layout) -> Self:
        """The same in another layout."""
        return replace(self, layout=layout)

    @property
    def query(self) -> str:
        """The address says all of it, so that a kept one goes on meaning the same."""
        asked = {"layout": str(self.layout), "paper": str(self.paper), "colour": str(self.colour)}
        return urlencode(asked | ({"phase": str(self.phase)} if self.phase else {}))
