"""Take something out of a draft, and put it back."""

from collections.abc import Callable
from dataclasses import asdict, dataclass
from typing import Any, Self

from django.core.exceptions import ValidationError
from django.db import transaction
from django.db.models import F

from clinic.models import User
from exercises.models import Exercise
from programmes.models import Item, Phase, Session, Version
from programmes.services import outline
from programmes.services.drafts import lock, record, reread
from programmes.services.items import arrange


@dataclass(frozen=True)
class Removed:
    """What was taken out and where it was; plain values, so that a session can keep it."""

    kind: str
    name: str
    parent_id: int
    position: int
    part: dict[str, Any]

    def as_json(self) -> dict[str, Any]:
        return asdict(self)

    @classmethod
    def from_json(cls, data: dict[str, Any]) -> Self:
        return cls(**data)


@transaction.atomic
def remove_item(*, item: Item, by: User) -> Removed:
    draft = lock(item.session.phase.version_id)
    item = reread(item)
    removed = Removed("item", str(item), item.session_id, item.position, outline.to_json(outline.of_item(item)))
    item.delete()
    arrange(item.session, list(item.session.items.all()))
    _record("item_removed", draft, by, removed)
    return removed


@transaction.atomic
def remove_session(*, session: Session, by: User) -> Removed:
    """Take out a session with its items."""
    draft = lock(session.phase.version_id)
    session = reread(session)
    part = outline.to_json(outline.of_session(session))
    removed = Removed("session", str(session), session.phase_id, session.position, part)
    Session.objects.filter(phase=session.phase_id, position__gt=session.position).update(position=F("position") - 1)
    session.delete()
    _record("session_removed", draft, by, removed)
    return removed


@transaction.atomic
def remove_phase(*, phase: Phase, by: User) -> Removed:
    """Take out a phase with everything in it."""
    draft = lock(phase.version_id)
    phase = reread(phase)
    removed = Removed("phase", str(phase), draft.pk, phase.position, outline.to_json(outline.of_phase(phase)))
    Phase.objects.filter(version=draft, position__gt=phase.position).update(position=F("position") - 1)
    phase.delete()
    _record("phase_removed", draft, by, removed)
    return removed


@transaction.atomic
def restore(*, draft: Version, removed: Removed, by: User) -> Item | Session | Phase:
    """Put it back where it was.

    Raises ValidationError when the place it was in is no longer in this draft, or an exercise was deleted meanwhile.
    """
    draft = lock(draft.pk)
    restored = PUT_BACK[removed.kind](draft, removed)
    _check_exercises(draft, removed)
    _record(f"{removed.kind}_restored", draft, by, removed)
    return restored


def _check_exercises(draft: Version, removed: Removed) -> None:
    """A clinic may delete an exercise of its own that stood only in what was removed."""
    items = Item.objects.filter(session__phase__version=draft)
    if items.exclude(exercise__in=Exercise.objects.values("pk")).exists():
        raise ValidationError(f"“{removed.name}” cannot be put back: an exercise in it was deleted meanwhile.")


def _restore_item(draft: Version, removed: Removed) -> Item:
    session = Session.objects.filter(phase__version=draft, pk=removed.parent_id).first()
    if session is None:
        raise ValidationError(f"“{removed.name}” cannot be put back: the session it was in is no longer there.")
    items = list(session.items.all())
    item = outline.new_item(session, 0, outline.item_from_json(removed.part))
    item.save()
    index = min(removed.position, len(items) + 1) - 1
    arrange(session, [*items[:index], item, *items[index:]])
    return item


def _restore_session(draft: Version, removed: Removed) -> Session:
    phase = draft.phases.filter(pk=removed.parent_id).first()
    if phase is None:
        raise ValidationError(f"“{removed.name}” cannot be put back: the phase it was in is no longer there.")
    Session.objects.filter(phase=phase, position__gte=removed.position).update(position=F("position") + 1)
    [session] = outline.add_sessions(phase, [outline.session_from_json(removed.part)], first=removed.position)
    return session


def _restore_phase(draft: Version, removed: Removed) -> Phase:
    if draft.pk != removed.parent_id:
        raise ValidationError(f"“{removed.name}” cannot be put back: the draft it was in has been published.")
    Phase.objects.filter(version=draft, position__gte=removed.position).update(position=F("position") + 1)
    [phase] = outline.add_phases(draft, [outline.phase_from_json(removed.part)], first=removed.position)
    return phase


PUT_BACK: dict[str, Callable[[Version, Removed], Item | Session | Phase]] = {
    "item": _restore_item,
    "session": _restore_session,
    "phase": _restore_phase,
}


def _record(verb: str, draft: Version, by: User, removed: Removed) -> None:
    record(verb, draft.programme, by, f"version {draft.number}: {removed.name}")
