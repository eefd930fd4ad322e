"""Notice whether background work is alive."""

import datetime as dt

from django.utils import timezone

from clinic.models import Heartbeat


def note(name: str) -> None:
    """Record that the named service ran just now."""
    Heartbeat.objects.update_or_create(name=name, defaults={"at": timezone.now()})


def age(name: str) -> dt.timedelta | None:
    """How long ago the named service last ran; None if it never did."""
    last = Heartbeat.objects.filter(name=name).first()
    return timezone.now() - last.at if last else None
