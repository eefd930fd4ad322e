"""A decision on one proposal."""

from django import forms


class AcceptForm(forms.Form):
    """The dose as the therapist wants it; empty takes the proposed one."""

    dose = forms.CharField(required=False, max_length=200)
    reason = forms.CharField(required=False, max_length=300)


class DeclineForm(forms.Form):
    reason = forms.CharField(
        max_length=300, error_messages={"required": "Say in a few words why, so that a colleague understands it."}
    )
