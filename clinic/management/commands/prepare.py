"""`manage.py prepare`: an up-to-date database with the library, a key for push messages and, in demo mode, a clinic."""

from typing import Any

from django.conf import settings
from django.core.management import call_command
from django.core.management.base import BaseCommand
from django.db import transaction

from clinic.models import Clinic


class Command(BaseCommand):
    help = "Migrate, make the key for push messages, load the library and, in demo mode, a clinic if there is none."

    def handle(self, *args: Any, **options: Any) -> None:
        call_command("migrate", interactive=False, verbosity=0)
        call_command("vapid", verbosity=0)
        with transaction.atomic():  # a demo that was cut off half way is none
            call_command("load_library")
            if settings.DEMO and not Clinic.objects.filter(is_demo=True).exists():
                call_command("demo")
