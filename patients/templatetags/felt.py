"""The questions of how it felt, unanswered, for the page that works without a network."""

from django import template

from patients.portal.forms import FeltForm

register = template.Library()


@register.simple_tag
def blank_felt() -> FeltForm:
    """The same for everybody, so that the shell may be kept."""
    return FeltForm()
