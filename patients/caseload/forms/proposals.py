"""A decision on one proposal."""

from django import forms


class AcceptForm(forms.Form):
    """The dose as the therapist wants it; empty takes the proposed one."""

    dose = forms.CharField(required=False, max_length=200)
    reason = forms.CharField(required=False, max_length=300)
    told = forms.CharField(required=False, max_length=1000)

    def clean_told(self) -> str | None:
        """What the patient reads; None where the page did not ask, "" where nothing is to be said."""
        told: str = self.cleaned_data["told"]
        return told if "told" in self.data else None


class DeclineForm(forms.Form):
    reason = forms.CharField(
        max_length=300, error_messages={"required": "Say in a few words why, so that a colleague understands it."}
    )
