"""What a patient is asked between sessions: the week, a rest, the morning after."""

import datetime as dt
from collections.abc import Iterator
from typing import Any

from django import forms

from patients.portal.forms import SCORE_CHOICES
from patients.progress import scales
from patients.progress.scales import Scale
from patients.schedule import DAY

LONGEST_CAN_DO = 300
WHY = [("holiday", "A holiday"), ("ill", "I am not well"), ("other", "Something else")]
YES_NO = [("yes", "Yes"), ("no", "No")]
WEEKLY: dict[str, tuple[str, Scale]] = {
    "usual_pain": ("Your usual pain this week", scales.USUAL_PAIN),
    "confidence": ("How confident do you feel moving?", scales.CONFIDENCE),
    "worry": ("How much do you worry about your pain?", scales.WORRY),
    "sleep": ("How did you sleep?", scales.SLEEP),
    "stress": ("How stressed were you?", scales.STRESS),
}


class SentForm(forms.Form):
    """A form that script keeps and sends, and that goes by itself without; the day is today's where none is said."""

    uuid = forms.UUIDField(required=False, widget=forms.HiddenInput)
    local_date = forms.DateField(required=False, widget=forms.HiddenInput)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **{"auto_id": "between_%s", **kwargs})


class CheckInForm(SentForm):
    """Five scores, each of which may stay open; a flare-up; what is possible again; the one question about signs."""

    is_flare = forms.ChoiceField(
        required=False,
        choices=YES_NO,
        widget=forms.RadioSelect,
        label="Are you in a flare-up?",
        error_messages={"invalid_choice": "Choose yes or no."},
    )
    can_do = forms.CharField(
        required=False,
        max_length=LONGEST_CAN_DO,
        label="What can you do now that you could not before? (if anything)",
        widget=forms.TextInput(attrs={"autocomplete": "off"}),
        error_messages={"max_length": f"Keep it under {LONGEST_CAN_DO} characters."},
    )
    gate = forms.ChoiceField(
        required=False,
        choices=[("no", "No, nothing new"), ("yes", "Yes, or I am not sure")],
        widget=forms.RadioSelect,
        label="Is there anything new from this list?",
        error_messages={"invalid_choice": "Choose one of the two."},
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        for name, (label, _scale) in WEEKLY.items():
            self.fields[name] = forms.TypedChoiceField(
                required=False,
                choices=SCORE_CHOICES,
                coerce=int,
                empty_value=None,
                label=label,
                widget=forms.RadioSelect,
                error_messages={"invalid_choice": "Choose a number from 0 to 10, or no answer."},
            )

    def questions(self) -> Iterator[tuple[forms.BoundField, Scale]]:
        return ((self[name], scale) for name, (_label, scale) in WEEKLY.items())


class RestForm(forms.Form):
    """Why, and until when; without a day the rest goes on until the patient ends it."""

    LONGEST_DAYS = 366

    why = forms.ChoiceField(
        required=False,
        label="What for?",
        choices=WHY,
        widget=forms.RadioSelect,
        error_messages={"invalid_choice": "Choose one of these."},
    )
    until = forms.DateField(
        required=False,
        label="First day back (leave it empty if you do not know yet)",
        widget=forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d"),
        error_messages={"invalid": "Enter a day that exists, such as 2026-03-02."},
    )

    def __init__(self, data: Any, *, today: dt.date) -> None:
        self.today = today
        super().__init__(data, auto_id="rest_%s")

    def clean_until(self) -> dt.date | None:
        until: dt.date | None = self.cleaned_data["until"]
        if until and not self.today < until <= self.today + self.LONGEST_DAYS * DAY:
            raise forms.ValidationError("Choose a day after today, within a year.")
        return until

    @property
    def wherefore(self) -> str:
        """For the plan's history; one of its reasons."""
        return self.cleaned_data["why"] or "other"
