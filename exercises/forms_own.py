"""What a therapist writes of an exercise of the clinic's own, and the pictures and videos that go with it."""

import copy
import re
import uuid
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.core.validators import MaxLengthValidator, RegexValidator

from clinic.fields import one_line
from exercises import speech, uploads
from exercises.groups import EQUIPMENT_GROUPS, PRECAUTION_GROUPS, grouped
from exercises.models import Exercise, ExerciseMedia
from exercises.services.content import COLUMNS, TAGS
from exercises.vocabulary import (
    DoseMode,
    Equipment,
    Foundation,
    Laterality,
    LoadType,
    PhaseKind,
    Position,
    Precaution,
    ProgressionMode,
    Region,
)

# What is meant when nobody chose: a therapist in a hurry writes the first group only.
USUAL = {
    "foundation": Foundation.NONE,
    "position": Position.ANY,
    "laterality": Laterality.BILATERAL,
    "dose_mode": DoseMode.REPS,
    "load_type": LoadType.BODYWEIGHT,
    "phase": PhaseKind.STABILITY,
    "progression_mode": ProgressionMode.PERFORMANCE,
}
FIRST = ("name", "pillar", "pattern", "dose", "dose_mode", "laterality", "cue", "steps")
GROUPS = {
    "More for the patient to read": (
        "purpose", "setup", "may_feel", "easier", "harder", "stop_if", "card",
    ),
    "Where it belongs": (
        "aliases", "foundation", "phase", "position", "load_type", "per_week", "progression_mode", "flare_ok",
    ),
    "What it works and what it takes": ("regions", "equipment"),
    "Precautions": ("precautions",),
}  # fmt: skip
LONG = {"aliases": 2, "setup": 2, "steps": 4, "card": 4}
NUMBERED = re.compile(r"^\s*(?:\d{1,2}[.)]|[-*•])\s+")
per_week = RegexValidator(r"^\d{1,2}(-\d{1,2})?\Z", "Write a number or two, such as 3 or 2-3.")


@dataclass(frozen=True)
class Group:
    """Fields that are folded away together; open where one of them needs another look."""

    title: str
    fields: list[forms.BoundField]
    is_open: bool


class TextLines(forms.CharField):
    """Text of several lines, told the same by every browser: line feeds only, no blank ends."""

    def to_python(self, value: Any) -> str:
        lines = super().to_python(value).replace("\r\n", "\n").replace("\r", "\n").split("\n")
        return "\n".join(line.rstrip() for line in lines).strip("\n")


class Entries(TextLines):
    """One entry a line; a number or a dash that somebody wrote before it goes, the page numbers them itself."""

    def to_python(self, value: Any) -> str:
        lines = super().to_python(value).split("\n")
        return "\n".join(NUMBERED.sub("", line).strip() for line in lines if line.strip())


class MediaFields(forms.Form):
    """A picture or short video, checked and made ready, and words for whoever cannot see it."""

    file = forms.FileField(
        label="Picture or short video",
        required=False,
        help_text="JPEG, PNG, WebP or GIF up to 12 MB (of a moving GIF the first picture is kept); "
        "MP4 or WebM up to 60 MB.",
        widget=forms.FileInput(attrs={"accept": uploads.ACCEPTED}),
    )
    alt = forms.CharField(
        label="What it shows",
        required=False,
        max_length=200,
        validators=[one_line],
        help_text="For whoever cannot see it, such as “Lying on the back, hips lifted in line with the knees”.",
    )

    def clean_file(self) -> uploads.Ready | None:
        file = self.cleaned_data["file"]
        return uploads.ready(file) if file else None


class OwnForm(MediaFields, forms.ModelForm):
    """An exercise of the clinic's own; works on a copy, so that the page around it shows what is stored.

    `seen` says what stood in the form when it was opened, `form_token` makes a form sent twice one exercise.
    """

    aliases = Entries(label="Other names", required=False, help_text="One a line; search finds them.")
    steps = Entries(required=False, help_text="One a line. Two to four short ones are read; more are not.")
    setup = TextLines(label="Set-up", required=False)
    card = TextLines(label="Text of the card or activity", required=False)
    regions = forms.MultipleChoiceField(
        label="Works", required=False, choices=Region.choices, widget=forms.CheckboxSelectMultiple
    )
    equipment = forms.MultipleChoiceField(
        required=False, widget=forms.CheckboxSelectMultiple,
        choices=[("None or ours", [(Equipment.NONE, Equipment.NONE.label), (Equipment.APP, Equipment.APP.label)]),
                 *grouped(EQUIPMENT_GROUPS, Equipment)],
    )  # fmt: skip
    precautions = forms.MultipleChoiceField(
        label="Think twice with", required=False, widget=forms.CheckboxSelectMultiple,
        choices=grouped(PRECAUTION_GROUPS, Precaution),
        help_text="The builder warns when one of these is ticked for the patient. Nothing is locked.",
    )  # fmt: skip
    seen = forms.CharField(required=False, max_length=40, widget=forms.HiddenInput)
    form_token = forms.UUIDField(required=False, widget=forms.HiddenInput)

    class Meta:
        model = Exercise
        fields = COLUMNS
        labels = {
            "dose_mode": "Counted in",
            "laterality": "Sides",
            "cue": "One cue",
            "load_type": "Load",
            "phase": "Stage",
            "progression_mode": "Next step is judged",
            "flare_ok": "Suits a flare-up",
            "easier": "To make it easier",
            "harder": "To make it harder",
        }
        help_texts = {
            "dose": "As you write it: 3x10, 3x8/side, 2x20-30s @8kg, 20min easy.",
            "cue": "The one thing to think of, such as “Squeeze, then lift”.",
            "purpose": "In one line, in the patient’s words.",
            "per_week": "Such as 3, or 2-3.",
        }

    def __init__(self, *args: Any, exercise: Exercise | None = None, tags: dict[str, Any] | None = None, **kwargs: Any):
        started = {**USUAL, **(tags or {}), **kwargs.pop("initial", {})} if exercise is None else (tags or {})
        super().__init__(*args, instance=copy.copy(exercise), initial={"form_token": uuid.uuid4(), **started}, **kwargs)
        for name in COLUMNS:
            field = self.fields[name]
            if name in USUAL:
                field.required = False
                field.choices = Exercise._meta.get_field(name).choices
            if name in LONG:
                field.widget = forms.Textarea(attrs={"rows": LONG[name]})
                field.validators.append(MaxLengthValidator(Exercise._meta.get_field(name).max_length))
            elif isinstance(field, forms.CharField):
                field.validators.append(one_line)
        self.fields["per_week"].validators.append(per_week)

    def clean_dose(self) -> str:
        written = self.cleaned_data["dose"]
        if written:
            speech.check(written)
        return written

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or self.cleaned_data
        for name, usual in USUAL.items():
            if name in cleaned and not cleaned[name]:
                cleaned[name] = usual
        if self.errors and self.files and "file" not in self.errors:
            self.add_error("file", ValidationError("Please choose the file again: browsers do not keep it."))
        return cleaned

    def _post_clean(self) -> None:
        """The model knows nothing of files and of what the service checks once more."""
        file = self.cleaned_data.pop("file", None)
        super()._post_clean()
        self.cleaned_data["file"] = file

    @property
    def first(self) -> list[forms.BoundField]:
        return [self[name] for name in FIRST]

    @property
    def groups(self) -> Iterator[Group]:
        for title, names in GROUPS.items():
            fields = [self[name] for name in names]
            yield Group(title, fields, any(field.errors for field in fields))

    def content(self) -> dict[str, Any]:
        """What the services take: `fields` and `tags`."""
        said = self.cleaned_data
        return {
            "fields": {name: said[name] for name in COLUMNS},
            "tags": {name: said[name] for name in TAGS},
        }

    def newcomer(self) -> dict[str, Any]:
        """What the services take for a new exercise."""
        said = self.cleaned_data
        return self.content() | {"token": said["form_token"], "file": said["file"], "alt": said["alt"]}

    def draft(self) -> Exercise:
        """The exercise as far as it could be understood, unsaved; for a look at it."""
        self.is_valid()
        return self.instance

    def differences(self, now: dict[str, Any]) -> list[dict[str, Any]]:
        """Field by field, what stands there now and what was written here instead."""
        mine = self.cleaned_data
        return [
            {"label": self[name].label} | {"now": self._words(name, now[name]), "mine": self._words(name, mine[name])}
            for name in (*COLUMNS, *TAGS)
            if _plain(mine[name]) != _plain(now[name])
        ]

    def _words(self, name: str, value: Any) -> str:
        choices = dict(_flat(getattr(self.fields[name], "choices", [])))
        if isinstance(value, list):
            return ", ".join(str(choices.get(each, each)) for each in value)
        if isinstance(value, bool):
            return "Yes" if value else "No"
        return str(choices.get(value, value))


class MediaForm(MediaFields):
    """One more picture, video or link."""

    url = forms.CharField(
        label="Or the address of a video",
        required=False,
        max_length=500,
        help_text="YouTube, Vimeo or another site, from https:// on. Nothing is loaded from there until it is tapped.",
        widget=forms.URLInput,
    )

    def clean_url(self) -> str:
        url = self.cleaned_data["url"]
        if url:
            uploads.check_link(url)
        return url

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or self.cleaned_data
        if not self.errors and bool(cleaned.get("file")) == bool(cleaned.get("url")):
            raise ValidationError("Choose a file or enter an address, one of the two.")
        return cleaned


class DescriptionForm(forms.ModelForm):
    """The words for whoever cannot see it."""

    class Meta:
        model = ExerciseMedia
        fields = ("alt",)
        labels = {"alt": "What it shows"}

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["alt"].validators.append(one_line)


def _plain(value: Any) -> Any:
    return sorted(value) if isinstance(value, list) else value


def _flat(choices: Any) -> Iterator[tuple[Any, Any]]:
    for key, label in choices:
        if isinstance(label, (list, tuple)):
            yield from label
        else:
            yield key, label
