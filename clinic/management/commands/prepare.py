"""`manage.py prepare`: an up-to-date database with the library and, in demo mode, a demo clinic."""

from typing import Any

from django.conf import settings
from django.core.management import call_command
from django.core.management.base import BaseCommand
from django.db import transaction

from clinic.models import Clinic


class Command(BaseCommand):
    help = "Migrate, load the library and, in demo mode, make the demo clinic if there is none."

    def handle(self, *args: Any, **options: Any) -> None:
        call_command("migrate", interactive=False, verbosity=0)
        with transaction.atomic():  # a demo that was cut off half way is none
            call_command("load_library")
            if settings.DEMO and not Clinic.objects.filter(is_demo=True).exists():
                call_command("demo")
