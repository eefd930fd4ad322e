"""The sentences a clinic's staff write often, one a line."""

from typing import Any

from django import forms
from django.core.exceptions import ValidationError

from clinic.models import Clinic
from patients.caseload.forms.fields import text_area

LONGEST_REPLY = 500


class QuickRepliesForm(forms.Form):
    texts = forms.CharField(
        label="One sentence or two a line",
        required=False,
        max_length=20_000,
        widget=text_area(10),
        help_text="They stand beside the box and start a message, which you finish and send yourself.",
    )

    def __init__(self, data: Any, *, clinic: Clinic) -> None:
        super().__init__(data, initial={"texts": "\n".join(reply.text for reply in clinic.quick_replies.all())})

    def clean_texts(self) -> list[str]:
        lines = self.cleaned_data["texts"].splitlines()
        if long := next((line for line in lines if len(line.strip()) > LONGEST_REPLY), None):
            raise ValidationError(f"Keep each under {LONGEST_REPLY} characters: “{long[:40]}…” is longer.")
        return lines
