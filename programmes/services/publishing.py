"""Freeze a draft into a version that never changes again."""

from collections.abc import Callable

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils import timezone

from clinic import audit
from clinic.models import User
from programmes.models import Programme, Version
from programmes.services.drafts import lock

# Run inside the transaction that publishes; rooms above this one put their consequence here.
ON_PUBLISH: list[Callable[[Version, User], None]] = []


@transaction.atomic
def publish(*, programme: Programme, by: User) -> Version:
    """Put the draft in force; plans of this programme follow in the same transaction.

    Raises ValidationError when there is no draft, or something in it is empty.
    """
    draft = programme.versions.drafts().first()
    if draft is None:
        raise ValidationError("Nothing has changed since the version in force.", code="no_draft")
    version = lock(draft.pk)
    _check_nothing_is_empty(version)
    version.published_at, version.published_by = timezone.now(), by
    version.save(update_fields=["published_at", "published_by"])
    version.edits.all().delete()  # what is in force is not undone
    for consequence in ON_PUBLISH:
        consequence(version, by)
    clinic = version.programme.clinic
    if clinic is not None:
        audit.record("programme_published", clinic=clinic, target=programme, by=by, detail=f"version {version.number}")
    return version


def _check_nothing_is_empty(version: Version) -> None:
    """A patient must never open a day with nothing in it."""
    phases = list(version.phases.prefetch_related("sessions__items"))
    if not any(session.items.all() for phase in phases for session in phase.sessions.all()):
        raise ValidationError("There is nothing in this programme yet. Add an exercise first.", code="empty")
    for phase in phases:
        sessions = list(phase.sessions.all())
        if not sessions:
            raise ValidationError(f"“{phase.name}” has no sessions. Add one, or remove the phase.", code="empty")
        for session in sessions:
            if not session.items.all():
                where = f"“{session.name}” in “{phase.name}”"
                raise ValidationError(f"{where} has no exercises. Add one, or remove the session.", code="empty")
        if all(session.kind == session.Kind.EXTRA for session in sessions):
            raise ValidationError(f"“{phase.name}” has only extras. Add a training session to it.", code="empty")
