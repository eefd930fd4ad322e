"""PAUSE: nothing is trained until a clinician has looked. Any one sign is enough (clinical.md 5)."""

from patients.progress.proposing.case import Case
from patients.progress.proposing.facts import Session
from patients.progress.proposing.proposal import Kind
from patients.progress.proposing.rules.rule import rule
from patients.progress.proposing.zones import is_severe


def _unsettled(case: Case) -> list[Session]:
    """The last sessions, this exercise skipped or not, since a clinician last cleared a lock."""
    cleared = case.patient.cleared_on
    last = [one for one in case.exercise.history if case.days_since(one.on) in range(case.limits.sessions_days + 1)]
    return [one for one in last if cleared is None or one.on > cleared]


@rule(Kind.PAUSE, "locked", whole_plan=True, flag=True)
def locked(case: Case) -> bool:
    """A sign that needs help was told, and no clinician has cleared it yet."""
    return case.patient.is_locked


@rule(Kind.PAUSE, "stop-symptom", uses="sessions_days", whole_plan=True, flag=True)
def stop_symptom(case: Case) -> bool:
    """A session brought on a sign to stop at: chest pain, faintness, giving way, new numbness or weakness."""
    return any(one.stop_symptom for one in _unsettled(case))


@rule(Kind.PAUSE, "severe-pain", uses="severe_peak severe_jump sessions_days", whole_plan=True, flag=True)
def severe_pain(case: Case) -> bool:
    """Pain in or after the last session was severe and far above usual."""
    return any(is_severe(one, case.usual_pain, case.limits) for one in _unsettled(case)[-1:])
