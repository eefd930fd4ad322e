"""A rule: one short function with an id, a version and the thresholds it uses."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Final

from patients.progress.proposing.case import Case
from patients.progress.proposing.proposal import Change, Kind

Question = Callable[[Case], "Change | bool | None"]

AS_IT_IS: Final = Change()


@dataclass(frozen=True, kw_only=True)
class Rule:
    """`id` and `version` are stored with every proposal: an id never changes its meaning without a new version."""

    kind: Kind
    id: str
    version: int
    asks: Question
    uses: tuple[str, ...] = ()
    whole_plan: bool = False
    flag: bool = False
    waits: bool = False  # for an answer: nothing told so far speaks against an open proposal

    @property
    def says(self) -> str:
        """The rule in one sentence."""
        return " ".join((self.asks.__doc__ or "").split())

    def change(self, case: Case) -> Change | None:
        """What it proposes; None where it does not apply."""
        answer = self.asks(case)
        if isinstance(answer, Change):
            return answer
        return AS_IT_IS if answer else None


def rule(
    kind: Kind,
    name: str,
    *,
    version: int = 1,
    uses: str = "",
    whole_plan: bool = False,
    flag: bool = False,
    waits: bool = False,
) -> Callable[[Question], Rule]:
    """Make a rule of a function that says whether it applies, or what it would change."""

    def made(asks: Question) -> Rule:
        return Rule(
            kind=kind,
            id=f"{kind}.{name}",
            version=version,
            asks=asks,
            uses=tuple(uses.split()),
            whole_plan=whole_plan,
            flag=flag,
            waits=waits,
        )

    return made
