"""Write the flare-up plan of a phase as one edit: these exercises with these doses, and no others."""

from collections.abc import Sequence
from dataclasses import dataclass

from django.core.exceptions import ValidationError
from django.db import transaction

from clinic.models import User
from exercises.models import Exercise
from exercises.services import library_for
from programmes.dose import Dose
from programmes.models import Phase, Session
from programmes.services import outline
from programmes.services.drafts import reread
from programmes.services.items import MOST_ITEMS, sided
from programmes.services.journal import note, open_draft
from programmes.services.outline import ItemOutline, SessionOutline
from programmes.services.parts import MOST_SESSIONS, NAMES


@dataclass(frozen=True)
class Easy:
    """One exercise of a flare-up plan."""

    exercise: Exercise
    dose: Dose


@transaction.atomic
def write(*, phase: Phase, by: User, items: Sequence[Easy]) -> Session:
    """Make these the phase's flare-up plan; a note stays with its exercise. Raises ValidationError."""
    draft = open_draft(phase.version_id)
    phase = reread(phase)
    clinic = draft.programme.clinic
    wanted = [each.exercise.pk for each in items]
    known = set(library_for(clinic).filter(pk__in=wanted).values_list("pk", flat=True)) if clinic else set()
    if missing := [str(each.exercise) for each in items if each.exercise.pk not in known]:
        raise ValidationError(f"“{missing[0]}” is not in your library any more. Choose another exercise.")
    if len(items) > MOST_ITEMS:
        raise ValidationError(f"A flare-up plan has {MOST_ITEMS} exercises at most.")
    session = phase.sessions.filter(kind=Session.Kind.EASY).first() or _add(phase)
    notes = dict(session.items.exclude(note="").values_list("exercise", "note"))
    session.items.all().delete()
    for position, each in enumerate(items, 1):
        row = ItemOutline(
            exercise_id=each.exercise.pk,
            dose=sided(each.dose, each.exercise),
            note=notes.get(each.exercise.pk, ""),
        )
        outline.new_item(session, position, row).save()
    note("flare_plan_written", draft, by, said=f"{session.title} written", detail=f"{phase}: {session}")
    return session


def _add(phase: Phase) -> Session:
    count = phase.sessions.count()
    if count >= MOST_SESSIONS:
        raise ValidationError(f"A phase has {MOST_SESSIONS} sessions at most. Remove one first.")
    new = SessionOutline(name=NAMES[Session.Kind.EASY], kind=Session.Kind.EASY)
    return outline.add_sessions(phase, [new], first=count + 1)[0]
