"""One score, or one for each of the patient's own activities."""

import datetime as dt
from collections.abc import Iterator, Mapping, Sequence
from decimal import Decimal
from typing import Any

from django import forms

from clinic.forms.token import TokenField
from patients.caseload.forms.fields import DayField
from patients.progress.instruments import MOST_ACTIVITIES, Instrument

LONGEST_ACTIVITY = 120


class OutcomeForm(forms.Form):
    """`known` are the activities named before: they come back, and new ones stand below them."""

    token = TokenField()

    def __init__(self, data: Any, *, instrument: Instrument, known: Sequence[str], today: dt.date) -> None:
        super().__init__(data)
        self.instrument, self.known = instrument, list(known)
        self.fields["taken_on"] = DayField(label="Day", initial=today)
        for place in range(self.places):
            if place >= len(self.known) and instrument.is_own_activity:
                self.fields[f"activity_{place}"] = forms.CharField(
                    label="Activity", required=False, max_length=LONGEST_ACTIVITY
                )
            self.fields[f"score_{place}"] = _score(instrument, self._label(place))

    @property
    def places(self) -> int:
        return MOST_ACTIVITIES if self.instrument.is_own_activity else 1

    def _label(self, place: int) -> str:
        if not self.instrument.is_own_activity:
            return self.instrument.name
        return self.known[place] if place < len(self.known) else "Score"

    def rows(self) -> Iterator[tuple[forms.BoundField | None, forms.BoundField]]:
        """The name of an activity where it is still to be given, and its score."""
        for place in range(self.places):
            name = f"activity_{place}"
            yield self[name] if name in self.fields else None, self[f"score_{place}"]

    def clean(self) -> dict[str, Any]:
        """What was named and scored; one without the other is a mistake where it stands."""
        said = super().clean() or {}
        for place in range(self.places):
            name, score = self._name(said, place), said.get(f"score_{place}")
            if self.instrument.is_own_activity and score is not None and not name:
                self.add_error(f"activity_{place}", "Say which activity this is.")
            if f"activity_{place}" in self.fields and name and score is None and f"score_{place}" not in self.errors:
                self.add_error(f"score_{place}", "Give this activity a score.")
        return said

    def _name(self, said: Mapping[str, Any], place: int) -> str:
        return self.known[place] if place < len(self.known) else said.get(f"activity_{place}", "")

    def scores(self) -> dict[str, Decimal]:
        said = self.cleaned_data
        return {
            self._name(said, place): said[f"score_{place}"]
            for place in range(self.places)
            if said[f"score_{place}"] is not None
        }


def _score(instrument: Instrument, label: str) -> forms.DecimalField:
    limits = {"min": str(instrument.lo), "max": str(instrument.hi), "step": str(instrument.step)}
    return forms.DecimalField(
        label=label,
        required=False,
        max_digits=6,
        decimal_places=2,
        widget=forms.NumberInput(attrs={"inputmode": "decimal", **limits}),
        error_messages={"invalid": "Enter a number."},
    )
