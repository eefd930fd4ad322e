"""What stands in the library, ready to be looked through without asking the database."""

from collections.abc import Callable, Collection, Iterator, Sequence
from dataclasses import dataclass
from functools import cached_property

from exercises.everyday import NO_EQUIPMENT, WORDS
from exercises.facets import Asked
from exercises.figures import Drawn
from exercises.search import Index, Match, Text, ranked, words_of
from exercises.vocabulary import Equipment, Foundation, Pattern, PhaseKind, Pillar, Position, Region


@dataclass(frozen=True)
class Listed:
    """One exercise as lists show it and filters ask it."""

    pk: int
    name: str
    aliases: tuple[str, ...]
    purpose: str
    credit: str
    dose: str
    is_own: bool
    pillar: Pillar
    foundation: Foundation
    pattern: Pattern
    position: Position
    laterality: str
    phase: str
    flare_ok: bool
    regions: frozenset[Region]
    takes: frozenset[str]
    precautions: frozenset[str]
    picture: int | None
    drawn: Drawn | None

    def __str__(self) -> str:
        return self.name

    @cached_property
    def pillar_words(self) -> str:
        return str(self.pillar.label)

    @cached_property
    def foundation_words(self) -> str:
        return "" if self.foundation == Foundation.NONE else str(self.foundation.label)

    @cached_property
    def codes(self) -> dict[str, Collection[str]]:
        phases = set(PhaseKind.values) if self.phase == PhaseKind.ANY else {self.phase}
        return {
            "pillar": {self.pillar},
            "foundation": {self.foundation},
            "position": {self.position},
            "equipment": self.takes,
            "pattern": {self.pattern},
            "region": self.regions,
            "laterality": {self.laterality},
            "phase": phases,
        }

    @cached_property
    def in_order(self) -> tuple[str, int]:
        return self.name.casefold(), self.pk

    @cached_property
    def length(self) -> int:
        """How many words the name has: of two that answer alike, the plainer comes first."""
        return len(words_of(self.name))


@dataclass(frozen=True)
class Shelf:
    """The exercises of one owner with their index, in the order of their names."""

    exercises: Sequence[Listed]
    index: Index

    @classmethod
    def of(cls, exercises: Collection[Listed]) -> "Shelf":
        in_order = sorted(exercises, key=lambda exercise: exercise.in_order)
        return cls(in_order, Index([_text(exercise) for exercise in in_order]))

    @cached_property
    def by_pk(self) -> dict[int, Listed]:
        return {exercise.pk: exercise for exercise in self.exercises}

    @cached_property
    def by_kind(self) -> dict[str, list[Listed]]:
        """The exercises by movement and by foundation."""
        kinds: dict[str, list[Listed]] = {}
        for exercise in self.exercises:
            for kind in {exercise.pattern, exercise.foundation} - {Foundation.NONE}:
                kinds.setdefault(kind, []).append(exercise)
        return kinds


@dataclass(frozen=True)
class Habits:
    """What a person likes (a star) and what they used lately, the latest first."""

    starred: frozenset[int] = frozenset()
    lately: tuple[int, ...] = ()

    def place(self) -> Callable[[Listed], int]:
        """The smaller, the sooner an exercise comes: starred ones, then those used lately, then all others."""
        places = {pk: place for place, pk in enumerate(self.lately, start=1)} | dict.fromkeys(self.starred, 0)
        last = len(self.lately) + 1
        return lambda exercise: places.get(exercise.pk, last)


def look_through(shelves: Sequence[Shelf], asked: Asked, habits: Habits) -> list[Listed]:
    """What answers to a search, the best first."""
    place = habits.place()

    def by_match(hit: tuple[Match, Listed]) -> tuple[object, ...]:
        match, exercise = hit
        return match, place(exercise), exercise.length, not exercise.is_own, exercise.in_order

    if asked.q:
        hits = sorted(_hits(shelves, asked), key=by_match)
        return [exercise for _, exercise in hits if not asked.mine or exercise.pk in habits.starred]
    found = [each for shelf in shelves for each in shelf.exercises if asked.suits(each)]
    if asked.mine:
        found = [exercise for exercise in found if exercise.pk in habits.starred]
    return sorted(found, key=lambda exercise: (place(exercise), exercise.in_order))


def _hits(shelves: Sequence[Shelf], asked: Asked) -> Iterator[tuple[Match, Listed]]:
    for shelf, matches in zip(shelves, ranked([shelf.index for shelf in shelves], asked.q), strict=True):
        for position, match in matches.items():
            exercise = shelf.exercises[position]
            if asked.suits(exercise):
                yield match, exercise


def _text(exercise: Listed) -> Text:
    tags = (
        exercise.pillar,
        exercise.foundation,
        exercise.pattern,
        exercise.position,
        *exercise.regions,
        *map(Equipment, exercise.takes),
    )
    words = [f"{tag.label} {WORDS.get(tag, '')}" for tag in tags if tag not in (Foundation.NONE, Equipment.NONE)]
    if exercise.takes <= {Equipment.NONE}:
        words.append(NO_EQUIPMENT)
    if exercise.flare_ok:
        words.append("flare up")
    return Text(exercise.name, exercise.aliases, " ".join(words), exercise.purpose)
