"""Arrows: the way something goes, in orange with a white edge that keeps them readable on dark clothes."""

import numpy as np

from exercises.figures.between import between
from exercises.figures.camera import Camera
from exercises.figures.looks import TEAL
from exercises.figures.paths import Points, corners, open_curve
from exercises.figures.pose_files import Figure
from exercises.figures.pose_schema import ArrowData
from exercises.figures.solver import solve
from exercises.figures.svg import units
from exercises.figures.vectors import unit, vec

WIDE, CASING, TIP_CASING = 2.4, 4.4, 2.0


def line_of(figure: Figure, arrow: ArrowData, camera: Camera) -> Points:
    """The arrow's middle line on the page, in centimetres."""
    start = arrow.pose - 1
    if arrow.along is not None:
        foot = camera.flat(solve(figure.poses[start]).joints[arrow.at]) + np.array(arrow.shift)
        way = np.array(arrow.along)
        aside = vec(-way[1], way[0]) * arrow.bend
        return np.array([foot + way * t + aside * 4 * t * (1 - t) for t in np.linspace(0, 1, 7)])
    end = arrow.to - 1 if arrow.to else min(start + 1, len(figure.poses) - 1)
    ways = [
        camera.flat(solve(between(figure.poses[start], figure.poses[end], t)).joints[arrow.at])
        for t in np.linspace(*arrow.part, 9)
    ]
    return np.array(ways) + np.array(arrow.shift)


def head_of(line: Points) -> Points:
    along = unit(line[-1] - line[-2])
    aside = vec(-along[1], along[0])
    end = line[-1]
    return np.array([end + along * 6, end + aside * 4.6 - along * 2.2, end - aside * 4.6 - along * 2.2])


def arrow_svg(line: Points) -> str:
    shaft, tip = open_curve(line), corners(head_of(line))
    white, colour = TEAL["casing"], TEAL["arrow"]
    return (
        f'<path fill="none" stroke="{white}" stroke-width="{units(CASING)}" d="{shaft}"/>'
        f'<path fill="{white}" stroke="{white}" stroke-width="{units(TIP_CASING)}" d="{tip}"/>'
        f'<path fill="none" stroke="{colour}" stroke-width="{units(WIDE)}" d="{shaft}"/>'
        f'<path fill="{colour}" stroke="none" d="{tip}"/>'
    )
