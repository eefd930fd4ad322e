"""Background work of exports: doorbells only, the rows say what there is to do."""

from celery import shared_task
from django.conf import settings

from clinic.doorbell import ring
from patients.exports import working


@shared_task
def print_exports() -> None:
    """Take one turn and ring for the next, so that whatever else waits comes in between."""
    if working.turn():
        ring(print_exports)


@shared_task
def sweep_exports() -> None:
    """Tell, tidy up, and take up what nobody heard or what a dead worker left."""
    if working.sweep():
        ring_all()


def ring_all() -> None:
    """Call as many workers as may print at a time; one too many finds nothing to do and goes."""
    for _ in range(settings.EXPORTS_AT_ONCE):
        ring(print_exports)
