"""The still: two to four numbered key frames with arrows, arranged to be as large as they can in a 4:3 place."""

from dataclasses import dataclass

import numpy as np
from shapely.geometry import LineString, Point

from exercises.figures.arrows import arrow_svg, head_of, line_of
from exercises.figures.looks import TEAL
from exercises.figures.paths import Points, open_curve
from exercises.figures.pose_files import Figure
from exercises.figures.scene import Scene, painted, scene
from exercises.figures.svg import around_points, bounds, document, part_svg, shadow_svg, units

Box = tuple[float, float, float, float]
SHAPE = 4 / 3  # of the place in lists, on the page and on paper
GAP, MARGIN = 12.0, 3.0
NUMBER_RADIUS = 7.5
# Drawn, not written: an SVG in a picture tag has no fonts of ours.
DIGITS: dict[int, tuple[tuple[tuple[float, float], ...], ...]] = {
    1: (((-1.6, 2.4), (0.5, 4), (0.5, 4), (0.5, -4)),),
    2: (((-2.3, 2), (-2.2, 4.4), (2.6, 4.8), (2.6, 1), (-2.4, -3.6), (-2.4, -4), (-2.4, -4), (2.6, -4)),),
    3: (((-2.2, 4), (2.6, 4.6), (2.6, 0.6), (-0.6, 0.6)), ((-0.6, 0.5), (3, 0.4), (2.8, -4.6), (-2.4, -4))),
    4: (((1.2, -4), (1.2, 4), (1.2, 4), (-2.8, -1.6), (-2.8, -1.6), (2.9, -1.6)),),
}


@dataclass(frozen=True)
class Frame:
    """One key pose on the page: its SVG and how much room it takes."""

    svg: str
    box: Box

    @property
    def width(self) -> float:
        return self.box[2] - self.box[0]

    @property
    def height(self) -> float:
        return self.box[3] - self.box[1]


@dataclass(frozen=True)
class Drawing:
    """An SVG file and its natural shape in the file's units."""

    svg: str
    width: int
    height: int


def frame(figure: Figure, index: int) -> Frame:
    seen = scene(figure.poses[index], figure.view, figure.props)
    box = bounds(shape.outline for part in seen.parts for shape in part.shapes)
    svg = ""
    if _has_shadow(figure) and not seen.shadow.is_empty:
        svg += shadow_svg(seen.shadow)
        box = bounds([seen.shadow]) if box is None else around_points(box, np.array(seen.shadow.exterior.coords))
    svg += "".join(part_svg(part) for part in painted(seen.parts))
    lines = _lines(figure, index, seen)
    for line in lines:
        svg += arrow_svg(line)
        box = around_points(box, np.vstack([line, head_of(line)]))
    return Frame(svg, _with_room_for_number(box, seen, lines) if len(figure.shown) > 1 else box)


def _with_room_for_number(box: Box, seen: Scene, lines: list[Points]) -> Box:
    """The number never lies on the figure; where the corner is taken, the frame grows to the left."""
    left, bottom, right, top = box
    badge = Point(left + NUMBER_RADIUS, top - NUMBER_RADIUS).buffer(NUMBER_RADIUS + 1)
    taken = any(shape.outline.intersects(badge) for part in seen.parts for shape in part.shapes)
    taken = taken or any(LineString(line).distance(badge) < 4 for line in lines)
    return (left - 2 * NUMBER_RADIUS - 1, bottom, right, top) if taken else box


def still(figure: Figure) -> Drawing:
    frames = [frame(figure, index) for index in figure.shown]
    rows = _rows(frames)
    body, views, top, widest = "", "", 0.0, 0.0
    for row in rows:
        height = max(one.height for _, one in row)
        left = 0.0
        for number, one in row:
            x, y = left - one.box[0], top - height - one.box[1]
            badge = _number(number, one) if len(frames) > 1 else ""
            views += _view(number, left, top - height, one)
            body += f'<g transform="translate({units(x)} {-units(y)})">{one.svg}{badge}</g>'
            left += one.width + GAP
        widest, top = max(widest, left - GAP), top - height - GAP
    return _drawing((-MARGIN, top + GAP - MARGIN, widest + MARGIN, MARGIN), views + body)


def _view(number: int, left: float, bottom: float, one: Frame) -> str:
    """`still.svg#pose-2` shows one frame by itself, without another file."""
    box = (left - MARGIN, -bottom - one.height - MARGIN, one.width + 2 * MARGIN, one.height + 2 * MARGIN)
    return f'<view id="pose-{number}" viewBox="{" ".join(str(units(cm)) for cm in box)}"/>'


def _drawing(box: Box, svg: str) -> Drawing:
    return Drawing(document(box, svg), units(box[2] - box[0]), units(box[3] - box[1]))


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
    """In the frame's upper left corner."""
    x, y = one.box[0] + NUMBER_RADIUS, one.box[3] - NUMBER_RADIUS
    strokes = "".join(
        f'<path fill="none" stroke="{TEAL["casing"]}" stroke-width="{units(1.6)}" '
        f'd="{open_curve(np.array(stroke) + np.array([x, y]))}"/>'
        for stroke in DIGITS[number]
    )
    return f'<circle fill="{TEAL["number"]}" stroke="none" cx="{units(x)}" cy="{-units(y)}" r="{units(7)}"/>{strokes}'
