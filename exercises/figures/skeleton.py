"""The skeleton: its lengths, its joints, and where joint angles put them.

Every frame, the world's too: x forward, y up, z to the figure's right. Centimetres and degrees.
Clinical signs: flexion, abduction, internal rotation, dorsiflexion, bends and turns to the right are positive.
"""

from dataclasses import dataclass, field
from typing import Any, Literal, TypeAlias

from exercises.figures.vectors import Turn, Vec, frame_along, padded, turn_x, turn_y, turn_z, unit, vec

Side: TypeAlias = Literal["R", "L"]
Pose: TypeAlias = dict[str, Any]
SIDES: tuple[tuple[Side, int], ...] = (("R", 1), ("L", -1))

PELVIS, LUMBAR, THORAX, NECK = 10.0, 17.0, 27.5, 8.0
HIP_HALF, THIGH, SHANK, ANKLE = 9.0, 42.0, 40.5, 8.2
SHOULDER_HALF, SHOULDER_DROP, UPPER_ARM, FOREARM, GRIP = 17.0, 6.3, 28.5, 25.0, 7.0
BALL_OF_FOOT, HEEL, TOES = 12.0, 6.0, 6.5
# A spine without its curves looks like a plank.
LORDOSIS, KYPHOSIS = -13.0, 19.0
SPINE_LINKS = 3


@dataclass
class Skeleton:
    """Joints and frames of one pose; `shortfalls` says which hand or foot cannot reach its place, and by how much."""

    joints: dict[str, Vec]
    frames: dict[str, Turn]
    spine: list[tuple[Vec, Turn]]
    toes: dict[str, float]
    shortfalls: dict[str, float] = field(default_factory=dict)

    def move(self, by: Vec) -> None:
        for name in self.joints:
            self.joints[name] = self.joints[name] + by
        self.spine = [(place + by, turn) for place, turn in self.spine]

    def derive(self) -> None:
        """The points that follow from the joints: soles, finger tips, middles."""
        j, f = self.joints, self.frames
        for side, _ in SIDES:
            hand, foot = f["hand" + side], f["foot" + side]
            j["grip" + side] = j["wrist" + side] + hand @ vec(0, -GRIP, 0)
            j["tip" + side] = j["wrist" + side] + hand @ vec(0, -17, 0)
            j["heel" + side] = j["ankle" + side] + foot @ vec(-HEEL, -ANKLE, 0)
            j["sole" + side] = j["ankle" + side] + foot @ vec(0, -ANKLE, 0)
            j["ball" + side] = j["ankle" + side] + foot @ vec(BALL_OF_FOOT, -ANKLE, 0)
            j["toe" + side] = j["ball" + side] + foot @ turn_z(self.toes[side]) @ vec(TOES, 0.8, 0)
        for name in ("hip", "knee", "ankle", "sh", "elbow", "wrist", "grip", "sole", "toe", "heel", "tip"):
            j[name] = (j[name + "R"] + j[name + "L"]) / 2
        j["lumb"] = self.spine[2][0]
        j["crown"] = j["head"] + f["head"] @ vec(1, 19, 0)
        j["occ"] = j["head"] + f["head"] @ vec(-8, 8, 0)
        j["face"] = j["head"] + f["head"] @ vec(8, 6, 0)
        j["butt"] = j["pelvis"] + f["pelvis"] @ vec(-5, -4, 0)


def forward(pose: Pose) -> Skeleton:
    """The skeleton that the pose's joint angles make, its pelvis at the origin."""
    pitch, turn, roll = padded(pose.get("lean", 0))
    pelvis = turn_z(-pitch) @ turn_y(-turn) @ turn_x(roll)
    joints: dict[str, Vec] = {"pelvis": vec(0, 0, 0)}
    frames: dict[str, Turn] = {"pelvis": pelvis}
    spine = _trunk(pose, joints, frames)
    for side, sign in SIDES:
        _leg(pose, side, sign, joints, frames)
        _arm(pose, side, sign, joints, frames)
    toes: dict[str, float] = {side: _toe_bend(pose, side) for side, _ in SIDES}
    skeleton = Skeleton(joints, frames, spine, toes)
    skeleton.derive()
    return skeleton


def _toe_bend(pose: Pose, side: Side) -> float:
    """With the foot planted the toes stay down when the heel rises."""
    planted = pose.get("foot" + side) is not None
    usual: Any = pose.get("heel_up" + side, 0) if planted else 0
    return float(pose.get("toes" + side, usual))


def _bend(turn: Turn, place: Vec, length: float, angles: Vec) -> list[tuple[Vec, Turn]]:
    """A length of spine as a few short links that share the bend."""
    flexion, side_bend, rotation = angles / SPINE_LINKS
    links = []
    for _ in range(SPINE_LINKS):
        turn = turn @ turn_y(-rotation) @ turn_x(side_bend) @ turn_z(-flexion)
        place = place + turn @ vec(0, length / SPINE_LINKS, 0)
        links.append((place, turn))
    return links


def _trunk(pose: Pose, joints: dict[str, Vec], frames: dict[str, Turn]) -> list[tuple[Vec, Turn]]:
    pelvis = frames["pelvis"]
    base = pelvis @ vec(-1.6, PELVIS, 0)
    lumbar = _bend(pelvis, base, LUMBAR, padded(pose.get("lumbar", 0)) + vec(LORDOSIS, 0, 0))
    thorax = _bend(lumbar[-1][1], lumbar[-1][0], THORAX, padded(pose.get("thorax", 0)) + vec(KYPHOSIS, 0, 0))
    joints["c7"], frames["thorax"] = thorax[-1]
    joints["chest"], frames["chest"] = thorax[1]
    neck, head = padded(pose.get("neck", 0)) / 2, padded(pose.get("head", 0))
    frames["neck"] = frames["thorax"] @ turn_y(-neck[2]) @ turn_x(neck[1]) @ turn_z(-neck[0] - 11)
    joints["head"] = joints["c7"] + frames["neck"] @ vec(0, NECK, 0)
    head = head + neck
    frames["head"] = frames["neck"] @ turn_y(-head[2]) @ turn_x(head[1]) @ turn_z(17 - head[0])
    return [(base, pelvis), *lumbar, *thorax]


def _ball_joint(parent: Turn, sign: int, angles: Vec) -> Turn:
    return parent @ turn_z(angles[0]) @ turn_x(-sign * angles[1]) @ turn_y(sign * angles[2])


def _leg(pose: Pose, side: Side, sign: int, joints: dict[str, Vec], frames: dict[str, Turn]) -> None:
    pelvis = frames["pelvis"]
    ankle = padded(pose.get("ankle" + side, 0))
    between = pose.get("_leg" + side)  # turns blended between two key poses
    if between is not None:
        thigh, shank, foot = (pelvis @ turn for turn in between)
    else:
        thigh = _ball_joint(pelvis, sign, padded(pose.get("hip" + side, 0)))
        shank = thigh @ turn_z(-float(pose.get("knee" + side, 0)))
        if pose.get("kneel" + side):
            shank = _shank_on_floor(pelvis)
        foot = shank @ turn_z(ankle[0]) @ turn_x(-sign * ankle[1]) @ turn_y(sign * ankle[2])
    joints["hip" + side] = pelvis @ vec(0, 0, sign * HIP_HALF)
    joints["knee" + side] = joints["hip" + side] + thigh @ vec(0, -THIGH, 0)
    joints["ankle" + side] = joints["knee" + side] + shank @ vec(0, -SHANK, 0)
    frames["thigh" + side], frames["shank" + side], frames["foot" + side] = thigh, shank, foot


def _shank_on_floor(pelvis: Turn) -> Turn:
    ahead = unit((pelvis[:, 0] + pelvis[:, 1]) * vec(1, 0, 1))
    return frame_along(ahead, vec(0, -1, 0))


def _arm(pose: Pose, side: Side, sign: int, joints: dict[str, Vec], frames: dict[str, Turn]) -> None:
    thorax = frames["thorax"]
    between = pose.get("_arm" + side)
    if between is not None:
        upper, lower, hand = (thorax @ turn for turn in between)
    else:
        upper = _ball_joint(thorax, sign, padded(pose.get("shoulder" + side, 0)))
        lower = upper @ turn_z(float(pose.get("elbow" + side, 0)))
        hand = lower @ hand_turn(pose, side, sign)
    joints["sh" + side] = joints["c7"] + thorax @ girdle(pose, side, sign, -upper[:, 1], thorax)
    joints["elbow" + side] = joints["sh" + side] + upper @ vec(0, -UPPER_ARM, 0)
    joints["wrist" + side] = joints["elbow" + side] + lower @ vec(0, -FOREARM, 0)
    frames["uarm" + side], frames["farm" + side], frames["hand" + side] = upper, lower, hand


def hand_turn(pose: Pose, side: Side, sign: int) -> Turn:
    flexion, deviation, pronation = padded(pose.get("wrist" + side, 0))
    return turn_y(sign * pronation) @ turn_x(sign * flexion) @ turn_z(deviation)


def girdle(pose: Pose, side: Side, sign: int, along_arm: Vec, thorax: Turn) -> Vec:
    """Where the shoulder sits below C7: it rises and slides with the arm, or lifted arms look dislocated."""
    up, ahead = padded(pose.get("girdle" + side, 0))[:2]
    lifted = max(0.0, float(along_arm @ thorax[:, 1]) + 0.15)
    reaching = max(0.0, float(along_arm @ thorax[:, 0]))
    return vec(-0.5 + 2.2 * reaching + ahead, -SHOULDER_DROP + 5 * lifted + up, sign * (SHOULDER_HALF - 3 * lifted))
