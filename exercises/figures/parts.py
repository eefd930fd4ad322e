"""What a picture is made of: flat shapes, gathered in parts that are painted back to front."""

from dataclasses import dataclass, field, replace
from enum import Enum

import numpy as np
from numpy.typing import NDArray
from shapely.geometry import Polygon

from exercises.figures.head import Stroke


class Kind(Enum):
    """How an outline is written; the value is the distance of its points in centimetres."""

    FINE = 1.25  # head and hands
    SHOE = 1.8
    BODY = 3.0
    BLEND = 2.0  # covers the line where two parts of the body meet
    CORNERS = 0.0  # straight edges, every corner kept


@dataclass(frozen=True)
class Shape:
    outline: Polygon
    fill: str
    kind: Kind = Kind.BODY
    opacity: float = 1.0


@dataclass(frozen=True)
class Part:
    """One thing of the picture. `seam` hides the line between a limb's two parts, `limb` names the limb.

    An empty outline stands for something that does not show in this pose: moving pictures need its place.
    """

    key: str
    depth: float
    shapes: tuple[Shape, ...]
    limb: str = ""
    seam: Shape | None = None
    joint: NDArray[np.float64] = field(default_factory=lambda: np.zeros(2))
    strokes: tuple[Stroke, ...] = ()
    prop: bool = False

    def with_shapes(self, shapes: tuple[Shape, ...]) -> "Part":
        return replace(self, shapes=shapes)


@dataclass
class Depths:
    """Where the body's parts lie, for things held in a hand or worn on the back."""

    trunk: float
    hand: dict[str, float]

    @property
    def nearest_hand(self) -> float:
        return max(self.hand.values())
