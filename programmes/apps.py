"""Teach the exercises room, which knows no doses, how a usual dose is said."""

from django.apps import AppConfig

from exercises import speech
from programmes import dose


def said(written: str) -> str:
    """The dose as a phrase; as it stands where it cannot be read."""
    try:
        return dose.words(dose.parse(written), for_patient=False)
    except dose.DoseError:
        return written


class ProgrammesConfig(AppConfig):
    name = "programmes"

    def ready(self) -> None:
        speech.SPEAKERS.append(said)
