"""What changed between two versions as they stand in the database."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass

from programmes import comparing, telling
from programmes.comparing import Line, Part, Place, Stage
from programmes.dose import COLUMNS
from programmes.models import Item, Phase, Session, Version
from programmes.telling import Said

REASONS: list[Callable[[Version], list[str]]] = []  # why, in words for the patient; rooms above fill it


@dataclass(frozen=True)
class Told:
    """The changes of one place for the therapist."""

    phase: str
    session: str
    changes: list[Said]


@dataclass(frozen=True)
class Changes:
    """From one version to another."""

    places: Sequence[Place]
    stages: Sequence[Stage]

    @property
    def told(self) -> list[Told]:
        return [
            Told(place.phase, place.session, [telling.for_therapist(change) for change in place.changes])
            for place in self.places
        ]

    @property
    def news(self) -> str:
        """A proposal for the patient."""
        return telling.for_patient(self.places, phases=len(self.stages), sessions=self._sessions)

    @property
    def news_of_going_back(self) -> str:
        return telling.went_back(self.places, phases=len(self.stages), sessions=self._sessions)

    @property
    def _sessions(self) -> int:
        return max((len(stage.parts) for stage in self.stages), default=0)


def between(old: Version, new: Version) -> Changes:
    """What a patient who trains by `old` would find different in `new`; six queries, whatever the size."""
    stages = stages_of(new)
    return Changes(comparing.compare(stages_of(old), stages), stages)


def reasons_for(draft: Version) -> list[str]:
    """Why the draft changes what it does, in words for the patient, each once."""
    return list(dict.fromkeys(reason for ask in REASONS for reason in ask(draft)))


def news_for(changes: Changes, reasons: Sequence[str]) -> str:
    """What is proposed to be told: what changes, then why."""
    return telling.with_reasons(changes.news, reasons)


def stages_of(version: Version) -> list[Stage]:
    """Everything in a version as plain values, in three queries; a snapshot counts as the exercise it is of."""
    lines: dict[int, list[Line]] = {}
    columns = (*COLUMNS, "position", "note", "is_core", "group", "heading", "session_id")
    known = ("exercise__name", "exercise__laterality", "exercise__snapshot_of")
    items = Item.objects.filter(session__phase__version=version).select_related("exercise").only(*columns, *known)
    for item in items:
        lines.setdefault(item.session_id, []).append(_line(item))
    parts: dict[int, list[Part]] = {}
    for session in Session.objects.filter(phase__version=version).select_related("phase"):
        parts.setdefault(session.phase_id, []).append(_part(session, lines.get(session.pk, [])))
    return [_stage(phase, parts.get(phase.pk, [])) for phase in version.phases.all()]


def _line(item: Item) -> Line:
    return Line(
        exercise=item.exercise.snapshot_of_id or item.exercise_id,
        name=item.exercise.name,
        dose=item.prescribed,
        note=item.note,
        is_core=item.is_core,
        group=item.group,
        heading=item.heading,
    )


def _part(session: Session, lines: list[Line]) -> Part:
    often = session.how_often if session.is_extra or session.is_easy else ""
    return Part(name=session.name, title=session.title, how_often=often, lines=tuple(lines))


def _stage(phase: Phase, parts: list[Part]) -> Stage:
    return Stage(
        name=phase.name,
        kind=phase.get_kind_display(),
        weeks=phase.weeks,
        how_often=phase.how_often,
        exit_criterion=phase.exit_criterion,
        parts=tuple(parts),
    )
