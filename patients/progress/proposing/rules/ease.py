"""EASE: less for now, by the therapist's decision; the patient may always do less without one.

One answer is enough here, other than for more. A dose that was lowered since is an answer already.
"""

from patients.progress.proposing.case import Case
from patients.progress.proposing.proposal import Change, Kind
from patients.progress.proposing.rules.rule import rule
from patients.progress.proposing.steps import share_of, step_down
from patients.progress.proposing.zones import Zone


def _down(case: Case) -> Change | None:
    return step_down(case.fresh[-1].asked, case.exercise, case.limits)


@rule(Kind.EASE, "two-red", uses="green_peak red_peak over_usual red_morning ease_percent", flag=True)
def two_red(case: Case) -> Change | None:
    """Two red sessions in a row: one step down the ladder."""
    if len(case.fresh) == 2 and all(case.zone_of(one) is Zone.RED for one in case.fresh):
        return _down(case)
    return None


@rule(Kind.EASE, "effort", uses="effort_ease ease_percent", flag=True)
def effort(case: Case) -> Change | None:
    """The last session was very hard: one step down the ladder."""
    if case.at_risk and (case.at_risk.effort or 0) >= case.limits.effort_ease:
        return _down(case)
    return None


@rule(Kind.EASE, "partial-twice", uses="partial_percent ease_percent", flag=True)
def partial_twice(case: Case) -> Change | None:
    """Much less than asked was done twice in a row: one step down the ladder."""
    if len(case.fresh) == 2 and all(case.percent_done(one) < case.limits.partial_percent for one in case.fresh):
        return _down(case)
    return None


@rule(Kind.EASE, "confidence", uses="confidence_ease answer_days ease_percent", flag=True)
def confidence(case: Case) -> Change | None:
    """Confidence is very low: one step down the ladder."""
    if case.fresh and case.confidence is not None and case.confidence <= case.limits.confidence_ease:
        return _down(case)
    return None


@rule(Kind.EASE, "one-red", uses="green_peak red_peak over_usual red_morning ease_percent")
def one_red(case: Case) -> Change | None:
    """The last session was red: the same exercise with 30 to 50 % less."""
    if case.at_risk and case.zone_of(case.at_risk) is Zone.RED:
        return share_of(case.at_risk.asked, case.exercise, case.limits.ease_percent)
    return None
