"""The flesh: chains of ellipsoids on the bones, and the clothes over them, as flat outlines."""

from dataclasses import dataclass

import numpy as np
import shapely
from shapely.geometry import Point, Polygon

from exercises.figures.camera import Camera, Ellipsoid, ball, ellipsoid, one_piece
from exercises.figures.skeleton import FOREARM, SHANK, SIDES, THIGH, UPPER_ARM, Side, Skeleton
from exercises.figures.vectors import Turn, Vec, turn_z, vec

# Share of the bone's length; half depth, half width; how far forward and how far outward of the bone.
Rows = tuple[tuple[float, float, float, float, float], ...]
THIGH_FLESH: Rows = (
    (0.03, 7.6, 7.4, -0.2, 0.4),
    (0.22, 8.7, 8.0, 0.6, 0.2),
    (0.5, 7.4, 7.0, 1.0, 0),
    (0.78, 6.0, 5.8, 0.6, 0),
    (1, 5.3, 5.2, 0.2, 0),
)
SHANK_FLESH: Rows = (
    (0, 5.2, 5.1, 0.2, 0),
    (0.13, 5.1, 5.0, -0.2, 0),
    (0.3, 5.4, 5.2, -1.3, 0.1),
    (0.55, 4.5, 4.3, -1.0, 0),
    (0.8, 3.4, 3.2, -0.5, 0),
    (1, 3.1, 3.0, -0.3, 0),
)
UPPER_ARM_FLESH: Rows = (
    (0.05, 4.3, 4.3, 0, -0.3),
    (0.2, 5.1, 4.7, 0.1, 0.1),
    (0.5, 4.5, 4.0, 0.4, 0),
    (0.8, 3.8, 3.5, 0.1, 0),
    (1, 3.5, 3.5, 0, 0),
)
FOREARM_FLESH: Rows = (
    (0, 3.6, 3.5, 0, 0),
    (0.22, 4.0, 3.7, 0.3, 0),
    (0.55, 3.2, 2.9, 0.1, 0),
    (0.85, 2.4, 2.2, 0, 0),
    (1, 2.3, 2.1, 0, 0),
)
# Stations along the spine's links: half depth, half width, how far forward.
TRUNK_FLESH = (
    (-0.55, 10.2, 14.6, 0.0),
    (0.0, 9.6, 13.6, 0.3),
    (1.0, 9.2, 12.9, 0.5),
    (2.0, 9.5, 13.2, 0.4),
    (3.0, 10.3, 14.4, 0.2),
    (4.0, 11.2, 15.6, 0.4),
    (4.8, 10.8, 16.0, 0.3),
)


@dataclass(frozen=True)
class Limb:
    """The outlines of one side's leg and arm."""

    thigh: Polygon
    shorts: Polygon
    shank: Polygon
    shoe: Polygon
    sole: Polygon
    upper_arm: Polygon
    sleeve: Polygon
    forearm: Polygon
    hand: Polygon


@dataclass(frozen=True)
class Trunk:
    """The outlines of the trunk, and per side the discs in which hip and shoulder blend into it."""

    pelvis: Polygon
    top: Polygon
    neck: Polygon
    hip: dict[Side, Polygon]
    shoulder: dict[Side, Polygon]


def limb(camera: Camera, skeleton: Skeleton, side: Side, sign: int, *, grips: bool) -> Limb:
    j, f = skeleton.joints, skeleton.frames
    thigh = (j["hip" + side], f["thigh" + side], THIGH)
    arm = (j["sh" + side], f["uarm" + side], UPPER_ARM)
    shoe, sole = _shoe(skeleton, side, sign)
    return Limb(
        thigh=camera.outline(_flesh(*thigh, THIGH_FLESH, sign, first=5), smooth=0.6),
        shorts=camera.outline(
            _cuff(*thigh, THIGH_FLESH, sign, (0.03, 0.18, 0.33, 0.5), 0.9, (9, 0.6, 8.5)), smooth=0.4
        ),
        shank=camera.outline(_flesh(j["knee" + side], f["shank" + side], SHANK, SHANK_FLESH, sign), smooth=0.5),
        shoe=camera.outline(shoe, smooth=0.5),
        sole=camera.outline(sole),
        upper_arm=camera.outline(_flesh(*arm, UPPER_ARM_FLESH, sign), smooth=0.5),
        sleeve=camera.outline(
            _cuff(*arm, UPPER_ARM_FLESH, sign, (0.05, 0.16, 0.3, 0.46), 0.7, (5.9, 0.5, 5.5)), smooth=0.4
        ),
        forearm=camera.outline(_flesh(j["elbow" + side], f["farm" + side], FOREARM, FOREARM_FLESH, sign), smooth=0.4),
        hand=_hand(camera, skeleton, side, sign, grips=grips),
    )


def _flesh(root: Vec, frame: Turn, length: float, rows: Rows, sign: int, *, first: float = 99) -> list[Ellipsoid]:
    """`first` flattens the end that another part covers."""
    solids = []
    for index, (share, depth, width, ahead, outward) in enumerate(rows):
        centre = root + frame @ vec(ahead, -share * length, sign * outward)
        tall = (depth + width) / 2
        solids.append(ellipsoid(centre, frame, (depth, min(tall, first) if index == 0 else tall, width)))
    return solids


def _cuff(
    root: Vec,
    frame: Turn,
    length: float,
    rows: Rows,
    sign: int,
    shares: tuple[float, ...],
    loose: float,
    hem: tuple[float, float, float],
) -> list[Ellipsoid]:
    """A sleeve or a trouser leg: the limb a little wider, with a flat hem."""
    table = np.array(rows)
    widened: Rows = tuple(
        (
            share,
            float(np.interp(share, table[:, 0], table[:, 1])) + loose,
            float(np.interp(share, table[:, 0], table[:, 2])) + loose,
            float(np.interp(share, table[:, 0], table[:, 3])),
            float(np.interp(share, table[:, 0], table[:, 4])),
        )
        for share in shares
    )
    solids = _flesh(root, frame, length, widened, sign, first=5.5)
    solids[-2] = Ellipsoid(solids[-2].centre, solids[-2].axes * vec(1, 0.5, 1))
    solids[-1] = ellipsoid(solids[-1].centre, frame, hem)
    return solids


def _shoe(skeleton: Skeleton, side: Side, sign: int) -> tuple[list[Ellipsoid], list[Ellipsoid]]:
    """Shoe and sole; the toes bend at the ball of the foot."""
    ankle, foot = skeleton.joints["ankle" + side], skeleton.frames["foot" + side]
    toes = foot @ turn_z(skeleton.toes[side])
    bend = ankle + foot @ vec(11, -6.6, 0)

    def at(x: float, y: float, z: float = 0) -> Vec:
        return ankle + foot @ vec(x, y, sign * z)

    def beyond(x: float, y: float, z: float) -> Vec:
        return bend + toes @ vec(x - 11, y + 6.6, sign * z)

    shoe = [
        ellipsoid(at(-0.3, -0.2), skeleton.frames["shank" + side], (4.1, 1.5, 3.9)),
        ellipsoid(at(-2.2, -3.8), foot, (4.6, 3.6, 3.7)),
        ellipsoid(at(4, -3.6, 0.2), foot, (4.2, 3.5, 3.9)),
        ellipsoid(at(10, -5.4, 0.3), foot, (4.2, 2.2, 4.7)),
        ellipsoid(beyond(15, -6, -0.2), toes, (4, 1.6, 4)),
    ]
    sole = [
        ellipsoid(at(-3.2, -7.2), foot, (4.3, 0.95, 3.6)),
        ellipsoid(at(4, -7.2), foot, (4, 0.95, 3.7)),
        ellipsoid(at(10, -7.2, 0.3), foot, (3, 0.95, 4.8)),
        ellipsoid(beyond(15.6, -6.9, -0.2), toes, (3.8, 0.95, 3.9)),
    ]
    return shoe, sole


def _hand(camera: Camera, skeleton: Skeleton, side: Side, sign: int, *, grips: bool) -> Polygon:
    """A mitten, open or closed: fingers are lost at print size anyway."""
    wrist, frame = skeleton.joints["wrist" + side], skeleton.frames["hand" + side]

    def part(x: float, y: float, z: float, sizes: tuple[float, float, float]) -> Ellipsoid:
        return ellipsoid(wrist + frame @ vec(x, y, sign * z), frame, sizes)

    if grips:
        palm = [
            part(0, 0, 0, (2.4, 2.2, 2.1)),
            part(0.2, -4.2, -0.6, (4, 3.4, 2.7)),
            part(0.6, -7.6, -1.4, (4.1, 2.7, 3)),
        ]
        thumb = [part(3, -4.5, -2.2, (1.5, 1.6, 1.6)), part(3.4, -7.6, -3.4, (1.3, 1.5, 1.4))]
    else:
        palm = [
            part(0, 0, 0, (2.3, 2.2, 1.9)),
            part(0.1, -4, 0, (4, 3, 1.7)),
            part(0.1, -8, 0, (4.1, 2, 1.6)),
            part(-0.1, -12.5, -0.4, (3.5, 2, 1.25)),
            part(-0.2, -15.8, -0.9, (2.3, 1.5, 1)),
        ]
        thumb = [
            part(2.6, -2.6, -0.6, (1.6, 1.6, 1.5)),
            part(4.9, -6, -1.6, (1.35, 1.5, 1.3)),
            part(5.4, -9, -2, (1, 1.5, 1)),
        ]
    return one_piece(shapely.union(camera.outline(palm), camera.outline(thumb)), smooth=0.25)


def trunk(camera: Camera, skeleton: Skeleton) -> Trunk:
    j, f = skeleton.joints, skeleton.frames
    pelvis = f["pelvis"]

    def hips(x: float, y: float, sizes: tuple[float, float, float]) -> Ellipsoid:
        return ellipsoid(j["pelvis"] + pelvis @ vec(x, y, 0), pelvis, sizes)

    return Trunk(
        pelvis=camera.outline(
            [
                hips(-1, 9.5, (10, 2, 14.2)),
                hips(-1.6, 3.5, (11, 4, 15.6)),
                hips(-1.9, -1.5, (11.2, 5.5, 16.2)),
                hips(-1.2, -6, (8.4, 4.5, 12)),
            ],
            smooth=1,
        ),
        top=_top(camera, skeleton),
        neck=_neck(camera, skeleton),
        hip={side: _hip_blend(camera, skeleton, side) for side, _ in SIDES},
        shoulder={side: _shoulder_blend(camera, skeleton, side, sign) for side, sign in SIDES},
    )


def _top(camera: Camera, skeleton: Skeleton) -> Polygon:
    places = np.array([place for place, _ in skeleton.spine])
    chain = []
    for station, depth, width, ahead in TRUNK_FLESH:
        link = max(0, min(int(station), len(places) - 2))
        share = station - link
        turn = skeleton.spine[link][1] if share < 0.5 else skeleton.spine[link + 1][1]
        centre = places[link] + (places[link + 1] - places[link]) * share + turn @ vec(ahead, 0, 0)
        chain.append(ellipsoid(centre, turn, (depth, 0.9 if station < 0 else 3.0, width)))
    c7, thorax = skeleton.joints["c7"], skeleton.frames["thorax"]
    collar = ellipsoid(c7 + thorax @ vec(-0.2, 0.6, 0), thorax, (5.9, 1.6, 6.3))
    upper = ellipsoid(c7 + thorax @ vec(0.3, -7.5, 0), thorax, (9.6, 4, 14))
    pieces = [camera.outline([*chain, upper, collar])]
    for side, sign in SIDES:
        shoulder = skeleton.joints["sh" + side]
        pieces.append(camera.outline([collar, ball(shoulder + thorax @ vec(-0.3, 0.3, -sign), 4.3)]))
        pieces.append(camera.outline([chain[-2], ball(shoulder + thorax @ vec(0, -1.5, -2 * sign), 4.8), upper]))
    return one_piece(shapely.union_all(pieces), smooth=1.6)


def _neck(camera: Camera, skeleton: Skeleton) -> Polygon:
    j, f = skeleton.joints, skeleton.frames
    return camera.outline(
        [
            ellipsoid(j["c7"] + f["thorax"] @ vec(0.2, -3, 0), f["thorax"], (6.2, 3, 6.2)),
            ellipsoid(j["c7"] + f["neck"] @ vec(0.2, 2, 0), f["neck"], (5.5, 2.5, 5.3)),
            ellipsoid(j["head"] + f["head"] @ vec(0.3, 3.5, 0), f["head"], (5.7, 2, 5.2)),
        ],
        smooth=0.4,
    )


def _hip_blend(camera: Camera, skeleton: Skeleton, side: Side) -> Polygon:
    """Shifted away from the fold, so that the crease of a bent hip stays."""
    fold = -skeleton.frames["thigh" + side][:, 1] + skeleton.frames["pelvis"][:, 1]
    centre = camera.flat(skeleton.joints["hip" + side] - 5.0 * fold)
    return Point(centre[0], centre[1]).buffer(12)


def _shoulder_blend(camera: Camera, skeleton: Skeleton, side: Side, sign: int) -> Polygon:
    inward = skeleton.frames["thorax"] @ vec(-0.4, 1.5, -2.5 * sign)
    down_arm = skeleton.frames["uarm" + side] @ vec(0, -1, 0)
    centre = camera.flat(skeleton.joints["sh" + side] + inward + down_arm)
    return Point(centre[0], centre[1]).buffer(7.2)
