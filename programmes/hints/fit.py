"""Hints about the person: what to take care with, what is not at home, what would be a leap."""

from collections import defaultdict
from collections.abc import Callable, Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Final

from programmes.hints.hint import Hint, Swap, amount
from programmes.scheme import Line, Stage

HIGH: Final = 2 / 3  # of a ladder's height
LOWEST_HIGH: Final = 3  # a step below this is never high
INSTEAD_OF: Final = {  # what is in most homes may do (clinical.md 1.4)
    "dumbbell": "A filled bottle may do.",
    "kettlebell": "A filled bottle or bag may do.",
    "backpack": "A strong bag may do.",
    "dowel": "A broomstick may do.",
    "strap": "A belt or a towel may do.",
    "step": "The lowest stair may do.",
}

Places = Mapping[int, Mapping[int, int]]


@dataclass(frozen=True)
class Tags:
    """What an exercise takes, and what to take care with."""

    takes: frozenset[str]
    precautions: frozenset[str]


@dataclass(frozen=True, kw_only=True)
class Fit:
    """What has to be known of the person and of the library.

    `there` is all the equipment they have, None where nobody asked. `words` say codes. `places` are steps on ladders.
    `known` tells which exercises they have trained, `instead` names the nearest alternative, `lower` one further down.
    """

    name: str
    precautions: frozenset[str]
    there: frozenset[str] | None
    tags: Mapping[int, Tags]
    words: Mapping[str, str]
    places: Places
    known: Callable[[Collection[int]], Collection[int]]
    instead: Callable[[int], tuple[int, str] | None]
    lower: Callable[[int], tuple[int, str] | None]


def fit_hints(stages: Sequence[Stage], fit: Fit, *, excluded: Collection[str] = ()) -> list[Hint]:
    """`excluded` are precautions for which the template was not thought out."""
    rows: dict[int, list[Line]] = defaultdict(list)
    for stage in stages:
        for line in stage.lines:
            rows[line.exercise].append(line)
    return [
        *_not_for_them(fit, excluded),
        *(hint for exercise, lines in rows.items() for hint in _of_exercise(exercise, lines, fit)),
        *_leaps(stages, rows, fit),
    ]


def _not_for_them(fit: Fit, excluded: Collection[str]) -> Iterator[Hint]:
    matching = sorted(fit.precautions.intersection(excluded))
    if matching:
        words = "; ".join(fit.words[code] for code in matching)
        yield Hint(key=f"excluded::{amount(matching)}", says=f"The template asks to think twice: {words}.")


def _of_exercise(exercise: int, lines: list[Line], fit: Fit) -> Iterator[Hint]:
    tags = fit.tags.get(exercise)
    if tags is None:
        return
    if matching := sorted(tags.precautions & fit.precautions):
        words = "; ".join(fit.words[code] for code in matching)
        yield _of_rows(f"fit:{exercise}:{amount(matching)}", lines, f"{words}.", fit.instead(exercise))
    if fit.there is not None and (lacking := sorted(tags.takes - fit.there)):
        words = " and ".join(fit.words[code] for code in lacking)
        says = " ".join([f"{words} not at home.", *(INSTEAD_OF[code] for code in lacking if code in INSTEAD_OF)])
        yield _of_rows(f"home:{exercise}:{amount(lacking)}", lines, says, fit.instead(exercise))


def _leaps(stages: Sequence[Stage], rows: Mapping[int, list[Line]], fit: Fit) -> Iterator[Hint]:
    """What stands high on a ladder with nothing of that ladder before it, in the programme or in what was trained."""
    heights = heights_of(fit.places)
    seen: dict[int, int] = {}  # how far up each ladder the phases before have led
    leaps: dict[int, tuple[int, int]] = {}
    for stage in stages:
        for line in stage.lines:
            for ladder, step in fit.places.get(line.exercise, {}).items():
                if is_high(step, heights[ladder]) and step - seen.get(ladder, 0) > 1:
                    leaps.setdefault(line.exercise, (ladder, step))
        for line in stage.lines:
            for ladder, step in fit.places.get(line.exercise, {}).items():
                seen[ladder] = max(step, seen.get(ladder, 0))
    if not leaps:
        return
    ladders = {ladder for ladder, _ in leaps.values()}
    asked = [exercise for exercise, places in fit.places.items() if ladders & places.keys()]
    trained: dict[int, int] = {}
    for exercise in fit.known([*asked, *leaps]):
        for ladder, step in fit.places.get(exercise, {}).items():
            trained[ladder] = max(step, trained.get(ladder, 0))
    for exercise, (ladder, step) in leaps.items():
        if step - trained.get(ladder, 0) > 1:
            says = f"step {step} of {heights[ladder]} on its ladder, and new to {fit.name}."
            yield _of_rows(f"new:{exercise}:{step}", rows[exercise], says, fit.lower(exercise))


def is_high(step: int, height: int) -> bool:
    return step >= LOWEST_HIGH and step > HIGH * height


def heights_of(places: Places) -> dict[int, int]:
    """The last step of each ladder."""
    heights: dict[int, int] = {}
    for steps in places.values():
        for ladder, step in steps.items():
            heights[ladder] = max(step, heights.get(ladder, 0))
    return heights


def _of_rows(key: str, lines: Sequence[Line], says: str, instead: tuple[int, str] | None) -> Hint:
    rows = tuple(line.pk for line in lines)
    remedy = Swap(rows=rows, exercise=instead[0], name=instead[1]) if instead else None
    return Hint(key=key, about=lines[0].name, says=says, place="item", at=rows, remedy=remedy)
