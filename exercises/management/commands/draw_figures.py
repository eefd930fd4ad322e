"""`manage.py draw_figures`: the exercises' pictures from the pose files."""

from collections.abc import Iterable
from pathlib import Path
from typing import Any

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError, CommandParser

from exercises.data_files import DataFileErrors
from exercises.figures import checks, drawing
from exercises.figures.pose_files import Figure, chosen, load_figures
from exercises.figures.sheet import contact_sheet
from exercises.figures.shelf import MANIFEST, ON_PAPER

FOLDER = settings.BASE_DIR / "static" / "figures"


class Command(BaseCommand):
    help = "Draw the exercises' figures into static/figures; --check only looks for faults in the poses."
    requires_system_checks: list[str] = []

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("--only", action="append", default=[], metavar="KEY", help="draw this exercise; repeatable")
        parser.add_argument("--check", action="store_true", help="draw nothing: say what is wrong or out of date")
        parser.add_argument("--sheet", type=Path, metavar="PNG", help="put the stills there are on one sheet")
        parser.add_argument("--columns", type=int, default=10, help="of the sheet (10); fewer are larger")
        parser.add_argument("--processes", type=int, default=2)

    def handle(self, *, only: list[str], check: bool, sheet: Path | None, **options: Any) -> None:
        try:
            figures = load_figures()
            some = chosen(figures, only)
        except DataFileErrors as error:
            raise CommandError(str(error)) from None
        except KeyError as error:
            raise CommandError(error.args[0]) from None
        if check:
            self._check(figures, some)
        elif sheet:
            self._put_on_sheet(some, sheet, options["columns"])
        else:
            self._draw(figures, some, options["processes"])

    def _check(self, figures: dict[str, Figure], some: dict[str, Figure]) -> None:
        problems = [
            str(problem)
            for figure in some.values()
            if figure.drawn_as == figure.key
            for problem in checks.remarks(figure)
        ]
        listed = drawing.read_list(MANIFEST)
        if listed["fingerprint"] != drawing.fingerprint(figures):
            problems.append("The drawings are older than the poses or the engine. Run: manage.py draw_figures")
        for path in missing(listed["figures"].values()):
            problems.append(f"{path.relative_to(settings.BASE_DIR)} is missing. Run: manage.py draw_figures")
        if problems:
            raise CommandError("\n".join(problems))
        self.stdout.write(f"{len(some)} figures, nothing to remark.")

    def _put_on_sheet(self, some: dict[str, Figure], path: Path, columns: int) -> None:
        if columns < 1:
            raise CommandError("--columns: a sheet has at least one.")
        keys = sorted({figure.drawn_as for figure in some.values()})
        stills = {key: (FOLDER / f"{key}.svg").read_text(encoding="utf-8") for key in keys}
        try:
            path.write_bytes(contact_sheet(stills, columns=columns))
        except OSError as error:  # no Pango, no pdftoppm, or a folder that is not there
            raise CommandError(f"No sheet: {error}. It takes libpango-1.0-0 and poppler-utils.") from error
        self.stdout.write(f"{path}: {len(keys)} drawings.")

    def _draw(self, figures: dict[str, Figure], some: dict[str, Figure], processes: int) -> None:
        listed = drawing.read_list(MANIFEST)
        drawn = {entry[0]: entry[1:] for entry in listed["figures"].values()}
        wanted = {figure.drawn_as: figures[figure.drawn_as] for figure in some.values()}
        for files in drawing.draw_all(wanted.values(), processes=processes):
            drawing.write(files, FOLDER, ON_PAPER)
            drawn[files.key] = files.entry
        entries = drawing.entries_of(figures, drawn)
        for path in (*FOLDER.glob("*.svg"), *ON_PAPER.glob("*.svg")):
            if path.name.split(".")[0] not in {entry[0] for entry in entries.values()}:
                path.unlink()
        # Only a full set is known to be up to date.
        mark = drawing.fingerprint(figures) if len(some) == len(figures) else listed["fingerprint"]
        drawing.write_list(MANIFEST, entries, mark)
        self.stdout.write(f"{len(some)} figures drawn.")


def missing(entries: Iterable[list[Any]]) -> list[Path]:
    keys = sorted({entry[0] for entry in entries})
    return [path for key in keys for folder in (FOLDER, ON_PAPER) if not (path := folder / f"{key}.svg").exists()]
