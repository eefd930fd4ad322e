"""`manage.py demo`: the demo clinics, made once; `--fresh` makes them anew."""

from argparse import ArgumentParser
from typing import Any

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError
from django.db import transaction
from django.utils import timezone

from patients.demo import build


class Command(BaseCommand):
    help = "Make the demo clinics, unless they are there already."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("--fresh", action="store_true", help="remove the demo clinics first and start over")

    @transaction.atomic
    def handle(self, *, fresh: bool, **options: Any) -> None:
        if not settings.DEMO:
            raise CommandError("There is no demo in production. Set LOADWELL_MODE=demo to have one.")
        if fresh:
            build.remove()
        if build.exists():
            self.stdout.write("The demo clinics are there already.")
            return
        told = build.build(now=timezone.now())
        sessions = sum(len(one.sessions) for one in told)
        self.stdout.write(f"Made the demo clinics: {len(told)} patients with {sessions} sessions.")
