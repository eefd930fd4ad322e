"""The clinic's own name and colour on every page, with contrast worked out rather than hoped for."""

from typing import Any

from django.conf import settings
from django.http import HttpRequest

LEAST_CONTRAST = 4.5  # WCAG 2.2, 1.4.3: normal text
WHITE, INK = "#ffffff", "#0e1a1b"
PAGE = "#faf7f2"
# The worst grounds theme.css puts accented text on: the page's with a tenth of any colour mixed in.
GROUNDS = {"light": "#dfdcd7", "dark": "#30363a"}


def _channel(value: int) -> float:
    part = value / 255
    return part / 12.92 if part <= 0.04045 else ((part + 0.055) / 1.055) ** 2.4


def luminance(colour: str) -> float:
    """Relative luminance, 0 to 1, of a colour like #1f6f73 (WCAG 2.2 definition)."""
    red, green, blue = (_channel(int(colour[i : i + 2], 16)) for i in (1, 3, 5))
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue


def contrast(one: str, other: str) -> float:
    """Contrast ratio, 1 to 21."""
    low, high = sorted((luminance(one), luminance(other)))
    return (high + 0.05) / (low + 0.05)


def _mixed(colour: str, target: str, share: float) -> str:
    pairs = ((int(colour[i : i + 2], 16), int(target[i : i + 2], 16)) for i in (1, 3, 5))
    return "#" + "".join(f"{round(a + (b - a) * share):02x}" for a, b in pairs)


def readable(colour: str, *, on: str) -> str:
    """Return the colour, moved toward black or white just far enough to be read on that ground."""
    target = "#000000" if luminance(on) > 0.4 else WHITE
    steps = (_mixed(colour, target, step / 20) for step in range(21))
    return next(mixed for mixed in steps if contrast(mixed, on) >= LEAST_CONTRAST)


def is_readable(colour: str) -> bool:
    """Whether texts in this colour can be read on the light page."""
    return contrast(colour, PAGE) >= LEAST_CONTRAST


def stylesheet(colour: str) -> str:
    """The theme's variables in the clinic's colour, readable on the light and on the dark ground."""
    return "\n".join(_variables(theme, readable(colour, on=ground)) for theme, ground in GROUNDS.items())


def _variables(theme: str, accent: str) -> str:
    parts = ", ".join(str(int(accent[i : i + 2], 16)) for i in (1, 3, 5))
    on_accent = max((WHITE, INK), key=lambda text: contrast(text, accent))
    return (
        f'[data-bs-theme="{theme}"] {{ --lw-accent: {accent}; --lw-on-accent: {on_accent}; '
        f"--bs-primary: {accent}; --bs-primary-rgb: {parts}; --bs-link-color: {accent}; --bs-link-color-rgb: {parts}; "
        f"--bs-link-hover-color: {accent}; --bs-link-hover-color-rgb: {parts}; }}"
    )


def branding(request: HttpRequest) -> dict[str, Any]:
    """Context for every template: the clinic in force and whether this is the demo."""
    return {
        "clinic": getattr(request, "clinic", None),
        "membership": getattr(request, "membership", None),
        "demo": settings.DEMO,
    }
