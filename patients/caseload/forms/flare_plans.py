"""What to do in a flare-up, exercise by exercise: the same, an easier step, or nothing; and how much of it."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Any

from django import forms

from patients.caseload.forms.fields import text_area
from patients.models import FlarePlan
from patients.services.flare_plans import SHARES, USUAL_SHARE, Choice, Offer
from programmes import dose as doses
from programmes.dose import DoseError
from programmes.models import Item
from programmes.services.easy_session import Easy

TO_START = 3  # 2-4 exercises are done, 8 are not (clinical.md, 2.1)
WORDS = ("helps_patient", "helps_therapist", "call")
OTHER = "other"  # a dose in full in place of a share


@dataclass(frozen=True)
class Row:
    """One exercise of the programme with its fields."""

    offer: Offer
    what: forms.BoundField
    share: forms.BoundField
    dose: forms.BoundField

    @property
    def fields(self) -> tuple[forms.BoundField, ...]:
        return self.what, self.share, self.dose


class FlarePlanForm(forms.Form):
    """The fields of each exercise are named after it; what stands in the plan already is filled in."""

    helps_patient = forms.CharField(
        label="What else helps, in the patient’s own words", max_length=600, required=False, widget=text_area(3)
    )
    helps_therapist = forms.CharField(
        label="What else helps, from you", max_length=600, required=False, widget=text_area(3)
    )
    call = forms.CharField(label="Whom to call if it is not on the way up after a week", max_length=200, required=False)

    def __init__(
        self, data: Any, *, offers: Sequence[Offer], written: Sequence[Item], words: FlarePlan | None, call: str
    ) -> None:
        super().__init__(data)
        self.offers = offers
        self.initial = {name: getattr(words, name) for name in self.fields} if words else {"call": call}
        places = {item.exercise_id: item for item in written}
        suits = [offer for offer in offers if offer.usual.suits] or list(offers)
        for offer in offers:
            self._add(offer, places, is_usual=not written and offer in suits[:TO_START])

    def rows(self) -> Iterator[Row]:
        for offer in self.offers:
            yield Row(offer, *(self[_name(what, offer)] for what in ("what", "share", "dose")))

    def clean(self) -> dict[str, Any]:
        """`items` is what was chosen; a dose that cannot be read is said at its field."""
        cleaned = super().clean() or self.cleaned_data
        items = [easy for offer in self.offers if (easy := self._easy(offer, cleaned))]
        if not items and not self.errors:
            raise forms.ValidationError("Choose at least one exercise for such days.")
        return {
            **{name: cleaned.get(name, "") for name in ("helps_patient", "helps_therapist", "call")},
            "items": items,
        }

    def _add(self, offer: Offer, places: dict[int, Item], *, is_usual: bool) -> None:
        now = next((choice for choice in offer.choices if choice.exercise.pk in places), None)
        item = places.get(now.exercise.pk) if now else None
        share = next((s for s in SHARES if now and item and now.doses[s] == item.dose), None)
        chosen = now or (offer.usual if is_usual else None)
        choices = [("", "Leave it out"), *((_pk(each), _words(each)) for each in offer.choices)]
        self.fields[_name("what", offer)] = forms.ChoiceField(
            label="What", required=False, choices=choices,
            initial=_pk(chosen) if chosen else "",
            error_messages={"invalid_choice": "Choose one of these."}, widget=_select(),
        )  # fmt: skip
        self.fields[_name("share", offer)] = forms.ChoiceField(
            label="How much", required=False,
            choices=[*((str(s), "All of it" if s == 100 else f"{s} %") for s in SHARES), (OTHER, "This dose:")],
            initial=str(share or (OTHER if item else USUAL_SHARE)),
            error_messages={"invalid_choice": "Choose one of these."}, widget=_select(),
        )  # fmt: skip
        self.fields[_name("dose", offer)] = forms.CharField(
            label="Dose", max_length=200, required=False,
            initial=doses.short(item.dose) if item and not share else "",
            widget=forms.TextInput(attrs={"placeholder": "2x6", "class": "form-control"}),
        )  # fmt: skip

    def _easy(self, offer: Offer, cleaned: dict[str, Any]) -> Easy | None:
        what, share = cleaned.get(_name("what", offer)), cleaned.get(_name("share", offer))
        choice = next((each for each in offer.choices if _pk(each) == what), None)
        if choice is None:
            return None
        name, typed = _name("dose", offer), (cleaned.get(_name("dose", offer)) or "").strip()
        if share != OTHER and not typed:
            return Easy(choice.exercise, choice.doses[int(share or USUAL_SHARE)])
        try:
            return Easy(choice.exercise, doses.parse(typed))
        except DoseError as error:
            self.add_error(name, str(error) if typed else "Write a dose, such as 2x6, or choose a share.")
            return None


def _select() -> forms.Select:
    return forms.Select(attrs={"class": "form-select"})


def _name(what: str, offer: Offer) -> str:
    """By the exercise: rows of another version have other numbers, and a page may stand open for a while."""
    return f"{what}-{offer.item.exercise_id}"


def _pk(choice: Choice) -> str:
    return str(choice.exercise.pk)


def _words(choice: Choice) -> str:
    suits = " (suits a flare-up)" if choice.suits else ""
    return f"{'The same' if choice.is_itself else 'Easier'}: {choice.exercise.name}{suits}"
