"""The still for paper: a PDF pays for every corner and every change of colour, so it gets few of both.

At 28 mm height nobody sees curves, so outlines become straight lines; what lies behind something else is cut short,
limbs are one shape, and shapes of one colour that do not touch are one path.
"""

from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator
from dataclasses import replace

import numpy as np
import shapely
from shapely.geometry.base import BaseGeometry

from exercises.figures.corners import cut_short, fewest
from exercises.figures.joins import joined
from exercises.figures.looks import TEAL
from exercises.figures.marks import NOTHING, Mark, Style, marks_of, mirrored, number_marks
from exercises.figures.paths import Points
from exercises.figures.scene import LINE
from exercises.figures.still import Layout, Placed

WIDTH_MM, HEIGHT_MM = 38, 28  # as large as handouts print it
UNITS = 14  # per millimetre
SEEN_MM = 0.07  # what lies nearer than this to a line is left out; the figure's own line is 0.17 mm wide


def on_paper(page: Layout, *, turned: bool = False) -> str:
    """The whole still; `turned` shows each frame in a mirror, in its place, with its number readable."""
    left, bottom, right, top = page.box
    scale = UNITS * min(WIDTH_MM / (right - left), HEIGHT_MM / (top - bottom))
    marks = [
        mark
        for placed in page.frames
        for mark in without_hidden(joined(_marks(placed, turned=turned)), seen=SEEN_MM * UNITS / scale)
    ]
    body = "".join(_path(style, group, scale) for style, group in batches(marks))
    view = " ".join(str(round(cm * scale)) for cm in (left, -top, right - left, top - bottom))
    return (
        f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="{view}"><g stroke="{TEAL["line"]}" '
        f'stroke-width="{_width(LINE, scale)}" stroke-linejoin="round" stroke-linecap="round">{body}</g></svg>\n'
    )


def _marks(placed: Placed, *, turned: bool) -> list[Mark]:
    if not turned:
        return list(marks_of(placed))
    centre = placed.x + (placed.frame.box[0] + placed.frame.box[2]) / 2
    figure = [mirrored(mark, centre) for mark in marks_of(replace(placed, number=0))]
    return [*figure, *number_marks(placed, mirrored_about=centre)]


def without_hidden(marks: list[Mark], *, seen: float) -> list[Mark]:
    """The same picture with fewer corners; `seen` is in centimetres."""
    kept: list[Mark] = []
    front: BaseGeometry = NOTHING
    for mark in reversed(marks):
        shapely.prepare(front)
        if not front.contains(mark.takes):
            if mark.is_closed:
                lines = tuple(fewest(cut_short(line, front), seen)[:-1] for line in mark.lines)
            else:
                lines = tuple(fewest(line, seen / 2) for line in mark.lines)
            kept.append(replace(mark, lines=lines))
        front = front.union(mark.hides)
    return kept[::-1]


def batches(marks: list[Mark]) -> Iterator[tuple[Style, list[Mark]]]:
    """Marks of one style that may be painted at once, because nothing that lies between them touches them."""
    before: list[set[int]] = [set() for _ in marks]
    takes = [mark.takes for mark in marks]
    for later, earlier in shapely.STRtree(takes).query(takes, predicate="intersects").T:
        if earlier < later:
            before[later].add(int(earlier))
    left = dict.fromkeys(range(len(marks)))
    while left:
        waiting = Counter(marks[index].style for index in left)
        ready: dict[Style, list[int]] = defaultdict(list)
        for index in left:
            if not before[index] & left.keys():
                ready[marks[index].style].append(index)
        style = max(ready, key=lambda one: (len(ready[one]) == waiting[one], len(ready[one]), -ready[one][0]))
        for index in ready[style]:
            del left[index]
        yield style, [marks[index] for index in ready[style]]


def _path(style: Style, marks: Iterable[Mark], scale: float) -> str:
    data = "".join(_data(line, scale, closed=mark.is_closed) for mark in marks for line in mark.lines)
    return f'<path {_attributes(style, scale)} d="{data}"/>'


def _attributes(style: Style, scale: float) -> str:
    text = f'fill="{TEAL.get(style.fill, "none")}"'
    if style.stroke:
        text += f' stroke="{TEAL.get(style.stroke, "none")}"'
    if style.width not in (0, LINE):
        text += f' stroke-width="{_width(style.width, scale)}"'
    if style.cap:
        text += f' stroke-linecap="{style.cap}"'
    return text + (f' fill-opacity="{style.opacity}"' if style.opacity < 1 else "")


def _width(cm: float, scale: float) -> str:
    return f"{cm * scale:.1f}"


def _data(points: Points, scale: float, *, closed: bool) -> str:
    exact = np.round(points * scale * (1, -1)).astype(np.int64)
    steps = [step for step in np.diff(exact, axis=0) if step.any()] or [np.zeros(2, dtype=np.int64)]
    text = " ".join(f"{x} {y}" for x, y in steps).replace(" -", "-")
    return f"M{exact[0][0]} {exact[0][1]}l{text}{'z' if closed else ''}"
