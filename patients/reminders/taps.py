"""Addresses of the one-tap answers in a message."""

from django.conf import settings

from patients.models import Reminder


def url_for(row: Reminder, act: str) -> str:
    """Return the absolute address that asks for this one act."""
    return f"{settings.SITE_URL}/t/{row.pk}.{act}"
