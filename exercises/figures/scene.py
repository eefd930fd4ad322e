"""One pose under one camera: the figure's parts and the props, in the order in which they are painted."""

from dataclasses import dataclass
from typing import Any

import shapely
from shapely.geometry import MultiPoint, Point, Polygon

from exercises.figures.body import Limb, Trunk, limb, trunk
from exercises.figures.camera import Camera, one_piece
from exercises.figures.head import head
from exercises.figures.parts import Depths, Kind, Part, Shape
from exercises.figures.props import prop_parts
from exercises.figures.skeleton import SIDES, Pose, Side, Skeleton
from exercises.figures.solver import solve
from exercises.figures.vectors import Vec, vec

LINE = 0.9  # cm, as wide as the figure's outline is drawn
FAR_HIP, FAR_SHOULDER = -4.5, -8.0  # how far behind the middle a joint must lie to be shaded
NEAR_HIP, NEAR_SHOULDER = 3.0, 5.0
NOTHING = Polygon()


@dataclass(frozen=True)
class Scene:
    skeleton: Skeleton
    camera: Camera
    parts: tuple[Part, ...]
    shadow: Polygon


def scene(pose: Pose, view: tuple[float, float], props: list[Any]) -> Scene:
    camera = Camera(*view)
    skeleton = solve(pose)
    things = [*props, *pose.get("props", [])]
    is_barefoot = any(thing["kind"] == "water" for thing in things)
    painter = _Painter(camera, Camera(view[0], 0), skeleton, pose, is_barefoot=is_barefoot)
    parts = painter.figure()
    parts += prop_parts(camera, skeleton, things, painter.depths)
    return Scene(skeleton, camera, tuple(parts), _shadow(camera, skeleton))


def painted(parts: tuple[Part, ...]) -> list[Part]:
    """Back to front, with the blends that this order allows."""
    ordered = sorted(parts, key=lambda part: part.depth)
    rank = {part.key: index for index, part in enumerate(ordered)}
    result = [without_hidden_blend(part, rank) for part in ordered]
    for later, seam in seams(ordered, rank):
        index = rank[later]
        result[index] = result[index].with_shapes((*result[index].shapes, seam))
    return result


def without_hidden_blend(part: Part, rank: dict[str, int]) -> Part:
    """Hip and shoulder blend into the trunk only where they lie in front of it."""
    if part.key[:-1] in ("thigh", "uarm") and rank[part.key] < rank["trunk"]:
        return part.with_shapes(tuple(shape for shape in part.shapes if shape.kind is not Kind.BLEND))
    return part


def seams(ordered: list[Part], rank: dict[str, int]) -> list[tuple[str, Shape]]:
    """The blends of knees and elbows, each with the part after which it is painted."""
    found = []
    for part in ordered:
        if part.seam is None or part.seam.outline.is_empty:
            continue
        upper = ("thigh" if part.limb.startswith("leg") else "uarm") + part.limb[-1]
        low, high = sorted((rank[part.key], rank[upper]))
        if not any(covers(other, part.seam) for other in ordered[low + 1 : high]):
            found.append((ordered[high].key, part.seam))
    return found


def covers(part: Part, seam: Shape) -> bool:
    area = seam.outline.area
    return any(shape.outline.intersection(seam.outline).area > 0.15 * area for shape in part.shapes)


class _Painter:
    """Turns one solved skeleton into parts with depths.

    Depth is measured against the nearest point of the trunk's axis, seen level: plain depth fails
    as soon as the trunk leans to the camera.
    """

    def __init__(
        self, camera: Camera, level: Camera, skeleton: Skeleton, pose: Pose, *, is_barefoot: bool = False
    ) -> None:
        self.camera, self.level, self.skeleton, self.pose = camera, level, skeleton, pose
        self.sole, self.shoe = ("skin", "skin") if is_barefoot else ("sole", "shoe")
        self.j = skeleton.joints
        self.trunk_depth = level.depth((self.j["pelvis"] + self.j["chest"]) / 2)
        self.depths = Depths(self.trunk_depth, {})

    def relative(self, place: Vec) -> float:
        low, along = self.j["pelvis"], self.j["c7"] - self.j["pelvis"]
        share = max(0.0, min(1.0, float((place - low) @ along / (along @ along))))
        return self.trunk_depth + self.level.depth(place) - self.level.depth(low + along * share)

    def figure(self) -> list[Part]:
        body = trunk(self.camera, self.skeleton)
        parts = [
            Part(
                "trunk",
                self.trunk_depth,
                (Shape(body.neck, "skin"), Shape(body.pelvis, "short"), Shape(body.top, "top")),
                joint=self.camera.flat(self.j["pelvis"]),
            ),
            self._head(),
        ]
        for side, sign in SIDES:
            outlines = limb(self.camera, self.skeleton, side, sign, grips=bool(self.pose.get("grip" + side)))
            parts += self._leg(outlines, body, side)
            parts += self._arm(outlines, body, side)
        return parts

    def _head(self) -> Part:
        seen = head(self.camera, self.skeleton)
        bun = Shape(seen.bun, "bun", Kind.FINE)
        none = Shape(NOTHING, "bun", Kind.FINE)
        depth = self.relative(self.j["head"] + self.skeleton.frames["head"] @ vec(0, 9, 0))
        return Part(
            "head",
            depth if self.pose.get("head_behind") else max(depth, self.trunk_depth + 1),
            (
                none if seen.bun_in_front else bun,
                Shape(seen.face, "skin", Kind.FINE),
                Shape(seen.hair, "hair", Kind.FINE),
                *(Shape(ear, "skin", Kind.SHOE) for ear in seen.ears),
                bun if seen.bun_in_front else none,
            ),
            joint=self.camera.flat(self.j["head"] + self.skeleton.frames["head"] @ vec(-12, 12, 0)),
            strokes=seen.strokes,
        )

    def _leg(self, shapes: Limb, body: Trunk, side: Side) -> list[Part]:
        apart = self.level.depth(self.j["hip" + side]) - self.level.depth(self.j["pelvis"])
        far = apart < FAR_HIP
        shade = "_far" if far else ""
        thigh = self.relative(self.j["hip" + side] * 0.45 + self.j["knee" + side] * 0.55) + (-2 if far else 8)
        shank = self.relative((self.j["knee" + side] + self.j["ankle" + side]) / 2) + (-2 if far else 7)
        if apart > NEAR_HIP:
            thigh, shank = max(thigh, self.trunk_depth + 1), max(shank, self.trunk_depth + 0.5)
        knee = self._joint_blend(shapes.thigh, shapes.shank, "knee" + side, 6.7, keep=shapes.shorts)
        hip = _inside(body.hip[side], shapes.shorts, body.pelvis)
        hip = one_piece(hip.difference(body.top.buffer(LINE / 2))) if not hip.is_empty else NOTHING
        return [
            Part(
                "thigh" + side,
                thigh,
                (
                    Shape(shapes.thigh, "skin" + shade),
                    Shape(shapes.shorts, "short" + shade),
                    Shape(hip, "short" + shade, Kind.BLEND),
                ),
                limb="leg" + side,
                joint=self.camera.flat(self.j["hip" + side]),
            ),
            Part(
                "shank" + side,
                shank,
                (
                    Shape(shapes.shank, "skin" + shade),
                    Shape(shapes.sole, self.sole + (shade if self.sole == "skin" else ""), Kind.SHOE),
                    Shape(shapes.shoe, self.shoe + shade, Kind.SHOE),
                ),
                limb="leg" + side,
                seam=Shape(knee, "skin" + shade, Kind.BLEND),
                joint=self.camera.flat(self.j["knee" + side]),
            ),
        ]

    def _arm(self, shapes: Limb, body: Trunk, side: Side) -> list[Part]:
        apart = self.level.depth(self.j["sh" + side]) - self.level.depth(self.j["c7"])
        far = apart < FAR_SHOULDER
        shade = "_far" if far else ""
        upper = self.relative(self.j["sh" + side] * 0.45 + self.j["elbow" + side] * 0.55) + (0 if far else 3)
        lower = self.relative(self.j["elbow" + side] * 0.4 + self.j["wrist" + side] * 0.6) + (0 if far else 4)
        if apart > NEAR_SHOULDER:
            upper = max(upper, self.trunk_depth + 1)
        lower += float(self.pose.get("arm_depth" + side, 0))
        self.depths.hand[side] = lower
        elbow = self._joint_blend(shapes.upper_arm, shapes.forearm, "elbow" + side, 4.5, keep=shapes.sleeve)
        wrist = self._joint_blend(shapes.forearm, shapes.hand, "wrist" + side, 3.5)
        return [
            Part(
                "uarm" + side,
                upper,
                (
                    Shape(shapes.upper_arm, "skin" + shade),
                    Shape(shapes.sleeve, "top" + shade),
                    Shape(_inside(body.shoulder[side], shapes.sleeve, body.top), "top" + shade, Kind.BLEND),
                ),
                limb="arm" + side,
                joint=self.camera.flat(self.j["sh" + side]),
            ),
            Part(
                "farm" + side,
                lower,
                (
                    Shape(shapes.forearm, "skin" + shade),
                    Shape(shapes.hand, "skin" + shade, Kind.FINE),
                    Shape(wrist, "skin" + shade, Kind.BLEND),
                ),
                limb="arm" + side,
                seam=Shape(elbow, "skin" + shade, Kind.BLEND),
                joint=self.camera.flat(self.j["elbow" + side]),
            ),
        ]

    def _joint_blend(self, a: Polygon, b: Polygon, joint: str, radius: float, keep: Polygon = NOTHING) -> Polygon:
        """What two parts share near a joint, without their lines and without the hem that must stay."""
        x, y = self.camera.flat(self.j[joint])
        blend = _inside(Point(x, y).buffer(radius), a, b)
        return one_piece(blend.difference(keep.buffer(LINE / 2))) if not keep.is_empty else blend


def _inside(disc: Polygon, a: Polygon, b: Polygon) -> Polygon:
    return one_piece(shapely.union(a, b).buffer(-LINE / 2, quad_segs=3).intersection(disc))


def _shadow(camera: Camera, skeleton: Skeleton) -> Polygon:
    """A soft footprint of what is near the floor."""
    low = [place for place in skeleton.joints.values() if place[1] < 22]
    if len(low) < 3:
        return NOTHING
    print_ = MultiPoint([tuple(camera.flat(vec(place[0], 0, place[2]))) for place in low])
    return one_piece(print_.convex_hull.buffer(7))
