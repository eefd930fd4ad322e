"""What to do about what is open, and from which figure on something is."""

import datetime as dt
from typing import Any

from django import forms

from clinic.models import Clinic, Membership
from patients.caseload.forms.fields import DayField, number_field
from patients.caseload.forms.people import StaffField
from patients.progress.attention import WORDS, Thresholds


class ItemsField(forms.CharField):
    """The items that stood on the page, with commas between: what came up since is not acted on unseen."""

    def __init__(self) -> None:
        super().__init__(required=False, max_length=400)

    def clean(self, value: Any) -> list[int] | None:
        """None where the page named none: then all that is open."""
        said = [int(part) for part in super().clean(value).split(",") if part.strip().isdecimal()]
        return said or None


class DoneForm(forms.Form):
    items = ItemsField()
    what_was_done = forms.CharField(
        label="What was done?",
        max_length=300,
        error_messages={"required": "Say in a few words what was done, such as: called, pain is back to usual."},
    )


class SnoozeForm(forms.Form):
    items = ItemsField()
    until = DayField(label="Put off until")

    def __init__(self, data: Any = None, *, today: dt.date) -> None:
        super().__init__(data, initial={"until": today + dt.timedelta(days=7)})


class HandForm(forms.Form):
    items = ItemsField()
    colleague = StaffField(label="Hand to", queryset=Membership.objects.none(), empty_label=None)

    def __init__(self, data: Any = None, *, clinic: Clinic) -> None:
        super().__init__(data)
        self.fields["colleague"].queryset = clinic.memberships.staff().active().select_related("user")


class AwayForm(forms.Form):
    """Until when, and who looks after the list meanwhile."""

    until = DayField(label="Away until, that day included")
    cover = StaffField(
        label="Who looks after the list",
        queryset=Membership.objects.none(),
        required=False,
        empty_label="Whoever runs the clinic",
    )

    def __init__(self, data: Any = None, *, member: Membership, away: Any = None, today: dt.date) -> None:
        now = {"until": away.until, "cover": away.cover_id} if away else {"until": today + dt.timedelta(days=7)}
        super().__init__(data, initial=now)
        colleagues = member.clinic.memberships.staff().active().exclude(pk=member.pk)
        self.fields["cover"].queryset = colleagues.select_related("user")


class ThresholdsForm(forms.Form):
    """One number for each figure, within what makes sense."""

    def __init__(self, data: Any = None, *, now: Thresholds) -> None:
        super().__init__(data, initial={name: getattr(now, name) for name in WORDS})
        for name, (label, lo, hi) in WORDS.items():
            self.fields[name] = number_field(label, lo, hi)
