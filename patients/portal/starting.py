"""What Today still asks or offers of the first steps."""

from dataclasses import dataclass

from django.contrib.sessions.backends.base import SessionBase

from patients.models import Patient
from patients.services import consents, settling

HINT_GONE = "home_screen_hint_gone"  # in the device's session: each device has a home screen of its own


@dataclass(frozen=True)
class Start:
    is_unsettled: bool
    asks_consent: bool
    hints_home_screen: bool


def start_of(patient: Patient, store: SessionBase) -> Start:
    """One card at most: setting up, else the words to agree to, else the home screen; one query."""
    unsettled = not settling.is_settled(patient)
    asks = not unsettled and consents.is_asked(patient)
    hints = not unsettled and not asks and patient.last_session_on is not None and HINT_GONE not in store
    return Start(unsettled, asks, hints)
