"""Where the clinic's icon is."""

from django import template

from clinic.models import Clinic
from patients.portal import installing

register = template.Library()


@register.simple_tag
def icon_url(clinic: Clinic, kind: str) -> str:
    return installing.icon_url(clinic, kind)
