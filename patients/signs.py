"""The signs that need help, by code: which are for now and which for the same day. No database.

Any one of them is enough (clinical.md 5.1, levels R1 and R2). What each means in words stands in one template,
`portal/_sign.html`; the codes are stored, so they never change.
"""

from collections.abc import Iterable
from typing import Final

NOW: Final = "now"
TODAY: Final = "today"

GROUPS: Final[dict[str, tuple[str, ...]]] = {
    "legs": ("saddle", "bladder", "bowel", "sexual", "both_legs", "foot_drop"),
    "heart": ("chest", "stroke", "tearing", "calf_breath"),
    "fall": ("fall",),
    "today": ("fever", "infection", "one_leg", "self_harm"),
}
URGENCY: Final[dict[str, str]] = {
    code: TODAY if group == "today" else NOW for group, codes in GROUPS.items() for code in codes
}


def urgency_of(codes: Iterable[str]) -> str:
    """The greater urgency among them."""
    return NOW if any(URGENCY[code] == NOW for code in codes) else TODAY


def in_order(codes: Iterable[str]) -> list[str]:
    """Each once, in the order of the list."""
    told = set(codes)
    return [code for code in URGENCY if code in told]


MUCH_PAIN: Final = 8  # of 10; clinical.md 5.2: asked for at the weekly questions, and when pain is this high
JUMP: Final = 3  # or has risen by so much


def are_to_be_asked(pain: int | None, before: int | None = None) -> bool:
    """Whether this much pain, or this much more than before, makes the list of signs worth a look."""
    if pain is None:
        return False
    return pain >= MUCH_PAIN or (before is not None and pain - before >= JUMP)
