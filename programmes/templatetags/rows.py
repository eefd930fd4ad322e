"""The builder's rows: their template is rendered once with gaps in it, and the gaps are filled row by row.

A page has forty rows of thirty values each, and the template language pays for every one of them (bench/builder).
"""

from collections.abc import Iterable
from functools import cache
from typing import Any

from django import template
from django.template.loader import render_to_string
from django.utils.safestring import SafeString, mark_safe

from clinic.escaped import escaped

register = template.Library()
EDGE = "\x00"  # stands in no template and in no value
LATER = escaped(" data-later")


@register.simple_tag(takes_context=True)
def rows(context: dict[str, Any], shown: Iterable[Any]) -> SafeString:
    """The rows one after another; hints at them come `later` where this answer has none to say."""
    around = {"token": context["token"], "later": "" if context.get("advice") else LATER}
    return mark_safe("".join(_kept(row.pk) if row.kept else _filled(row.gaps | around) for row in shown))  # noqa: S308


def _kept(pk: int) -> str:
    return f'<li class="item" id="item-{pk}" data-kept></li>'


def _filled(values: dict[str, str]) -> str:
    """Values are safe already: a gap that nobody fills is an error."""
    parts = list(_template())
    parts[1::2] = [values[name] for name in parts[1::2]]
    return "".join(parts)


@cache
def _template() -> tuple[str, ...]:
    """What stands between the gaps, and at every second place the name of one."""
    context = {"row": _Gaps(), "token": _gap("token"), "later": _gap("later")}
    return tuple(render_to_string("programmes/_phases.html#row", context).split(EDGE))


class _Gaps:
    def __getitem__(self, name: str) -> SafeString:
        return _gap(name)


def _gap(name: str) -> SafeString:
    return escaped(f"{EDGE}{name}{EDGE}")
