"""Writes SVG: presentation attributes only, so that a strict content security policy has nothing to object to."""

from collections.abc import Iterable

import numpy as np
from shapely.geometry import Polygon

from exercises.figures.head import Stroke
from exercises.figures.looks import TEAL
from exercises.figures.parts import Kind, Part, Shape
from exercises.figures.paths import UNITS, Points, around, closed_curve, corners, open_curve
from exercises.figures.scene import LINE

PROP_LINE, FACE_LINE, EYE = 0.65, 0.7, 0.95


def units(cm: float) -> int:
    return round(cm * UNITS)


def path_data(outline: Polygon, kind: Kind) -> str:
    if kind is Kind.CORNERS:
        return corners(np.asarray(outline.exterior.coords)[:-1])
    return closed_curve(around(outline, spacing=kind.value))


def attributes(shape: Shape, *, prop: bool = False) -> str:
    text = f'fill="{TEAL[shape.fill]}"'
    if shape.kind is Kind.BLEND:
        text += ' stroke="none"'
    elif prop:
        text += f' stroke-width="{units(LINE * PROP_LINE)}"'
    elif shape.fill == "bun":
        text += f' stroke="{TEAL["bun_line"]}"'
    return text + (f' fill-opacity="{shape.opacity}"' if shape.opacity < 1 else "")


def part_svg(part: Part) -> str:
    shapes = "".join(
        f'<path {attributes(shape, prop=part.prop)} d="{path_data(shape.outline, shape.kind)}"/>'
        for shape in part.shapes
        if not shape.outline.is_empty
    )
    return shapes + "".join(stroke_svg(stroke) for stroke in part.strokes if stroke.shown)


def stroke_attributes(stroke: Stroke) -> str:
    if len(stroke.points) == 1:
        return f'fill="{TEAL["line"]}" stroke="none"'
    return f'fill="none" stroke-width="{units(LINE * FACE_LINE)}"'


def stroke_svg(stroke: Stroke) -> str:
    if len(stroke.points) == 1:
        x, y = stroke.points[0]
        return f'<circle {stroke_attributes(stroke)} cx="{units(x)}" cy="{-units(y)}" r="{units(EYE)}"/>'
    return f'<path {stroke_attributes(stroke)} d="{open_curve(stroke.points)}"/>'


def shadow_svg(outline: Polygon) -> str:
    return f'<path fill="{TEAL["shadow"]}" stroke="none" d="{closed_curve(around(outline, spacing=6))}"/>'


def document(box: tuple[float, float, float, float], body: str, *, extra: str = "") -> str:
    """`box` is left, bottom, right, top in centimetres."""
    left, bottom, right, top = box
    view = f"{units(left)} {-units(top)} {units(right - left)} {units(top - bottom)}"
    return (
        f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="{view}"{extra}>'
        f'<g stroke="{TEAL["line"]}" stroke-width="{units(LINE)}" stroke-linejoin="round" stroke-linecap="round">'
        f"{body}</g></svg>\n"
    )


def bounds(outlines: Iterable[Polygon]) -> tuple[float, float, float, float]:
    boxes = np.array([outline.bounds for outline in outlines if not outline.is_empty])
    low, high = boxes.min(axis=0), boxes.max(axis=0)
    return float(low[0]), float(low[1]), float(high[2]), float(high[3])


def around_points(box: tuple[float, float, float, float], points: Points) -> tuple[float, float, float, float]:
    (left, bottom), (right, top) = points.min(axis=0), points.max(axis=0)
    return (
        min(box[0], float(left)),
        min(box[1], float(bottom)),
        max(box[2], float(right)),
        max(box[3], float(top)),
    )
