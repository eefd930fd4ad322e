"""What to do about what is open, and from which figure on something is."""

import datetime as dt
from typing import Any

from django import forms

from clinic.models import Clinic, Membership
from patients.caseload.forms.fields import DayField, number_field
from patients.caseload.forms.people import StaffField
from patients.progress.attention import WORDS, Thresholds


class DoneForm(forms.Form):
    what_was_done = forms.CharField(
        label="What was done?",
        max_length=300,
        error_messages={"required": "Say in a few words what was done, such as: called, pain is back to usual."},
    )


class SnoozeForm(forms.Form):
    until = DayField(label="Put off until")

    def __init__(self, data: Any = None, *, today: dt.date) -> None:
        super().__init__(data, initial={"until": today + dt.timedelta(days=7)})


class HandForm(forms.Form):
    colleague = StaffField(label="Hand to", queryset=Membership.objects.none(), empty_label=None)

    def __init__(self, data: Any = None, *, clinic: Clinic) -> None:
        super().__init__(data)
        self.fields["colleague"].queryset = clinic.memberships.staff().active().select_related("user")


class ThresholdsForm(forms.Form):
    """One number for each figure, within what makes sense."""

    def __init__(self, data: Any = None, *, now: Thresholds) -> None:
        super().__init__(data, initial={name: getattr(now, name) for name in WORDS})
        for name, (label, lo, hi) in WORDS.items():
            self.fields[name] = number_field(label, lo, hi)
