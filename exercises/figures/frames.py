"""Where the frames of a still lie on its page, read from the drawing itself."""

import re
from typing import NamedTuple

_VIEW = re.compile(r'<view id="pose-\d+" viewBox="(-?\d+) (-?\d+) (\d+) (\d+)"/>')
_WHOLE = re.compile(r'<svg [^>]*viewBox="(-?\d+) (-?\d+) (\d+) (\d+)"')


class Box(NamedTuple):
    """A part of the page, in the drawing's units; y grows downwards."""

    x: int
    y: int
    width: int
    height: int

    @property
    def centre(self) -> float:
        return self.x + self.width / 2


def frames_in(svg: str) -> list[Box]:
    """In the order of their numbers."""
    return [Box(*map(int, numbers)) for numbers in _VIEW.findall(svg)]


def page_of(svg: str) -> Box:
    """The whole drawing; raises ValueError for what is none of ours."""
    found = _WHOLE.search(svg)
    if found is None:
        raise ValueError("not one of our drawings")
    return Box(*map(int, found.groups()))
