"""Which two periods to compare."""

import datetime as dt
from typing import Any, Final

from django import forms

from patients.caseload.forms.fields import DayField
from patients.progress.periods import Span

NAMES: Final = ("first_from", "first_to", "second_from", "second_to")
EARLIEST: Final = dt.date(1900, 1, 1)


class CompareForm(forms.Form):
    """Four days that make two periods; asked for by an address, so that a comparison can be kept."""

    first_from = DayField(label="From")
    first_to = DayField(label="To")
    second_from = DayField(label="From")
    second_to = DayField(label="To")

    def __init__(self, data: Any, *, today: dt.date, usual: tuple[Span, Span]) -> None:
        days = [day for span in usual for day in span]
        super().__init__(
            data if any(name in data for name in NAMES) else None, initial=dict(zip(NAMES, days, strict=True))
        )
        self.today = today
        for name in NAMES:
            self.fields[name].error_messages["required"] = "Choose a day."
            self.fields[name].widget.attrs["max"] = today.isoformat()

    def clean(self) -> dict[str, Any]:
        said = super().clean() or {}
        for name in NAMES:
            day = said.get(name)
            if day and day > self.today:
                self.add_error(name, "This day is still to come. Choose today or an earlier day.")
            elif day and day < EARLIEST:
                self.add_error(name, "This day is too long ago. Look at the year.")
        for period in ("first", "second"):
            begin, end = said.get(f"{period}_from"), said.get(f"{period}_to")
            if begin and end and end < begin:
                self.add_error(f"{period}_to", "This period ends before it begins. Choose a later day here.")
        return said

    def spans(self) -> tuple[Span, Span]:
        """The periods asked for, or the usual ones; only of a form without mistakes."""
        days = self.cleaned_data if self.is_bound else self.initial
        return Span(days["first_from"], days["first_to"]), Span(days["second_from"], days["second_to"])

    @property
    def query(self) -> dict[str, str]:
        return {name: day.isoformat() for name, day in zip(NAMES, [*self.spans()[0], *self.spans()[1]], strict=True)}
