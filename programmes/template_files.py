"""Reads the built-in programme templates from their data files, with line numbers in every complaint."""

from collections.abc import Collection
from enum import StrEnum
from pathlib import Path
from typing import Annotated, Self, TypeAlias

from pydantic import AfterValidator, Field, TypeAdapter, field_validator, model_validator

from exercises.data_files import DataFileErrors, Document, FrozenData, Key, Name, Problem, TimesAWeek, Unique, read
from exercises.library_schema import unknown_exercise
from exercises.vocabulary import PhaseKind, Precaution
from programmes import dose

TEMPLATES_FOLDER = Path(__file__).parent / "templates_library"
LONGEST_PHASE_WEEKS = 52

Words: TypeAlias = Annotated[str, Field(min_length=1, max_length=400)]


class SessionKind(StrEnum):
    """Training sessions take turns; extras run alongside at their own pace."""

    TRAINING = "training"
    EXTRA = "extra"


class Side(StrEnum):
    """Which side an item is for, where it is not for both."""

    LEFT = "left"
    RIGHT = "right"


def _check_dose(written: str) -> str:
    dose.parse(written)
    return written


DoseText: TypeAlias = Annotated[str, Field(min_length=1, max_length=200), AfterValidator(_check_dose)]


class SwapData(FrozenData):
    """What a therapist may put in an item's place, and when."""

    exercise: Key
    when: Words
    dose: DoseText | None = None


class ItemData(FrozenData):
    """One exercise of a session with its dose; `core` items are the few to start with."""

    exercise: Key
    dose: DoseText
    core: bool
    side: Side | None = None
    note: Annotated[str, Field(max_length=400)] = ""
    swaps: tuple[SwapData, ...] = ()


class SessionData(FrozenData):
    """What is done in one go; `per_week` is for extras only, and without it "as wanted"."""

    name: Annotated[str, Field(min_length=1, max_length=60)]
    kind: SessionKind
    per_week: TimesAWeek | None = None
    items: Annotated[tuple[ItemData, ...], Field(min_length=1)]

    @model_validator(mode="after")
    def check_who_says_how_often(self) -> Self:
        if self.kind is SessionKind.TRAINING and self.per_week:
            raise ValueError("'per_week' is for extras; for training the phase says it")
        return self


class PhaseData(FrozenData):
    """A stage of the programme, and when a therapist may think of the next."""

    name: Name
    kind: PhaseKind
    weeks: Annotated[int, Field(ge=1, le=LONGEST_PHASE_WEEKS)]
    sessions_per_week: TimesAWeek
    exit_criterion: Words
    sessions: Annotated[tuple[SessionData, ...], Field(min_length=1)]

    @field_validator("sessions")
    @classmethod
    def check_something_to_train(cls, sessions: tuple[SessionData, ...]) -> tuple[SessionData, ...]:
        if all(session.kind is SessionKind.EXTRA for session in sessions):
            raise ValueError("a phase needs at least one session of the kind training")
        return sessions


class TemplateData(FrozenData):
    """A ready programme to start from; a draft until a therapist edits and assigns it."""

    key: Key
    name: Name
    summary: Words
    exclusions: Unique[Precaution] = ()
    phases: Annotated[tuple[PhaseData, ...], Field(min_length=1)]


_TEMPLATE = TypeAdapter(TemplateData)


def load_templates(folder: Path = TEMPLATES_FOLDER, exercises: Collection[str] | None = None) -> list[TemplateData]:
    """One template per file, checked against the keys of `exercises` when given. Raises DataFileErrors."""
    problems: list[Problem] = []
    templates: list[TemplateData] = []
    for path in sorted(folder.glob("*.yaml")):
        if (content := read(path, _TEMPLATE, problems)) is None:
            continue
        document, template = content
        if template.key != path.stem:
            problems.append(document.problem(f"the key is the name of the file, '{path.stem}'", ("key",)))
        if exercises is not None:
            problems += _unknown_exercises(document, template, exercises)
        templates.append(template)
    if problems:
        raise DataFileErrors(problems)
    return templates


def _unknown_exercises(document: Document, template: TemplateData, known: Collection[str]) -> list[Problem]:
    named: list[tuple[str, tuple[int | str, ...]]] = []
    for p, phase in enumerate(template.phases):
        for s, session in enumerate(phase.sessions):
            for i, item in enumerate(session.items):
                where = ("phases", p, "sessions", s, "items", i)
                named.append((item.exercise, (*where, "exercise")))
                named += [(swap.exercise, (*where, "swaps", n, "exercise")) for n, swap in enumerate(item.swaps)]
    return [document.problem(unknown_exercise(key, known), where) for key, where in named if key not in known]
