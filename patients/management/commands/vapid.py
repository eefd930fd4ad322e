"""`manage.py vapid`: the key by which push services know this installation."""

from typing import Any

from django.core.management.base import BaseCommand, CommandParser

from patients.reminders.channels import vapid


class Command(BaseCommand):
    help = "Make the key for push messages where there is none, and show its public half; --new prints a fresh one."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("--new", action="store_true", help="print a fresh private key for VAPID_PRIVATE_KEY")

    def handle(self, *args: Any, **options: Any) -> None:
        if options["new"]:
            self.stdout.write(vapid.fresh())
            return
        vapid.make()
        if options["verbosity"]:
            self.stdout.write(vapid.public_key())
