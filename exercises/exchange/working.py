"""The background work of an import. The row says what there is to do; whoever holds its claim does it.

A worker that dies leaves a claim whose lease runs out; another takes the row up again. Reading may start over as often
as it likes, and writing is one transaction, so there is never half an import.
"""

import datetime as dt
import logging
import uuid
from functools import partial

from django.core.cache import cache
from django.db import transaction
from django.utils import timezone

from exercises.exchange import staging, writing
from exercises.exchange.limits import Refused
from exercises.exchange.media import Shelf
from exercises.models import LibraryImport

logger = logging.getLogger(__name__)
State = LibraryImport.State
LEASE = dt.timedelta(minutes=3)
WRITING_LEASE = dt.timedelta(minutes=10)  # nothing can be renewed from inside the transaction
TRIES = 3
FILES_KEPT = dt.timedelta(days=3)
ROWS_KEPT = dt.timedelta(days=30)
BEYOND_US = "Something went wrong on our side, and nothing was brought in. Please try again."


class Overtaken(Exception):
    """Another worker holds the row by now; what this one did is undone."""


def sweep() -> None:
    """Do what waits, and throw away what nobody needs any more."""
    for pk in LibraryImport.objects.waiting_at(timezone.now()).values_list("pk", flat=True):
        work(pk)
    tidy()


def work(pk: int) -> None:
    """Read or bring in one import, if nobody else does."""
    job = _claim(pk)
    if job is None:
        return
    try:
        _read(job) if job.state == State.READING else _bring_in(job)
    except Refused as refusal:
        _settle(job, State.FAILED, problem=str(refusal)[:500])
    except Overtaken:
        logger.warning("import %d was taken over", job.pk)
    except Exception:
        logger.exception("import %d could not be done", job.pk)
        _settle(job, State.FAILED, problem=BEYOND_US)


def progress(job: LibraryImport) -> int:
    """How many rows are done; inside a transaction nobody sees the row, so the cache tells."""
    return max(job.done, cache.get(_cache_key(job), 0))


def tidy() -> None:
    """Delete the files of imports that nobody went on with, and the rows of old ones; the import itself stays."""
    now = timezone.now()
    old = LibraryImport.objects.filter(created_at__lt=now - FILES_KEPT, files__file__gt="").distinct()
    for job in old.exclude(state__in=[State.READING, State.IMPORTING]):
        forget_files(job)
        if job.state in (State.UPLOADED, State.ASKING, State.PREVIEWED, State.CONFIRMED):
            _end(job, problem="Nobody went on with it for three days, so its files were deleted.")
    for job in LibraryImport.objects.filter(created_at__lt=now - ROWS_KEPT, rows__isnull=False).distinct():
        job.rows.all().delete()


def forget_files(job: LibraryImport) -> None:
    """Delete the bytes; the names stay for the list of imports."""
    for file in job.files.exclude(file=""):
        file.file.delete(save=True)


def _end(job: LibraryImport, *, problem: str) -> None:
    LibraryImport.objects.filter(pk=job.pk).update(state=State.FAILED, problem=problem, finished_at=timezone.now())


def _claim(pk: int) -> LibraryImport | None:
    """Take the row for ourselves, unless somebody has it; after several tries that died, give up."""
    now, claim = timezone.now(), uuid.uuid4()
    ready = LibraryImport.objects.waiting_at(now).filter(pk=pk)
    job = ready.select_related("clinic", "by").first()
    if job is None:
        return None
    state = State.READING if job.state in (State.UPLOADED, State.READING) else State.IMPORTING
    lease = WRITING_LEASE if state == State.IMPORTING else LEASE
    if not ready.filter(attempts=job.attempts).update(
        state=state, claim=claim, lease_until=now + lease, attempts=job.attempts + 1, done=0
    ):
        return None
    job.state, job.claim, job.attempts = state, claim, job.attempts + 1
    if job.attempts > TRIES:
        _settle(job, State.FAILED, problem=BEYOND_US)
        return None
    return job


def _read(job: LibraryImport) -> None:
    found = staging.look(job)
    _hold(job, total=job.total, found=job.found)
    if staging.needs_help(job):
        _settle(job, State.ASKING, total=job.total)
        return
    staging.stage(job, found, lambda done: _hold(job, done=done))
    _settle(job, State.PREVIEWED, total=job.total, done=job.total, notes=job.notes)


def _bring_in(job: LibraryImport) -> None:
    shelf = Shelf()
    try:
        _fill(job, shelf)
        with transaction.atomic():
            counts = writing.bring_in(job, shelf, partial(cache.set, _cache_key(job), timeout=600))
            if not _settle(job, State.DONE, done=job.total, found=job.found | {"counts": dict(counts)}):
                raise Overtaken
    except BaseException:
        shelf.empty()
        raise
    job.rows.update(data=None)
    forget_files(job)


def _fill(job: LibraryImport, shelf: Shelf) -> None:
    """Put the pictures of our own zip into place before anything is written."""
    zipped = next((upload for upload in staging.uploads_of(job) if upload.kind == "zip"), None)
    if zipped:
        waiting = job.rows.exclude(data=None).values_list("data", flat=True).iterator(chunk_size=writing.CHUNK)
        shelf.fill(zipped, (entry for data in waiting if data for entry in data["media"] or []))


def _hold(job: LibraryImport, **fields: object) -> None:
    """Renew the lease and write how far we are; raises Overtaken when the row is no longer ours."""
    ours = LibraryImport.objects.filter(pk=job.pk, claim=job.claim)
    if not ours.update(lease_until=timezone.now() + LEASE, **fields):
        raise Overtaken


def _settle(job: LibraryImport, state: str, **fields: object) -> bool:
    """Write the outcome, if the row is still ours."""
    if state in (State.DONE, State.FAILED):
        fields["finished_at"] = timezone.now()
    ours = LibraryImport.objects.filter(pk=job.pk, claim=job.claim)
    return bool(ours.update(state=state, claim=None, lease_until=None, attempts=0, **fields))


def _cache_key(job: LibraryImport) -> str:
    return f"library-import-{job.pk}"
