"""What a clinician writes to open a programme again."""

from django import forms

LONGEST_REASON = 500


class UnlockForm(forms.Form):
    """The reason stays in the record, with who and when."""

    reason = forms.CharField(
        max_length=LONGEST_REASON,
        label="What was found and agreed",
        widget=forms.Textarea(attrs={"rows": 3, "class": "form-control"}),
        error_messages={
            "required": "Write what was found and agreed: it stays in the record.",
            "max_length": f"Keep it under {LONGEST_REASON} characters.",
        },
    )
