"""The form of what patients choose for themselves."""

import datetime as dt
from collections.abc import Mapping
from functools import cache
from typing import Any

from django import forms

from clinic.fields import zone_names
from exercises.groups import EQUIPMENT_GROUPS, grouped
from exercises.vocabulary import Equipment
from patients.looks import CHOICES as LOOK_CHOICES
from patients.models import Patient, PatientTag, Plan
from patients.reminders.kinds import MUTABLE
from patients.reminders.times import EARLIEST, LATEST

WEEKDAYS = ["Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday", "Sunday"]
REGIONS = ("Africa", "America", "Antarctica", "Asia", "Atlantic", "Australia", "Europe", "Indian", "Pacific")
HALF_HOURS = [dt.time(hour, minute) for hour in range(24) for minute in (0, 30)]

KEPT_WITH_THE_PATIENT = ("reminders_on", "reminder_hour", "timezone", "goal", "figure_look")

Choices = list[tuple[str, Any]]


def _hours(chosen: dt.time) -> Choices:
    """Half hours outside the quiet ones, and the hour chosen now."""
    hours = {hour for hour in HALF_HOURS if EARLIEST <= hour <= LATEST} | {chosen}
    return [(f"{hour:%H:%M}", f"{hour:%H:%M}") for hour in sorted(hours)]


@cache
def _zones() -> Choices:
    """Time zones by region, in the words of their cities."""
    groups: dict[str, Choices] = {region: [] for region in REGIONS}
    for name in sorted(zone_names()):
        region, _, city = name.partition("/")
        if region in groups and city:
            groups[region].append((name, city.replace("_", " ").replace("/", ", ")))
    return list(groups.items())


class WishesForm(forms.Form):
    """Training days, reminders, time zone, the goal in one's own words, and who shows the exercises."""

    training_days = forms.TypedMultipleChoiceField(
        required=False,
        coerce=int,
        choices=[(str(number), name) for number, name in enumerate(WEEKDAYS, 1)],
        widget=forms.CheckboxSelectMultiple,
        label="My training days",
        error_messages={"invalid_choice": "Choose days of the week."},
    )
    reminders_on = forms.BooleanField(required=False, label="Send me reminders")
    reminder_hour = forms.TypedChoiceField(
        label="At what time?",
        coerce=dt.time.fromisoformat,
        error_messages={"invalid_choice": "Choose one of these times."},
    )
    timezone = forms.ChoiceField(
        label="Where I am (time zone)", error_messages={"invalid_choice": "Choose one of these places."}
    )
    goal = forms.CharField(
        required=False,
        max_length=300,
        label="What I want to be able to do",
        widget=forms.Textarea(attrs={"rows": 2}),
        error_messages={"max_length": "Keep it under 300 characters."},
    )

    figure_look = forms.ChoiceField(
        required=False,
        choices=LOOK_CHOICES,
        widget=forms.RadioSelect,
        label="Who shows the exercises",
        error_messages={"invalid_choice": "Choose one of these people."},
    )

    asked: tuple[str, ...] = ()  # of these fields, where not all are asked

    def __init__(self, data: Mapping[str, Any] | None, *, patient: Patient, plan: Plan | None) -> None:
        self.plan = plan
        self.present: dict[str, Any] = {
            "training_days": sorted(plan.weekdays) if plan else [],
            **{name: getattr(patient, name) for name in KEPT_WITH_THE_PATIENT},
        }
        super().__init__(data, initial={**self.present, "reminder_hour": f"{patient.reminder_hour:%H:%M}"})
        self.fields["reminder_hour"].choices = _hours(patient.reminder_hour)
        self.fields["timezone"].choices = _with_own(_zones(), patient.timezone)
        if plan is None:
            del self.fields["training_days"]
        for name in set(self.fields).difference(self.asked or self.fields):
            del self.fields[name]

    def clean_training_days(self) -> list[int]:
        days = self.cleaned_data["training_days"]
        if self.plan and days and len(days) < self.plan.per_week_lo:
            raise forms.ValidationError(
                f"Your programme has {self.plan.per_week_lo} sessions a week: "
                f"choose at least {self.plan.per_week_lo} days, or none to train on any day."
            )
        return days

    def wishes(self) -> dict[str, Any]:
        """Everything `set_wishes` wants: what was asked here, and the rest as it stands."""
        return {**self.present, **self.cleaned_data}


class GoalForm(WishesForm):
    """The goal alone, in the patient's own words."""

    asked = ("goal",)


class DaysForm(WishesForm):
    """When to train, and whether to be reminded."""

    asked = ("training_days", "reminders_on", "reminder_hour")


class HomeForm(forms.Form):
    """What there is at home to train with."""

    equipment = forms.MultipleChoiceField(
        required=False,
        choices=grouped(EQUIPMENT_GROUPS, Equipment),
        widget=forms.CheckboxSelectMultiple,
        error_messages={"invalid_choice": "Choose things from this list."},
    )

    def __init__(self, data: Mapping[str, Any] | None, *, patient: Patient) -> None:
        tags = patient.tags.filter(kind=PatientTag.Kind.EQUIPMENT)
        super().__init__(data, initial={"equipment": list(tags.values_list("value", flat=True))})

    def groups(self) -> list[tuple[str, list[Any]]]:
        """The boxes to tick, under the heading of each group."""
        boxes = {str(box.data["value"]): box for box in self["equipment"]}
        return [(name, [boxes[value] for value in values]) for name, values in EQUIPMENT_GROUPS.items()]


class KindsForm(forms.Form):
    """Which kinds of messages the patient wants: ticked is wanted."""

    wanted = forms.MultipleChoiceField(
        required=False,
        choices=[(rule.kind, rule.asked) for rule in MUTABLE],
        widget=forms.CheckboxSelectMultiple,
        label="What I would like to hear about",
        error_messages={"invalid_choice": "Choose things from this list."},
    )

    def __init__(self, data: Mapping[str, Any] | None, *, patient: Patient) -> None:
        muted = patient.muted_kinds.split()
        super().__init__(data, initial={"wanted": [rule.kind for rule in MUTABLE if rule.kind not in muted]})

    def muted(self) -> list[str]:
        return [rule.kind for rule in MUTABLE if rule.kind not in self.cleaned_data["wanted"]]


def _with_own(zones: Choices, own: str) -> Choices:
    """The list, and the zone in force where the list has it not (UTC, an old name)."""
    known = any(own == name for _, group in zones for name, _ in group)
    return zones if known else [(own, own), *zones]
