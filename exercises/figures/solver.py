"""From a key pose to a skeleton: angles first, then the floor, then planted feet and placed hands."""

from dataclasses import dataclass
from math import cos, radians, sin, sqrt
from typing import Any

import numpy as np

from exercises.figures.skeleton import (
    ANKLE,
    BALL_OF_FOOT,
    FOREARM,
    GRIP,
    HEEL,
    SHANK,
    SIDES,
    THIGH,
    UPPER_ARM,
    Pose,
    Side,
    Skeleton,
    forward,
    hand_turn,
)
from exercises.figures.vectors import Turn, Vec, padded, turn_y, turn_z, unit, vec

# What can rest on the floor: the joints, and how much flesh is below them.
TOUCH: dict[str, tuple[tuple[str, float], ...]] = {
    "foot": (("heel", 0), ("ball", 0)),
    "toes": (("ball", 0.5), ("toe", 0.5)),
    "knee": (("knee", 5.2),),
    "shin": (("knee", 5.2),),
    "hand": (("wrist", 2.2), ("grip", 1.5), ("tip", 0.8)),
    "forearm": (("elbow", 3.9), ("wrist", 2.6)),
    "elbow": (("elbow", 3.9),),
    "side": (("hip", 9.5),),
}
TOUCH_MIDDLE: dict[str, tuple[tuple[str, float], ...]] = {
    "pelvis": (("pelvis", 10.6),),
    "seat": (("butt", 6.5),),
    "back": (("chest", 11.2), ("c7", 7.5)),
    "head": (("occ", 1.5),),
    "front": (("chest", 11.0), ("pelvis", 9.0)),
}
CRANK_CENTRE, CRANK_LENGTH = (11.0, 31.5), 17.0


def touching(name: str) -> tuple[tuple[str, float], ...]:
    """The joints behind `foot` (both), `footR` or `pelvis`."""
    if name in TOUCH_MIDDLE:
        return TOUCH_MIDDLE[name]
    if name in TOUCH:
        return tuple((joint + side, flesh) for side, _ in SIDES for joint, flesh in TOUCH[name])
    return tuple((joint + name[-1], flesh) for joint, flesh in TOUCH[name[:-1]])


@dataclass(frozen=True)
class Bent:
    """Two bones between a root and a target."""

    middle: Vec
    end: Vec
    upper: Turn
    lower: Turn
    short_by: float


def two_bones(root: Vec, target: Vec, lengths: tuple[float, float], towards: Vec, folds: int) -> Bent:
    """Reach `target`; the middle joint points `towards`; folds +1 like an elbow, -1 like a knee."""
    a, b = lengths
    way = target - root
    wanted = float(np.linalg.norm(way))
    reach = min(max(wanted, abs(a - b) + 0.5), a + b - 0.02)
    along = unit(way)
    side = towards - along * (towards @ along)
    side = unit(side if np.linalg.norm(side) > 1e-4 else np.cross(along, vec(0, 0, 1)))
    cosine = float(np.clip((a * a + reach * reach - b * b) / (2 * a * reach), -1, 1))
    normal = np.cross(along, side) * folds
    middle = root + along * a * cosine + side * a * sqrt(1 - cosine * cosine)
    end = root + along * reach
    return Bent(
        middle,
        end,
        _in_plane(root - middle, normal),
        _in_plane(middle - end, normal),
        abs(wanted - reach) if wanted > a + b or wanted < abs(a - b) else 0.0,
    )


def _in_plane(up: Vec, normal: Vec) -> Turn:
    """A bone's frame whose joint turns in the plane of both bones, however far it is bent."""
    y = unit(up)
    x = -np.cross(y, normal)
    return np.column_stack([x, y, np.cross(x, y)])


def solve(pose: Pose) -> Skeleton:
    """The skeleton of a key pose or an in-between."""
    skeleton = forward(pose)
    _put_down(skeleton, pose)
    for side, sign in SIDES:
        _plant_foot(skeleton, pose, side, sign)
    skeleton.derive()  # hands may be placed on the legs
    for side, sign in SIDES:
        _place_hand(skeleton, pose, side, sign)
    skeleton.derive()
    return skeleton


def _put_down(skeleton: Skeleton, pose: Pose) -> None:
    rest_on = pose.get("rest_on") or {"foot": 0}
    lowest = min(
        skeleton.joints[joint][1] - flesh - height
        for name, height in rest_on.items()
        for joint, flesh in touching(name)
    )
    skeleton.move(vec(0, -lowest, 0))
    if pin := pose.get("pin"):
        joint, (x, z) = pin[0], padded(pin[1:])[:2]
        skeleton.move(vec(x - skeleton.joints[joint][0], 0, z - skeleton.joints[joint][2]))
    if pose.get("pelvis") is not None:
        skeleton.move(padded(pose["pelvis"]) - skeleton.joints["pelvis"])


def _world(skeleton: Skeleton, target: Any) -> Vec:
    """[x, y, z] in the room, or [joint@frame, x, y, z] from a joint along a body part's own axes."""
    if not isinstance(target[0], str):
        return padded(target)
    joint, _, frame = target[0].partition("@")
    axes = np.eye(3) if frame == "world" else skeleton.frames[frame or "pelvis"]
    return skeleton.joints[joint] + axes @ padded(target[1:])


def _foot_target(pose: Pose, side: Side, sign: int) -> Any:
    if "crank" not in pose:
        return pose.get("foot" + side)
    angle = radians(pose["crank"] + (0 if side == "R" else 180))
    x, y = CRANK_CENTRE
    return [x + CRANK_LENGTH * cos(angle), y + CRANK_LENGTH * sin(angle), sign * 11]


def _heel_up(pose: Pose, side: Side) -> float:
    """On a pedal the heel rises towards the top of the turn."""
    if "crank" in pose:
        return 12 + 16 * sin(radians(pose["crank"] + (0 if side == "R" else 180)))
    return float(pose.get("heel_up" + side, 0))


def _plant_foot(skeleton: Skeleton, pose: Pose, side: Side, sign: int) -> None:
    target = _foot_target(pose, side, sign)
    if target is None:
        return
    j, f = skeleton.joints, skeleton.frames
    outward = turn_y(-sign * float(pose.get("toeout" + side, 8)))
    tilt = float(pose.get("foot_pitch" + side, 0)) - _heel_up(pose, side)
    foot = outward @ turn_z(tilt)
    # The sole's point below the ankle is named; a foot tips over its heel, and rises over the ball.
    pivot = -HEEL if tilt > 0 else BALL_OF_FOOT
    ankle = _world(skeleton, target) + outward @ vec(pivot, 0, 0) + foot @ vec(-pivot, ANKLE, 0)
    towards = pose.get("knee_to" + side)
    if towards is None:
        towards = outward[:, 0] + f["pelvis"][:, 0] * 0.6 + vec(0, 0.25, 0)
    else:
        towards = padded(towards) * vec(1, 1, sign)
    bent = two_bones(j["hip" + side], ankle, (THIGH, SHANK), towards, -1)
    j["knee" + side], j["ankle" + side] = bent.middle, bent.end
    f["thigh" + side], f["shank" + side], f["foot" + side] = bent.upper, bent.lower, foot
    skeleton.shortfalls["foot" + side] = bent.short_by


def _place_hand(skeleton: Skeleton, pose: Pose, side: Side, sign: int) -> None:
    target = pose.get("hand" + side)
    if target is None:
        return
    j, f = skeleton.joints, skeleton.frames
    place, thorax = _world(skeleton, target), f["thorax"]
    reach = unit(place - j["sh" + side])
    shoulder = (
        j["sh" + side]
        + thorax[:, 0] * 2.0 * max(0.0, float(reach @ thorax[:, 0]))
        + thorax[:, 1] * 4.0 * max(0.0, float(reach @ thorax[:, 1]))
    )
    towards = pose.get("elbow_to" + side)
    if towards is None:
        towards = -thorax[:, 0] * 0.7 - thorax[:, 1] * 0.8 + thorax[:, 2] * sign * 0.5
    else:
        towards = padded(towards) * vec(1, 1, sign)
    fingers = pose.get("fingers" + side)
    if fingers is None:
        bent = two_bones(shoulder, place, (UPPER_ARM, FOREARM + GRIP), towards, 1)
        wrist = bent.middle + unit(bent.end - bent.middle) * FOREARM
        hand = bent.lower @ hand_turn(pose, side, sign)
    else:
        hand = _flat_hand(fingers, sign)
        bent = two_bones(shoulder, place - hand @ vec(0, -GRIP, 0), (UPPER_ARM, FOREARM), towards, 1)
        wrist = bent.end
    j["sh" + side], j["elbow" + side], j["wrist" + side] = shoulder, bent.middle, wrist
    f["uarm" + side], f["farm" + side], f["hand" + side] = bent.upper, bent.lower, hand
    skeleton.shortfalls["hand" + side] = bent.short_by


def _flat_hand(fingers: Any, sign: int) -> Turn:
    """A hand whose fingers point one way and whose palm faces another; both are mirrored for the left."""
    mirror = vec(1, 1, sign)
    y = -unit(padded(fingers[:3]) * mirror)
    palm = padded(fingers[3:]) * mirror
    z = unit(palm - y * (palm @ y)) * -sign
    return np.column_stack([np.cross(y, z), y, z])
