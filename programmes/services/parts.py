"""Write the phases and sessions of a draft."""

from collections.abc import Iterable
from typing import Any

from django.core.exceptions import ValidationError
from django.db import transaction
from django.db.models import QuerySet

from clinic.models import User
from exercises.vocabulary import PhaseKind
from programmes.models import Phase, Programme, Session, Version
from programmes.services import outline
from programmes.services.drafts import reread
from programmes.services.journal import note, open_draft
from programmes.services.outline import PhaseOutline, SessionOutline

MOST_PHASES = 12
MOST_SESSIONS = 14  # in a phase: two a day for a week
NEXT_KIND = {
    PhaseKind.STABILITY: PhaseKind.STRENGTH,
    PhaseKind.STRENGTH: PhaseKind.CONFIDENCE,
    PhaseKind.CONFIDENCE: PhaseKind.MAINTAIN,
}
SESSION_KINDS = tuple(Session.Kind.values)
LETTERS = "ABCDEFGHIJKLMN"
NAMES: dict[str, str] = {Session.Kind.EXTRA: "Alongside", Session.Kind.EASY: "Flare-up plan"}


def phases_of(draft: Version) -> QuerySet[Phase]:
    return Phase.objects.filter(version=draft)


@transaction.atomic
def rename(*, draft: Version, by: User, name: str, summary: str) -> Programme:
    """Change the name and the summary; they belong to the programme, not to a version."""
    draft = open_draft(draft.pk)
    programme = draft.programme
    if (programme.name, programme.summary) != (name, summary):
        programme.name, programme.summary = name, summary
        programme.save(update_fields=["name", "summary"])
        note("programme_renamed", draft, by, said=f"Named {name}")
    return programme


@transaction.atomic
def add_phase(
    *,
    draft: Version,
    by: User,
    copy_of: Phase | None = None,
    sessions: tuple[SessionOutline, ...] | None = None,
    how: str = "",
    seen: int | None = None,
) -> Phase:
    """Add a phase at the end: a copy with everything in it, or one session to fill.

    `sessions` is what shall stand in the copy instead, `how` what to say of that. `seen` is how many phases the
    sender saw; a form sent twice adds one.
    """
    draft = open_draft(draft.pk)
    phases = list(draft.phases.all())
    if seen is not None and len(phases) > seen:
        return phases[seen]
    if len(phases) >= MOST_PHASES:
        raise ValidationError(f"A programme has {MOST_PHASES} phases at most.")
    last = copy_of or (phases[-1] if phases else None)
    kind = NEXT_KIND.get(PhaseKind(last.kind), last.kind) if last else PhaseKind.STABILITY
    if sessions is None:
        sessions = outline.of_phase(copy_of).sessions if copy_of else (SessionOutline(name=LETTERS[0]),)
    new = PhaseOutline(name=f"Phase {len(phases) + 1}", kind=kind, sessions=sessions)
    [phase] = outline.add_phases(draft, [new], first=len(phases) + 1)
    note("phase_added", draft, by, said=f"{phase} added{how}")
    return phase


@transaction.atomic
def add_session(
    *,
    phase: Phase,
    by: User,
    kind: str = Session.Kind.TRAINING,
    copy_of: Session | None = None,
    seen: int | None = None,
) -> Session:
    """Add a session at the end of a phase, named by the next free letter; a form sent twice adds one."""
    draft = open_draft(phase.version_id)
    phase = reread(phase)
    sessions = list(phase.sessions.all())
    if seen is not None and len(sessions) > seen:
        return sessions[seen]
    if len(sessions) >= MOST_SESSIONS:
        raise ValidationError(f"A phase has {MOST_SESSIONS} sessions at most.")
    name = NAMES.get(kind) or free_name("", sessions)
    items = outline.of_session(copy_of).items if copy_of else ()
    [session] = outline.add_sessions(
        phase, [SessionOutline(name=name, kind=kind, items=items)], first=len(sessions) + 1
    )
    note("session_added", draft, by, said=f"{session.title} added", detail=f"{phase}: {session}")
    return session


def free_name(name: str, sessions: Iterable[Session]) -> str:
    """The name, or the next free letter where there is none or it is a letter that is taken."""
    taken = {session.name for session in sessions}
    if len(name) > 1 or (name and name not in taken):
        return name
    return next(letter for letter in LETTERS if letter not in taken)


@transaction.atomic
def change_part(*, part: Phase | Session, by: User, **fields: Any) -> Phase | Session:
    """Change the fields of a phase or a session that differ."""
    draft = open_draft(part.version_id if isinstance(part, Phase) else part.phase.version_id)
    part = reread(part)
    different = {name: value for name, value in fields.items() if getattr(part, name) != value}
    for name, value in different.items():
        setattr(part, name, value)
    if different:
        part.save(update_fields=list(different))
        detail = f"{part}: {', '.join(different)}"
        note(f"{part._meta.model_name}_changed", draft, by, said=f"{part} changed", detail=detail)
    return part
