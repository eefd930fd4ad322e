"""Tell whoever asked that an export is over: by a letter that names nobody, unless they have seen it already."""

import datetime as dt

from django.conf import settings
from django.db.models import QuerySet
from django.urls import reverse
from django.utils import timezone

from clinic import letters
from patients.models import Export

SUBJECTS = {Export.State.READY: "Your export is ready", Export.State.FAILED: "Your export needs a look"}
NO_NEWS_AFTER = dt.timedelta(days=1)


def tell() -> None:
    """Write to everybody who waits; claimed before it is sent, so that two beats do not write twice."""
    now = timezone.now()
    for export in _to_tell(now).select_related("clinic", "by")[:20]:
        if _to_tell(now).filter(pk=export.pk).update(told_at=now) and not send(export):
            Export.objects.filter(pk=export.pk, told_at=now).update(told_at=None)  # the next sweep tries again


def send(export: Export) -> bool:
    if export.by is None:
        return False
    link = settings.SITE_URL + reverse("exports:detail", args=[export.pk])
    subject = SUBJECTS[Export.State(export.state)]
    page = {"link": link, "person": export.by, "is_ready": export.state == Export.State.READY}
    return letters.send(
        clinic=export.clinic, to=export.by.email or "", subject=subject, template="emails/export_over", **page
    )


def _to_tell(now: dt.datetime) -> QuerySet[Export]:
    over = Export.objects.filter(
        state__in=SUBJECTS, told_at=None, seen_at=None, finished_at__gt=now - NO_NEWS_AFTER, by__is_active=True
    ).exclude(by__email=None)
    return over if settings.DEMO else over.filter(clinic__is_demo=False)
