"""How a week of a phase covers the whole body: counts to look at, never a score.

Pillars and foundations are those of clinical.md 1.1 and 1.2.
"""

from collections import defaultdict
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Final

from programmes.scheme import Line, Stage

PILLARS: Final = {
    "STR": "strength",
    "MOB": "mobility",
    "END": "endurance and coordination",
    "AER": "aerobic",
    "PSY": "mind and confidence",
}
FOUNDATIONS: Final = {
    "HINGE": "hip hinge",
    "GLUTE": "glute",
    "BRACE": "bracing",
    "CARRY": "carrying",
    "RELOAD": "reloading",
}
TRUNK: Final = {
    "anti_extension", "anti_rotation", "anti_lateral_flexion", "brace", "rotation", "flexion", "extension", "side_bend",
}  # fmt: skip


@dataclass(frozen=True, kw_only=True)
class Week:
    """How often in a week each pillar and each foundation is trained (every code present, 0 where it is not).

    Sets are counted for a side where that side works alone; two-sided work counts for neither.
    """

    times: float
    pillars: Mapping[str, float]
    foundations: Mapping[str, float]
    push: float
    pull: float
    trunk: float
    left_sets: float
    right_sets: float


def week(stage: Stage) -> Week:
    """A week of the phase: training sessions take turns over its sessions a week, extras keep their own pace."""
    count: defaultdict[tuple[str, str], float] = defaultdict(float)
    for outing in stage.outings:
        times = stage.times(outing) if outing.lines else 0
        for line in outing.lines:
            for thing, amount in _counted(line):
                count[thing] += amount * times
    return Week(
        times=count["all", ""],
        pillars={code: count["pillar", code] for code in PILLARS},
        foundations={code: count["foundation", code] for code in FOUNDATIONS},
        push=count["way", "push"],
        pull=count["way", "pull"],
        trunk=count["way", "trunk"],
        left_sets=count["side", "left"],
        right_sets=count["side", "right"],
    )


def _counted(line: Line) -> list[tuple[tuple[str, str], float]]:
    things: list[tuple[tuple[str, str], float]] = [
        (("all", ""), 1),
        (("pillar", line.pillar), 1),
        (("foundation", line.foundation), 1),
        (("way", way_of(line.pattern)), 1),
    ]
    return things + [(("side", side), line.sets) for side in line.sides]


def way_of(pattern: str) -> str:
    """Push, pull, trunk, or nothing of these."""
    if pattern in TRUNK:
        return "trunk"
    return pattern[:4] if pattern.startswith(("push", "pull")) else ""
