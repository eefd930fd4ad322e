"""The register: which kinds there are, and which functions tell of each. A new kind is a line here."""

from collections.abc import Callable, Mapping, Sequence
from typing import Final

from patients.caseload.timeline import between, decided, trained
from patients.caseload.timeline.entry import Entry, Window

Source = Callable[[Window], list[Entry]]  # the newest first, no more than the window's limit

SOURCES: Final[Mapping[str, Sequence[Source]]] = {
    "sessions": (trained.sessions,),
    "weeks": (trained.mornings, between.check_ins),
    "flares": (between.flares_begun, between.flares_over, between.signs, between.signs_cleared),
    "notes": (decided.notes,),
    "messages": (between.messages,),
    "plan": (decided.plan_events,),
    "proposals": (decided.proposals,),
    "measures": (decided.measures,),
    "looks": (decided.looks,),
}
WORDS: Final = "words"
IN_WORDS: Final[Sequence[Source]] = (trained.sessions, between.check_ins, between.messages)
KINDS: Final[Mapping[str, str]] = {
    "": "Everything",
    WORDS: "In their own words",
    "sessions": "Sessions",
    "weeks": "Check-ins and mornings",
    "flares": "Flare-ups and signs",
    "notes": "Notes",
    "messages": "Messages",
    "plan": "Plan and versions",
    "proposals": "Proposals decided",
    "measures": "Outcomes",
    "looks": "Looks taken",
}


def sources_of(kind: str) -> Sequence[Source]:
    """The sources of one kind, of what was written, or all of them."""
    if kind == WORDS:
        return IN_WORDS
    return SOURCES[kind] if kind in SOURCES else [source for sources in SOURCES.values() for source in sources]
