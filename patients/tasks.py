"""Background work about patients: doorbells only, the rows say what there is to do."""

from celery import shared_task
from django.utils import timezone

from clinic.doorbell import ring
from patients import alerts, notices, watching
from patients.reminders import delivery, planning


@shared_task
def plan_reminders() -> None:
    """Write down the reminders of today and tomorrow that are not written down yet; where they are many, by slices."""
    for first, last in planning.plan():
        ring(plan_slice, first, last)


@shared_task
def plan_slice(first: int, last: int) -> None:
    """Do the same for the plans above one number, up to another."""
    planning.sweep(timezone.now(), first, last)


@shared_task
def deliver_reminders() -> None:
    """Deliver what is due; if there was more than one round's worth, ring for another."""
    if delivery.drain():
        ring(deliver_reminders)


@shared_task
def watch_patients() -> None:
    """Look at whoever has something new, or whose day has come."""
    watching.look()


@shared_task
def tell_of_alarms() -> None:
    """Tell clinics of the signs that were ticked and not told yet."""
    alerts.drain()


@shared_task
def tell_of_messages() -> None:
    """Tell patients of what was written to them and not read."""
    notices.drain()
