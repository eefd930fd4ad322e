"""What comes out: a proposal for a person to decide, with what it was made from. Nothing here changes a programme."""

import datetime as dt
from collections.abc import Mapping
from dataclasses import dataclass, field
from enum import StrEnum
from typing import Any

from programmes import dose as doses
from programmes.dose import Dose


class Kind(StrEnum):
    """What is proposed, most careful first; where several are due, the first is proposed."""

    PAUSE = "pause"
    EASE = "ease"
    TALK = "talk"
    RETURN = "return"
    HOLD = "hold"
    PROGRESS = "progress"
    PHASE = "phase"  # of the plan: the therapist may move it on
    MAINTAIN = "maintain"


@dataclass(frozen=True, kw_only=True)
class Change:
    """The dose proposed, and the exercise it is of where the ladder is climbed; nothing where nothing changes.

    `variable` says what changes: range, reps, seconds, metres, minutes, sets, load, ladder, volume.
    """

    variable: str = ""
    dose: Dose | None = None
    exercise: int | None = None
    name: str = ""

    def __bool__(self) -> bool:
        return bool(self.variable)

    def columns(self) -> dict[str, Any]:
        """As JSON: the dose's columns, numbers with a point as text so that none is rounded."""
        dose = self.dose.columns() if self.dose else {}
        return {
            "variable": self.variable,
            "exercise": self.exercise,
            "name": self.name,
            "dose": {name: value if isinstance(value, int | str) else str(value) for name, value in dose.items()
                     if value not in (None, "")},
        }  # fmt: skip


@dataclass(frozen=True, kw_only=True)
class Proposal:
    """One proposal; `item` is None where it is about the whole plan.

    `about` names what it was made from, so that the same is not said twice. `flag` asks the therapist to look,
    whatever is decided. `overtakes` says that an open proposal for the same item no longer holds. `data` can be
    stored as JSON and shown.
    """

    kind: Kind
    rule: str
    version: int
    on: dt.date
    item: int | None = None
    exercise: int | None = None
    name: str = ""
    change: Change = field(default_factory=Change)
    therapist: str = ""
    patient: str = ""
    about: tuple[str, ...] = ()
    flag: bool = False
    overtakes: bool = True
    data: Mapping[str, Any] = field(default_factory=dict)

    @property
    def warnings(self) -> list[str]:
        """What is unusual about the dose proposed."""
        return doses.warnings(self.change.dose) if self.change.dose else []
