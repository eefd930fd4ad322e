"""By which way reminders come first, and the number for text messages."""

from collections.abc import Mapping
from typing import Any

from django import forms
from django.core.exceptions import ValidationError

from patients.models import Channel, Patient
from patients.portal.reached import Reached
from patients.reminders.channels.numbers import normalised

Kind = Channel.Kind
WHATEVER = ("", "Whatever works: a device first, then e-mail")
PUSH, EMAIL, SMS = (Kind.PUSH, "A message on my device"), (Kind.EMAIL, "E-mail"), (Kind.SMS, "Text message")


class WayForm(forms.Form):
    """One of the ways there are on this installation; a text message needs a number."""

    way = forms.ChoiceField(
        required=False,
        widget=forms.RadioSelect,
        label="Send reminders first by",
        error_messages={"invalid_choice": "Choose one of these ways."},
    )
    number = forms.CharField(
        required=False,
        max_length=40,
        label="My mobile number, for text messages",
        widget=forms.TextInput(attrs={"type": "tel", "autocomplete": "tel", "inputmode": "tel"}),
        error_messages={"max_length": "Enter a mobile number of up to 40 signs."},
    )

    def __init__(self, data: Mapping[str, Any] | None, *, patient: Patient, reached: Reached) -> None:
        self.zone = patient.zone.key
        number = reached.number.words if reached.number else ""
        super().__init__(data, initial={"way": patient.reminders_by, "number": number})
        choices = [WHATEVER, *([PUSH] if reached.has_push else []), EMAIL, *([SMS] if reached.has_texts else [])]
        self.fields["way"].choices = choices
        if not reached.has_texts:
            del self.fields["number"]

    def clean_number(self) -> str:
        typed = self.cleaned_data["number"].strip()
        return normalised(typed, self.zone) if typed else ""

    def clean(self) -> dict[str, Any]:
        found = self.cleaned_data
        if found.get("way") == Kind.SMS and not found.get("number") and "number" not in self.errors:
            self.add_error("number", ValidationError("Enter the number that text messages go to."))
        return found
