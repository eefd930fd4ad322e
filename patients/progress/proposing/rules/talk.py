"""TALK: worry with little pain is no reason to do less; a conversation helps more."""

from patients.progress.proposing.case import Case
from patients.progress.proposing.proposal import Kind
from patients.progress.proposing.rules.rule import rule


@rule(Kind.TALK, "worry", uses="worry_high worry_pain answer_days", whole_plan=True, flag=True)
def worry(case: Case) -> bool:
    """Worry is high while the usual pain is low: keep the programme as it is, and talk."""
    worry, pain = case.worry, case.usual_pain
    if worry is None or pain is None:
        return False
    return worry >= case.limits.worry_high and pain <= case.limits.worry_pain
