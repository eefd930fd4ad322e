"""The other side: a committed drawing mirrored as text, for a dose that names the side it does not show.

Each frame is mirrored within its own place, so that the frames stay in their order. Its number is moved, not
mirrored: to the upper right, which is free because the upper left was.
"""

import re

from exercises.figures.frames import frames_in, page_of
from exercises.figures.looks import TEAL

_NUMBER = f'<circle fill="{TEAL["number"]}"'
_FRAME = re.compile(
    r'<g transform="translate\((-?\d+) (-?\d+)\)">'
    rf"(?P<figure>(?:(?!{_NUMBER}|</g>).)*)(?P<number>(?:(?!</g>).)*)</g>"
)
_NUMBER_AT = re.compile(r'<circle [^>]*cx="(-?\d+)"')


def turned_still(svg: str) -> str:
    """The same frames in the same places, each seen in a mirror."""
    boxes = iter(frames_in(svg))
    return _FRAME.sub(lambda frame: _turned_frame(frame, next(boxes).centre), svg)


def turned_moving(svg: str) -> str:
    """The whole motion in a mirror; it has no numbers."""
    mirror = f'<g transform="translate({2 * page_of(svg).centre:g} 0) scale(-1 1)" '
    return svg.replace("<g ", mirror, 1)


def _turned_frame(frame: re.Match[str], centre: float) -> str:
    x, y = int(frame[1]), int(frame[2])
    figure = f'<g transform="translate({2 * centre - x:g} {y}) scale(-1 1)">{frame["figure"]}</g>'
    at = _NUMBER_AT.match(frame["number"])
    if at is None:
        return figure
    return f'{figure}<g transform="translate({2 * (centre - int(at[1])) - x:g} {y})">{frame["number"]}</g>'
