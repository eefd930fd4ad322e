"""What can be asked of the list of exercises."""

from django import forms

from exercises.services.library import LONGEST_QUERY
from exercises.vocabulary import Equipment, Foundation, Pillar

FOUNDATIONS = [choice for choice in Foundation.choices if choice[0] != Foundation.NONE]


class FindForm(forms.Form):
    """Words and facets; an answer that makes no sense counts as not given."""

    q = forms.CharField(label="Search", required=False, max_length=LONGEST_QUERY)
    pillar = forms.ChoiceField(required=False, choices=[("", "All pillars"), *Pillar.choices])
    foundation = forms.ChoiceField(required=False, choices=[("", "All foundations"), *FOUNDATIONS])
    equipment = forms.ChoiceField(required=False, choices=[("", "Any equipment"), *Equipment.choices])

    def understood(self) -> dict[str, str]:
        """The answers that could be read; an address typed by hand never fails."""
        self.is_valid()
        return {name: value for name, value in self.cleaned_data.items() if value}
