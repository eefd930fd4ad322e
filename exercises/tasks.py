"""Background work of the library: doorbells only, the rows say what there is to do."""

from celery import shared_task

from exercises.exchange import working


@shared_task
def work_on_import(pk: int) -> None:
    """Read or bring in one import."""
    working.work(pk)


@shared_task
def sweep_imports() -> None:
    """Take up what nobody heard or what a dead worker left, and tidy up."""
    working.sweep()
