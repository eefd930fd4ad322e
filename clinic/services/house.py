"""Change what a clinic says about itself."""

from functools import partial
from typing import Any

from django.core.files.base import ContentFile
from django.db import transaction
from django.utils.crypto import constant_time_compare, get_random_string

from clinic import audit, icons
from clinic.models import Clinic, User


@transaction.atomic
def change(*, clinic: Clinic, by: User, logo: bytes | None = None, remove_logo: bool = False, **fields: Any) -> Clinic:
    """Save the given columns; `logo` is a PNG and takes the old one's place, whose file goes after commit."""
    before = clinic.logo.name
    for name, value in fields.items():
        setattr(clinic, name, value)
    if logo:
        clinic.logo.save(f"{get_random_string(20)}.png", ContentFile(logo), save=False)
    elif remove_logo:
        clinic.logo = ""
    clinic.full_clean(exclude={column.name for column in Clinic._meta.fields} - set(fields))
    clinic.save(update_fields=[*fields, "logo"])
    if before and before != clinic.logo.name:
        transaction.on_commit(partial(clinic.logo.storage.delete, before), robust=True)
    audit.record("clinic_changed", clinic=clinic, target=clinic, by=by, detail=", ".join(sorted(fields)))
    return clinic


def with_icon(pk: int, mark: str) -> Clinic | None:
    """The clinic whose icon has this address now."""
    clinic = Clinic.objects.filter(pk=pk).first()
    return clinic if clinic and constant_time_compare(icons.mark_of(clinic), mark) else None
