"""What a blend joins becomes one shape, if the order in which things are painted allows it: half the corners go.

Where it does not, the line between is painted over in the blend's colour.
"""

from dataclasses import replace

import numpy as np
import shapely
from shapely.geometry import LineString
from shapely.geometry.base import BaseGeometry

from exercises.figures.camera import one_piece
from exercises.figures.marks import NOTHING, Mark, Style
from exercises.figures.scene import LINE

SHORTEST_CM = 1.5  # a shorter piece of a line is not worth its place


def joined(marks: list[Mark]) -> list[Mark]:
    """The same picture without blends."""
    left: list[Mark | None] = list(marks)
    for index, blend in enumerate(marks):
        if not blend.blend:
            continue
        touched = [(n, mark) for n, mark in enumerate(left[:index]) if mark is not None and _joins(blend, mark)]
        if len(touched) == 2:
            (one, first), (other, second) = touched
            if not any(mark is not None and mark.takes.intersects(second.takes) for mark in left[one + 1 : other]):
                left[one], left[other], left[index] = _union(first, second), _crease(first, second, blend), None
                continue
        left[index] = _painted_over([mark for _, mark in touched], blend)
    return [mark for mark in left if mark is not None]


def _joins(blend: Mark, mark: Mark) -> bool:
    return mark.limb and mark.style.fill == blend.style.fill and mark.area.intersects(blend.area)


def _union(first: Mark, second: Mark) -> Mark:
    area = one_piece(first.area.union(second.area))
    return replace(
        first,
        lines=(np.asarray(area.exterior.coords)[:-1],),
        takes=first.takes.union(second.takes),
        hides=first.hides.union(second.hides),
        area=area,
    )


def _crease(first: Mark, second: Mark, blend: Mark) -> Mark | None:
    """What the blend leaves of the line between the two."""
    line = second.area.boundary.intersection(first.area.buffer(-LINE / 2)).difference(blend.area)
    return _lines(line, Style())


def _painted_over(touched: list[Mark], blend: Mark) -> Mark | None:
    """The lines that the blend hides, broader and in its colour."""
    found: list[BaseGeometry] = []
    for index, mark in enumerate(touched):
        later = shapely.union_all([other.area for other in touched[index + 1 :]]).buffer(-LINE / 4)
        found.append(mark.area.boundary.intersection(blend.area.buffer(-LINE / 3)).difference(later))
    return _lines(shapely.union_all(found), Style(stroke=blend.style.fill, width=2 * LINE, cap="butt"))


def _lines(found: BaseGeometry, style: Style) -> Mark | None:
    lines = [piece for piece in shapely.get_parts(found) if isinstance(piece, LineString)]
    whole = shapely.get_parts(shapely.line_merge(shapely.union_all(lines)))
    pieces = [piece for piece in whole if isinstance(piece, LineString) and piece.length > SHORTEST_CM]
    if not pieces:
        return None
    points = tuple(np.asarray(piece.coords) for piece in pieces)
    return Mark(style, points, shapely.union_all(pieces).buffer(style.width / 2), NOTHING)
