"""The frame every chart hangs in: its size, its colours on light paper, and its words."""

from html import escape

INK, MUTED, GRID, TEAL, PLUM = "#1f2d3a", "#55626d", "#ddd5c8", "#1f6f73", "#6b4a86"
GREYS = {INK: "#1a1a1a", MUTED: "#555555", GRID: "#cccccc", TEAL: "#333333", PLUM: "#333333"}
FONT = "'Atkinson Hyperlegible', 'DejaVu Sans', sans-serif"
WIDTH = 480


def svg(inner: str, *, name: str, title: str, desc: str, height: int) -> str:
    """Wrap the shapes; `name` must be the page's only one, the description says what is seen."""
    return (
        f'<svg xmlns="http://www.w3.org/2000/svg" class="chart" viewBox="0 0 {WIDTH} {height}" role="img" '
        f'aria-labelledby="{name}-title {name}-desc" font-family="{FONT}" font-size="12">'
        f'<title id="{name}-title">{escape(title)}</title><desc id="{name}-desc">{escape(desc)}</desc>{inner}</svg>'
    )


def in_grey(drawn: str) -> str:
    """The same picture for a printer without colours."""
    for colour, grey in GREYS.items():
        drawn = drawn.replace(colour, grey)
    return drawn
