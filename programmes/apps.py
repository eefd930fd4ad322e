"""Teach the exercises room, which knows no doses and no programmes, how a dose is said and what versions hold."""

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
        from exercises.services import changing  # noqa: PLC0415
        from programmes.services import holding  # noqa: PLC0415 (models may be imported from here on)

        changing.HOLDERS.append(changing.Holder(holding.shown, holding.move))
        speech.SPEAKERS.append(said)
