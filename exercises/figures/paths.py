"""Outlines as SVG path data: whole numbers, relative, and as few of them as keep the shape.

A closed uniform quadratic B-spline needs one pair of numbers a point: the control point that SVG's T command
reflects is exactly the spline's next one. Rounding errors are fed back, or the outline would swing.
"""

from collections.abc import Iterable

import numpy as np
from numpy.typing import NDArray
from shapely.geometry import Polygon

UNITS = 20  # per centimetre; half as many wobbles visibly
Points = NDArray[np.float64]


def around(outline: Polygon, *, spacing: float, count: int | None = None) -> Points:
    """Evenly spaced points around an outline, anticlockwise from its top."""
    ring = np.asarray(outline.exterior.coords)[:-1]
    if not outline.exterior.is_ccw:
        ring = ring[::-1]
    ring = np.roll(ring, -int(np.argmax(ring[:, 1])), axis=0)
    closed = np.vstack([ring, ring[:1]])
    along = np.concatenate([[0], np.cumsum(np.hypot(*np.diff(closed, axis=0).T))])
    steps = np.linspace(0, along[-1], count or max(8, round(along[-1] / spacing)), endpoint=False)
    return np.column_stack([np.interp(steps, along, closed[:, 0]), np.interp(steps, along, closed[:, 1])])


def closed_curve(points: Points) -> str:
    exact = points * UNITS * (1, -1)
    start = _rounded((exact[-1] + exact[0]) / 2)
    control = _rounded(exact[0])
    middle = _rounded((control + exact[1]) / 2)
    first = [control - start, middle - start]
    rest, count = [], len(exact)
    for index in range(1, count):
        control = 2 * middle - control
        following = _rounded((control + exact[(index + 1) % count]) / 2) if index < count - 1 else start
        rest.append(following - middle)
        middle = following
    return f"M{start[0]} {start[1]}q{_numbers(first)}t{_numbers(rest)}z"


def corners(points: Points, *, closed: bool = True) -> str:
    exact = _rounded(points * UNITS * (1, -1))
    return f"M{exact[0][0]} {exact[0][1]}l{_numbers(np.diff(exact, axis=0))}{'z' if closed else ''}"


def open_curve(points: Points) -> str:
    """From the first point to the last, rounding the corners between."""
    exact = _rounded(points * UNITS * (1, -1))
    start, path = exact[0], f"M{exact[0][0]} {exact[0][1]}"
    if len(exact) == 2:
        return f"{path}l{_numbers([exact[1] - start])}"
    pairs, here = [], start
    for index in range(1, len(exact) - 1):
        end = exact[index + 1] if index == len(exact) - 2 else (exact[index] + exact[index + 1]) // 2
        pairs += [exact[index] - here, end - here]
        here = end
    return f"{path}q{_numbers(pairs)}"


def _rounded(points: Points) -> NDArray[np.int64]:
    return np.round(points).astype(np.int64)


def _numbers(pairs: Iterable[NDArray[np.int64]]) -> str:
    """The numbers with a space only where the sign does not part them."""
    text = ""
    for pair in pairs:
        for number in pair:
            text += str(number) if number < 0 or not text else f" {number}"
    return text
