"""From what is wanted to a PDF: one handout, in the limited child, or words that say why there is none."""

from clinic.models import Clinic
from programmes.handouts import paper
from programmes.handouts.choice import Choice
from programmes.handouts.paper import PaperError, Printed
from programmes.handouts.sheet import LAYOUTS, HandoutFor, Wanted, html_of
from programmes.models import Version

CROWDED = (
    "This is too much for one page: {count}, even in the smallest print that can be read. "
    "Choose the standard layout{phase}."
)


def make(wanted: Wanted, *, in_background: bool = False) -> Printed:
    """One handout as a tagged PDF/UA-1, with what is to know of it; raises PaperError, whose words are for people."""
    densities = LAYOUTS[wanted.choice.layout].densities
    printed = paper.lay_out(html_of(wanted), densities=densities, in_background=in_background)
    if not printed.pages:
        raise PaperError(crowded(wanted))
    return printed


def crowded(wanted: Wanted) -> str:
    """Why it does not stand on one page, and what to do."""
    phases = list(wanted.version.phases.all())
    number = wanted.phase_number
    chosen = phases[number - 1 : number] or phases[-1:] if number else phases
    items = sum(len(session.items.all()) for phase in chosen for session in phase.sessions.all())
    count = f"{items} exercises" if len(chosen) == 1 else f"{items} exercises in {len(chosen)} phases"
    return CROWDED.format(count=count, phase=" or one of the phases" if len(chosen) > 1 else " or shorten the notes")


def html(version: Version, *, handout_for: HandoutFor | None, clinic: Clinic | None, site_url: str) -> str:
    """The page as this clinic usually prints it."""
    return html_of(Wanted(version, clinic, site_url, Choice.usual(clinic), handout_for))


def render(version: Version, *, handout_for: HandoutFor | None, clinic: Clinic | None, site_url: str) -> bytes:
    """The PDF as this clinic usually prints it; raises PaperError."""
    return make(Wanted(version, clinic, site_url, Choice.usual(clinic), handout_for)).pdf
