"""Blank forms of the pages that exist with and without a network, and the signs by group; nothing personal."""

from django import template

from patients import signs
from patients.portal.forms_between import CheckInForm

register = template.Library()


@register.simple_tag
def blank_check_in() -> CheckInForm:
    return CheckInForm(None)


@register.simple_tag
def sign_groups() -> dict[str, tuple[str, ...]]:
    """The codes by group; `portal/_sign.html` says each in words."""
    return signs.GROUPS


@register.simple_tag
def zero_to_ten() -> range:
    return range(11)
