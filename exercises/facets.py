"""What can be asked of the library beside words, read from an address and written back into one.

An address typed by hand never fails: what cannot be read counts as not given.
"""

from collections.abc import Collection, Iterator, Mapping
from dataclasses import dataclass, field, replace
from typing import Protocol
from urllib.parse import urlencode

from django.db.models import TextChoices
from django.http import QueryDict

from exercises.search import LONGEST_QUERY
from exercises.vocabulary import (
    Equipment,
    Foundation,
    Laterality,
    Pattern,
    PhaseKind,
    Pillar,
    Position,
    Precaution,
    Region,
)

Choices = tuple[tuple[str, str], ...]
# Everybody has nothing, and whoever trains with us has the app.
ALWAYS_AT_HAND = frozenset({str(Equipment.NONE), str(Equipment.APP)})
# Nobody needs telling that a home has these; a carpet or a towel does for a mat.
IN_EVERY_HOME = ALWAYS_AT_HAND.union(map(str, (Equipment.MAT, Equipment.CHAIR, Equipment.WALL, Equipment.COUNTER)))


def _choices(words: type[TextChoices], without: Collection[str] = ()) -> Choices:
    return tuple((str(code), str(label).rstrip(".")) for code, label in words.choices if code not in without)


@dataclass(frozen=True)
class Facet:
    """One list to choose from; `rare` ones stand under "More filters"."""

    name: str
    label: str
    every: str
    choices: Choices
    rare: bool = False
    chosen: str = ""


FACETS = (
    Facet("pillar", "Pillar", "All pillars", _choices(Pillar)),
    Facet("foundation", "Foundation", "All foundations", _choices(Foundation, {Foundation.NONE})),
    Facet("position", "Position", "Any position", _choices(Position)),
    Facet("equipment", "Equipment", "Any equipment", _choices(Equipment)),
    Facet("pattern", "Movement", "Any movement", _choices(Pattern), rare=True),
    Facet("region", "Works", "Anywhere", _choices(Region), rare=True),
    Facet("laterality", "Sides", "Either way", _choices(Laterality), rare=True),
    Facet("phase", "Phase", "Every phase", _choices(PhaseKind, {PhaseKind.ANY}), rare=True),
)
AT_HAND = _choices(Equipment, ALWAYS_AT_HAND)
PRECAUTIONS = _choices(Precaution)
WORDS: dict[str, dict[str, str]] = {
    **{facet.name: dict(facet.choices) for facet in FACETS},
    "have": dict(_choices(Equipment)),
    "avoid": dict(PRECAUTIONS),
}


class Tagged(Protocol):
    """Anything with the tags of an exercise: its codes by facet, what it takes, and what to take care with."""

    @property
    def codes(self) -> Mapping[str, Collection[str]]: ...
    @property
    def takes(self) -> frozenset[str]: ...
    @property
    def precautions(self) -> frozenset[str]: ...


@dataclass(frozen=True)
class Asked:
    """A whole search. `have` is what is at hand, if that was said; `avoid` are precautions that apply."""

    q: str = ""
    chosen: Mapping[str, str] = field(default_factory=dict)
    have: tuple[str, ...] = ()
    avoid: tuple[str, ...] = ()
    mine: bool = False

    def __bool__(self) -> bool:
        return bool(self.q or self.is_narrowed)

    @property
    def is_narrowed(self) -> bool:
        return bool(self.chosen or self.have or self.avoid or self.mine)

    @property
    def address(self) -> str:
        """The search as an address says it."""
        pairs = [("q", self.q)] if self.q else []
        pairs += self.chosen.items()
        pairs += [("have", value) for value in self.have] + [("avoid", value) for value in self.avoid]
        return urlencode([*pairs, ("mine", "1")] if self.mine else pairs)

    @property
    def words_alone(self) -> str:
        """The address of the same words without any filter."""
        return Asked(q=self.q).address

    @property
    def facets(self) -> list[Facet]:
        return [replace(facet, chosen=self.chosen.get(facet.name, "")) for facet in FACETS]

    def suits(self, tagged: Tagged) -> bool:
        """Whether an exercise passes every filter; a star is not a tag and is looked at elsewhere."""
        codes = tagged.codes
        if any(value not in codes[name] for name, value in self.chosen.items()):
            return False
        if self.have and not tagged.takes <= ALWAYS_AT_HAND.union(self.have):
            return False
        return tagged.precautions.isdisjoint(self.avoid)


@dataclass(frozen=True)
class Chip:
    """A filter in use, in words, and the search without it."""

    label: str
    address: str


def read(given: QueryDict) -> Asked:
    """The search in an address."""
    chosen = {
        facet.name: value for facet in FACETS if (value := given.get(facet.name, "")) and value in WORDS[facet.name]
    }
    return Asked(
        q=" ".join(given.get("q", "").replace("\x00", " ").split())[:LONGEST_QUERY],
        chosen=chosen,
        have=_known("have", given),
        avoid=_known("avoid", given),
        mine=given.get("mine") == "1",
    )


def chips(asked: Asked) -> Iterator[Chip]:
    """The filters in use; what is at hand is one of them, precautions are one each."""
    for name, value in asked.chosen.items():
        rest = {other: code for other, code in asked.chosen.items() if other != name}
        yield Chip(WORDS[name][value], replace(asked, chosen=rest).address)
    if asked.have:
        listed = ", ".join(WORDS["have"][value].lower() for value in asked.have)
        yield Chip(f"Only with: {listed}", replace(asked, have=()).address)
    for value in asked.avoid:
        rest_of = tuple(other for other in asked.avoid if other != value)
        yield Chip(f"Avoid: {WORDS['avoid'][value]}", replace(asked, avoid=rest_of).address)
    if asked.mine:
        yield Chip("My favourites", replace(asked, mine=False).address)


def _known(name: str, given: QueryDict) -> tuple[str, ...]:
    return tuple(value for value in dict.fromkeys(given.getlist(name)) if value in WORDS[name])
