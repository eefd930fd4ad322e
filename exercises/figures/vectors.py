"""Directions, turns and blends of turns; degrees everywhere."""

from math import cos, degrees, radians, sin
from typing import Any, TypeAlias

import numpy as np
from numpy.typing import NDArray

Vec: TypeAlias = NDArray[np.float64]
Turn: TypeAlias = NDArray[np.float64]  # 3 by 3; its columns are a frame's forward, up and right


def vec(*numbers: float) -> Vec:
    return np.array(numbers, dtype=float)


def padded(value: Any) -> Vec:
    """30 is [30, 0, 0], [30, 5] is [30, 5, 0]: what is not said is nought."""
    given = np.atleast_1d(np.asarray(value, dtype=float))
    return np.concatenate([given, np.zeros(3 - len(given))])


def unit(v: Vec) -> Vec:
    length = float(np.linalg.norm(v))
    return v / length if length > 1e-9 else v


def turn_x(angle: float) -> Turn:
    c, s = cos(radians(angle)), sin(radians(angle))
    return np.array([[1, 0, 0], [0, c, -s], [0, s, c]])


def turn_y(angle: float) -> Turn:
    c, s = cos(radians(angle)), sin(radians(angle))
    return np.array([[c, 0, s], [0, 1, 0], [-s, 0, c]])


def turn_z(angle: float) -> Turn:
    c, s = cos(radians(angle)), sin(radians(angle))
    return np.array([[c, -s, 0], [s, c, 0], [0, 0, 1]])


def turn_about(axis: Vec, angle: float) -> Turn:
    """Rodrigues' formula."""
    x, y, z = unit(axis)
    cross = np.array([[0, -z, y], [z, 0, -x], [-y, x, 0]])
    c, s = cos(radians(angle)), sin(radians(angle))
    return np.eye(3) + s * cross + (1 - c) * (cross @ cross)


def blend(a: Turn, b: Turn, t: float) -> Turn:
    """The turn a share `t` of the shortest way from a to b."""
    between = a.T @ b
    angle = degrees(np.arccos(np.clip((np.trace(between) - 1) / 2, -1, 1)))
    if angle < 1e-3:
        return a
    axis = np.array([between[2, 1] - between[1, 2], between[0, 2] - between[2, 0], between[1, 0] - between[0, 1]])
    if np.linalg.norm(axis) < 1e-6:
        axis = vec(0, 0, 1)
    return a @ turn_about(axis, angle * t)


def frame_along(up: Vec, forward: Vec) -> Turn:
    """The frame whose up is exactly `up` and whose forward is as near `forward` as can be."""
    y = unit(up)
    x = unit(forward - y * (forward @ y))
    return np.column_stack([x, y, np.cross(x, y)])
