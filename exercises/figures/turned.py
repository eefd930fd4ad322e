"""The other side: a committed drawing mirrored as text, for a dose that names the side it does not show.

Each frame is mirrored within its own place, so that the frames stay in their order. Its number is moved, not
mirrored: to the upper right, which is free because the upper left was.
"""

import re

from exercises.figures.looks import TEAL

_VIEW = re.compile(r'<view id="pose-\d+" viewBox="(-?\d+) -?\d+ (\d+) \d+"/>')
_FRAME = re.compile(
    r'<g transform="translate\((-?\d+) (-?\d+)\)">'
    r"(?P<figure>(?:(?!<circle fill=\"%(colour)s\"|</g>).)*)(?P<number>(?:(?!</g>).)*)</g>" % {"colour": TEAL["number"]}
)
_NUMBER_AT = re.compile(r'<circle [^>]*cx="(-?\d+)"')
_BOX = re.compile(r'viewBox="(-?\d+) -?\d+ (\d+) \d+"')


def turned_still(svg: str) -> str:
    """The same frames in the same places, each seen in a mirror."""
    centres = iter([int(left) + int(width) / 2 for left, width in _VIEW.findall(svg)])
    return _FRAME.sub(lambda frame: _turned_frame(frame, next(centres)), svg)


def turned_moving(svg: str) -> str:
    """The whole motion in a mirror; it has no numbers."""
    box = _BOX.search(svg)
    if box is None:
        raise ValueError("not one of our drawings")
    return svg.replace("<g ", f'<g transform="translate({2 * int(box[1]) + int(box[2])} 0) scale(-1 1)" ', 1)


def _turned_frame(frame: re.Match[str], centre: float) -> str:
    x, y = int(frame[1]), int(frame[2])
    figure = f'<g transform="translate({2 * centre - x:g} {y}) scale(-1 1)">{frame["figure"]}</g>'
    at = _NUMBER_AT.match(frame["number"])
    if at is None:
        return figure
    return f'{figure}<g transform="translate({2 * (centre - int(at[1])) - x:g} {y})">{frame["number"]}</g>'
