"""What a library file may say: the shape of an exercise, a ladder and an education card, checked with line numbers."""

from collections.abc import Collection
from dataclasses import dataclass
from pathlib import Path
from typing import Annotated, Self, TypeAlias

from pydantic import Field, TypeAdapter, model_validator

from exercises.data_files import DataFileErrors, FrozenData, Key, Name, Problem, TimesAWeek, Unique, closest, read
from exercises.vocabulary import (
    DoseMode,
    Equipment,
    Foundation,
    Laterality,
    LoadType,
    Pattern,
    PhaseKind,
    Pillar,
    Position,
    Precaution,
    ProgressionMode,
    Region,
)

LIBRARY_FOLDER = Path(__file__).parent / "library"
LADDERS_FILE = "ladders.yaml"
EDUCATION_FILE = "education.yaml"
# A cue is read at a glance, in the middle of a movement.
LONGEST_CUE = 90

Cue: TypeAlias = Annotated[str, Field(min_length=1, max_length=LONGEST_CUE)]
Line: TypeAlias = Annotated[str, Field(min_length=1, max_length=200)]
Paragraph: TypeAlias = Annotated[str, Field(min_length=1, max_length=300)]
LadderKey: TypeAlias = Annotated[str, Field(pattern=r"^[A-Z]{2,8}$")]
Card: TypeAlias = Annotated[str, Field(min_length=1, max_length=3000)]
Doi: TypeAlias = Annotated[str, Field(pattern=r"^10\.\d{4,9}/\S+$")]

# Kinds of activity that are a card: without words to read or lines to fill in there would be nothing to do.
ON_A_CARD = {Pattern.EDUCATION, Pattern.PLANNING, Pattern.HABIT}


class ExerciseData(FrozenData):
    """One exercise of the library; the texts are what a patient reads."""

    key: Key
    name: Name
    aliases: Unique[Name] = ()

    pillar: Pillar
    foundation: Foundation
    pattern: Pattern
    regions: Annotated[Unique[Region], Field(min_length=1)]
    position: Position
    equipment: Annotated[Unique[Equipment], Field(min_length=1)]
    laterality: Laterality
    dose_mode: DoseMode
    dose: Name
    load_type: LoadType
    per_week: TimesAWeek
    phase: PhaseKind
    flare_ok: bool
    progression_mode: ProgressionMode
    precautions: Unique[Precaution] = ()

    purpose: Line
    cue: Cue
    setup: Paragraph
    steps: Annotated[tuple[Line, ...], Field(min_length=2, max_length=4)]
    may_feel: Line
    easier: Line
    harder: Line
    stop_if: Line
    card: Card | None = None

    @model_validator(mode="after")
    def check_there_is_a_card_where_it_is_needed(self) -> Self:
        if (self.pillar is Pillar.PSY or self.pattern in ON_A_CARD) and not self.card:
            raise ValueError("mind and habits need a 'card' with something to read or fill in")
        return self


class RungData(FrozenData):
    """One step of a ladder; the exercise itself may still be unwritten."""

    step: int
    key: Key
    name: Name


class LadderData(FrozenData):
    """The same movement from easy to hard."""

    key: LadderKey
    name: Name
    foundation: Foundation
    rungs: Annotated[tuple[RungData, ...], Field(min_length=2)]


class SourceData(FrozenData):
    """A publication that a card rests on."""

    author: Name
    year: Annotated[int, Field(ge=1950, le=2100)]
    title: Paragraph
    doi: Doi | None = None


class EducationCardData(FrozenData):
    """One short read about pain, with its sources and a question to think about."""

    key: Key
    title: Name
    text: Card
    sources: Annotated[Unique[SourceData], Field(min_length=1)]
    question: Line


class EducationData(FrozenData):
    """The series of cards, in the order in which they are offered."""

    cards: Annotated[tuple[EducationCardData, ...], Field(min_length=1)]


@dataclass(frozen=True)
class Library:
    """Everything in a folder, in the order of the files."""

    exercises: tuple[ExerciseData, ...]
    ladders: tuple[LadderData, ...]
    education: tuple[EducationCardData, ...]


_EXERCISES = TypeAdapter(tuple[ExerciseData, ...])
_LADDERS = TypeAdapter(tuple[LadderData, ...])
_EDUCATION = TypeAdapter(EducationData)


def load_library(folder: Path = LIBRARY_FOLDER) -> Library:
    """Everything in `folder`. Raises DataFileErrors with every mistake in every file."""
    problems: list[Problem] = []
    exercises = _exercises(folder, problems)
    ladders = _ladders(folder, problems, {exercise.key: exercise.name for exercise in exercises})
    education = _education(folder, problems)
    if problems:
        raise DataFileErrors(problems)
    return Library(tuple(exercises), tuple(ladders), tuple(education))


def load_exercises(folder: Path = LIBRARY_FOLDER) -> list[ExerciseData]:
    """The exercises of every file that holds exercises. Raises DataFileErrors."""
    problems: list[Problem] = []
    exercises = _exercises(folder, problems)
    if problems:
        raise DataFileErrors(problems)
    return exercises


def load_ladders(folder: Path = LIBRARY_FOLDER) -> list[LadderData]:
    """The ladders, in the order of the file. Raises DataFileErrors."""
    problems: list[Problem] = []
    ladders = _ladders(folder, problems, {})
    if problems:
        raise DataFileErrors(problems)
    return ladders


def load_education(folder: Path = LIBRARY_FOLDER) -> list[EducationCardData]:
    """The education cards, in the order of the file; none where there is no file. Raises DataFileErrors."""
    problems: list[Problem] = []
    cards = _education(folder, problems)
    if problems:
        raise DataFileErrors(problems)
    return cards


def unknown_exercise(key: str, known: Collection[str]) -> str:
    """The sentence for a key that no exercise has."""
    return f"there is no exercise with the key '{key}'{closest(key, known)}"


def _exercises(folder: Path, problems: list[Problem]) -> list[ExerciseData]:
    exercises: list[ExerciseData] = []
    first_seen: dict[str, str] = {}
    for path in sorted(folder.glob("*.yaml")):
        if path.name in (LADDERS_FILE, EDUCATION_FILE) or (content := read(path, _EXERCISES, problems)) is None:
            continue
        document, entries = content
        for index, exercise in enumerate(entries):
            where = (index, "key")
            if exercise.key in first_seen:
                message = f"the key '{exercise.key}' is already used in {first_seen[exercise.key]}"
                problems.append(document.problem(message, where))
            first_seen.setdefault(exercise.key, f"{path.name} line {document.line(where)}")
        exercises.extend(entries)
    return exercises


def _ladders(folder: Path, problems: list[Problem], names: dict[str, str]) -> list[LadderData]:
    """The ladders, checked against each other and against the names of the written exercises."""
    content = read(folder / LADDERS_FILE, _LADDERS, problems)
    if content is None:
        return []
    document, ladders = content
    ladder_keys: set[str] = set()
    rung_keys: set[str] = set()
    for index, ladder in enumerate(ladders):
        if ladder.key in ladder_keys:
            problems.append(document.problem(f"the ladder '{ladder.key}' is written twice", (index, "key")))
        ladder_keys.add(ladder.key)
        for count, rung in enumerate(ladder.rungs, start=1):
            where = (index, "rungs", count - 1)
            if rung.step != count:
                message = f"the steps of ladder {ladder.key} go 1, 2, 3 ...: expected {count}, found {rung.step}"
                problems.append(document.problem(message, (*where, "step")))
            if rung.key in rung_keys:
                problems.append(document.problem(f"'{rung.key}' stands on a ladder twice", (*where, "key")))
            if names.get(rung.key, rung.name) != rung.name:
                message = f"the exercise is called '{names[rung.key]}', the ladder says '{rung.name}'"
                problems.append(document.problem(message, (*where, "name")))
            rung_keys.add(rung.key)
    return list(ladders)


def _education(folder: Path, problems: list[Problem]) -> list[EducationCardData]:
    path = folder / EDUCATION_FILE
    if not path.exists() or (content := read(path, _EDUCATION, problems)) is None:
        return []
    document, education = content
    keys: set[str] = set()
    for index, card in enumerate(education.cards):
        if card.key in keys:
            problems.append(document.problem(f"the card '{card.key}' is written twice", ("cards", index, "key")))
        keys.add(card.key)
    return list(education.cards)
