"""Fields that several of these forms use."""

from functools import cache
from typing import Any

from django import forms
from django.forms.utils import flatatt
from django.utils.html import format_html, format_html_join
from django.utils.safestring import SafeString, mark_safe

from clinic.forms.running import zones_by_continent
from patients.progress.days import WEEKDAYS

DAYS = [(str(number), day) for number, day in enumerate(WEEKDAYS, 1)]


class DayField(forms.DateField):
    """A day from the browser's own calendar; says what to do when there is no such day."""

    default_error_messages = {"invalid": "There is no such day. Write it as 2026-03-31, or choose it in the calendar."}

    def __init__(self, **kwargs: Any) -> None:
        super().__init__(widget=forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d"), **kwargs)


class HourField(forms.TimeField):
    default_error_messages = {"invalid": "Write the hour as 18:30."}

    def __init__(self, **kwargs: Any) -> None:
        super().__init__(widget=forms.TimeInput(attrs={"type": "time"}, format="%H:%M"), **kwargs)


def number_field(label: str, lo: int, hi: int, **kwargs: Any) -> forms.IntegerField:
    """A whole number within limits, with the limits in its message."""
    message = f"Choose a whole number from {lo} to {hi}."
    errors = dict.fromkeys(("invalid", "min_value", "max_value"), message)
    return forms.IntegerField(label=label, min_value=lo, max_value=hi, error_messages=errors, **kwargs)


def text_area(rows: int, **attrs: Any) -> forms.Textarea:
    return forms.Textarea(attrs={"rows": rows, **attrs})


class ZoneSelect(forms.Select):
    """Six hundred time zones as one string: a template for each takes a tenth of a second."""

    def render(self, name: str, value: Any, attrs: Any = None, renderer: Any = None) -> SafeString:
        chosen = format_html('value="{}"', value)
        options = mark_safe(_zones().replace(chosen, f"{chosen} selected", 1))  # noqa: S308 (escaped, both of them)
        return format_html(
            '<select name="{}"{}>{}</select>', name, flatatt(self.build_attrs(self.attrs, attrs)), options
        )


@cache
def _zones() -> SafeString:
    groups = (
        (continent, format_html_join("", '<option value="{}">{}</option>', names))
        for continent, names in zones_by_continent()
    )
    return format_html_join("", '<optgroup label="{}">{}</optgroup>', groups)
