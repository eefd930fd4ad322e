"""Pressing the button of an invitation, and asking for a new one."""

from typing import Any

from django import forms

LONGEST_TOKEN = 100


class StartForm(forms.Form):
    """The page names itself, so that its button may be pressed twice."""

    page = forms.CharField(max_length=64, required=False, widget=forms.HiddenInput)


class AgainForm(forms.Form):
    """By the old link where it is known, else by the e-mail address."""

    token = forms.CharField(max_length=LONGEST_TOKEN, required=False, widget=forms.HiddenInput)
    email = forms.EmailField(
        label="Your e-mail address",
        max_length=254,
        required=False,
        widget=forms.EmailInput(attrs={"autocomplete": "email"}),
    )

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or {}
        if not cleaned.get("token") and not cleaned.get("email") and not self.errors:
            self.add_error("email", "Please enter the e-mail address your clinic has for you.")
        return cleaned
