"""Whether one dose asks for more than another, and in what: a rough order for words, not a measure of training."""

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Final, NamedTuple

from programmes.dose.shape import ASSISTS, BANDS, INTENSITIES, Dose, Range
from programmes.duration import middle

MORE, LESS, OTHER = "more", "less", "other"
A_LITTLE_AT_MOST: Final = 1.5  # up to half as much again is "a little more"

# What is more of it, what is less of it.
WORDS: Final = {
    "sets": ("more sets", "fewer sets"),
    "reps": ("more repetitions", "fewer repetitions"),
    "work_seconds": ("more time", "less time"),
    "distance_m": ("farther", "less far"),
    "minutes": ("more minutes", "fewer minutes"),
    "hold_seconds": ("longer holds", "shorter holds"),
    "times_per_day": ("more often a day", "less often a day"),
    "load": ("more weight", "less weight"),
    "band": ("stronger band", "lighter band"),
    "percent_1rm": ("nearer to the most", "further from the most"),
    "intensity": ("faster pace", "easier pace"),
    "assist": ("less help", "more help"),
    "side": ("both sides", "one side only"),
    "rest_seconds": ("shorter rests", "longer rests"),
    "effort": ("more effort", "less effort"),
    "rir": ("fewer in reserve", "more in reserve"),
}
TASKS: Final = ("reps", "work_seconds", "distance_m", "minutes")
TURNED: Final = {"rest_seconds", "rir"}  # the smaller number asks for more
WEAK: Final = {"rest_seconds", "effort", "rir"}  # they decide only where nothing else differs


class Step(NamedTuple):
    """One part of a dose that differs: in which direction, and by what factor where that can be said."""

    part: str
    direction: str
    factor: float = 1.0

    @property
    def words(self) -> str:
        more, less = WORDS.get(self.part, ("", ""))
        return {MORE: more, LESS: less}.get(self.direction) or OTHERWISE.get(self.part, "another kind of dose")


OTHERWISE: Final = {
    "tempo": "another tempo", "rest_seconds": "another rest", "effort": "another effort", "rir": "another reserve",
    "percent_1rm": "another share of the most", "side": "the other side", "load": "another weight",
    "assist": "other help", "band": "another band", "range": "another range",
}  # fmt: skip


@dataclass(frozen=True)
class Amount:
    """`direction` is "more", "less", "other" where it is both or neither, and "" where the doses are the same."""

    steps: tuple[Step, ...] = ()

    def __bool__(self) -> bool:
        return bool(self.steps)

    @property
    def direction(self) -> str:
        strong = {step.direction for step in self.steps if step.part not in WEAK}
        weak = {step.direction for step in self.steps}
        directions = strong - {OTHER} or strong or weak
        if not directions:
            return ""
        return directions.pop() if len(directions) == 1 else OTHER

    @property
    def is_small(self) -> bool:
        factor = 1.0
        for step in self.steps:
            factor *= step.factor
        return 1 / A_LITTLE_AT_MOST <= factor <= A_LITTLE_AT_MOST

    @property
    def words(self) -> str:
        """In what it differs."""
        return ", ".join(step.words for step in self.steps)


def amount_of(old: Dose, new: Dose) -> Amount:
    """From the old dose to the new one."""
    return Amount(tuple(_steps(old, new)))


def _steps(old: Dose, new: Dose) -> Iterator[Step]:
    if [bool(getattr(old, task)) for task in TASKS] != [bool(getattr(new, task)) for task in TASKS]:
        yield Step("task", OTHER)  # repetitions against seconds: nothing to compare
        return
    for part in ("sets", *TASKS, "hold_seconds", "times_per_day"):
        nothing = Range.of(0 if part == "hold_seconds" else 1)
        yield from _number(part, middle(getattr(old, part) or nothing), middle(getattr(new, part) or nothing))
    yield from _load(old, new)
    yield from _rank("band", ("", *BANDS), old.band, new.band)
    yield from _rank("intensity", INTENSITIES, old.intensity, new.intensity)
    yield from _help(old.assist, new.assist)
    yield from _side(old.side, new.side)
    yield from _known("percent_1rm", old.percent_1rm, new.percent_1rm)
    for part in ("rest_seconds", "effort", "rir"):
        before, now = getattr(old, part), getattr(new, part)
        yield from _known(part, middle(before) if before else None, middle(now) if now else None)
    if old.tempo != new.tempo:
        yield Step("tempo", OTHER)
    if not _same_ends(old, new):
        yield Step("range", OTHER)


def _number(part: str, old: float, new: float) -> Iterator[Step]:
    if old != new:
        more = (new > old) != (part in TURNED)
        yield Step(part, MORE if more else LESS, new / old if old and new and part not in WEAK else 1.0)


def _known(part: str, old: float | None, new: float | None) -> Iterator[Step]:
    """Not prescribed is not the same as nought."""
    if old is not None and new is not None:
        yield from _number(part, old, new)
    elif old != new:
        yield Step(part, OTHER)


def _load(old: Dose, new: Dose) -> Iterator[Step]:
    before, now = (float(each.load_kg or 0) * (each.load_count or 1) for each in (old, new))
    if before != now:
        yield from _number("load", before, now)
    elif (old.load_count or 1) != (new.load_count or 1) and now:
        yield Step("load", OTHER)


def _rank(part: str, order: tuple[str, ...], old: str, new: str) -> Iterator[Step]:
    if old == new:
        return
    if old in order and new in order:
        yield Step(part, MORE if order.index(new) > order.index(old) else LESS)
    else:
        yield Step(part, OTHER)


def _help(old: str, new: str) -> Iterator[Step]:
    if old == new:
        return
    yield Step("assist", OTHER if old in ASSISTS and new in ASSISTS else LESS if new else MORE)


def _side(old: str, new: str) -> Iterator[Step]:
    if old == new:
        return
    yield Step("side", MORE if new == "each" else LESS if old == "each" else OTHER)


def _same_ends(old: Dose, new: Dose) -> bool:
    """Whether ranges with the same middle are the same: 8-12 may have become 10."""
    parts = ("sets", *TASKS, "hold_seconds", "times_per_day", "rest_seconds", "effort", "rir")
    ranges = [(getattr(old, part), getattr(new, part)) for part in parts]
    return all(before == now or middle(before) != middle(now) for before, now in ranges)
