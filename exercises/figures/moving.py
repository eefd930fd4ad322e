"""The moving picture: SMIL on path data, which plays in a picture tag and inline under a strict policy.

Every frame of a path needs the same points in the same order, so outlines are resampled to a fixed count and turned
to where they fit the frame before best. Shapes that come and go shrink to a point. `data-stops` on the root holds the
seconds at which a key pose is reached, for whoever steps through them.
"""

import itertools
from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from shapely.geometry import Polygon

from exercises.figures.between import between
from exercises.figures.head import Stroke
from exercises.figures.parts import Kind, Part, Shape
from exercises.figures.paths import Points, around, closed_curve, corners, open_curve
from exercises.figures.pose_files import Figure
from exercises.figures.scene import Scene, covers, scene
from exercises.figures.solver import solve
from exercises.figures.still import MARGIN, Drawing
from exercises.figures.svg import EYE, FACE_LINE, LINE, attributes, bounds, document, stroke_attributes, units

STEPS = {2: 4, 3: 3}  # in-betweens of a move, its end counted, by the number of key poses
FEWEST_STEPS = 2
COARSER = 1.2  # than a still: a moving outline hides what a printed one shows
FINE_STEPS = 24
SHORTEST_WAY = 4.0  # cm; what moves less cannot be seen to jump
OVERSAMPLED = 5
WATCHED = ("pelvis", "c7", "head", *(j + s for j in ("knee", "ankle", "elbow", "grip", "toe") for s in "RL"))


@dataclass(frozen=True)
class Moment:
    """A time and the share of the way from one key pose to the next."""

    seconds: float
    start: int
    end: int
    share: float

    @property
    def frame(self) -> tuple[int, int, float]:
        """The same for the way there and the way back."""
        if self.share in (0, 1):
            pose = self.end if self.share else self.start
            return (pose, pose, 0.0)
        if self.start > self.end and self.end + 1 == self.start:
            return (self.end, self.start, round(1 - self.share, 6))
        return (self.start, self.end, self.share)


def moments(figure: Figure) -> list[Moment]:
    count = len(figure.poses)
    order = [*range(count), *([0] if figure.moves == "round" else range(count - 2, -1, -1))]
    steps = STEPS.get(count, FEWEST_STEPS)
    clock, found = 0.0, [Moment(0.0, order[0], order[0], 0)]
    for start, end in itertools.pairwise(order):
        if figure.pause:
            clock += figure.pause
            found.append(Moment(clock, start, start, 0))
        for step in range(1, steps + 1):
            clock += figure.seconds / steps
            found.append(Moment(clock, start, end, step / steps))
    return found


def paced(figure: Figure, start: int, end: int, share: float) -> float:
    """The blend at which no joint has gone further on its own way than `share` says: else straight knees pop."""
    shares = np.linspace(0, 1, FINE_STEPS + 1)
    ways = []
    for t in shares:
        joints = solve(between(figure.poses[start], figure.poses[end], float(t))).joints
        ways.append([joints[name] for name in WATCHED])
    each = np.linalg.norm(np.diff(np.array(ways), axis=0), axis=2)
    steps = (each / np.maximum(each.sum(axis=0), SHORTEST_WAY)).max(axis=1)
    gone = np.concatenate([[0], np.cumsum(steps)])
    wanted = share if figure.even else share * share * (3 - 2 * share)
    return float(np.interp(wanted * gone[-1], gone, shares))


def frames_of(figure: Figure, times: Sequence[Moment]) -> dict[tuple[int, int, float], Scene]:
    """Each different frame once, in the order of the motion."""
    frames: dict[tuple[int, int, float], Scene] = {}
    for moment in times:
        start, end, share = moment.frame
        if moment.frame in frames:
            continue
        pose = figure.poses[start]
        if share:
            pose = between(pose, figure.poses[end], paced(figure, start, end, share))
        frames[moment.frame] = scene(pose, figure.view, figure.props)
    return frames


def moving(figure: Figure) -> Drawing:
    times = moments(figure)
    frames = frames_of(figure, times)
    writer = _Writer(times, frames)
    left, bottom, right, top = bounds(
        shape.outline for seen in frames.values() for part in seen.parts for shape in part.shapes
    )
    box = (left - MARGIN, bottom - MARGIN, right + MARGIN, top + MARGIN)
    stops = " ".join(f"{moment.seconds:g}" for moment in _stops(times, len(figure.poses)))
    svg = document(box, writer.body(), extra=f' data-stops="{stops}"')
    return Drawing(svg, units(box[2] - box[0]), units(box[3] - box[1]))


def _stops(times: Sequence[Moment], count: int) -> list[Moment]:
    """The first moment at which each key pose is reached."""
    return [next(m for m in times if m.frame == (pose, pose, 0.0)) for pose in range(count)]


class _Writer:
    """Writes every part once, with the values it takes over time."""

    def __init__(self, times: Sequence[Moment], frames: dict[tuple[int, int, float], Scene]) -> None:
        self.order = list(frames)
        self.times = [self.order.index(moment.frame) for moment in times]
        total = times[-1].seconds
        clock = ";".join(f"{moment.seconds / total:.3f}".rstrip("0").rstrip(".") or "0" for moment in times)
        self.timing = f'dur="{total:.2f}s" repeatCount="indefinite" keyTimes="{clock}"'
        self.parts = [{part.key: part for part in frames[key].parts} for key in self.order]

    def body(self) -> str:
        names = sorted(self.parts[0], key=lambda name: float(np.mean([parts[name].depth for parts in self.parts])))
        rank = {name: index for index, name in enumerate(names)}
        seams = self._seams(names, rank)
        return "".join(self._part(name, rank) + "".join(self._lane(s) for s in seams.get(name, ())) for name in names)

    def _seams(self, names: list[str], rank: dict[str, int]) -> dict[str, list[list[tuple[Shape, Part]]]]:
        """Knees and elbows: their blends after the later part, unless something mostly lies between."""
        found: dict[str, list[list[tuple[Shape, Part]]]] = {}
        for name in names:
            lane = [(parts[name].seam, parts[name]) for parts in self.parts]
            seams = [(seam, part) for seam, part in lane if seam is not None]
            if not seams or all(seam.outline.is_empty for seam, _ in seams):
                continue
            limb = seams[0][1].limb
            upper = ("thigh" if limb.startswith("leg") else "uarm") + limb[-1]
            low, high = sorted((rank[name], rank[upper]))
            hidden = sum(
                any(covers(parts[other], seam) for other in names[low + 1 : high])
                for parts, (seam, _) in zip(self.parts, seams, strict=True)
                if not seam.outline.is_empty
            )
            if hidden * 2 < len(seams):
                found.setdefault(names[high], []).append(seams)
        return found

    def _part(self, name: str, rank: dict[str, int]) -> str:
        versions = [parts[name] for parts in self.parts]
        text = ""
        for index in range(max(len(part.shapes) for part in versions)):
            lane = [
                (part.shapes[index] if index < len(part.shapes) else Shape(Polygon(), ""), part) for part in versions
            ]
            kind = next(shape.kind for shape, _ in lane if shape.fill)
            if kind is Kind.BLEND and name[:-1] in ("thigh", "uarm") and rank[name] < rank["trunk"]:
                continue
            text += self._lane(lane)
        for index in range(len(versions[0].strokes)):
            text += self._stroke([part.strokes[index] for part in versions])
        return text

    def _lane(self, lane: list[tuple[Shape, Part]]) -> str:
        shown = [shape for shape, _ in lane if not shape.outline.is_empty]
        if not shown:
            return ""
        first, values = shown[0], _outlines(lane, shown[0].kind)
        return f'<path {attributes(first, prop=lane[0][1].prop)} d="{values[0]}"' + self._animated(
            "path", {"d": values}
        )

    def _stroke(self, lane: list[Stroke]) -> str:
        if not any(stroke.shown for stroke in lane):
            return ""
        given = stroke_attributes(lane[0])
        if len(lane[0].points) == 1:
            values = {
                "cx": [str(units(s.points[0][0])) for s in lane],
                "cy": [str(-units(s.points[0][1])) for s in lane],
                "r": [str(units(EYE * s.shown)) for s in lane],
            }
            first = " ".join(f'{name}="{value[0]}"' for name, value in values.items())
            return f"<circle {given} {first}" + self._animated("circle", values)
        points = [s.points if s.shown else np.repeat(s.points[1:2], len(s.points), axis=0) for s in lane]
        paths = [open_curve(p) for p in points]
        widths = [str(units(LINE * FACE_LINE * s.shown)) for s in lane]
        given = f'fill="none" stroke-width="{widths[0]}"'
        return f'<path {given} d="{paths[0]}"' + self._animated("path", {"d": paths, "stroke-width": widths})

    def _animated(self, tag: str, values: dict[str, list[str]]) -> str:
        """The end of a tag, with one <animate> for each attribute that changes."""
        inner = "".join(
            f'<animate attributeName="{name}" {self.timing} values="{";".join(each[i] for i in self.times)}"/>'
            for name, each in values.items()
            if len(set(each)) > 1
        )
        return f">{inner}</{tag}>" if inner else "/>"


def _outlines(lane: list[tuple[Shape, Part]], kind: Kind) -> list[str]:
    if kind is Kind.CORNERS:
        return _corner_paths(lane)
    spacing = kind.value * COARSER
    count = max(max(8, round(s.outline.length / spacing)) for s, _ in lane if not s.outline.is_empty)
    previous: Points | None = None
    paths = []
    for shape, part in lane:
        if shape.outline.is_empty:
            paths.append(closed_curve(np.repeat(part.joint[None, :], count, axis=0)))
            continue
        dense = around(shape.outline, spacing=spacing, count=count * OVERSAMPLED)
        dense = dense if previous is None else _turned_to(dense, previous)
        previous = dense
        paths.append(closed_curve(dense[::OVERSAMPLED]))
    return paths


def _corner_paths(lane: list[tuple[Shape, Part]]) -> list[str]:
    rings = [np.asarray(shape.outline.exterior.coords)[:-1] for shape, _ in lane if not shape.outline.is_empty]
    held = rings[0]
    paths = []
    for shape, _ in lane:
        ring = held if shape.outline.is_empty else np.asarray(shape.outline.exterior.coords)[:-1]
        held = ring if len(ring) == len(held) else held
        paths.append(corners(held))
    return paths


def _turned_to(points: Points, previous: Points) -> Points:
    """The same ring, started where it lies best on the previous one."""
    here, there = (ring[:, 0] + 1j * ring[:, 1] for ring in (points, previous))
    here, there = here - here.mean(), there - there.mean()
    fit = np.fft.ifft(np.fft.fft(here) * np.conj(np.fft.fft(there))).real
    return np.roll(points, -int(np.argmax(fit)), axis=0)
