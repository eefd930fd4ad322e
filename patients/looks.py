"""Who may show a patient's exercises: one of the people, or whomever the clinic chose."""

from typing import Final

from clinic.models import Clinic

CHOICES: Final[list[tuple[str, str]]] = [("", "As the clinic has it"), *Clinic.FigureLook.choices]
