"""The zone of a session: green, amber or red, from pain against the patient's own usual pain (clinical.md 3.2).

Where its edges contradict each other, red wins: with usual pain 4, a highest pain of 6 is "usual + 2" (amber) and
"above 5 and above usual + 1" (red). So amber needs a usual pain below 4.
"""

from enum import StrEnum

from patients.progress.proposing.facts import Mode, Session
from patients.progress.proposing.thresholds import Thresholds


class Zone(StrEnum):
    GREEN = "green"
    UNKNOWN = "unknown"  # an answer is missing, or nobody knows what is usual: never green
    AMBER = "amber"
    RED = "red"


def zone(session: Session, usual: int | None, mode: Mode, limits: Thresholds) -> Zone:
    """How the body took it; a quota is kept by time, so pain up to `red_peak` is no reason to change it."""
    if _is_red(session, usual, mode, limits):
        return Zone.RED
    if usual is not None and mode is not Mode.QUOTA and _is_amber(session, usual, limits):
        return Zone.AMBER
    is_answered = session.pain_highest is not None and session.pain_morning is not None
    return Zone.GREEN if is_answered and usual is not None else Zone.UNKNOWN


def _is_amber(session: Session, usual: int, limits: Thresholds) -> bool:
    """What was told is more than green, whatever the answers that are missing would say."""
    as_usual = usual + limits.over_usual
    return (session.peak or 0) > max(limits.green_peak, as_usual) or (session.pain_morning or 0) > as_usual


def is_severe(session: Session, usual: int | None, limits: Thresholds) -> bool:
    """Severe pain far above usual, on the day or the morning after: a reason to stop, not to adjust."""
    worst = max(session.peak or 0, session.pain_morning or 0)
    return worst >= limits.severe_peak and worst - (usual or 0) >= limits.severe_jump


def _is_red(session: Session, usual: int | None, mode: Mode, limits: Thresholds) -> bool:
    told = session.leg_symptoms or session.lingered or session.stopped == "pain"
    return told or _peak_is_red(session, usual, limits) or _morning_is_red(session, usual, mode, limits)


def _peak_is_red(session: Session, usual: int | None, limits: Thresholds) -> bool:
    peak = session.peak
    if peak is None or peak <= limits.red_peak:
        return False
    return usual is None or peak > usual + limits.over_usual


def _morning_is_red(session: Session, usual: int | None, mode: Mode, limits: Thresholds) -> bool:
    morning = session.pain_morning
    if morning is None:
        return False
    if (mode is Mode.QUOTA or usual is None) and morning <= limits.red_peak:
        return False
    return usual is None or morning >= usual + limits.red_morning
