"""A programme as arithmetic sees it: phases, sessions and lines without their rows."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Final

from programmes.dose.shape import Dose
from programmes.duration import middle

WHEN_IT_SUITS: Final = 1.0  # times a week that something alongside is taken to be done where nothing is said


@dataclass(frozen=True, kw_only=True)
class Line:
    """One exercise with its dose; `exercise` is its id, the same in every line that has it."""

    pk: int
    exercise: int
    name: str
    pillar: str
    foundation: str
    pattern: str
    per_side: bool
    dose: Dose
    note: str = ""

    @property
    def sides(self) -> tuple[str, ...]:
        """The sides that work alone in it; none where both work together."""
        if self.dose.side in ("left", "right"):
            return (self.dose.side,)
        return ("left", "right") if self.dose.side == "each" or self.per_side else ()

    @property
    def sets(self) -> float:
        return middle(self.dose.sets) or 1


@dataclass(frozen=True, kw_only=True)
class Outing:
    """A session: what is done in one go, and how many minutes it takes. `per_week` is an extra's own pace.

    A flare-up plan (`is_easy`) belongs to no ordinary week.
    """

    pk: int
    name: str
    title: str
    minutes: int
    lines: Sequence[Line]
    is_extra: bool = False
    is_easy: bool = False
    per_week: str = ""


@dataclass(frozen=True, kw_only=True)
class Stage:
    """A phase: its training sessions take turns, from `lo` to `hi` a week; extras run alongside."""

    pk: int
    number: int
    lo: int
    hi: int
    outings: Sequence[Outing]

    @property
    def label(self) -> str:
        return f"Phase {self.number}"

    @property
    def training(self) -> list[Outing]:
        return [outing for outing in self.outings if not outing.is_extra and not outing.is_easy]

    @property
    def lines(self) -> Iterator[Line]:
        return (line for outing in self.outings for line in outing.lines)

    def times(self, outing: Outing, a_week: float | None = None) -> float:
        """How often a week the session comes round, with `a_week` training sessions or the middle of the target."""
        if outing.is_easy:
            return 0
        if outing.is_extra:
            return extra_pace(outing.per_week)
        total = (self.lo + self.hi) / 2 if a_week is None else a_week
        return total / len(self.training)

    def minutes(self, a_week: float | None = None) -> float:
        """Minutes a week."""
        return sum(self.times(outing, a_week) * outing.minutes for outing in self.outings)


def extra_pace(per_week: str) -> float:
    """The middle of "5" or "2-3"."""
    ends = [int(end) for end in per_week.split("-") if end]
    return sum(ends) / len(ends) if ends else WHEN_IT_SUITS
