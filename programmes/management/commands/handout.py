"""Print a programme as a PDF: `manage.py handout --template starter --out starter.pdf`."""

from argparse import ArgumentParser
from pathlib import Path
from typing import Any

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError

from clinic.models import Clinic
from programmes import handouts
from programmes.models import Programme, Version


class Command(BaseCommand):
    help = "Write the handout of a built-in template, or of any programme by number, to a file."

    def add_arguments(self, parser: ArgumentParser) -> None:
        which = parser.add_mutually_exclusive_group(required=True)
        which.add_argument("--template", help="key of a built-in template, such as starter")
        which.add_argument("--programme", type=int, help="number of a programme, as in its address")
        parser.add_argument("--clinic", help="slug of the clinic whose name, colour and paper to use")
        parser.add_argument("--out", type=Path, required=True, help="file to write")

    def handle(self, *args: Any, **options: Any) -> None:
        version = self.version(options)
        clinic = (
            Clinic.objects.filter(slug=options["clinic"]).first() if options["clinic"] else version.programme.clinic
        )
        try:
            pdf = handouts.render(version, handout_for=None, clinic=clinic, site_url=settings.SITE_URL)
            options["out"].write_bytes(pdf)
        except (handouts.PaperError, OSError) as error:
            raise CommandError(str(error)) from error
        self.stdout.write(f"{options['out']}: {version}, {len(pdf) // 1000} kB")

    def version(self, options: dict[str, Any]) -> Version:
        chosen = {"key": options["template"], "clinic": None} if options["template"] else {"pk": options["programme"]}
        programme = Programme.objects.filter(**chosen).first()
        if programme is None:
            known = (
                ", ".join(Programme.objects.filter(clinic=None).values_list("key", flat=True))
                or "none; run load_library first"
            )
            raise CommandError(f"There is no such programme. Templates: {known}.")
        version = programme.versions.published().whole().first()
        if version is None:
            raise CommandError(f"{programme} has no published version yet.")
        return version
