"""Teach the exercises room, which knows no doses and no programmes, how a dose is said and what versions hold."""

from dataclasses import replace

from django.apps import AppConfig
from django.core.exceptions import ValidationError

from exercises import speech
from programmes import dose


def said(written: str) -> str:
    """The dose as a phrase; as it stands where it cannot be read."""
    try:
        return dose.words(dose.parse(written), for_patient=False)
    except dose.DoseError:
        return written


def said_to_patient(written: str, per_side: bool) -> str:
    """The same as a programme would say it."""
    try:
        read = dose.parse(written)
    except dose.DoseError:
        return written
    return dose.words(replace(read, side="each") if per_side and not read.side else read)


def check(written: str) -> None:
    try:
        dose.parse(written)
    except dose.DoseError as error:
        raise ValidationError(str(error)) from error


class ProgrammesConfig(AppConfig):
    name = "programmes"

    def ready(self) -> None:
        from clinic.services import people  # noqa: PLC0415
        from exercises.services import changing, uses  # noqa: PLC0415
        from programmes.services import holding, shelf  # noqa: PLC0415 (models may be imported from here on)

        changing.HOLDERS.append(changing.Holder(holding.shown, holding.move))
        uses.PROGRAMMES.append(holding.programmes_with)
        people.ON_LEAVING.append(shelf.leave_behind)
        speech.SPEAKERS.append(said)
        speech.PATIENT_SPEAKERS.append(said_to_patient)
        speech.CHECKERS.append(check)
