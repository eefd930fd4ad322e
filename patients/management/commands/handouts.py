"""Print a patient's plan in every layout: `manage.py handouts --patient 3 --sheet docs/handouts.png`."""

from argparse import ArgumentParser
from itertools import product
from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError

from clinic.models import Clinic
from patients.models import Patient
from patients.services import printing
from programmes import handouts
from programmes.handouts.contact import contact_sheet


class Command(BaseCommand):
    help = "Write one picture of a plan's handouts in every layout, on every paper, with and without colour."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("--patient", type=int, required=True, help="number of a patient, as in their address")
        parser.add_argument("--sheet", type=Path, required=True, help="the PNG to write")

    def handle(self, *args: Any, **options: Any) -> None:
        patient = Patient.objects.filter(pk=options["patient"]).select_related("clinic", "therapist__user").first()
        plan = printing.plan_of(patient) if patient else None
        if plan is None:
            raise CommandError("There is no such patient, or they have no plan.")
        choices = product(handouts.TO_CHOOSE, Clinic.Paper.values, handouts.Colour.values)
        try:
            printed = {}
            for layout, paper, colour in choices:
                choice = handouts.Choice(layout, paper, colour)
                made = handouts.make(printing.wanted(plan=plan, choice=choice))
                density = f" ({made.density.removeprefix('density-')})" if made.density else ""
                printed[f"{layout.label}, {paper}, {colour}{density}"] = made.pdf
            options["sheet"].write_bytes(contact_sheet(printed))
        except (handouts.PaperError, OSError) as error:
            raise CommandError(str(error)) from error
        self.stdout.write(f"{options['sheet']}: {len(printed)} handouts")
