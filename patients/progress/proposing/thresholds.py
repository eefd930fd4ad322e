"""The numbers the rules use: defaults for a clinic to change, within bounds that keep the rules what they are.

From clinical.md 3.2, 3.3 and 1.3; most are conventions, not trial results. They need the review of a registered
physiotherapist. A clinic stores only what it changed, by these names.
"""

from collections.abc import Mapping
from dataclasses import Field, asdict, dataclass, field, fields
from typing import Any, Final


def number(default: int, lo: int, hi: int, says: str) -> Any:
    return field(default=default, metadata={"lo": lo, "hi": hi, "says": says})


@dataclass(frozen=True, kw_only=True)
class Thresholds:
    """Scores are 0 to 10; a name ends in its unit where it has one."""

    # Pain
    green_peak: int = number(2, 0, 4, "Highest pain up to this is green, whatever the usual pain")
    red_peak: int = number(5, 3, 7, "Highest pain above this is red, unless that is usual")
    over_usual: int = number(1, 0, 2, "So much above the usual pain is still as usual")
    red_morning: int = number(2, 1, 3, "Pain the next morning so much above usual is red")
    severe_peak: int = number(8, 6, 10, "Severe pain: stop and look, if it is far above usual")
    severe_jump: int = number(3, 1, 5, "Far above usual, for severe pain")
    usual_scores: int = number(7, 3, 14, "Usual pain is the middle of so many scores before training")
    usual_scores_least: int = number(3, 2, 7, "With fewer scores than this, the weekly answer is taken")
    amber_may_progress: int = number(0, 0, 1, "1: pain-monitored exercises may progress on amber that does not rise")

    # Sessions
    sessions_needed: int = number(2, 2, 4, "Good sessions in a row before more is proposed")
    sessions_days: int = number(14, 7, 21, "They are no older than so many days")
    regular_sessions: int = number(2, 1, 4, "Trained at least so often")
    regular_days: int = number(10, 7, 21, "in so many days")
    answer_days: int = number(14, 7, 21, "A weekly answer older than so many days is unknown")
    partial_percent: int = number(80, 50, 90, "Less than this done is a session that was too much")

    # Effort, confidence, worry, sleep, stress
    effort_most: int = number(6, 3, 7, "Effort up to this leaves room for more")
    effort_target: int = number(6, 3, 8, "Effort aimed at where the dose says none")
    effort_ease: int = number(9, 8, 10, "Effort from here on is too much")
    reserve_reps: int = number(2, 1, 5, "Reps beyond the range in the last set that show reserve")
    reserve_rir: int = number(3, 2, 6, "Reps in reserve that show reserve")
    confidence_least: int = number(6, 4, 9, "Confidence needed for more")
    confidence_ease: int = number(3, 0, 4, "Confidence down here asks for an easier step")
    worry_high: int = number(7, 5, 10, "Worry from here on asks for a talk, or at least for no more")
    worry_pain: int = number(3, 0, 5, "Usual pain up to this is low: worry is then what to talk about")
    worry_low: int = number(3, 0, 4, "Worry down here, two weeks in a row, lets an exposure step follow")
    sleep_low: int = number(3, 0, 5, "Sleep down here is a dip")
    stress_high: int = number(8, 6, 10, "Stress from here on is a dip")

    # Less
    ease_percent: int = number(60, 50, 70, "After a red session: so much of the dose, in per cent")
    gap_short_days: int = number(8, 5, 10, "Away so many days: a little less")
    gap_short_percent: int = number(85, 80, 90, "A little less, in per cent of the last dose")
    gap_long_days: int = number(15, 11, 21, "Away so many days: clearly less")
    gap_long_percent: int = number(70, 50, 75, "Clearly less, in per cent of the last dose")
    gap_review_days: int = number(29, 22, 42, "Away so many days: the therapist looks first")
    after_flare_days: int = number(14, 7, 28, "Nothing more so many days after a flare-up")

    # More
    top_reps: int = number(12, 8, 20, "A single number of reps grows up to this")
    top_seconds: int = number(45, 20, 90, "A timed set grows up to this")
    top_metres: int = number(40, 20, 50, "A carry grows up to this")
    top_minutes: int = number(45, 20, 60, "Minutes grow up to this")
    top_sets: int = number(3, 2, 4, "Sets grow up to this")
    new_step_sets: int = number(2, 1, 3, "A new step starts with so many sets")
    load_rise_percent: int = number(5, 2, 10, "Load rises by about so much")
    load_big_percent: int = number(10, 5, 10, "A rise above this starts again from fewer reps")
    load_most_percent: int = number(35, 10, 50, "A rise above this is never proposed")
    load_step_g: int = number(1000, 250, 5000, "The smallest step of weight, in grams")
    load_step_lb: int = number(2, 1, 10, "The smallest step of weight, in pounds")

    # Limits
    progress_days: int = number(7, 7, 28, "One progression of an exercise in so many days")
    progress_exercises: int = number(2, 1, 2, "At most so many exercises of a session progress in that time")
    weekly_rise_percent: int = number(20, 5, 20, "A week's work rises by at most so much")
    expires_days: int = number(14, 7, 21, "A proposal nobody decided expires after so many days")

    # Plan
    gate_weeks: int = number(2, 2, 6, "Weeks without a red session before the next phase")
    gate_sessions: int = number(2, 1, 4, "Sessions in each of those weeks")
    strength_confidence: int = number(6, 5, 9, "Confidence for Strength")
    confidence_confidence: int = number(7, 6, 10, "Confidence for Confidence")
    maintain_confidence: int = number(8, 6, 10, "Confidence for keeping it up")
    progressed_exercises: int = number(3, 1, 6, "Exercises that progressed in Strength")
    activity_points: int = number(2, 1, 5, "Points gained on the patient's own activities")

    def __post_init__(self) -> None:
        for each in fields(self):
            lo, hi, value = each.metadata["lo"], each.metadata["hi"], getattr(self, each.name)
            if not lo <= value <= hi:
                raise ValueError(f"{each.metadata['says']}: write {lo} to {hi}, not {value}.")

    @classmethod
    def changed(cls, stored: Mapping[str, int]) -> "Thresholds":
        """The defaults with what a clinic, or a patient's therapist, changed; raises ValueError out of bounds."""
        return cls(**stored)

    def part(self, names: tuple[str, ...]) -> dict[str, int]:
        return {name: getattr(self, name) for name in names}


DEFAULTS: Final = Thresholds()


def table() -> list[tuple[str, str, int, int, int]]:
    """Name, meaning, default and bounds of each, for the settings page and the documentation."""
    values = asdict(DEFAULTS)
    return [(each.name, *_row(each, values[each.name])) for each in fields(Thresholds)]


def _row(each: Field, default: int) -> tuple[str, int, int, int]:
    return each.metadata["says"], default, each.metadata["lo"], each.metadata["hi"]
