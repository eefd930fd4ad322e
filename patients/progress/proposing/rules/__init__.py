"""The rules in the order in which they are asked: the first that applies decides.

PAUSE > EASE > TALK > RETURN > HOLD > PROGRESS, and no rule met is HOLD (clinical.md 3.3). Within EASE the bigger
change comes first. Defaults that need the review of a registered physiotherapist.
"""

from typing import Final

from patients.progress.proposing.rules import away, ease, hold, pause, progress, talk
from patients.progress.proposing.rules.rule import Rule

RULES: Final[tuple[Rule, ...]] = (
    pause.locked,
    pause.stop_symptom,
    pause.severe_pain,
    ease.two_red,
    ease.effort,
    ease.partial_twice,
    ease.confidence,
    ease.one_red,
    talk.worry,
    away.flare,
    away.over_four_weeks,
    away.exercise_over_four_weeks,
    away.two_to_four_weeks,
    away.one_to_two_weeks,
    *hold.NOT_YET,
    *progress.STEPS,
    hold.nothing_said,
)
LIMITED: Final = (hold.same_exercise, hold.two_a_session, hold.weekly_volume)  # once all exercises are known

__all__ = ["LIMITED", "RULES", "Rule"]
