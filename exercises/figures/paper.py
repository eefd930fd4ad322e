"""The still for paper: curves as short straight lines, because a PDF writes a curve with six long numbers.

At 28 mm height a centimetre of the figure is a sixth of a millimetre: nobody sees the corners.
"""

import re

Point = tuple[float, float]
SEEN = 6.0  # units (three tenths of a centimetre of the figure): corners nearer than this to a line are left out
_CURVE = re.compile(r'd="M(-?\d+) (-?\d+)q([-\d ]+)t([-\d ]+)z"')
_NUMBER = re.compile(r"-?\d+")


def for_paper(svg: str) -> str:
    return _CURVE.sub(_straight, svg)


def _straight(curve: re.Match[str]) -> str:
    here: Point = (float(curve[1]), float(curve[2]))
    first, second = _pairs(curve[3])
    control = (here[0] + first[0], here[1] + first[1])
    ends = [second, *_pairs(curve[4])]
    points = [here]
    for index, (x, y) in enumerate(ends):
        start = here
        here = (start[0] + (x if index else second[0]), start[1] + (y if index else second[1]))
        points.append(((start[0] + 2 * control[0] + here[0]) / 4, (start[1] + 2 * control[1] + here[1]) / 4))
        points.append(here)
        control = (2 * here[0] - control[0], 2 * here[1] - control[1])
    half = len(points) // 2
    kept = _fewer(points[: half + 1])[:-1] + _fewer(points[half:])[:-1]
    return 'd="M' + "L".join(f"{round(x)} {round(y)}" for x, y in kept) + 'z"'


def _pairs(text: str) -> list[Point]:
    numbers = [float(number) for number in _NUMBER.findall(text)]
    return list(zip(numbers[::2], numbers[1::2], strict=True))


def _fewer(points: list[Point]) -> list[Point]:
    """Without the points that lie on the way between others (Douglas and Peucker)."""
    if len(points) < 3:
        return points
    (ax, ay), (bx, by) = points[0], points[-1]
    wide, high = bx - ax, by - ay
    length = max((wide * wide + high * high) ** 0.5, 1e-9)
    away = [abs(wide * (y - ay) - high * (x - ax)) / length for x, y in points[1:-1]]
    furthest = max(range(len(away)), key=away.__getitem__)
    if away[furthest] <= SEEN:
        return [points[0], points[-1]]
    return _fewer(points[: furthest + 2])[:-1] + _fewer(points[furthest + 1 :])
