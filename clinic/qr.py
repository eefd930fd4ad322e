"""QR codes as pictures in the page itself: no file, no script, no inline style."""

from functools import lru_cache

import segno
from django.utils.html import escape
from django.utils.safestring import SafeString, mark_safe

QUIET_ZONE = 4  # modules of white around the code, ISO/IEC 18004


@lru_cache(maxsize=64)
def svg(text: str, *, title: str) -> SafeString:
    """Draw the text as an SVG that scales with its box; `title` is what a screen reader says.

    Black on white whatever the page's colours are: cameras do not read it the other way round.
    """
    rows = list(segno.make(text, error="m", micro=False).matrix_iter(border=QUIET_ZONE))
    dark = "".join(f"M{x} {y}h1v1h-1z" for y, row in enumerate(rows) for x, on in enumerate(row) if on)
    return mark_safe(  # noqa: S308 (numbers of our own, and an escaped title)
        f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {len(rows)} {len(rows)}" role="img" class="qr" '
        f'shape-rendering="crispEdges"><title>{escape(title)}</title>'
        f'<rect width="{len(rows)}" height="{len(rows)}" fill="#fff"/><path d="{dark}" fill="#000"/></svg>'
    )
