"""Whose handouts, and how they are to look."""

import uuid
from typing import Any

from django import forms
from django.http import QueryDict

from clinic.models import Clinic, Membership
from patients.exports import choosing
from patients.models import Export
from programmes import handouts

MOST_TICKED = 2000


class ExportForm(forms.Form):
    """Every field may be left empty; `ticked` is read apart, a field of thousands is slow."""

    q = forms.CharField(label="Name or e-mail", required=False, max_length=80)
    therapist = forms.TypedChoiceField(label="Therapist", required=False, coerce=int, empty_value=None)
    programme = forms.ChoiceField(label="Programme", required=False)
    since = forms.DateField(label="New or changed since", required=False)
    review_by = forms.DateField(label="Review due by", required=False)
    layout = forms.ChoiceField(
        label="Layout", choices=[(each.value, each.label) for each in handouts.TO_CHOOSE], required=False
    )
    paper = forms.ChoiceField(label="Paper", choices=Clinic.Paper.choices, required=False)
    colour = forms.ChoiceField(label="Colour", choices=handouts.Colour.choices, required=False)
    kind = forms.ChoiceField(label="As", choices=Export.Kind.choices, required=False)
    token = forms.UUIDField(required=False, widget=forms.HiddenInput)

    def __init__(self, data: QueryDict | None, *, membership: Membership) -> None:
        usual = handouts.Choice.usual(membership.clinic)
        looks = {"layout": usual.layout, "paper": usual.paper, "colour": usual.colour, "kind": Export.Kind.PDF}
        initial = {**looks, "token": uuid.uuid4()}
        if data is not None:  # what an address leaves out is as usual
            data = data.copy()
            for name, value in initial.items():
                data[name] = data.get(name) or str(value)
        super().__init__(data, initial=initial)
        self.therapists = choosing.therapists_of(membership)
        if self.therapists:
            self._choice("therapist").choices = [("", "Everybody’s"), *self.therapists.items()]
        else:
            del self.fields["therapist"]
        names = choosing.programmes_of(membership)
        self._choice("programme").choices = [("", "Any programme"), *((name, name) for name in names)]
        for name in ("since", "review_by"):
            self.fields[name].widget = forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d")
            self.fields[name].error_messages["invalid"] = "There is no such day. Write it as 2026-03-31."

    def _choice(self, name: str) -> Any:
        return self.fields[name]

    def wish(self) -> choosing.Wish:
        """What could be understood; a mistyped date narrows nothing down, and is told beside its field."""
        said: dict[str, Any] = self.cleaned_data if self.is_bound and (self.is_valid() or True) else {}
        return choosing.Wish(
            q=" ".join((said.get("q") or "").replace("\0", " ").split()),
            therapist=said.get("therapist"),
            programme=said.get("programme") or "",
            since=said.get("since"),
            review_by=said.get("review_by"),
            ticked=ticked(self.data),
        )

    def choice(self) -> handouts.Choice:
        said = self.cleaned_data
        return handouts.Choice(handouts.Layout(said["layout"]), said["paper"], said["colour"])


def ticked(data: Any) -> frozenset[int]:
    """The patients that were ticked, by number; whose they are is asked when they are looked for."""
    said = data.getlist("ticked")[:MOST_TICKED] if hasattr(data, "getlist") else []
    return frozenset(int(number) for number in said if number.isascii() and number.isdecimal() and len(number) < 19)
