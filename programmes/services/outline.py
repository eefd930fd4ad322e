"""The content of phases without their rows: what is copied and compared with a file."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Any

from programmes.dose import Dose
from programmes.models import Item, Phase, Session, Version


@dataclass(frozen=True, kw_only=True)
class ItemOutline:
    exercise_id: int
    dose: Dose
    note: str = ""
    is_core: bool = True
    group: int | None = None
    heading: str = ""


@dataclass(frozen=True, kw_only=True)
class SessionOutline:
    name: str
    kind: str = Session.Kind.TRAINING
    per_week: str = ""
    items: tuple[ItemOutline, ...] = ()


@dataclass(frozen=True, kw_only=True)
class PhaseOutline:
    name: str
    kind: str
    weeks: int = 4
    per_week_lo: int = 2
    per_week_hi: int = 3
    exit_criterion: str = ""
    sessions: tuple[SessionOutline, ...] = ()


def of_item(item: Item) -> ItemOutline:
    return ItemOutline(
        exercise_id=item.exercise_id,
        dose=item.dose,
        note=item.note,
        is_core=item.is_core,
        group=item.group,
        heading=item.heading,
    )


def of_session(session: Session) -> SessionOutline:
    items = tuple(of_item(item) for item in session.items.all())
    return SessionOutline(name=session.name, kind=session.kind, per_week=session.per_week, items=items)


def of_phase(phase: Phase) -> PhaseOutline:
    return PhaseOutline(
        name=phase.name,
        kind=phase.kind,
        weeks=phase.weeks,
        per_week_lo=phase.per_week_lo,
        per_week_hi=phase.per_week_hi,
        exit_criterion=phase.exit_criterion,
        sessions=tuple(of_session(session) for session in phase.sessions.all()),
    )


def of_version(version: Version) -> tuple[PhaseOutline, ...]:
    """Everything in a version, in three queries."""
    return of_phases(version.phases.prefetch_related("sessions__items"))


def of_phases(phases: Iterable[Phase]) -> tuple[PhaseOutline, ...]:
    return tuple(of_phase(phase) for phase in phases)


def add_phases(version: Version, phases: Sequence[PhaseOutline], *, first: int = 1) -> list[Phase]:
    """Write phases into a draft, positions from `first`; one insert per table, whatever the size."""
    rows = Phase.objects.bulk_create(
        Phase(version=version, position=position, **_columns(phase, without="sessions"))
        for position, phase in enumerate(phases, first)
    )
    _add_sessions((row, 1, phase.sessions) for row, phase in zip(rows, phases, strict=True))
    return rows


def add_sessions(phase: Phase, sessions: Sequence[SessionOutline], *, first: int = 1) -> list[Session]:
    """Write sessions into a phase of a draft."""
    return _add_sessions([(phase, first, sessions)])


def _add_sessions(parts: Iterable[tuple[Phase, int, Sequence[SessionOutline]]]) -> list[Session]:
    pairs = [
        (Session(phase=phase, position=position, **_columns(session, without="items")), session.items)
        for phase, first, sessions in parts
        for position, session in enumerate(sessions, first)
    ]
    rows = Session.objects.bulk_create([row for row, _ in pairs])
    Item.objects.bulk_create(
        new_item(row, position, item) for row, items in pairs for position, item in enumerate(items, 1)
    )
    return rows


def new_item(session: Session, position: int, outline: ItemOutline) -> Item:
    """An unsaved row."""
    item = Item(session=session, position=position, **_columns(outline, without="dose"))
    item.set_dose(outline.dose)
    return item


def _columns(part: ItemOutline | SessionOutline | PhaseOutline, *, without: str) -> dict[str, Any]:
    return {name: getattr(part, name) for name in part.__dataclass_fields__ if name != without}
