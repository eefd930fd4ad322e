"""How an import stands, in numbers a person can click on."""

from dataclasses import dataclass

from exercises.exchange import asking
from exercises.exchange.comparing import Action
from exercises.models import LibraryImport

MEANS = {
    Action.NEW: "not in your library yet",
    Action.UPDATED: "in your library, and different in the file",
    Action.UNCHANGED: "as it is already",
    Action.DUPLICATE: "new, but the name is there already",
    Action.KEPT: "different here, because somebody changed it",
    Action.REFUSED: "cannot be taken, see why",
}


@dataclass(frozen=True)
class Count:
    action: str
    label: str
    many: int
    means: str
    is_shown: bool


def counts(job: LibraryImport, shown: str) -> list[Count]:
    many = asking.counts_of(job)
    return [
        Count(action.value, str(action.label), many[action.value], MEANS[action], action.value == shown)
        for action in Action
    ]
