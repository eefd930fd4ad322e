"""The ground floor's background work."""

from celery import shared_task

from clinic import heartbeat


@shared_task
def beat() -> None:
    """Note that beat rings and a worker answers."""
    heartbeat.note("beat")
