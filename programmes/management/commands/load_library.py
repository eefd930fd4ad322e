"""Bring the built-in exercises, ladders and templates into the database; safe to run at every start."""

from typing import Any

from django.core.management.base import BaseCommand, CommandError

from exercises.data_files import DataFileErrors
from programmes import services


class Command(BaseCommand):
    help = "Load the built-in exercises, ladders and programme templates from their data files."

    def handle(self, *args: Any, **options: Any) -> None:
        try:
            exercises, templates = services.load_library()
        except DataFileErrors as error:
            raise CommandError(str(error)) from error
        counts = {
            "exercises new": exercises.added,
            "changed": exercises.changed,
            "archived": exercises.archived,
            "ladders written": exercises.ladders,
            "templates new": templates.added,
            "with a new version": templates.changed,
        }
        said = ", ".join(f"{count} {what}" for what, count in counts.items() if count)
        self.stdout.write(f"Library: {said or 'up to date'}.")
