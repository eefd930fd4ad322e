"""What a patient is asked: each form says in its own words what is missing, and keeps what was typed."""

import datetime as dt
import uuid
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from django import forms

from exercises.models import Exercise
from patients.consent import WORDS
from patients.entries import LONGEST_NOTE, SCORES, Asked, ItemEntry, SetEntry
from patients.models import ItemLog, SessionLog
from patients.portal.amounts import Amount
from patients.progress.scales import CONFIDENCE, EFFORT, PAIN_HIGHEST, PAIN_NOW, Scale
from patients.signs import URGENCY

SCORE_CHOICES = [*((str(score), str(score)) for score in range(11)), ("", "No answer")]
MOVED_ON = "These words have changed. Please read them once more."
SIDE_WORDS = {"": "", "left": "Left", "right": "Right"}

QUESTIONS: dict[str, tuple[str, Scale, str]] = {
    "pain_now": ("Pain right now", PAIN_NOW, ""),
    "pain_highest": ("Highest pain while training", PAIN_HIGHEST, ""),
    # Our own anchors, clinical.md 4.2.
    "effort": ("How hard was it?", EFFORT, "3 is light, 5 moderate, 7 hard, 9 very hard."),
    "confidence": ("How confident do you feel moving now?", CONFIDENCE, ""),
}


@dataclass(frozen=True)
class Row:
    """One set to tick, on one side."""

    number: int
    side: str
    label: str
    is_optional: bool
    done: forms.BoundField
    amounts: list[tuple[str, forms.BoundField]]  # each with its label


class ItemForm(forms.Form):
    """One exercise: its sets to tick, the numbers where they differed, easier, skipped."""

    easier = forms.ChoiceField(
        required=False,
        label="I made it easier",
        widget=forms.RadioSelect,
        error_messages={"invalid_choice": "Choose one of these ways."},
    )
    skipped = forms.ChoiceField(
        required=False,
        choices=[("", "Did it"), *ItemLog.Skip.choices],
        label="Skipped because",
        error_messages={"invalid_choice": "Choose one of the reasons."},
    )

    def __init__(
        self,
        data: Mapping[str, Any] | None,
        *,
        asked: Asked,
        most_sets: int,
        amounts: Sequence[Amount],
        entry: ItemEntry | None = None,
        step: Exercise | None = None,
    ) -> None:
        """`entry` is what was said before, if anything was; `step` the easier exercise of its ladder."""
        self.said, self.asked, self.amounts, self.most_sets = entry, asked, amounts, max(most_sets, asked.sets)
        self.before = {(done.number, done.side): done for done in entry.sets} if entry else {}
        self.step = step
        initial = {"easier": entry.easier, "skipped": entry.skipped} if entry else {}
        super().__init__(data, prefix=f"i{asked.item_id}", initial=initial)
        self.fields["easier"].choices = self._ways()
        for place in self._places():
            self._add_row(*place)

    def _ways(self) -> Iterator[tuple[str, str]]:
        """The ways that are open here, and the one that was said before."""
        said = self.said.easier if self.said else ""
        yield "", "As it is"
        for way, words in ItemLog.Easier.choices:
            if way == ItemLog.Easier.STEP and self.step:
                yield way, f"Easier: {self.step}"
            elif way == said or way not in (ItemLog.Easier.STEP, ItemLog.Easier.SOME):
                yield way, words

    def _places(self) -> list[tuple[int, str]]:
        asked = [(number, side) for number in range(1, self.most_sets + 1) for side in self.asked.sides]
        return asked + [place for place in self.before if place not in asked]

    def _add_row(self, number: int, side: str) -> None:
        before = self.before.get((number, side))
        where = " ".join(filter(None, (f"set {number}", SIDE_WORDS[side].lower())))
        done = forms.BooleanField(required=False, initial=before is not None, label=where.capitalize())
        self.fields[_name(number, side)] = done
        for amount in self.amounts:
            stored = getattr(before, amount.name) if before else None
            shown = amount.usual if stored is None else amount.shown(stored)
            self.fields[_name(number, side, amount)] = _amount_field(amount, shown, where)

    def rows(self) -> Iterator[Row]:
        for number, side in self._places():
            yield Row(
                number,
                side,
                SIDE_WORDS[side] if len(self.asked.sides) > 1 else self._label(number, side),
                number > self.asked.sets,
                self[_name(number, side)],
                [(amount.label, self[_name(number, side, amount)]) for amount in self.amounts],
            )

    def _label(self, number: int, side: str) -> str:
        label = "Done" if self.most_sets == 1 else f"Set {number}"
        return f"{label}, {SIDE_WORDS[side].lower()}" if side else label

    @property
    def rounds(self) -> list[tuple[int, bool, list[Row]]]:
        """The rows set by set: number, whether it is optional, and a row a side."""
        rows = list(self.rows())
        numbers = dict.fromkeys(row.number for row in rows)
        return [(n, n > self.asked.sets, [row for row in rows if row.number == n]) for n in numbers]

    @property
    def by_side(self) -> bool:
        return len(self.asked.sides) > 1

    @property
    def has_wrong_numbers(self) -> bool:
        return any(field.errors for row in self.rows() for _, field in row.amounts)

    def entry(self, *, all_done: bool = False) -> ItemEntry:
        """What was said; a number that differs from the prescription says that its set was done."""
        sets = [self._set(*place, all_done=all_done) for place in self._places()]
        return ItemEntry(
            self.asked.item_id,
            tuple(done for done in sets if done),
            self.cleaned_data["skipped"],
            **self._easier(),
        )

    def _easier(self) -> dict[str, Any]:
        """How it was made easier; of the ladder's step also which exercise that was."""
        way = self.cleaned_data["easier"]
        if self.said and way == self.said.easier:
            return {"easier": way, "done_as_id": self.said.done_as_id}
        done_as = self.step.pk if self.step and way == ItemLog.Easier.STEP else None
        return {"easier": way, "done_as_id": done_as}

    def _set(self, number: int, side: str, *, all_done: bool) -> SetEntry | None:
        said = {amount: self.cleaned_data[_name(number, side, amount)] for amount in self.amounts}
        other = any(
            value is not None and _name(number, side, amount) in self.changed_data for amount, value in said.items()
        )
        if not (other or self.cleaned_data[_name(number, side)] or (all_done and number <= self.asked.sets)):
            return None
        stored: dict[str, Any] = {
            amount.name: None if value in (None, amount.usual) else amount.stored(value)
            for amount, value in said.items()
        }
        return SetEntry(number, side, **stored)


def _name(number: int, side: str, amount: Amount | None = None) -> str:
    return "-".join(filter(None, (f"s{number}", side, amount.name if amount else "")))


def _amount_field(amount: Amount, shown: object, where: str) -> forms.Field:
    limits: dict[str, Any] = {
        "required": False,
        "initial": shown,
        "min_value": amount.lo,
        "max_value": amount.hi,
        "label": f"{amount.label}, {where}",
        "error_messages": {
            "invalid": "Enter a number.",
            "min_value": f"Enter {amount.lo} or more.",
            "max_value": f"Enter {amount.hi} or less.",
        },
    }
    mode = {"inputmode": "decimal" if amount.places else "numeric", "placeholder": amount.hint}
    if not amount.places:
        return forms.IntegerField(**limits, widget=forms.NumberInput(attrs=mode))
    step = {"step": f"{10**-amount.places:g}"}
    widget = forms.NumberInput(attrs=mode | step)
    return forms.DecimalField(**limits, max_digits=7, decimal_places=amount.places, widget=widget)


class FeltForm(forms.Form):
    """How it felt: four answers from 0 to 10, each of which may stay open, and a note."""

    note = forms.CharField(
        required=False,
        max_length=LONGEST_NOTE,
        label="Anything to remember? (you can leave this empty)",
        widget=forms.Textarea(attrs={"rows": 3}),
        error_messages={"max_length": f"Keep the note under {LONGEST_NOTE} characters."},
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        for name, (label, _scale, hint) in QUESTIONS.items():
            self.fields[name] = forms.TypedChoiceField(
                required=False,
                choices=SCORE_CHOICES,
                coerce=int,
                empty_value=None,
                label=label,
                help_text=hint,
                widget=forms.RadioSelect,
                error_messages={"invalid_choice": "Choose a number from 0 to 10, or no answer."},
            )

    def questions(self) -> Iterator[tuple[forms.BoundField, Scale]]:
        return ((self[name], scale) for name, (_label, scale, _hint) in QUESTIONS.items())

    def answers(self) -> dict[str, Any]:
        return {name: self.cleaned_data[name] for name in (*SCORES, "note")}


class StopForm(forms.Form):
    """Why a session ends before its end."""

    stopped = forms.ChoiceField(
        required=False,
        choices=[("", "Went to the end"), *SessionLog.Stop.choices],
        label="Went to the end, or stopped because",
        error_messages={"invalid_choice": "Choose one of the reasons."},
    )


class KeyForm(forms.Form):
    """The id a log will have, made when its page was made, so that sending it twice stores it once."""

    uuid = forms.UUIDField(widget=forms.HiddenInput)


class QuickForm(KeyForm):
    """Everything as prescribed, in one tap."""

    session = forms.IntegerField(min_value=1, max_value=2**63 - 1)
    day = forms.DateField()
    short = forms.BooleanField(required=False)


class LateForm(KeyForm):
    """A session of another day: which, and when; as prescribed or with details."""

    day = forms.TypedChoiceField(
        label="Which day was it?",
        coerce=dt.date.fromisoformat,
        widget=forms.RadioSelect,
        error_messages={"required": "Choose a day.", "invalid_choice": "Choose one of these days."},
    )
    session = forms.TypedChoiceField(
        label="What did you do?",
        coerce=int,
        widget=forms.RadioSelect,
        error_messages={"required": "Choose what you did.", "invalid_choice": "Choose one of these."},
    )

    def __init__(
        self,
        data: Mapping[str, Any] | None = None,
        *,
        days: Sequence[tuple[str, str]],
        sessions: Sequence[tuple[int, str]],
    ) -> None:
        super().__init__(
            data, initial={"uuid": uuid.uuid4(), "session": sessions[0][0] if len(sessions) == 1 else None}
        )
        self.fields["day"].choices = days
        self.fields["session"].choices = sessions


class DayForm(forms.Form):
    """The day of a log that is being mended; the service knows which days are possible."""

    day = forms.DateField(
        label="Day",
        widget=forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d"),
        error_messages={"required": "Choose a day.", "invalid": "Enter a day that exists, such as 2026-03-02."},
    )


class NewsReadForm(forms.Form):
    """Up to which version the news was read, and up to which event of the plan."""

    number = forms.IntegerField(min_value=1, max_value=2_000_000_000, required=False)
    event = forms.IntegerField(min_value=1, max_value=2**62, required=False)


class AgreeForm(forms.Form):
    """To which words a patient agrees."""

    version = forms.TypedChoiceField(
        coerce=int,
        choices=[(version, version) for version in WORDS],
        widget=forms.HiddenInput,
        error_messages={"required": MOVED_ON, "invalid_choice": MOVED_ON},
    )


class ReturnForm(forms.Form):
    """ "My back is back": signs that were ticked, and which of the two ways to go."""

    signs = forms.MultipleChoiceField(required=False, choices=[(code, code) for code in URGENCY])
    wants = forms.ChoiceField(
        required=False,
        choices=[("flare_plan", "The flare-up plan"), ("new_start", "A new start")],
        error_messages={"invalid_choice": "Choose one of the two ways."},
    )

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or self.cleaned_data
        if not cleaned.get("wants") and not cleaned.get("signs"):
            raise forms.ValidationError("Choose one of the two ways below.")
        return cleaned
