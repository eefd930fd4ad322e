"""Keep programmes: out of sight and back, or as a template for the clinic."""

import uuid

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils import timezone

from clinic.models import User
from programmes.models import Programme
from programmes.services.drafts import record, start
from programmes.services.publishing import publish


@transaction.atomic
def archive(*, programme: Programme, by: User) -> Programme:
    """Put it out of sight; plans that use it go on."""
    if programme.archived_at is None:
        programme.archived_at = timezone.now()
        programme.save(update_fields=["archived_at"])
        record("programme_archived", programme, by, str(programme))
    return programme


@transaction.atomic
def bring_back(*, programme: Programme, by: User) -> Programme:
    if programme.archived_at:
        programme.archived_at = None
        programme.save(update_fields=["archived_at"])
        record("programme_restored", programme, by, str(programme))
    return programme


@transaction.atomic
def save_as_template(*, programme: Programme, by: User, form_token: uuid.UUID | None = None) -> Programme:
    """A template of the clinic, made of the newest version; later changes on either side stay apart.

    Raises ValidationError when there is nothing in it yet.
    """
    if programme.clinic is None:
        raise ValidationError("This is a template already.")
    template = start(
        clinic=programme.clinic, name=programme.name, by=by, template=programme, is_template=True, form_token=form_token
    )
    if template.versions.drafts().exists():
        publish(programme=template, by=by)
    return template
