"""A frame as flat marks where it lies on the page, back to front, with what each takes and hides of the page."""

from collections.abc import Iterator
from dataclasses import dataclass, replace

import numpy as np
import shapely
from shapely.affinity import scale
from shapely.geometry import LineString, Point, Polygon
from shapely.geometry.base import BaseGeometry

from exercises.figures.arrows import CASING, TIP_CASING, WIDE, head_of
from exercises.figures.corners import on_curve, on_open_curve
from exercises.figures.head import Stroke
from exercises.figures.parts import Kind, Part, Shape
from exercises.figures.paths import Points, around
from exercises.figures.scene import LINE
from exercises.figures.still import DIGIT_LINE, DIGITS, DISC_RADIUS, Placed, number_place
from exercises.figures.svg import EYE, FACE_LINE, PROP_LINE

BEHIND_CM = 0.2  # how far behind an edge something must lie to be called hidden
SHADOW_CORNERS_CM = 2.0  # a shadow has no line, its corners do not show
ROOM_CM = 8.0  # an arrow further than this from the figure needs no white edge
SEE_THROUGH = ("bun",)  # a look may go without
NOTHING = Polygon()


@dataclass(frozen=True)
class Style:
    """Colours are tokens of a look, "none" or, for the line, "" where it is the body's; widths are in centimetres."""

    fill: str = "none"
    stroke: str = ""
    width: float = LINE
    opacity: float = 1.0
    cap: str = ""


@dataclass(frozen=True)
class Mark:
    """Something painted at once: rings around an area, or lines."""

    style: Style
    lines: tuple[Points, ...]
    takes: BaseGeometry
    hides: BaseGeometry = NOTHING
    area: BaseGeometry = NOTHING
    limb: bool = False  # a part of the body, which a blend may join to another
    blend: bool = False

    @property
    def is_closed(self) -> bool:
        return not self.area.is_empty


def marks_of(placed: Placed) -> Iterator[Mark]:
    frame, shift = placed.frame, np.array([placed.x, placed.y])
    if not frame.shadow.is_empty:
        soft = np.asarray(frame.shadow.simplify(SHADOW_CORNERS_CM).exterior.coords)[:-1]
        yield area_mark(soft + shift, Style("shadow", "none", 0))
    for part in frame.parts:
        for shape in part.shapes:
            if not shape.outline.is_empty:
                yield _shape(shape, part, shift)
        yield from (_stroke(stroke, shift) for stroke in part.strokes if stroke.shown)
    body = shapely.union_all([shape.outline for part in frame.parts for shape in part.shapes])
    for line in frame.lines:
        is_free = not LineString(line).buffer(ROOM_CM).intersects(body)
        yield from _arrow(line + shift, has_casing=not is_free)
    yield from number_marks(placed)


def number_marks(placed: Placed, *, mirrored_about: float | None = None) -> Iterator[Mark]:
    """The number in its corner, or in the other one; nothing where there is only one frame."""
    place = number_place(placed.frame) + np.array([placed.x, placed.y])
    if mirrored_about is not None:
        place = np.array([2 * mirrored_about - place[0], place[1]])
    if placed.number:
        yield from _number(placed.number, place)


def mirrored(mark: Mark, centre: float) -> Mark:
    """The same seen in a mirror that stands upright at `centre`, in centimetres of the page."""
    lines = tuple(line * (-1, 1) + (2 * centre, 0) for line in mark.lines)
    takes, hides, area = (scale(part, -1, 1, origin=(centre, 0)) for part in (mark.takes, mark.hides, mark.area))
    return replace(mark, lines=lines, takes=takes, hides=hides, area=area)


def area_mark(ring: Points, style: Style, *, hides: bool = True) -> Mark:
    area = shapely.make_valid(Polygon(ring))
    behind = area.buffer(-BEHIND_CM if style.width else -BEHIND_CM - LINE / 2) if hides else NOTHING
    return Mark(style, (ring,), area.buffer(style.width / 2), behind, area)


def line_mark(points: Points, colour: str, width: float) -> Mark:
    return Mark(Style(stroke=colour, width=width), (points,), LineString(points).buffer(width / 2))


def dot_mark(place: Points, colour: str, width: float) -> Mark:
    """A line without length, whose round end is the dot."""
    return Mark(Style(stroke=colour, width=width), (np.array([place, place]),), Point(place).buffer(width / 2))


def _shape(shape: Shape, part: Part, shift: Points) -> Mark:
    is_blend = shape.kind is Kind.BLEND
    if shape.kind is Kind.CORNERS:
        ring = np.asarray(shape.outline.exterior.coords)[:-1]
    else:
        ring = on_curve(around(shape.outline, spacing=shape.kind.value))
    stroke = "none" if is_blend else "bun_line" if shape.fill == "bun" else ""
    width = 0.0 if is_blend else LINE * PROP_LINE if part.prop else LINE
    is_solid = shape.opacity == 1 and shape.fill not in SEE_THROUGH
    mark = area_mark(ring + shift, Style(shape.fill, stroke, width, shape.opacity), hides=is_solid)
    return replace(mark, limb=not part.prop and not is_blend, blend=is_blend)


def _stroke(stroke: Stroke, shift: Points) -> Mark:
    if len(stroke.points) == 1:
        return dot_mark(stroke.points[0] + shift, "line", 2 * EYE)
    return line_mark(on_open_curve(stroke.points) + shift, "line", LINE * FACE_LINE)


def _arrow(line: Points, *, has_casing: bool) -> Iterator[Mark]:
    shaft, tip = on_open_curve(line), head_of(line)
    if has_casing:
        yield line_mark(shaft, "casing", CASING)
        yield area_mark(tip, Style("casing", "casing", TIP_CASING))
    yield line_mark(shaft, "arrow", WIDE)
    yield area_mark(tip, Style("arrow", "none", 0))


def _number(number: int, place: Points) -> Iterator[Mark]:
    yield dot_mark(place, "number", 2 * DISC_RADIUS)
    for stroke in DIGITS[number]:
        yield line_mark(on_open_curve(np.array(stroke)) + place, "casing", DIGIT_LINE)
