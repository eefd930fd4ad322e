"""A session as it is right on a day: in a flare-up only what suits one, and less of each; then back step by step."""

import datetime as dt
from collections.abc import Sequence

from patients.easing import WHOLE
from patients.models import Patient, standing_of
from programmes.dose import Dose, less
from programmes.models import Item, Session


def share_of(patient: Patient, day: dt.date) -> int:
    """Per cent of each dose on that day; no query where the patient was read with their standing."""
    return standing_of(patient).share(day)


def eased(item: Item, share: int) -> Dose:
    """The dose with its sides said, cut to that share."""
    return less(item.prescribed, share)


def ease(items: Sequence[Item], share: int) -> list[Item]:
    """The same rows with smaller doses, for showing and asking only: they are never saved."""
    if share < WHOLE:
        for item in items:
            item.set_dose(less(item.dose, share))
    return list(items)


def on_day(patient: Patient, session: Session, items: Sequence[Item], day: dt.date) -> list[Item]:
    """What of a session is right for this patient on that day.

    A plan written for a flare-up is taken as it was written. Of any other, a flare-up leaves the exercises that
    suit one; where none does, all of them, with less of each.
    """
    if session.is_easy:
        return list(items)
    standing = standing_of(patient)
    suiting = [item for item in items if item.exercise.flare_ok] if standing.in_flare(day) else []
    return ease(suiting or items, standing.share(day))
