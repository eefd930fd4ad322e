"""Put phases and sessions of a draft into another order, and sessions into another phase."""

from typing import TypeVar

from django.core.exceptions import ValidationError
from django.db import transaction

from clinic.models import User
from programmes.models import Phase, Session, Version
from programmes.services.drafts import reread
from programmes.services.journal import note, open_draft
from programmes.services.parts import MOST_SESSIONS, free_name

Part = TypeVar("Part", Phase, Session)


@transaction.atomic
def step_phase(*, phase: Phase, by: User, step: int) -> Phase:
    """Move the phase with all its sessions one place up (-1) or down (+1); at the end it stays."""
    draft = open_draft(phase.version_id)
    phase = reread(phase)
    order = _stepped(list(draft.phases.all()), phase, step)
    _number(order)
    note("phase_moved", draft, by, said=f"{phase}: phase {order.index(phase) + 1}")
    return phase


@transaction.atomic
def step_session(*, session: Session, by: User, step: int) -> Session:
    """Move the session one place up (-1) or down (+1), over the edge into the next phase."""
    draft = open_draft(session.phase.version_id)
    session = reread(session)
    order = list(session.phase.sessions.all())
    place = order.index(session) + step
    if 0 <= place < len(order):
        _number(_stepped(order, session, step))
    else:
        phases = list(draft.phases.all())
        index = phases.index(session.phase) + step
        if 0 <= index < len(phases):
            _place(session, phases[index], first=step > 0)
    _note(draft, session, by)
    return session


@transaction.atomic
def move_session(*, session: Session, phase: Phase, by: User) -> Session:
    """Put the session at the end of another phase of the same draft."""
    draft = open_draft(session.phase.version_id)
    session, phase = reread(session), reread(phase)
    if phase.version_id != draft.pk:
        raise ValueError("the phase belongs to another version")
    if phase.pk != session.phase_id:
        _place(session, phase, first=False)
    _note(draft, session, by)
    return session


def _place(session: Session, phase: Phase, *, first: bool) -> None:
    """Into another phase; a letter that is taken there becomes the next free one."""
    there = list(phase.sessions.all())
    if len(there) >= MOST_SESSIONS:
        raise ValidationError(f"A phase has {MOST_SESSIONS} sessions at most.")
    left = [other for other in session.phase.sessions.all() if other.pk != session.pk]
    session.phase, session.name = phase, free_name(session.name, there)
    session.save(update_fields=["phase", "name"])
    _number(left)
    _number([session, *there] if first else [*there, session])


def _note(draft: Version, session: Session, by: User) -> None:
    note("session_moved", draft, by, said=f"{session.title} moved", detail=f"{session.phase}: {session}")


def _stepped(parts: list[Part], part: Part, step: int) -> list[Part]:
    place = parts.index(part) + step
    if 0 <= place < len(parts):
        parts.remove(part)
        parts.insert(place, part)
    return parts


def _number(parts: list[Part]) -> None:
    """Give them their places, from 1; writes only those that moved."""
    moved = []
    for position, part in enumerate(parts, 1):
        if part.position != position:
            part.position = position
            moved.append(part)
    if moved:
        type(moved[0])._default_manager.bulk_update(moved, ["position"])
