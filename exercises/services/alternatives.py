"""What to do instead: the nearest exercises that suit a person and what they have at home."""

from collections.abc import Collection, Iterable, Mapping, Sequence
from typing import Protocol

from clinic.models import Clinic
from exercises.facets import IN_EVERY_HOME
from exercises.models import Exercise
from exercises.services.ladders import Places, places
from exercises.services.library import library_for, shelves_of
from exercises.shelves import Listed, Shelf
from exercises.vocabulary import Foundation

OFF_LADDER = 4  # relatives on no common ladder come after four steps down, or three steps down and one up
MOST_UP = 1  # a step further up is no substitute


class Kin(Protocol):
    """What makes two exercises relatives; an Exercise has it, and a Listed one."""

    @property
    def pk(self) -> int: ...
    @property
    def pillar(self) -> str: ...
    @property
    def foundation(self) -> str: ...
    @property
    def pattern(self) -> str: ...
    @property
    def position(self) -> str: ...


def alternatives(
    exercise: Exercise,
    *,
    clinic: Clinic,
    avoid: Collection[str] = (),
    at_home: Collection[str] | None = None,
    most: int = 3,
) -> list[Exercise]:
    """The nearest exercises of the clinic's library, the nearest first, in two queries.

    `avoid` are codes of precautions, none of which they have; `at_home` codes of equipment, beyond which they
    take nothing but what is in every home (None: anything goes). Near is a step easier on the same ladder, then
    a step harder, then the same movement, then the same foundation, within the same pillar.
    """
    ladders = places()
    choices = suiting(relatives(exercise, shelves_of(clinic), ladders), avoid=avoid, at_home=at_home)
    found = nearest(exercise, choices, ladders, most=most)
    rows = library_for(clinic).in_bulk([listed.pk for listed in found])
    return [rows[listed.pk] for listed in found if listed.pk in rows]


def relatives(exercise: Exercise, shelves: Sequence[Shelf], places: Places) -> Collection[Listed]:
    """Whatever shares the movement, the foundation or a ladder with it."""
    kinds, here = (exercise.pattern, exercise.foundation), places.get(original_of(exercise), {})
    found = {listed.pk: listed for shelf in shelves for kind in kinds for listed in shelf.by_kind.get(kind, ())}
    mates = [pk for pk, there in places.items() if not here.keys().isdisjoint(there)] if here else []
    return (found | {pk: shelf.by_pk[pk] for shelf in shelves for pk in mates if pk in shelf.by_pk}).values()


def suiting(choices: Iterable[Listed], *, avoid: Collection[str], at_home: Collection[str] | None) -> list[Listed]:
    """Those that none of the precautions speak against and that need nothing which is not there."""
    there = None if at_home is None else IN_EVERY_HOME.union(at_home)
    return [
        listed
        for listed in choices
        if listed.precautions.isdisjoint(avoid) and (there is None or listed.takes <= there)
    ]


def nearest(exercise: Exercise, choices: Iterable[Listed], places: Places, *, most: int) -> list[Listed]:
    """The nearest relatives among the choices; asks the database nothing."""
    original = original_of(exercise)
    ranked = [
        (rank, listed.in_order, listed)
        for listed in choices
        if listed.pk not in (exercise.pk, exercise.snapshot_of_id)
        and (rank := _distance(exercise, listed, places.get(original, {}), places.get(listed.pk, {})))
    ]
    return [listed for *_, listed in sorted(ranked, key=lambda found: found[:2])[:most]]


def original_of(exercise: Exercise) -> int:
    """Where it stands on ladders: a clinic's copy and a snapshot stand where their original does."""
    return exercise.adapted_from_id or exercise.snapshot_of_id or exercise.pk


def _distance(
    mine: Kin, other: Kin, here: Mapping[int, int], there: Mapping[int, int]
) -> tuple[int, bool, bool] | None:
    """Smaller is nearer; None for no relative."""
    same_pattern, elsewhere = mine.pattern == other.pattern, mine.position != other.position
    steps = [there[ladder] - step for ladder, step in here.items() if ladder in there]
    if steps:
        step = min(steps, key=abs)
        return None if step > MOST_UP else (abs(step) + (step > 0), not same_pattern, elsewhere)
    same_foundation = mine.foundation == other.foundation != Foundation.NONE
    if mine.pillar != other.pillar or not (same_pattern or same_foundation):
        return None
    return OFF_LADDER, not same_pattern, elsewhere
