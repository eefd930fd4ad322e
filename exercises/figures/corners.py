"""Fewer corners: outlines as straight lines, as few as nobody can tell from the curve."""

from itertools import pairwise

import numpy as np
import shapely
from numpy.typing import NDArray
from shapely.geometry import Polygon
from shapely.geometry.base import BaseGeometry

from exercises.figures.paths import Points

LONGEST_SPAN = 40  # points that one line may stand for


def on_curve(control: Points) -> Points:
    """Points on the closed spline that a still draws around these."""
    ends = (control + np.roll(control, -1, axis=0)) / 2
    middles = (np.roll(ends, 1, axis=0) + 2 * control + ends) / 4
    return np.stack([middles, ends], axis=1).reshape(-1, 2)


def on_open_curve(points: Points) -> Points:
    """Points on the way from the first to the last that rounds the corners between."""
    found = [points[0]]
    for index in range(1, len(points) - 1):
        end = points[index + 1] if index == len(points) - 2 else (points[index] + points[index + 1]) / 2
        start = found[-1]
        found += [start * (1 - t) ** 2 + points[index] * 2 * t * (1 - t) + end * t * t for t in (0.25, 0.5, 0.75, 1)]
    return np.array(found) if len(points) > 2 else points


def cut_short(ring: Points, front: BaseGeometry) -> Points:
    """The ring closed, begun where it shows, without the corners that lie behind what is in front of it."""
    hidden = shapely.contains_xy(front, ring) if not front.is_empty else np.zeros(len(ring), dtype=bool)
    first = int(np.argmin(hidden))
    ring, hidden = (np.roll(each, -first, axis=0) for each in (ring, hidden))
    ring, hidden = np.vstack([ring, ring[:1]]), np.append(hidden, hidden[0])
    keep = np.ones(len(ring), dtype=bool)
    changes = np.flatnonzero(np.diff(hidden.astype(int))) + 1
    for start, end in list(pairwise(changes))[::2]:
        if end - start > 2 and front.contains(shapely.make_valid(Polygon(ring[start:end]))):
            keep[start + 1 : end - 1] = False
    return ring[keep]


def fewest(points: Points, seen: float) -> Points:
    """The fewest of the points, first and last among them, that leave none further than `seen` from the line."""
    count = len(points)
    cost, came = np.full(count, np.inf), np.zeros(count, dtype=int)
    cost[0] = 0
    errors = [_errors(points, span) for span in range(1, min(count, LONGEST_SPAN + 1))]
    for end in range(1, count):
        for span in range(1, min(end, len(errors)) + 1):
            error = errors[span - 1][end - span]
            through = cost[end - span] + 1 + error / seen / count  # of equally few, those that fit best
            if error <= seen and through < cost[end]:
                cost[end], came[end] = through, end - span
    way = [count - 1]
    while way[-1]:
        way.append(int(came[way[-1]]))
    return points[way[::-1]]


def _errors(points: Points, span: int) -> NDArray[np.float64]:
    """For each straight line over that many steps, how far from it the furthest point between lies."""
    start, end = points[:-span], points[span:]
    if span == 1:
        return np.zeros(len(start))
    along = end - start
    between = np.stack([points[step : step - span] for step in range(1, span)], axis=1) - start[:, None]
    square = np.maximum((along**2).sum(axis=1), 1e-9)
    share = np.clip((between * along[:, None]).sum(axis=2) / square[:, None], 0, 1)
    off = between - share[:, :, None] * along[:, None]
    return np.hypot(off[:, :, 0], off[:, :, 1]).max(axis=1)
