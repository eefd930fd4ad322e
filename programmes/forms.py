"""What the programme pages are sent: a dose becomes a Dose, an exercise one of the clinic's."""

import re
import uuid
from dataclasses import replace
from typing import Any, cast

from django import forms
from django.core.exceptions import ValidationError

from clinic.models import Membership
from exercises.facets import Asked
from exercises.models import Exercise
from exercises.search import LONGEST_QUERY
from exercises.services import exercise_in, find_for, library_for
from exercises.shelves import Listed
from exercises.vocabulary import PhaseKind
from programmes import dose
from programmes.dose import Dose
from programmes.models import Item, Phase, Programme, Session
from programmes.services import Rule, programmes_for
from programmes.telling import LONGEST_NEWS

LONGEST_DOSE = 200
LONGEST_NUMBER = 19  # digits
MOST_HABITUAL = 8
STAGES = [choice for choice in PhaseKind.choices if choice[0] != PhaseKind.ANY]
SIDES = [("each", "Each side"), ("left", "Left only"), ("right", "Right only")]


class LineField(forms.CharField):
    """One line of text: a line break that slips in becomes a space."""

    def to_python(self, value: Any) -> str:
        return re.sub(r"[\r\n]+", " ", super().to_python(value) or "").strip()


class DoseField(LineField):
    """A dose in the notation; an error names the part that was not understood."""

    def __init__(self, **kwargs: Any) -> None:
        super().__init__(
            max_length=LONGEST_DOSE, error_messages={"required": "Write a dose, for example 3x10."}, **kwargs
        )

    def clean(self, value: Any) -> Dose:
        written = super().clean(value)
        try:
            return dose.parse(written)
        except dose.DoseError as error:
            raise ValidationError(str(error)) from error


class ItemForm(forms.Form):
    """One row of the builder. The side may be chosen instead of typed; whichever was changed counts."""

    dose = DoseField()
    side = forms.ChoiceField(choices=SIDES, required=False)
    note = forms.CharField(max_length=500, required=False)
    is_core = forms.BooleanField(required=False)
    revision = forms.IntegerField(min_value=1, max_value=2_000_000_000)

    def __init__(self, *args: Any, item: Item, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.item = item

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or {}
        chosen = cleaned.get("side")
        if "dose" in cleaned and chosen and chosen != shown_side(self.item):
            cleaned["dose"] = replace(cleaned["dose"], side=chosen)
        cleaned.pop("side", None)
        return cleaned


def shown_side(item: Item) -> str:
    """What the choice of sides says before anybody touches it."""
    return "each" if item.both_sides else item.side


class AddForm(forms.Form):
    """An exercise to add: one chosen, or else the first that answers to what was typed.

    `to` names the session and how many rows the sender saw in it, as "12:3"; without it the first session is meant.
    """

    exercise = forms.IntegerField(required=False, min_value=1, max_value=2**62)
    q = LineField(max_length=LONGEST_QUERY, required=False)
    to = forms.RegexField(r"^\d{1,18}(:\d{1,4})?$", required=False)

    def __init__(self, *args: Any, membership: Membership, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.membership = membership

    def clean_exercise(self) -> Exercise | None:
        pk = self.cleaned_data["exercise"]
        found = exercise_in(self.membership.clinic, pk) if pk else None
        if pk and not found:
            raise ValidationError("That exercise is not in your library any more. Choose another one.")
        return found

    def clean_to(self) -> tuple[int | None, int | None]:
        session, _, seen = self.cleaned_data["to"].partition(":")
        return int(session) if session else None, int(seen) if seen else None

    def matches(self) -> list[Listed]:
        """What answers to the words typed, the best first; to no words what this person stars and uses."""
        q = self.cleaned_data.get("q", "")
        found = find_for(self.membership, Asked(q=q))[0]
        return found if q else found[:MOST_HABITUAL]

    def wanted(self) -> Exercise | None:
        chosen = self.cleaned_data.get("exercise")
        if chosen or not self.cleaned_data.get("q"):
            return chosen
        best = next(iter(self.matches()), None)
        return exercise_in(self.membership.clinic, best.pk) if best else None


class NumbersField(forms.TypedMultipleChoiceField):
    """Numbers of rows; whether they are there is for the service to see."""

    def __init__(self, **kwargs: Any) -> None:
        super().__init__(coerce=int, **kwargs)

    def valid_value(self, value: Any) -> bool:
        return value.isascii() and value.isdecimal() and len(value) < LONGEST_NUMBER


class ManyForm(forms.Form):
    """The rows that are chosen, and what to do with them."""

    VERBS = ("set", "group", "ungroup", "duplicate", "remove", "move")

    do = forms.ChoiceField(choices=[(verb, verb) for verb in VERBS])
    item = NumbersField(error_messages={"required": "Choose the exercises first: tick them in their rows."})
    part = LineField(required=False)
    session = forms.IntegerField(required=False, min_value=1, max_value=2**62)

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or {}
        if cleaned.get("do") == "set":
            self._check_part(cleaned.get("part", ""))
        if cleaned.get("do") == "move" and not cleaned.get("session") and "session" not in self.errors:
            self.add_error("session", "Choose the session to move them to.")
        return cleaned

    def _check_part(self, part: str) -> None:
        try:
            dose.part_of(part)
        except dose.DoseError as error:
            self.add_error("part", str(error))


class HeadingForm(forms.Form):
    """A line of text above a row."""

    heading = LineField(max_length=80, required=False)


class InsteadForm(forms.Form):
    """Another exercise, or one step on the ladder."""

    exercise = forms.ModelChoiceField(Exercise.objects.none(), required=False)
    step = forms.TypedChoiceField(
        choices=[("-1", "Easier"), ("1", "Harder")], coerce=int, empty_value=None, required=False
    )

    def __init__(self, *args: Any, membership: Membership, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        cast(forms.ModelChoiceField, self.fields["exercise"]).queryset = library_for(membership.clinic)

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or {}
        if not cleaned.get("exercise") and not cleaned.get("step"):
            raise ValidationError("Choose an exercise of your library.")
        return cleaned


class ForwardForm(forms.Form):
    """By which rule the next phase is made from one; without a rule it is the same."""

    rule = forms.TypedChoiceField(
        choices=[(rule.value, rule.value) for rule in Rule], coerce=Rule, empty_value=Rule.SAME, required=False
    )


class PlaceForm(forms.Form):
    """Where a phase or a session goes: one step, or into another phase; `copy` leaves it here, too."""

    step = forms.TypedChoiceField(choices=[("-1", "Up"), ("1", "Down")], coerce=int, empty_value=None, required=False)
    phase = forms.IntegerField(required=False, min_value=1, max_value=2**62)
    copy = forms.BooleanField(required=False)

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or {}
        if not cleaned.get("step") and not cleaned.get("phase"):
            raise ValidationError("Say where to move it.")
        return cleaned


class MoveForm(forms.Form):
    """Where to: one step, or a place in a session."""

    step = forms.TypedChoiceField(choices=[("-1", "Up"), ("1", "Down")], coerce=int, empty_value=None, required=False)
    session = forms.IntegerField(required=False, min_value=1, max_value=2**62)
    position = forms.IntegerField(required=False, min_value=1, max_value=1000)

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or {}
        if not cleaned.get("step") and not cleaned.get("position"):
            raise ValidationError("Say where to move it.")
        return cleaned


class SeenForm(forms.Form):
    """How many parts the sender saw, so that a form sent twice adds one."""

    seen = forms.IntegerField(min_value=0, max_value=1000, required=False)


class PhaseForm(forms.ModelForm):
    name = LineField(max_length=80)
    kind = forms.ChoiceField(label="Stage", choices=STAGES)
    exit_criterion = LineField(max_length=400, required=False)

    class Meta:
        model = Phase
        fields = ["name", "kind", "weeks", "per_week_lo", "per_week_hi", "exit_criterion"]

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or {}
        least, most = cleaned.get("per_week_lo"), cleaned.get("per_week_hi")
        if least and most and least > most:
            self.add_error("per_week_hi", "Write the smaller number of sessions a week first.")
        return cleaned

    def validate_constraints(self) -> None:
        """The constraint says the same as `clean`; once is enough."""


class SessionForm(forms.ModelForm):
    name = LineField(max_length=60)
    per_week = forms.RegexField(
        r"^[1-7](-[1-7])?$",
        required=False,
        max_length=8,
        error_messages={"invalid": "Write how often a week, such as 5 or 2-3, or leave it empty for “as wanted”."},
    )

    class Meta:
        model = Session
        fields = ["name", "kind", "per_week"]

    def clean_per_week(self) -> str:
        least, _, most = self.cleaned_data["per_week"].partition("-")
        if most and int(least) > int(most):
            raise ValidationError("Write the smaller number first.")
        return self.cleaned_data["per_week"]


class ProgrammeForm(forms.Form):
    name = LineField(max_length=120)
    summary = LineField(max_length=400, required=False)


class NewProgrammeForm(forms.Form):
    """Name it and say what to start from; nothing chosen is a blank one."""

    name = LineField(max_length=120, required=False)
    template = forms.ModelChoiceField(Programme.objects.none(), required=False)
    form_token = forms.UUIDField(required=False, initial=uuid.uuid4)

    def __init__(self, *args: Any, membership: Membership, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        cast(forms.ModelChoiceField, self.fields["template"]).queryset = programmes_for(membership)

    def clean(self) -> dict[str, Any]:
        """Without a name it is called like what it starts from; a blank one must be named."""
        cleaned: dict[str, Any] = super().clean() or self.cleaned_data
        if not cleaned.get("name") and "name" not in self.errors:
            if template := cleaned.get("template"):
                cleaned["name"] = template.name
            elif "template" not in self.errors:
                self.add_error("name", "Give it a name, or choose something to start from.")
        return cleaned


class HintForm(forms.Form):
    """Which hint, and why it was set aside."""

    key = forms.CharField(max_length=160)
    reason = LineField(max_length=200, required=False)


class SwapForm(forms.Form):
    """The exercise that stood on the button; it comes in the address, because a button sends one value."""

    exercise = forms.IntegerField(min_value=1, max_value=2**62)


class TokenForm(forms.Form):
    """A button's form, so that a double tap does it once."""

    form_token = forms.UUIDField(required=False)


class PublishForm(forms.Form):
    """What the patients read, and which draft the sender saw: its number, and how far it had come."""

    news = forms.CharField(
        max_length=LONGEST_NEWS,
        required=False,
        error_messages={"max_length": f"Write at most {LONGEST_NEWS} characters."},
    )
    number = forms.IntegerField(min_value=1, max_value=2_000_000_000, required=False)
    seen = forms.IntegerField(min_value=0, max_value=2**62, required=False)

    def clean_news(self) -> str:
        return self.cleaned_data["news"].replace("\r\n", "\n")


class TemplateForm(ProgrammeForm):
    """What a template is called, and for whom it is."""

    WHO = [("clinic", "Everybody in the clinic"), ("me", "Only me")]

    name = LineField(max_length=120, required=False)
    who = forms.ChoiceField(choices=WHO, required=False)
    form_token = forms.UUIDField(required=False, initial=uuid.uuid4)


class SourceForm(forms.Form):
    """What can be asked of the page that begins a programme; nonsense counts as not asked."""

    q = LineField(max_length=80, required=False)
    template = forms.IntegerField(min_value=1, max_value=2**62, required=False)

    def understood(self) -> tuple[str, list[int]]:
        """The words, and the programmes asked for by their ids."""
        self.is_valid()
        chosen = self.cleaned_data.get("template")
        return self.cleaned_data.get("q", ""), [chosen] if chosen else []


class ListForm(forms.Form):
    """What can be asked of the list of programmes; nonsense counts as not asked."""

    SHELVES = [
        ("", "All"),
        ("own", "Programmes"),
        ("people", "Made for a patient"),
        ("templates", "Templates"),
        ("archived", "Archived"),
    ]

    q = LineField(max_length=80, required=False)
    shelf = forms.ChoiceField(choices=SHELVES, required=False)

    def understood(self) -> dict[str, str]:
        self.is_valid()
        return {name: value for name, value in self.cleaned_data.items() if value}
