"""What can be wrong with a pose without looking at it: reach, joints, floor, contact, balance, jumps, arrows."""

from collections.abc import Iterator
from dataclasses import dataclass

import numpy as np
from shapely.geometry import LineString, MultiPoint, Point

from exercises.data_files import Problem
from exercises.figures.arrows import line_of
from exercises.figures.between import between
from exercises.figures.camera import Camera
from exercises.figures.pose_files import Figure
from exercises.figures.pose_schema import Check
from exercises.figures.skeleton import SIDES, Skeleton
from exercises.figures.solver import solve
from exercises.figures.vectors import Vec

REACH_CM, FLOOR_CM, CONTACT_CM = 1.0, 1.5, 3.0
NEAR_FLOOR_CM, LYING_CM, BALANCE_CM = 12.0, 19.0, 5.0
JUMP_CM, JUMP_TIMES = 8.0, 3.5
STEPS = 10
WATCHED = ("pelvis", "c7", *(j + s for j in ("knee", "ankle", "elbow", "grip") for s in "RL"))
FACE_RADIUS_CM = 10.0
# Degrees, as a supple adult reaches them in everyday movement.
RANGES = {"knee": (-5, 152), "elbow": (-6, 156), "ankle": (-62, 38), "hip": (-32, 130)}
NAMES = {"heel": "heel", "ball": "ball of the foot", "knee": "knee", "elbow": "elbow", "wrist": "wrist", "tip": "hand",
         "hip": "hip", "c7": "neck", "occ": "head", "crown": "head", "face": "face", "pelvis": "pelvis",
         "chest": "chest"}  # fmt: skip
FLESH = {"heel": 0, "ball": 0, "knee": 5, "elbow": 3.5, "wrist": 2, "tip": 0.5, "hip": 8.5}
FLESH_MIDDLE = {"c7": 6, "occ": 1, "crown": 0, "face": 0, "pelvis": 10, "chest": 11}
MASSES = (
    ("head", "crown", 0.08), ("pelvis", "lumb", 0.22), ("lumb", "c7", 0.28),
    *((a + side, b + side, mass) for side in "RL" for a, b, mass in (
        ("hip", "knee", 0.10), ("knee", "ankle", 0.045), ("ankle", "toe", 0.015),
        ("sh", "elbow", 0.027), ("elbow", "grip", 0.022))),
)  # fmt: skip
# What carries weight or gives hold: there the floor alone does not decide about balance.
HOLDS = {
    "chair",
    "bench",
    "wall",
    "counter",
    "step",
    "stool",
    "stairs",
    "box",
    "bike",
    "cross_trainer",
    "water",
    "band",
}


@dataclass(frozen=True)
class Remark:
    figure: Figure
    pose: int
    check: Check
    message: str

    def problem(self) -> Problem:
        text = f"{self.figure.key} pose {self.pose + 1}: {self.message}"
        return Problem(self.figure.file, self.figure.lines[self.pose], text)


def remarks(figure: Figure) -> list[Problem]:
    """Everything that is neither right nor explained; an explanation that explains nothing is wrong too."""
    found = list(_all(figure))
    left = [remark.problem() for remark in found if not _accepted(figure, remark)]
    for accept in figure.accepted:
        if not any(accept.check is r.check and accept.pose in (None, r.pose + 1) for r in found):
            pose = (accept.pose or 1) - 1
            text = f"{figure.key}: '{accept.check}' is explained, but there is no such remark any more"
            left.append(Problem(figure.file, figure.lines[pose], text))
    return sorted(left)


def _accepted(figure: Figure, remark: Remark) -> bool:
    return any(a.check is remark.check and a.pose in (None, remark.pose + 1) for a in figure.accepted)


def _all(figure: Figure) -> Iterator[Remark]:
    for index, pose in enumerate(figure.poses):
        skeleton = solve(pose)
        held = {prop["kind"] for prop in [*figure.props, *pose.get("props", [])]} & HOLDS
        for check, message in (
            *reach(skeleton), *ranges(skeleton), *floor(skeleton), *contact(skeleton, held), *balance(skeleton, held),
        ):  # fmt: skip
            yield Remark(figure, index, check, message)
    yield from jumps(figure)
    yield from arrows(figure)


def reach(skeleton: Skeleton) -> Iterator[tuple[Check, str]]:
    for limb, short in skeleton.shortfalls.items():
        if short > REACH_CM:
            yield Check.REACH, f"{_side(limb)} {limb[:-1]} is {short:.0f} cm short of its place"


def ranges(skeleton: Skeleton) -> Iterator[tuple[Check, str]]:
    for side, _ in SIDES:
        for joint, above, below, sign in (
            ("knee", "thigh", "shank", -1), ("elbow", "uarm", "farm", 1), ("ankle", "shank", "foot", 1),
        ):  # fmt: skip
            turn = skeleton.frames[above + side].T @ skeleton.frames[below + side]
            angle = sign * float(np.degrees(np.arctan2(turn[1, 0], turn[0, 0])))
            low, high = RANGES[joint]
            if not low <= angle <= high:
                yield Check.RANGE, f"{_side(side)} {joint} is bent {angle:.0f} degrees ({low} to {high} are usual)"
        thigh = -skeleton.frames["thigh" + side][:, 1]
        pelvis = skeleton.frames["pelvis"]
        flexion = float(np.degrees(np.arctan2(thigh @ pelvis[:, 0], -(thigh @ pelvis[:, 1]))))
        low, high = RANGES["hip"]
        if not low <= flexion <= high and abs(float(thigh @ pelvis[:, 2])) < 0.7:
            yield Check.RANGE, f"{_side(side)} hip is bent {flexion:.0f} degrees ({low} to {high} are usual)"


def _side(name: str) -> str:
    return "right" if name[-1] == "R" else "left"


def _lows(skeleton: Skeleton) -> list[tuple[float, str]]:
    """How high every part's underside is, the lowest first."""
    lows = [
        (float(skeleton.joints[joint + side][1]) - flesh, f"{_side(side)} {NAMES[joint]}")
        for side, _ in SIDES
        for joint, flesh in FLESH.items()
    ]
    lows += [(float(skeleton.joints[joint][1]) - flesh, NAMES[joint]) for joint, flesh in FLESH_MIDDLE.items()]
    return sorted(lows)


def floor(skeleton: Skeleton) -> Iterator[tuple[Check, str]]:
    height, name = _lows(skeleton)[0]
    if height < -FLOOR_CM:
        yield Check.FLOOR, f"{name} is {-height:.0f} cm under the floor"


def contact(skeleton: Skeleton, held: set[str]) -> Iterator[tuple[Check, str]]:
    height, name = _lows(skeleton)[0]
    if height > CONTACT_CM and not held:
        yield Check.CONTACT, f"nothing touches the floor; the lowest, the {name}, is {height:.0f} cm above it"


def centre_of_mass(skeleton: Skeleton) -> Vec:
    j = skeleton.joints
    weighted = sum((j[a] + j[b]) / 2 * mass for a, b, mass in MASSES)
    return np.asarray(weighted / sum(mass for *_, mass in MASSES))


def balance(skeleton: Skeleton, held: set[str]) -> Iterator[tuple[Check, str]]:
    if held:
        return
    j = skeleton.joints
    touching = [
        j[joint + side]
        for side, _ in SIDES
        for joint in ("heel", "toe", "ball")
        if j[joint + side][1] < (4 if skeleton.frames["foot" + side][1, 1] > 0.5 else NEAR_FLOOR_CM)
    ]
    touching += [
        j[joint + side]
        for side, _ in SIDES
        for joint in ("knee", "tip", "wrist", "elbow", "hip")
        if j[joint + side][1] < (LYING_CM if joint == "hip" else NEAR_FLOOR_CM)
    ]
    touching += [j[joint] for joint in ("c7", "chest", "pelvis") if j[joint][1] < LYING_CM]
    if not touching:
        return
    base = MultiPoint([(place[0], place[2]) for place in touching]).convex_hull
    centre = centre_of_mass(skeleton)
    off = base.distance(Point(centre[0], centre[2]))
    if off > BALANCE_CM:
        yield Check.BALANCE, f"the body would fall over: its weight is {off:.0f} cm outside what it stands on"


def jumps(figure: Figure) -> Iterator[Remark]:
    """A joint that covers most of its way in one step of the motion."""
    if not figure.can_move:
        return
    count = len(figure.poses)
    pairs = [(i, i + 1) for i in range(count - 1)] + ([(count - 1, 0)] if figure.moves == "round" else [])
    for start, end in pairs:
        ways = np.array(
            [
                [joints[name] for name in WATCHED]
                for t in np.linspace(0, 1, STEPS + 1)
                for joints in [solve(between(figure.poses[start], figure.poses[end], float(t))).joints]
            ]
        )
        steps = np.linalg.norm(np.diff(ways, axis=0), axis=2)
        jumping = (steps.max(axis=0) > JUMP_CM) & (steps.max(axis=0) > JUMP_TIMES * steps.mean(axis=0))
        if jumping.any():
            worst = int(np.argmax(steps.max(axis=0) * jumping))
            message = f"{WATCHED[worst]} jumps {steps[:, worst].max():.0f} cm on the way to pose {end + 1}"
            yield Remark(figure, start, Check.JUMP, message)


def arrows(figure: Figure) -> Iterator[Remark]:
    camera = Camera(*figure.view)
    for arrow in figure.arrows:
        skeleton = solve(figure.poses[arrow.pose - 1])
        x, y = camera.flat(skeleton.joints["head"] + skeleton.frames["head"][:, 1] * 7)
        if LineString(line_of(figure, arrow, camera)).distance(Point(x, y)) < FACE_RADIUS_CM:
            yield Remark(figure, arrow.pose - 1, Check.ARROW, "an arrow crosses the head")
