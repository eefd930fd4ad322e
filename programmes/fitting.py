"""What hints about a person need to know of the library: tags, ladders, and what could be done instead."""

from collections.abc import Callable, Iterable, Mapping
from functools import cached_property
from typing import Final

from clinic.models import Clinic
from exercises.facets import IN_EVERY_HOME
from exercises.models import Exercise
from exercises.services.alternatives import nearest, original_of, relatives, suiting
from exercises.services.content import takes_and_precautions
from exercises.services.ladders import Places, places
from exercises.services.library import shelves_of
from exercises.shelves import Listed, Shelf
from exercises.vocabulary import Equipment, Precaution
from programmes.hints import Fit, Tags
from programmes.person import Person

Choice = tuple[int, str] | None


def _in_a_sentence(label: object) -> str:
    """A label of the vocabulary as part of a sentence."""
    words = str(label).rstrip(".").replace(": ", ", ", 1)
    return words[:1].lower() + words[1:]


WORDS: Final = {
    str(code): _in_a_sentence(label) for vocabulary in (Precaution, Equipment) for code, label in vocabulary.choices
}


class Library:
    """The clinic's library as it suits one person; asks the database once at most, and no more for more rows."""

    def __init__(self, clinic: Clinic, person: Person, exercises: Iterable[Exercise]) -> None:
        self.clinic, self.person = clinic, person
        self.exercises = {each.snapshot_of_id or each.pk: each for each in exercises}

    @cached_property
    def shelves(self) -> list[Shelf]:
        return shelves_of(self.clinic)

    @cached_property
    def tags(self) -> Mapping[int, Tags]:
        """Of the programme's exercises; nothing where nothing would be compared with them."""
        if not self.person.precautions and self.person.at_home is None:
            return {}
        listed = {pk: found for pk in self.exercises if (found := self._listed(pk))}
        tags = {pk: Tags(found.takes, found.precautions) for pk, found in listed.items()}
        gone = [pk for pk in self.exercises if pk not in tags]  # archived since
        return tags | {pk: Tags(*both) for pk, both in takes_and_precautions(gone).items()} if gone else tags

    @cached_property
    def places(self) -> Places:
        """Steps on ladders; a clinic's copy stands where its original does."""
        known = places()
        moved = {pk: original_of(each) for pk, each in self.exercises.items()}
        return {**known, **{pk: known[of] for pk, of in moved.items() if pk != of and of in known}}

    def instead(self, exercise: int) -> Choice:
        """The nearest that suits the person."""
        return self._nearest(exercise, lambda _: True)

    def lower(self, exercise: int) -> Choice:
        """The nearest on the way up to it."""
        here = self.places.get(exercise, {})

        def is_lower(listed: Listed) -> bool:
            there = self.places.get(listed.pk, {})
            return any(there[ladder] < step for ladder, step in here.items() if ladder in there)

        return self._nearest(exercise, is_lower)

    def _nearest(self, exercise: int, is_wanted: Callable[[Listed], bool]) -> Choice:
        row = self.exercises[exercise]
        choices = suiting(
            relatives(row, self.shelves, self.places), avoid=self.person.precautions, at_home=self.person.at_home
        )
        found = nearest(row, filter(is_wanted, choices), self.places, most=1)
        return (found[0].pk, found[0].name) if found else None

    def _listed(self, pk: int) -> Listed | None:
        return next((found for shelf in self.shelves if (found := shelf.by_pk.get(pk))), None)


def fit_of(clinic: Clinic, person: Person, exercises: Iterable[Exercise]) -> Fit:
    library = Library(clinic, person, exercises)
    return Fit(
        name=person.first_name,
        precautions=person.precautions,
        there=None if person.at_home is None else IN_EVERY_HOME | person.at_home,
        tags=library.tags,
        words=WORDS,
        places=library.places,
        known=person.known,
        instead=library.instead,
        lower=library.lower,
    )
