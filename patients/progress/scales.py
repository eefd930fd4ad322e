"""The 0-10 scales in words: what is asked, and what both ends mean. Higher is not always better."""

from dataclasses import dataclass


@dataclass(frozen=True)
class Scale:
    """A score from 0 to 10 with words at both ends, the same on every screen and on paper."""

    name: str
    label: str
    at_0: str
    at_10: str


CONFIDENCE = Scale("confidence", "Confidence", "not confident", "fully confident")
PAIN_HIGHEST = Scale("pain_highest", "Highest pain", "no pain", "worst pain")
PAIN_NOW = Scale("pain_now", "Pain at the end", "no pain", "worst pain")
EFFORT = Scale("effort", "Effort", "no effort", "as hard as can be")
USUAL_PAIN = Scale("usual_pain", "Usual pain", "no pain", "worst pain")
WORRY = Scale("worry", "Worry", "no worry", "worst worry")
SLEEP = Scale("sleep", "Sleep", "slept badly", "slept very well")
STRESS = Scale("stress", "Stress", "no stress", "as much as can be")
