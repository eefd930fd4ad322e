"""What people do with an import: send files, say what the columns mean, confirm, drop it, take it back."""

from collections import Counter
from collections.abc import Iterable
from typing import Any

from django.core.exceptions import ValidationError
from django.core.files.base import File
from django.db import transaction
from django.db.models import Count, ProtectedError, QuerySet
from django.utils import timezone

from clinic import audit
from clinic.doorbell import ring
from clinic.models import Clinic, User
from exercises import tasks
from exercises.exchange.comparing import Action, is_untouched
from exercises.exchange.limits import MOST_FILES, MOST_ZIP_BYTES, Refused, megabytes
from exercises.exchange.sniffing import BYTES, kind_of
from exercises.exchange.working import forget_files
from exercises.models import Exercise, ImportFile, LibraryImport
from exercises.services import files as kept_files

State = LibraryImport.State


def imports_of(clinic: Clinic) -> QuerySet[LibraryImport]:
    return clinic.library_imports.prefetch_related("files").select_related("by")


def check(files: Iterable[File]) -> None:
    """A first look at names, sizes and first bytes; raises ValidationError with one line a file."""
    files = list(files)
    if not files:
        raise ValidationError("Choose at least one file.")
    if len(files) > MOST_FILES:
        raise ValidationError(f"That are {len(files)} files; {MOST_FILES} at once are the most.")
    wrong = [reason for file in files if (reason := _wrong(file))]
    if wrong:
        raise ValidationError(wrong)


def _wrong(file: File) -> str:
    name = file.name or "The file"
    if file.size > MOST_ZIP_BYTES:
        return f"“{name}” has {megabytes(file.size)}; {megabytes(MOST_ZIP_BYTES)} are the most."
    file.seek(0)
    start = file.read(BYTES)
    file.seek(0)
    try:
        kind_of(name, start)
    except Refused as refusal:
        return str(refusal)
    return ""


@transaction.atomic
def start(
    *, clinic: Clinic, by: User | None, files: Iterable[File], options: dict[str, Any], in_background: bool = True
) -> LibraryImport:
    """Keep the files and have them read in the background. Call `check` first."""
    job = LibraryImport.objects.create(clinic=clinic, by=by, options=options)
    for file in files:
        row = ImportFile(library_import=job, name=(file.name or "file").rpartition("/")[2][:200])
        row.file.save(row.name, file, save=False)
        row.save()
    audit.record("library_import_started", clinic=clinic, target=job, by=by, detail=str(job))
    if in_background:
        ring(tasks.work_on_import, job.pk)
    return job


@transaction.atomic
def read_again(*, job: LibraryImport, by: User | None, options: dict[str, Any]) -> None:
    """Take the clinic's word for what the columns mean, and preview anew; raises ValidationError when too late."""
    _step(job, (State.ASKING, State.PREVIEWED, State.FAILED), State.UPLOADED, options={**job.options, **options})
    audit.record("library_import_read_again", clinic=job.clinic, target=job, by=by)
    ring(tasks.work_on_import, job.pk)


@transaction.atomic
def confirm(
    *, job: LibraryImport, by: User | None, overwrite: bool, duplicates: bool, in_background: bool = True
) -> None:
    """Bring the previewed rows in, in the background."""
    chosen = {"overwrite": overwrite, "duplicates": duplicates}
    _step(job, (State.PREVIEWED,), State.CONFIRMED, options={**job.options, **chosen})
    audit.record("library_import_confirmed", clinic=job.clinic, target=job, by=by)
    if in_background:
        ring(tasks.work_on_import, job.pk)


@transaction.atomic
def drop(*, job: LibraryImport, by: User | None) -> None:
    """Forget an import that was not brought in."""
    _step(job, (State.ASKING, State.PREVIEWED, State.FAILED), State.FAILED, problem="Dropped.")
    forget_files(job)
    audit.record("library_import_dropped", clinic=job.clinic, target=job, by=by, detail=str(job))
    job.delete()


@transaction.atomic
def take_back(*, job: LibraryImport, by: User | None) -> str:
    """Remove the exercises this import added. What is used is archived; what was changed since stays. Says how many."""
    _step(job, (State.DONE,), State.TAKEN_BACK)
    rows = job.exercises.live().filter(clinic=job.clinic, archived_at=None).prefetch_related("tags", "media")
    own = [row for row in rows if is_untouched(row)]
    kept = len(rows) - len(own)
    names = [each.file.name or "" for row in own for each in row.media.all()]
    used = _delete(own)
    Exercise.objects.filter(pk__in=used).update(archived_at=timezone.now(), updated_at=timezone.now())
    kept_files.forget(names)
    said = f"{len(own) - len(used)} removed"
    said += f", {len(used)} archived because programmes hold them" if used else ""
    said += f", {kept} kept because they were changed since" if kept else ""
    audit.record("library_import_taken_back", clinic=job.clinic, target=job, by=by, detail=said)
    return said


def counts_of(job: LibraryImport) -> Counter[str]:
    """How many rows of each kind the preview, or the report, has."""
    rows = job.rows.order_by().values("action").annotate(many=Count("pk"))
    return Counter({row["action"]: row["many"] for row in rows} or job.found.get("counts", {}))


def rows_of(job: LibraryImport, action: str = "") -> QuerySet[Any]:
    rows = job.rows.defer("data")
    return rows.filter(action=action) if action in Action.values else rows


def _delete(rows: list[Exercise]) -> set[int]:
    """Delete what nothing holds; returns the ids of the rest."""
    ids = {row.pk for row in rows}
    used: set[int] = set()
    while ids - used:
        try:
            with transaction.atomic():
                Exercise.objects.filter(pk__in=ids - used).delete()
            break
        except ProtectedError as held:
            used |= {pk for each in held.protected_objects if (pk := getattr(each, "exercise_id", 0)) in ids}
            used |= {row for row in _originals(held) if row in ids}
            if not used:
                raise
    return used


def _originals(held: ProtectedError) -> set[int]:
    """Snapshots are held by published versions; what they were taken of counts as used."""
    shown = {getattr(each, "exercise_id", 0) for each in held.protected_objects}
    snapshots = Exercise.objects.filter(pk__in=shown, snapshot_of__isnull=False)
    return {pk for pk in snapshots.values_list("snapshot_of", flat=True) if pk}


def _step(job: LibraryImport, allowed: tuple[str, ...], state: str, **fields: Any) -> None:
    """Move the import on, unless it moved by itself meanwhile."""
    here = LibraryImport.objects.filter(pk=job.pk, state__in=allowed)
    if not here.update(state=state, attempts=0, done=0 if state == State.UPLOADED else job.done, **fields):
        raise ValidationError("This import has moved on meanwhile. Look at how it stands now.")
    job.state = state
