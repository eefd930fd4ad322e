"""The still: two to four numbered key frames with arrows, arranged to be as large as they can in a 4:3 place."""

from dataclasses import dataclass

import numpy as np
from shapely.geometry import LineString, Point, Polygon

from exercises.figures.arrows import arrow_svg, head_of, line_of
from exercises.figures.looks import TEAL
from exercises.figures.parts import Part
from exercises.figures.paths import Points, open_curve
from exercises.figures.pose_files import Figure
from exercises.figures.scene import Scene, painted, scene
from exercises.figures.svg import around_points, bounds, document, part_svg, shadow_svg, units

Box = tuple[float, float, float, float]
SHAPE = 4 / 3  # of the place in lists, on the page and on paper
GAP, MARGIN = 12.0, 3.0
NUMBER_RADIUS, DISC_RADIUS, DIGIT_LINE = 7.5, 7.0, 1.6
# Drawn, not written: an SVG in a picture tag has no fonts of ours.
DIGITS: dict[int, tuple[tuple[tuple[float, float], ...], ...]] = {
    1: (((-1.6, 2.4), (0.5, 4), (0.5, 4), (0.5, -4)),),
    2: (((-2.3, 2), (-2.2, 4.4), (2.6, 4.8), (2.6, 1), (-2.4, -3.6), (-2.4, -4), (-2.4, -4), (2.6, -4)),),
    3: (((-2.2, 4), (2.6, 4.6), (2.6, 0.6), (-0.6, 0.6)), ((-0.6, 0.5), (3, 0.4), (2.8, -4.6), (-2.4, -4))),
    4: (((1.2, -4), (1.2, 4), (1.2, 4), (-2.8, -1.6), (-2.8, -1.6), (2.9, -1.6)),),
}


@dataclass(frozen=True)
class Frame:
    """One key pose: what is painted, back to front, and how much room it takes."""

    parts: list[Part]
    shadow: Polygon
    lines: list[Points]
    box: Box

    @property
    def width(self) -> float:
        return self.box[2] - self.box[0]

    @property
    def height(self) -> float:
        return self.box[3] - self.box[1]

    @property
    def svg(self) -> str:
        shadow = "" if self.shadow.is_empty else shadow_svg(self.shadow)
        return shadow + "".join(map(part_svg, self.parts)) + "".join(map(arrow_svg, self.lines))


@dataclass(frozen=True)
class Placed:
    """A frame moved to its place on the page; its number is 0 where it is the only one."""

    frame: Frame
    number: int
    x: float
    y: float


@dataclass(frozen=True)
class Layout:
    """All frames of a still, in centimetres of the figure."""

    frames: list[Placed]
    box: Box


@dataclass(frozen=True)
class Drawing:
    """An SVG file and its natural shape in the file's units."""

    svg: str
    width: int
    height: int


def frame(figure: Figure, index: int) -> Frame:
    seen = scene(figure.poses[index], figure.view, figure.props)
    box = bounds(shape.outline for part in seen.parts for shape in part.shapes)
    shadow = seen.shadow if _has_shadow(figure) else Polygon()
    if not shadow.is_empty:
        box = around_points(box, np.array(shadow.exterior.coords))
    lines = _lines(figure, index, seen)
    for line in lines:
        box = around_points(box, np.vstack([line, head_of(line)]))
    box = _with_room_for_number(box, seen, lines) if len(figure.shown) > 1 else box
    return Frame(painted(seen.parts), shadow, lines, box)


def _with_room_for_number(box: Box, seen: Scene, lines: list[Points]) -> Box:
    """The number never lies on the figure; where the corner is taken, the frame grows to the left."""
    left, bottom, right, top = box
    badge = Point(left + NUMBER_RADIUS, top - NUMBER_RADIUS).buffer(NUMBER_RADIUS + 1)
    taken = any(shape.outline.intersects(badge) for part in seen.parts for shape in part.shapes)
    taken = taken or any(LineString(line).distance(badge) < 4 for line in lines)
    return (left - 2 * NUMBER_RADIUS - 1, bottom, right, top) if taken else box


def layout(figure: Figure) -> Layout:
    frames = [frame(figure, index) for index in figure.shown]
    placed, top, widest = [], 0.0, 0.0
    for row in _rows(frames):
        height = max(one.height for _, one in row)
        left = 0.0
        for number, one in row:
            x, y = left - one.box[0], top - height - one.box[1]
            placed.append(Placed(one, number if len(frames) > 1 else 0, x, y))
            left += one.width + GAP
        widest, top = max(widest, left - GAP), top - height - GAP
    return Layout(placed, (-MARGIN, top + GAP - MARGIN, widest + MARGIN, MARGIN))


def still(page: Layout) -> Drawing:
    views = "".join(_view(number, placed) for number, placed in enumerate(page.frames, 1))
    body = "".join(_group(placed) for placed in page.frames)
    left, bottom, right, top = page.box
    return Drawing(document(page.box, views + body), units(right - left), units(top - bottom))


def _view(number: int, placed: Placed) -> str:
    """`still.svg#pose-2` shows one frame by itself, without another file."""
    one = placed.frame
    left, bottom = placed.x + one.box[0], placed.y + one.box[1]
    box = (left - MARGIN, -bottom - one.height - MARGIN, one.width + 2 * MARGIN, one.height + 2 * MARGIN)
    return f'<view id="pose-{number}" viewBox="{" ".join(str(units(cm)) for cm in box)}"/>'


def _group(placed: Placed) -> str:
    badge = _number(placed.number, placed.frame) if placed.number else ""
    return f'<g transform="translate({units(placed.x)} {-units(placed.y)})">{placed.frame.svg}{badge}</g>'


def _rows(frames: list[Frame]) -> list[list[tuple[int, Frame]]]:
    """In as many rows as make them largest."""
    numbered = list(enumerate(frames, 1))
    choices = []
    for columns in range(1, len(frames) + 1):
        rows = [numbered[start : start + columns] for start in range(0, len(frames), columns)]
        width = max(sum(one.width for _, one in row) + GAP * (len(row) - 1) for row in rows)
        height = sum(max(one.height for _, one in row) for row in rows) + GAP * (len(rows) - 1)
        choices.append((max(width, height * SHAPE), rows))
    return min(choices, key=lambda choice: choice[0])[1]


def _has_shadow(figure: Figure) -> bool:
    return not any(prop["kind"] in ("mat", "bike", "water", "cross_trainer") for prop in figure.props)


def _lines(figure: Figure, index: int, seen: Scene) -> list[Points]:
    return [line_of(figure, arrow, seen.camera) for arrow in figure.arrows if arrow.pose - 1 == index]


def _number(number: int, one: Frame) -> str:
    x, y = place = number_place(one)
    strokes = "".join(
        f'<path fill="none" stroke="{TEAL["casing"]}" stroke-width="{units(DIGIT_LINE)}" '
        f'd="{open_curve(np.array(stroke) + place)}"/>'
        for stroke in DIGITS[number]
    )
    disc = f'cx="{units(x)}" cy="{-units(y)}" r="{units(DISC_RADIUS)}"'
    return f'<circle fill="{TEAL["number"]}" stroke="none" {disc}/>{strokes}'


def number_place(one: Frame) -> Points:
    """In the frame's upper left corner."""
    return np.array([one.box[0] + NUMBER_RADIUS, one.box[3] - NUMBER_RADIUS])
