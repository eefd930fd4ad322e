"""A session on paper in the fewest keys: the day, how it felt, and only what differed from the plan."""

import datetime as dt
import uuid
from collections.abc import Iterator, Mapping
from typing import Any

from django import forms

from clinic.models import Clinic
from patients.entries import HIGHEST_SCORE, LONGEST_NOTE, LOWEST_SCORE, MOST_SETS, SCORES, ItemEntry, SetEntry
from patients.models import ItemLog
from patients.portal.amounts import Amount, plain
from patients.portal.sessions import amounts_asked
from patients.progress import scales
from patients.services.logs import asked_of
from programmes.models import Item

# In the order they are read off a sheet; both ends in words, as everywhere.
ASKED = {scale.name: scale for scale in (scales.PAIN_HIGHEST, scales.PAIN_NOW, scales.EFFORT, scales.CONFIDENCE)}
Data = Mapping[str, Any] | None


class HeadForm(forms.Form):
    """The day, the scores and a note; an empty score is no answer."""

    uuid = forms.UUIDField(widget=forms.HiddenInput)
    day = forms.DateField(
        label="Day",
        widget=forms.DateInput(attrs={"type": "date", "autofocus": True}, format="%Y-%m-%d"),
        error_messages={"required": "Choose the day.", "invalid": "There is no such day. Write it as 2026-03-31."},
    )
    note = forms.CharField(
        label="Note, as it stands on the sheet",
        required=False,
        max_length=LONGEST_NOTE,
        widget=forms.Textarea(attrs={"rows": 2}),
        error_messages={"max_length": f"Keep the note under {LONGEST_NOTE} characters."},
    )
    again = forms.BooleanField(label="They did it twice that day", required=False)

    def __init__(self, data: Data, *, today: dt.date, initial: Mapping[str, Any] | None = None) -> None:
        super().__init__(data, initial={"uuid": uuid.uuid4(), "day": today, **(initial or {})})
        message = f"Enter a number from {LOWEST_SCORE} to {HIGHEST_SCORE}."
        for name, scale in ASKED.items():
            self.fields[name] = forms.IntegerField(
                required=False,
                label=scale.label,
                help_text=f"0 {scale.at_0}, 10 {scale.at_10}",
                min_value=LOWEST_SCORE,
                max_value=HIGHEST_SCORE,
                error_messages=dict.fromkeys(("invalid", "min_value", "max_value"), message),
            )

    def scores(self) -> Iterator[forms.BoundField]:
        return (self[name] for name in ASKED)

    def answers(self) -> dict[str, Any]:
        return {name: self.cleaned_data[name] for name in (*SCORES, "note")}


class LineForm(forms.Form):
    """One exercise: done as prescribed unless something else is said; a number stands for every set and side."""

    done = forms.BooleanField(required=False, initial=True)
    skipped = forms.ChoiceField(
        required=False,
        choices=[("", "–"), *ItemLog.Skip.choices],
        error_messages={"invalid_choice": "Choose one of the reasons."},
    )

    def __init__(self, data: Data, *, item: Item, clinic: Clinic, before: ItemEntry | None, is_new: bool) -> None:
        self.item, self.asked, self.before = item, asked_of(item), before
        self.amounts = amounts_asked(item, clinic.weight_unit)
        super().__init__(data, prefix=f"i{item.pk}", initial=self._said(before, is_new))
        self.fields["sets"] = forms.IntegerField(
            required=False,
            min_value=1,
            max_value=MOST_SETS // len(self.asked.sides),
            error_messages=dict.fromkeys(
                ("invalid", "min_value", "max_value"), f"Enter 1 to {MOST_SETS // len(self.asked.sides)} sets."
            ),
        )
        for amount in self.amounts:
            self.fields[amount.name] = _amount_field(amount)
        for name, words in self._labels().items():
            self.fields[name].widget.attrs |= {"aria-label": f"{item.exercise.name}: {words}"}
        self.fields["sets"].widget.attrs |= {"placeholder": str(self.asked.sets)}

    def _labels(self) -> dict[str, str]:
        return {"done": "done", "sets": "sets", "skipped": "not done because"} | {
            amount.name: amount.label for amount in self.amounts
        }

    def _said(self, before: ItemEntry | None, is_new: bool) -> dict[str, Any]:
        if before is None:
            return {"done": is_new}
        number = max((done.number for done in before.sets), default=None)
        said: dict[str, Any] = {"done": bool(before.sets), "skipped": before.skipped}
        if number is not None and (number != self.asked.sets or before.skipped):
            said["sets"] = number
        for amount in self.amounts:
            stored = getattr(before.sets[0], amount.name) if before.sets else None
            if stored is not None:
                said[amount.name] = amount.shown(stored)
        return said

    def numbers(self) -> list[tuple[str, forms.BoundField]]:
        return [("Sets", self["sets"]), *((amount.label, self[amount.name]) for amount in self.amounts)]

    @property
    def is_plain(self) -> bool:
        """Nothing but the tick: as prescribed."""
        said = self.cleaned_data
        return bool(said["done"] and not said["skipped"] and not self._has_numbers)

    @property
    def _has_numbers(self) -> bool:
        return any(self.cleaned_data[name] is not None for name in ("sets", *(a.name for a in self.amounts)))

    def entry(self) -> ItemEntry | None:
        """What was said of it; nothing where it was neither done nor skipped for a reason."""
        said = self.cleaned_data
        was_done = self._has_numbers or (said["done"] and not said["skipped"])
        if not was_done and not said["skipped"]:
            return None
        return ItemEntry(self.asked.item_id, self._sets() if was_done else (), said["skipped"])

    def _sets(self) -> tuple[SetEntry, ...]:
        said = self.cleaned_data
        numbers = range(1, (said["sets"] or self.asked.sets) + 1)
        amounts: dict[str, Any] = {
            amount.name: amount.stored(said[amount.name])
            for amount in self.amounts
            if said[amount.name] not in (None, amount.usual)
        }
        return tuple(SetEntry(number, side, **amounts) for number in numbers for side in self.asked.sides)


def _amount_field(amount: Amount) -> forms.Field:
    limits: dict[str, Any] = {
        "required": False,
        "min_value": amount.lo,
        "max_value": amount.hi,
        "error_messages": dict.fromkeys(("invalid", "min_value", "max_value"), f"Enter {amount.lo} to {amount.hi}."),
    }
    usual = "" if amount.usual is None else plain(amount.usual)
    widget = forms.NumberInput(attrs={"placeholder": usual or amount.hint})
    if not amount.places:
        return forms.IntegerField(**limits, widget=widget)
    widget.attrs["step"] = f"{10**-amount.places:g}"
    return forms.DecimalField(**limits, max_digits=7, decimal_places=amount.places, widget=widget)
