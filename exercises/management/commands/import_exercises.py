"""Bring exercises into a clinic's library: `manage.py import_exercises FILE [FILE ...] --clinic SLUG [--dry-run]`."""

from argparse import ArgumentParser
from contextlib import ExitStack
from pathlib import Path
from typing import Any

from django.core.exceptions import ValidationError
from django.core.files.base import File
from django.core.management.base import BaseCommand, CommandError

from clinic.models import Clinic
from exercises.exchange import asking, working
from exercises.exchange.comparing import Action
from exercises.models import LibraryImport

State = LibraryImport.State
MOST_SHOWN = 20


class Command(BaseCommand):
    help = "Preview the exercises in these files and bring them into a clinic's library, all or none."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("files", nargs="+", type=Path, metavar="FILE", help="CSV, JSON or a zip that we exported")
        parser.add_argument("--clinic", required=True, help="slug of the clinic, as in its settings")
        parser.add_argument("--dry-run", action="store_true", help="show the preview and change nothing")
        parser.add_argument("--overwrite", action="store_true", help="replace what was changed in the clinic since")
        parser.add_argument("--without-duplicates", action="store_true", help="leave out names that are there already")
        parser.add_argument("--encoding", default="", help="where the guess is wrong, such as cp1250")
        parser.add_argument("--delimiter", default="", help="where the guess is wrong, such as ;")
        parser.add_argument("--language", default="", help="of files that hold several, such as de")
        parser.add_argument("--source", default="", help="where they come from, where the files do not say it")
        parser.add_argument("--licence", default="", help="their licence, where the files do not say it")
        parser.add_argument("--author", default="", help="who wrote them, where the files do not say it")
        parser.add_argument(
            "--column", action="append", default=[], metavar="COLUMN=MEANING", help="what a column means: Titel=name"
        )

    def handle(self, *args: Any, **options: Any) -> None:
        clinic = Clinic.objects.filter(slug=options["clinic"]).first()
        if clinic is None:
            known = ", ".join(Clinic.objects.values_list("slug", flat=True)[:20]) or "none yet"
            raise CommandError(f"There is no clinic “{options['clinic']}”. Clinics: {known}.")
        job = self.start(clinic, options)
        try:
            job = self.read(job)
            if not options["dry_run"]:
                self.bring_in(job, options)
        finally:
            if LibraryImport.objects.filter(pk=job.pk).exclude(state=State.DONE).exists():
                working.forget_files(job)
                job.delete()

    def start(self, clinic: Clinic, options: dict[str, Any]) -> LibraryImport:
        names = ("encoding", "delimiter", "language", "source", "licence", "author")
        said = {name: options[name] for name in names} | {"columns": dict(map(_column, options["column"]))}
        with ExitStack() as stack:
            try:
                files = [File(stack.enter_context(path.open("rb")), name=path.name) for path in options["files"]]
                asking.check(files)
            except OSError as error:
                raise CommandError(f"“{error.filename}” cannot be read: {error.strerror}.") from error
            except ValidationError as error:
                raise CommandError(" ".join(error.messages)) from error
            return asking.start(clinic=clinic, by=None, files=files, options=said, in_background=False)

    def read(self, job: LibraryImport) -> LibraryImport:
        working.work(job.pk)
        job.refresh_from_db()
        if job.state == State.ASKING:
            columns = ", ".join(dict(job.found["columns"]))
            raise CommandError(f"No column is a name. Say which, for example --column Titel=name. Columns: {columns}.")
        self.stop_if_refused(job)
        self.preview(job)
        return job

    def bring_in(self, job: LibraryImport, options: dict[str, Any]) -> None:
        asking.confirm(
            job=job,
            by=None,
            overwrite=options["overwrite"],
            duplicates=not options["without_duplicates"],
            in_background=False,
        )
        working.work(job.pk)
        job.refresh_from_db()
        self.stop_if_refused(job)
        self.stdout.write(f"Brought in: {_in_words(job)}.")

    def stop_if_refused(self, job: LibraryImport) -> None:
        if job.state == State.FAILED:
            raise CommandError(job.problem)

    def preview(self, job: LibraryImport) -> None:
        for table in job.found["tables"]:
            cut = f", separated by {table['delimiter']}" if table["delimiter"] else ""
            self.stdout.write(f"{table['file']}: {table['kind'].upper()}, {table['encoding']}{cut}")
        self.stdout.write(f"Preview: {_in_words(job)}.")
        for action in (Action.REFUSED, Action.DUPLICATE, Action.KEPT, Action.UPDATED):
            rows = asking.rows_of(job, action)
            for row in rows[:MOST_SHOWN]:
                self.stdout.write(f"  {row.get_action_display()}: {row.name or '(no name)'}, {row.place}. {row.reason}")
            if (more := rows.count() - MOST_SHOWN) > 0:
                self.stdout.write(f"  and {more} more")
        for note in job.notes:
            self.stdout.write(note)


def _column(said: str) -> tuple[str, str]:
    column, _, meaning = said.rpartition("=")
    return column, meaning


def _in_words(job: LibraryImport) -> str:
    counts = asking.counts_of(job)
    return ", ".join(f"{counts[action]} {Action(action).label.lower()}" for action in Action.values)
