"""PROGRESS: asked last, when nothing speaks against it, and then it must be earned as well.

`is_earned` says the needs once more, positively: a HOLD rule that is forgotten or wrong does not become a step up.
"""

from typing import Final

from patients.progress.proposing import completion
from patients.progress.proposing.case import Case
from patients.progress.proposing.facts import Mode, Session
from patients.progress.proposing.proposal import Change, Kind
from patients.progress.proposing.rules import hold
from patients.progress.proposing.rules.rule import Rule, rule
from patients.progress.proposing.steps import next_step
from patients.progress.proposing.zones import Zone

VARIABLES: Final = {
    "amount": ("reps", "seconds", "metres", "minutes"),
    "sets": ("sets",),
    "load": ("load",),
    "ladder": ("ladder",),
}
USES: Final = "sessions_needed sessions_days green_peak over_usual red_morning effort_most confidence_least"


def _step(case: Case, variable: str) -> Change | None:
    change = next_step(case.exercise, case.limits)
    wanted = change is not None and change.variable in VARIABLES[variable]
    return change if wanted and is_earned(case) else None


def is_earned(case: Case) -> bool:
    """Two sessions done in full at this dose, every answer there and good, and nothing open."""
    limits, patient = case.limits, case.patient
    is_clear = patient.state == "active" and not patient.is_locked and not patient.has_open_flag
    is_enough = len(case.recent) >= limits.sessions_needed and not case.patient.is_flaring(case.today)
    is_confident = case.confidence is not None and case.confidence >= limits.confidence_least
    return is_clear and is_enough and is_confident and all(_went_well(case, one) for one in case.recent)


def _went_well(case: Case, one: Session) -> bool:
    zone = case.zone_of(one)
    is_green = zone is Zone.GREEN or (zone is Zone.AMBER and hold.amber_may_progress(case))
    is_done = one.asked == case.exercise.dose and case.percent_done(one) == completion.WHOLE
    return is_green and is_done and one.effort is not None and one.effort <= case.limits.effort_most


@rule(Kind.PROGRESS, "amount", uses=f"{USES} top_reps top_seconds top_metres top_minutes")
def amount(case: Case) -> Change | None:
    """A few more repetitions, seconds, metres or minutes, up to the top."""
    return _step(case, "amount")


@rule(Kind.PROGRESS, "sets", uses=f"{USES} top_sets")
def sets(case: Case) -> Change | None:
    """One more set, at the top of the range."""
    return _step(case, "sets")


@rule(Kind.PROGRESS, "load", uses=f"{USES} load_rise_percent load_big_percent load_most_percent")
def load(case: Case) -> Change | None:
    """A little more weight or the next band, at the most sets; then the repetitions are climbed again."""
    return _step(case, "load")


@rule(Kind.PROGRESS, "exposure", uses=f"{USES} worry_low")
def exposure(case: Case) -> Change | None:
    """The next step of an exposure ladder, now that worry is low."""
    return _step(case, "ladder") if case.exercise.mode is Mode.EXPOSURE else None


@rule(Kind.PROGRESS, "ladder", uses=f"{USES} new_step_sets")
def ladder(case: Case) -> Change | None:
    """The next step of the ladder, starting with two sets at the low end."""
    return _step(case, "ladder")


STEPS: Final[tuple[Rule, ...]] = (amount, sets, load, exposure, ladder)
