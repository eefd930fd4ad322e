"""Take something out of a draft; the journal keeps it for whoever wants it back."""

from django.db import transaction
from django.db.models import F

from clinic.models import User
from programmes.models import Item, Phase, Session
from programmes.services.drafts import reread
from programmes.services.items import arrange
from programmes.services.journal import fresh, note, open_draft, rows_in


@transaction.atomic
def remove_item(*, item: Item, by: User) -> None:
    draft = open_draft(item.session.phase.version_id)
    item = fresh(draft, item)
    left = [row for row in rows_in(draft.stood, item.session_id) if row.pk != item.pk]
    item.delete()
    arrange(item.session, left)
    note("item_removed", draft, by, said=f"{item} removed")


@transaction.atomic
def remove_session(*, session: Session, by: User) -> None:
    """Take out a session with its items."""
    draft = open_draft(session.phase.version_id)
    session = reread(session)
    Session.objects.filter(phase=session.phase_id, position__gt=session.position).update(position=F("position") - 1)
    session.delete()
    note("session_removed", draft, by, said=f"{session.title} removed")


@transaction.atomic
def remove_phase(*, phase: Phase, by: User) -> None:
    """Take out a phase with everything in it."""
    draft = open_draft(phase.version_id)
    phase = reread(phase)
    Phase.objects.filter(version=draft, position__gt=phase.position).update(position=F("position") - 1)
    phase.delete()
    note("phase_removed", draft, by, said=f"{phase} removed")
