"""In-betweens: what was planted stays planted, what is free swings."""

from typing import Any

import numpy as np

from exercises.figures.skeleton import SIDES, Pose, Skeleton
from exercises.figures.solver import solve
from exercises.figures.vectors import blend, padded

STEP_HEIGHT = 6.0  # cm a foot clears the floor with when it is put somewhere else
SHORTEST_STEP = 5.0
PLACED = ("foot", "hand")
_CHAINS = (
    ("_arm", "hand", "thorax", ("uarm", "farm", "hand")),
    ("_leg", "foot", "pelvis", ("thigh", "shank", "foot")),
)


def between(a: Pose, b: Pose, t: float) -> Pose:
    """The pose a share `t` of the way from a to b.

    Numbers are blended and then solved, so that planted feet and placed hands stay. A limb that is placed in
    one pose and free in the other is blended as solved turns; so is the pelvis when only one pose places it.
    """
    if t <= 0 or a == b:
        return a
    if t >= 1:
        return b
    pose = {key: value for key in {**a, **b} if (value := _value(key, a, b, t)) is not None}
    solved: list[Skeleton] = []

    def both() -> list[Skeleton]:
        if not solved:
            solved.extend((solve(a), solve(b)))
        return solved

    placed_pelvis = {pose_.get("pelvis") is not None for pose_ in (a, b)}
    if len(placed_pelvis) == 2 or (not all(placed_pelvis) and a.get("rest_on") != b.get("rest_on")):
        first, second = (skeleton.joints["pelvis"] for skeleton in both())
        pose["pelvis"] = list(first * (1 - t) + second * t)
    for chain, placed, parent, links in _CHAINS:
        for side, _ in SIDES:
            if not _changes_hold(a, b, placed + side, side):
                continue
            pose.pop(placed + side, None)
            pose.pop("kneel" + side, None) if chain == "_leg" else None
            first_turns, second_turns = (
                [skeleton.frames[parent].T @ skeleton.frames[link + side] for link in links] for skeleton in both()
            )
            pose[chain + side] = [blend(x, y, t) for x, y in zip(first_turns, second_turns, strict=True)]
    return pose


def _changes_hold(a: Pose, b: Pose, placed: str, side: str) -> bool:
    """Whether the limb is placed in one pose only, or placed on different things."""
    here, there = a.get(placed), b.get(placed)
    if placed.startswith("foot") and bool(a.get("kneel" + side)) != bool(b.get("kneel" + side)):
        return True
    if (here is None) != (there is None):
        return True
    if here is None or there is None:
        return False
    return _holder(here) != _holder(there)


def _holder(target: list[Any]) -> str:
    return target[0] if isinstance(target[0], str) else ""


def _value(key: str, a: Pose, b: Pose, t: float) -> Any:
    x, y = a.get(key), b.get(key)
    if isinstance(x, bool | str | dict) or isinstance(y, bool | str | dict) or key in ("pin", "props"):
        return (x if t < 0.5 else y) if key in a and key in b else (x if x is not None else y)
    if key[:-1] in PLACED or key == "pelvis" or key == "crank" or key.startswith(("fingers", "elbow_to", "knee_to")):
        if x is None or y is None:
            return (x if x is not None else y) if key.startswith(("fingers", "elbow_to", "knee_to")) else None
        if key[:-1] in PLACED and _holder(x) != _holder(y):
            return None
    mixed = _mix(x, y, t)
    return _stepped(x, y, mixed, t, b) if key[:-1] == "foot" else mixed


def _mix(x: Any, y: Any, t: float) -> Any:
    if isinstance(x, list) and isinstance(x[0], str):
        return [x[0], *_mix(x[1:], y[1:], t)]
    if isinstance(x, list) or isinstance(y, list):
        longest = max(len(v) for v in (x, y) if isinstance(v, list))
        first, second = (_as_long(v, longest) for v in (x, y))
        return list(first + (second - first) * t)
    return (x or 0) + ((y or 0) - (x or 0)) * t


def _as_long(value: Any, length: int) -> Any:
    if length <= 3:
        return padded(0 if value is None else value)
    given = np.atleast_1d(np.asarray(0 if value is None else value, dtype=float))
    return np.concatenate([given, np.zeros(length - len(given))])


def _stepped(x: Any, y: Any, mixed: list[Any], t: float, b: Pose) -> list[Any]:
    """A foot that goes elsewhere is lifted on the way, unless the pose says that it slides."""
    if isinstance(x[0], str) or b.get("slides"):
        return mixed
    first, second = padded(x), padded(y)
    far = float(np.hypot(first[0] - second[0], first[2] - second[2]))
    if far < SHORTEST_STEP or max(first[1], second[1]) > 1:
        return mixed
    return [mixed[0], mixed[1] + STEP_HEIGHT * 4 * t * (1 - t), mixed[2]]
