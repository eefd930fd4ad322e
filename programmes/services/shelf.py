"""Keep programmes: out of sight and back, as a template, for the clinic or for oneself."""

import uuid

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils import timezone

from clinic.models import Membership, User
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
def save_as_template(
    *,
    programme: Programme,
    by: User,
    name: str = "",
    summary: str = "",
    private: bool = False,
    form_token: uuid.UUID | None = None,
) -> Programme:
    """A template made of the newest version, for the clinic or for oneself; later changes on either side stay apart.

    Raises ValidationError when there is nothing in it yet.
    """
    if programme.clinic is None:
        raise ValidationError("This is a template already.")
    template = start(
        clinic=programme.clinic,
        name=name or programme.name,
        summary=summary,
        by=by,
        template=programme,
        is_template=True,
        private_to=by if private else None,
        form_token=form_token,
    )
    if template.versions.drafts().exists():
        publish(programme=template, by=by)
    return template


@transaction.atomic
def set_private(*, template: Programme, private: bool, by: User) -> Programme:
    """Keep a template to oneself, or share it with the clinic again; only whoever made it may."""
    template = Programme.objects.select_for_update(of=("self",)).select_related("clinic").get(pk=template.pk)
    if not template.is_template or template.created_by_id != by.pk:
        raise ValidationError("Only whoever made a template can keep it private.")
    if bool(template.private_to_id) != private:
        template.private_to = by if private else None
        template.save(update_fields=["private_to"])
        record("template_kept_private" if private else "template_shared", template, by, str(template))
    return template


def leave_behind(person: Membership, by: User) -> None:
    """What somebody kept private stays with the clinic when they leave it; runs inside that transaction."""
    for template in Programme.objects.filter(clinic=person.clinic_id, private_to=person.user_id):
        template.private_to = None
        template.save(update_fields=["private_to"])
        record("template_shared", template, by, f"{template}, kept private until then by {person.user}")
