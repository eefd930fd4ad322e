"""The 0-10 scales in words: what is asked, what both ends mean, and how much is a clear change."""

from dataclasses import dataclass


@dataclass(frozen=True)
class Scale:
    """A score from 0 to 10 with words at both ends, the same on every screen and on paper.

    `clear_change` is in points, from the published `source`; without a source it is our own default, and None where
    nobody has said what a clear change is. `up_is_good` is None where neither end is the good one.
    """

    name: str
    label: str
    at_0: str
    at_10: str
    clear_change: int | None = None
    source: str = ""
    up_is_good: bool | None = None

    @property
    def band_words(self) -> str:
        """What the shaded band means."""
        if self.clear_change is None:
            return "no published figure says what a clear change is"
        whose = self.source or "our own default, there is no published figure"
        return f"{self.clear_change} points are a clear change ({whose})"


# clinical.md 4.1: two points or 30 per cent on a 0-10 pain scale; for confidence two points are our flag, unpublished.
PAIN = {"clear_change": 2, "source": "Ostelo 2008", "up_is_good": False}
CONFIDENCE = Scale("confidence", "Confidence", "not confident", "fully confident", 2, up_is_good=True)
PAIN_HIGHEST = Scale("pain_highest", "Highest pain", "no pain", "worst pain", **PAIN)  # type: ignore[arg-type]
PAIN_NOW = Scale("pain_now", "Pain at the end", "no pain", "worst pain", **PAIN)  # type: ignore[arg-type]
PAIN_MORNING = Scale("morning", "Pain next morning", "no pain", "worst pain", **PAIN)  # type: ignore[arg-type]
EFFORT = Scale("effort", "Effort", "no effort", "as hard as can be")
USUAL_PAIN = Scale("usual_pain", "Usual pain", "no pain", "worst pain", **PAIN)  # type: ignore[arg-type]
WORRY = Scale("worry", "Worry", "no worry", "worst worry", up_is_good=False)
SLEEP = Scale("sleep", "Sleep", "slept badly", "slept very well", up_is_good=True)
STRESS = Scale("stress", "Stress", "no stress", "as much as can be", up_is_good=False)
