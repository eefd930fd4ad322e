"""RETURN: what to start with after days away, as a share of the dose last trained. A flare-up is looked at first."""

from patients.progress.proposing.case import Case
from patients.progress.proposing.proposal import Change, Kind
from patients.progress.proposing.rules.rule import rule
from patients.progress.proposing.steps import share_of


@rule(Kind.RETURN, "flare", whole_plan=True, flag=True)
def flare(case: Case) -> bool:
    """The patient says it is a flare-up: the flare-up plan holds, and the therapist looks before anything else."""
    return case.patient.is_flaring(case.today)


@rule(Kind.RETURN, "over-four-weeks", uses="gap_review_days", whole_plan=True, flag=True)
def over_four_weeks(case: Case) -> bool:
    """Nothing was trained for more than 28 days: the therapist reviews the programme before it goes on."""
    return case.days_untrained >= case.limits.gap_review_days


@rule(Kind.RETURN, "exercise-over-four-weeks", uses="gap_review_days", flag=True)
def exercise_over_four_weeks(case: Case) -> bool:
    """This exercise was not done for more than 28 days while others were: the therapist looks at it."""
    return case.days_away >= case.limits.gap_review_days


@rule(Kind.RETURN, "two-to-four-weeks", uses="gap_long_days gap_long_percent")
def two_to_four_weeks(case: Case) -> Change | None:
    """Away for 15 to 28 days: 30 % less than the last dose."""
    if case.last and case.days_away >= case.limits.gap_long_days:
        return share_of(case.last.asked, case.exercise, case.limits.gap_long_percent)
    return None


@rule(Kind.RETURN, "one-to-two-weeks", uses="gap_short_days gap_short_percent")
def one_to_two_weeks(case: Case) -> Change | None:
    """Away for 8 to 14 days: 80 to 90 % of the last dose."""
    if case.last and case.limits.gap_short_days <= case.days_away < case.limits.gap_long_days:
        return share_of(case.last.asked, case.exercise, case.limits.gap_short_percent)
    return None
