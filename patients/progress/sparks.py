"""A line no larger than a word: the last scores from 0 to 10, for a list."""

from collections.abc import Sequence
from html import escape
from typing import Final

WIDTH: Final = 84
HEIGHT: Final = 22
EDGE: Final = 3
HIGHEST: Final = 10
FEWEST: Final = 2


def spark(scores: Sequence[int | None], *, label: str) -> str:
    """An SVG of the scores, oldest first, a gap where nothing was said; '' where there are fewer than two."""
    known = [score for score in scores if score is not None]
    if len(known) < FEWEST:
        return ""
    step = (WIDTH - 2 * EDGE) / max(len(scores) - 1, 1)
    points = [None if score is None else (EDGE + place * step, _y(score)) for place, score in enumerate(scores)]
    last = next(point for point in reversed(points) if point)
    said = f"{label}, the last {len(known)}: {', '.join(map(str, known))}"
    return (
        f'<svg class="spark" role="img" aria-label="{escape(said)}" width="{WIDTH}" height="{HEIGHT}" '
        f'viewBox="0 0 {WIDTH} {HEIGHT}">'
        f'<path d="{_path(points)}" fill="none" stroke="currentColor" stroke-width="1.5"/>'
        f'<circle cx="{last[0]:.1f}" cy="{last[1]:.1f}" r="2.5" fill="currentColor"/></svg>'
    )


def _y(score: int) -> float:
    return HEIGHT - EDGE - (HEIGHT - 2 * EDGE) * score / HIGHEST


def _path(points: Sequence[tuple[float, float] | None]) -> str:
    """A line through neighbours; after a gap it starts anew."""
    drawn, pen_up = "", True
    for point in points:
        if point:
            drawn += f"{'M' if pen_up else 'L'}{point[0]:.1f} {point[1]:.1f}"
        pen_up = point is None
    return drawn
