"""The head: small, but its direction must be readable at print size."""

from dataclasses import dataclass

import numpy as np
import shapely
from numpy.typing import NDArray
from shapely.geometry import Polygon

from exercises.figures.camera import Camera, Ellipsoid, ellipsoid, one_piece
from exercises.figures.skeleton import Skeleton
from exercises.figures.vectors import Vec, turn_z, vec

# Where the hair ends: degrees from the nose around the skull, and how high above its middle.
_HAIRLINE = np.array(
    [(0, 50), (28, 47), (48, 36), (60, 20), (70, 4), (80, -12), (92, -16), (100, -6), (112, -8), (122, -26),
     (140, -40), (180, -44)], dtype=float,
)  # fmt: skip
_HAIR_CENTRE, _HAIR_SIZE = vec(-0.3, 9.9, 0), vec(10.1, 10.0, 8.4)
_AROUND, _UPWARD = 44, 16
_BUN = (-9.6, 14.5, 0.0)


@dataclass(frozen=True)
class Stroke:
    """An eye (one point) or a line of the face; `shown` when it faces the camera."""

    points: NDArray[np.float64]
    shown: bool


@dataclass(frozen=True)
class Head:
    face: Polygon
    hair: Polygon
    bun: Polygon
    bun_in_front: bool
    ears: tuple[Polygon, Polygon]
    strokes: tuple[Stroke, ...]


def head(camera: Camera, skeleton: Skeleton) -> Head:
    base, frame = skeleton.joints["head"], skeleton.frames["head"]
    to_eye = (camera.turn @ frame)[2]  # how much of each head axis points to the camera

    def part(x: float, y: float, z: float, sizes: tuple[float, float, float]) -> Ellipsoid:
        return ellipsoid(base + frame @ vec(x, y, z), frame, sizes)

    face = shapely.union_all(
        [
            camera.outline([part(0.2, 9.6, 0, (9.2, 9, 7.4))]),
            camera.outline(
                [part(2.2, 8.5, 0, (7, 8.5, 6.9)), part(3, 2, 0, (5.9, 4.6, 5.6)), part(4.6, -0.9, 0, (3.9, 2.4, 3.4))]
            ),
            camera.outline([part(-1.5, 4.5, 0, (4, 4, 6.6)), part(4.2, -0.8, 0, (3.2, 2.2, 3.2))]),
            camera.outline(
                [part(8.6, 7.2, 0, (0.9, 1, 0.9)), part(10.2, 4.2, 0, (1, 1, 1.25)), part(8.2, 3.4, 0, (1.2, 0.9, 1.7))]
            ),
            camera.outline([part(8.2, 1.5, 0, (1, 0.8, 1.6)), part(7.9, 0, 0, (0.9, 0.8, 1.5))]),
        ]
    )
    return Head(
        face=one_piece(face, smooth=0.35),
        hair=_hair(camera, skeleton, to_eye),
        bun=camera.outline([part(*_BUN, (4, 4, 4.2))]),
        bun_in_front=float(to_eye @ vec(-9.6, 4.5, 0)) > 0,
        ears=(_ear(camera, skeleton, to_eye, 1), _ear(camera, skeleton, to_eye, -1)),
        strokes=tuple(_strokes(camera, skeleton, to_eye)),
    )


def _ear(camera: Camera, skeleton: Skeleton, to_eye: Vec, sign: int) -> Polygon:
    """Empty when it is on the other side of the head."""
    if to_eye @ vec(-0.2, 0, sign) <= 0.25:
        return Polygon()
    base, frame = skeleton.joints["head"], skeleton.frames["head"]
    return camera.outline(
        [
            ellipsoid(base + frame @ vec(-1.2, 6.2, sign * 7.5), frame @ turn_z(12), (1.7, 2.5, 0.8)),
            ellipsoid(base + frame @ vec(-0.9, 4.4, sign * 7.3), frame, (1, 1.2, 0.7)),
        ]
    )


def _hair(camera: Camera, skeleton: Skeleton, to_eye: Vec) -> Polygon:
    """What shows of a slightly larger skull above the hairline."""
    turns = np.radians(np.linspace(-180, 180, _AROUND + 1))
    middle = np.abs(np.degrees((turns[:-1] + turns[1:]) / 2))
    lowest = np.radians(np.interp(middle, _HAIRLINE[:, 0], _HAIRLINE[:, 1]))
    heights = lowest[:, None] + (np.pi / 2 - lowest[:, None]) * np.linspace(0, 1, _UPWARD + 1)
    left, right = (np.broadcast_to(side[:, None], (_AROUND, _UPWARD)) for side in (turns[:-1], turns[1:]))
    azimuth = np.stack([left, right, right, left], axis=-1).reshape(-1, 4)
    height = np.stack([heights[:, :-1], heights[:, :-1], heights[:, 1:], heights[:, 1:]], axis=-1).reshape(-1, 4)
    outward = np.stack([np.cos(height) * np.cos(azimuth), np.sin(height), -np.cos(height) * np.sin(azimuth)], axis=-1)
    facing = outward[((outward / _HAIR_SIZE).mean(axis=1) @ to_eye) > -0.004]
    places = skeleton.joints["head"] + (facing * _HAIR_SIZE + _HAIR_CENTRE) @ skeleton.frames["head"].T
    patches = shapely.polygons((places @ camera.turn.T)[:, :, :2])
    patches = patches[shapely.area(patches) > 1e-3]
    if not len(patches):
        return Polygon()
    whole = shapely.union_all(shapely.buffer(shapely.make_valid(patches), 0.08, quad_segs=1))
    return one_piece(whole.buffer(0.5, quad_segs=4).buffer(-0.9, quad_segs=4).buffer(0.45, quad_segs=4))


def _strokes(camera: Camera, skeleton: Skeleton, to_eye: Vec) -> list[Stroke]:
    base, frame = skeleton.joints["head"], skeleton.frames["head"]

    def flat(*places: tuple[float, float, float]) -> NDArray[np.float64]:
        return np.array([camera.flat(base + frame @ vec(*place)) for place in places])

    strokes = []
    for sign in (1, -1):
        shown = bool(to_eye @ vec(0.8, 0, 0.6 * sign) > 0.12)
        strokes.append(Stroke(flat((8.15, 6.9, sign * 3.3)), shown))
        strokes.append(Stroke(flat((8.9, 9.3, sign * 1.7), (8.5, 9.9, sign * 3.3), (7.4, 9.4, sign * 4.9)), shown))
    strokes.append(Stroke(flat((7.9, 0.9, -1.9), (8.8, 0.65, 0), (7.9, 0.9, 1.9)), bool(to_eye[0] > 0.15)))
    strokes.append(Stroke(flat((9.6, 3.6, 1.3), (10.6, 3.2, 0), (9.6, 3.6, -1.3)), bool(to_eye[0] > 0.5)))
    return strokes
