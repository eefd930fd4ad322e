"""A file of exercises on its way into a clinic's library: rows first, work afterwards."""

import datetime as dt

from django.db import models
from django.db.models import Q
from django.utils.crypto import get_random_string

from clinic.models import Clinic, User


def private_path(file: "ImportFile", name: str) -> str:
    """A folder that no address leads to; the name on the disk says nothing about the file."""
    return f"imports/{get_random_string(32)}"


class LibraryImportQuerySet(models.QuerySet["LibraryImport"]):
    def waiting_at(self, now: dt.datetime) -> "LibraryImportQuerySet":
        """What nobody works on: just asked for, or left behind by a worker that died."""
        State = LibraryImport.State
        asked = Q(state__in=[State.UPLOADED, State.CONFIRMED])
        return self.filter(asked | Q(state__in=[State.READING, State.IMPORTING], lease_until__lt=now))


class LibraryImport(models.Model):
    """One import, from the upload to its report.

    `found` is what a first look at the files told, `options` what the clinic chose; `columns` in it says which column
    means what. A worker holds the row by `claim` until `lease_until`.
    """

    class State(models.TextChoices):
        UPLOADED = "uploaded", "Waiting to be read"
        READING = "reading", "Being read"
        ASKING = "asking", "Needs your help"
        PREVIEWED = "previewed", "Ready to bring in"
        CONFIRMED = "confirmed", "Waiting to be brought in"
        IMPORTING = "importing", "Being brought in"
        DONE = "done", "Brought in"
        FAILED = "failed", "Refused"
        TAKEN_BACK = "taken_back", "Taken back"

    clinic = models.ForeignKey(Clinic, on_delete=models.CASCADE, related_name="library_imports")
    by = models.ForeignKey(User, null=True, on_delete=models.SET_NULL, related_name="+")
    state = models.CharField(max_length=10, choices=State, default=State.UPLOADED)
    options = models.JSONField(default=dict)
    found = models.JSONField(default=dict)
    notes = models.JSONField(default=list)
    problem = models.CharField(max_length=500, blank=True)
    done = models.PositiveIntegerField(default=0)
    total = models.PositiveIntegerField(default=0)
    claim = models.UUIDField(null=True)
    lease_until = models.DateTimeField(null=True)
    attempts = models.PositiveSmallIntegerField(default=0)
    created_at = models.DateTimeField(auto_now_add=True)
    finished_at = models.DateTimeField(null=True)

    objects = LibraryImportQuerySet.as_manager()

    class Meta:
        ordering = ["-id"]
        indexes = [models.Index(fields=["state", "lease_until"], name="import_waiting")]

    def __str__(self) -> str:
        return ", ".join(file.name for file in self.files.all()) or f"Import {self.pk}"

    @property
    def is_at_work(self) -> bool:
        State = self.State
        return self.state in (State.UPLOADED, State.READING, State.CONFIRMED, State.IMPORTING)


class ImportFile(models.Model):
    """One uploaded file; the bytes go when the import is over, the name stays."""

    library_import = models.ForeignKey(LibraryImport, on_delete=models.CASCADE, related_name="files")
    name = models.CharField(max_length=200)
    file = models.FileField(upload_to=private_path, max_length=200, blank=True)

    class Meta:
        ordering = ["id"]

    def __str__(self) -> str:
        return self.name


class ImportRow(models.Model):
    """What will become, or became, of one row; `data` holds it, cleaned, until it is brought in."""

    class Action(models.TextChoices):
        NEW = "new", "New"
        UPDATED = "updated", "Updated"
        UNCHANGED = "unchanged", "Unchanged"
        DUPLICATE = "duplicate", "Possible duplicate"
        KEPT = "kept", "Changed here"
        REFUSED = "refused", "Refused"

    library_import = models.ForeignKey(LibraryImport, on_delete=models.CASCADE, related_name="rows")
    number = models.PositiveIntegerField()
    place = models.CharField(max_length=220)
    name = models.CharField(max_length=200, blank=True)
    action = models.CharField(max_length=10, choices=Action)
    reason = models.CharField(max_length=500, blank=True)
    data = models.JSONField(null=True)

    class Meta:
        ordering = ["number"]
        constraints = [models.UniqueConstraint(fields=["library_import", "number"], name="import_row_once")]

    def __str__(self) -> str:
        return f"{self.place}: {self.name}"
