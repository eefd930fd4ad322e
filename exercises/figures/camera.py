"""How a solid becomes a flat outline: parallel view, so an ellipsoid's outline is exactly an ellipse."""

from collections.abc import Sequence
from typing import NamedTuple

import numpy as np
import shapely
from numpy.typing import NDArray
from shapely.geometry import MultiPolygon, Polygon
from shapely.geometry.base import BaseGeometry

from exercises.figures.vectors import Turn, Vec, turn_x, turn_y

_ANGLES = np.linspace(0, 2 * np.pi, 36, endpoint=False)
_DIRECTIONS = np.column_stack([np.cos(_ANGLES), np.sin(_ANGLES)])
_ROUND = 4  # segments of a quarter circle in buffers: enough at print size


class Ellipsoid(NamedTuple):
    """A centre and the three half axes as columns."""

    centre: Vec
    axes: NDArray[np.float64]


def ellipsoid(centre: Vec, frame: Turn, sizes: Sequence[float]) -> Ellipsoid:
    """Half sizes along the frame's forward, up and right."""
    return Ellipsoid(centre, frame * np.asarray(sizes, dtype=float))


def ball(centre: Vec, radius: float) -> Ellipsoid:
    return Ellipsoid(centre, np.eye(3) * radius)


class Camera:
    """Yaw 0 looks at the figure's right side, 90 at its face; pitch looks down."""

    def __init__(self, yaw: float, pitch: float) -> None:
        self.turn = turn_x(pitch) @ turn_y(-yaw)

    def seen(self, place: Vec) -> Vec:
        """Right, up and towards the eye."""
        return self.turn @ place

    def flat(self, place: Vec) -> Vec:
        return self.seen(place)[:2]

    def depth(self, place: Vec) -> float:
        return float(self.seen(place)[2])

    def outline(self, chain: Sequence[Ellipsoid], *, smooth: float = 0.0) -> Polygon:
        """The outline of a chain of ellipsoids with skin stretched between neighbours."""
        centres = np.array([solid.centre for solid in chain]) @ self.turn[:2].T
        axes = np.einsum("ij,njk->nik", self.turn[:2], np.array([solid.axes for solid in chain]))
        spread = np.einsum("nik,njk->nij", axes, axes)
        towards = np.einsum("di,nij->ndj", _DIRECTIONS, spread)
        reach = np.sqrt(np.einsum("ndj,dj->nd", towards, _DIRECTIONS))
        points = centres[:, None, :] + towards / np.maximum(reach, 1e-6)[:, :, None]
        if len(chain) == 1:
            return Polygon(points[0])
        support = np.einsum("ndj,dj->nd", points, _DIRECTIONS)
        first = (support[:-1] >= support[1:])[:, :, None]
        links = shapely.polygons(np.where(first, points[:-1], points[1:]))
        return one_piece(shapely.union_all(shapely.make_valid(links)), smooth=smooth)


def one_piece(shape: BaseGeometry, *, smooth: float = 0.0) -> Polygon:
    """The largest piece without holes, its sharp inner corners filled."""
    if smooth:
        shape = shape.buffer(smooth, quad_segs=_ROUND).buffer(-2 * smooth, quad_segs=_ROUND)
        shape = shape.buffer(smooth, quad_segs=_ROUND)
    if isinstance(shape, MultiPolygon) or not isinstance(shape, Polygon):
        pieces = [piece for piece in getattr(shape, "geoms", []) if isinstance(piece, Polygon)]
        if not pieces:
            return Polygon()
        shape = max(pieces, key=lambda piece: piece.area)
    return Polygon(shape.exterior)
