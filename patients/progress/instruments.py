"""What can be measured besides the daily scores: ranges, directions, and which change is a clear one.

Of instruments that need a licence only the score is kept, as a number the clinic enters; their questions are
nowhere in this software. Sources stand with each figure (clinical.md 4.1); without a published one there is none.
"""

import datetime as dt
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal
from enum import StrEnum
from typing import Final


@dataclass(frozen=True)
class Instrument:
    """A score from `lo` to `hi` in steps of `step`; `clear_change` is in points, with its `source`.

    `is_own_activity` says that the patient names what is scored, and the same names come back at the next time; a
    single one of them needs `clear_change_of_one`. `is_change` says that the score tells a change already.
    """

    code: str
    name: str
    asks: str
    lo: Decimal
    hi: Decimal
    higher_is_better: bool
    unit: str = "points"
    step: Decimal = Decimal(1)
    clear_change: Decimal | None = None
    source: str = ""
    is_own_activity: bool = False
    clear_change_of_one: Decimal | None = None
    is_change: bool = False
    is_score_only: bool = False

    @property
    def ends(self) -> str:
        """Both ends and which is the good one."""
        better = "higher is better" if self.higher_is_better else "lower is better"
        return f"{plain(self.lo)} to {plain(self.hi)} {self.unit}, {better}"


def _instrument(code: str, name: str, asks: str, lo: int, hi: int, *, up: bool, **more: object) -> Instrument:
    return Instrument(code, name, asks, Decimal(lo), Decimal(hi), up, **more)  # type: ignore[arg-type]


PSFS: Final = "psfs"
INSTRUMENTS: Final[Mapping[str, Instrument]] = {
    each.code: each
    for each in (
        _instrument(
            PSFS, "Own activities (PSFS)", "0 cannot do it at all, 10 as well as before", 0, 10, up=True,
            step=Decimal("0.5"), clear_change=Decimal("2.3"), is_own_activity=True,
            source="the mean, Abbott and Schmitt 2014; a single one from 3, Stratford 1995",
            clear_change_of_one=Decimal(3),
        ),
        _instrument(
            "groc", "Global change", "-5 very much worse, 0 the same, 5 completely recovered; over the last 30 days",
            -5, 5, up=True, clear_change=Decimal(2), source="Bobos 2020", is_change=True,
        ),
        _instrument("chair_stand", "Chair stand, 30 seconds", "full stands, no arms", 0, 60, up=True, unit="stands"),
        _instrument("plank", "Plank hold", "as long as the form holds", 0, 900, up=True, unit="seconds"),
        _instrument("walk", "Walking without a rest", "while it is comfortable", 0, 600, up=True, unit="minutes"),
        _instrument(
            "rmdq", "Roland-Morris (RMDQ)", "the score, worked out on paper", 0, 24, up=False,
            clear_change=Decimal(5), source="Ostelo 2008", is_score_only=True,
        ),
        _instrument(
            "odi", "Oswestry (ODI)", "the score in percent, worked out on paper", 0, 100, up=False, unit="percent",
            clear_change=Decimal(10), source="Ostelo 2008", is_score_only=True,
        ),
        _instrument(
            "tsk11", "Tampa (TSK-11)", "the score, worked out on paper", 11, 44, up=False,
            clear_change=Decimal(4), source="Woby 2005", is_score_only=True,
        ),
        _instrument("pseq2", "PSEQ-2", "the score, worked out on paper", 0, 12, up=True, is_score_only=True),
        _instrument("msk_hq", "MSK-HQ", "the score, worked out on paper", 0, 56, up=True, is_score_only=True),
        _instrument("ears", "EARS", "the score, worked out on paper", 0, 24, up=True, is_score_only=True),
    )
}  # fmt: skip
MOST_ACTIVITIES: Final = 5


class Moment(StrEnum):
    """When outcomes are asked for (clinical.md 4.3)."""

    START = "start"
    WEEK_4 = "week_4"
    WEEK_8 = "week_8"
    WEEK_12 = "week_12"
    DISCHARGE = "discharge"
    MONTH_3 = "month_3"
    MONTH_6 = "month_6"


LABELS: Final = {
    Moment.START: "At the start",
    Moment.WEEK_4: "After 4 weeks",
    Moment.WEEK_8: "After 8 weeks",
    Moment.WEEK_12: "After 12 weeks",
    Moment.DISCHARGE: "At discharge",
    Moment.MONTH_3: "3 months after",
    Moment.MONTH_6: "6 months after",
}
WEEKS: Final = {Moment.START: 0, Moment.WEEK_4: 4, Moment.WEEK_8: 8, Moment.WEEK_12: 12}
DAYS_AFTER_END: Final = {Moment.DISCHARGE: 0, Moment.MONTH_3: 91, Moment.MONTH_6: 182}
A_WEEK: Final = dt.timedelta(weeks=1)


def due_on(moment: Moment, *, starts_on: dt.date, ended_on: dt.date | None) -> dt.date | None:
    """The day a moment comes round; None while nobody can know it."""
    if moment in WEEKS:
        return starts_on + WEEKS[moment] * A_WEEK
    return ended_on + dt.timedelta(days=DAYS_AFTER_END[moment]) if ended_on else None


def moment_at(day: dt.date, *, starts_on: dt.date, ended_on: dt.date | None) -> Moment:
    """The moment a day belongs to: the last one that has come round, a week early counting as there."""
    come = [
        (on, order, moment)
        for order, moment in enumerate(Moment)
        if (on := due_on(moment, starts_on=starts_on, ended_on=ended_on)) and on - A_WEEK <= day
    ]
    return max(come)[2] if come else Moment.START


@dataclass(frozen=True)
class Change:
    """From the first to the last of some scores; `is_clear` is None where no source says what a clear change is."""

    by: Decimal
    is_better: bool
    is_clear: bool | None

    @property
    def words(self) -> str:
        if not self.by:
            return "no change"
        way = f"{'+' if self.by > 0 else '−'}{plain(abs(self.by))}, {'better' if self.is_better else 'worse'}"
        return way if self.is_clear is None else f"{way}, {'a clear change' if self.is_clear else 'not yet clear'}"


def change(instrument: Instrument, scores: Sequence[Decimal], *, of_one: bool = False) -> Change | None:
    """What the scores, oldest first, amount to; None before there are two. One that tells a change stands for itself.

    `of_one` is for a single one of the patient's own activities.
    """
    if instrument.is_change:
        scores = [Decimal(0), *scores[-1:]]
    if len(scores) < 2:
        return None
    by = scores[-1] - scores[0]
    least = instrument.clear_change_of_one if of_one else instrument.clear_change
    clear = None if least is None else abs(by) >= least
    return Change(by, (by > 0) == instrument.higher_is_better and by != 0, clear)


def mistake(instrument: Instrument, value: Decimal) -> str:
    """What is wrong with a score, in words; nothing where it may stand."""
    if not instrument.lo <= value <= instrument.hi:
        return f"{instrument.name} goes from {plain(instrument.lo)} to {plain(instrument.hi)}."
    if (value - instrument.lo) % instrument.step:
        return f"{instrument.name} goes in steps of {plain(instrument.step)}."
    return ""


def plain(value: Decimal) -> str:
    return f"{value.normalize():f}".replace("-", "−")
