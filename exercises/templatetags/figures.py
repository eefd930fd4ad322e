"""Drawings as the person who looks at the page sees them."""

from typing import Any

from django import template

from exercises.figures import Drawn, drawn

register = template.Library()
PORTRAIT = "stress-reset"  # somebody who stands there quietly


@register.simple_tag(takes_context=True)
def seen(context: template.Context, picture: Drawn | None, side: str = "") -> Drawn | None:
    """The drawing with the visitor's person in it, on the side that was prescribed."""
    request: Any = getattr(context, "request", None) or context.get("request")
    return picture.seen(look=getattr(request, "figure_look", ""), side=side) if picture else None


@register.simple_tag
def portrait(look: str) -> Drawn | None:
    """One of the people, to choose from."""
    found = drawn(PORTRAIT)
    return found.seen(look=look) if found else None
