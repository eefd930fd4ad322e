"""The small choice beside "Handout": how it is to look when the clinic's usual way will not do."""

from collections.abc import Sequence
from typing import Any

from django import template

from clinic.models import Clinic
from programmes import handouts

register = template.Library()


@register.inclusion_tag("_components/print_choice.html", takes_context=True)
def print_choice(
    context: dict[str, Any],
    action: str,
    *,
    phases: Sequence[Any] = (),
    with_summary: bool = False,
    inside: bool = False,
    small: bool = False,
) -> dict[str, Any]:
    """A form that leads to `action`; `inside` another menu it is a part of that one's list."""
    return {
        "action": action,
        "layouts": handouts.TO_CHOOSE if with_summary else handouts.FOR_PATIENTS,
        "usual": handouts.Choice.usual(context["request"].clinic),
        "papers": Clinic.Paper.choices,
        "colours": handouts.Colour.choices,
        "phases": phases,
        "is_inside": inside,
        "is_small": small,
    }
