"""By what programme a patient trains, from when, how often, and when to look at it together."""

import datetime as dt
from collections.abc import Sequence
from functools import cached_property
from typing import Any

from django import forms
from django.utils import timezone

from clinic.forms.token import TokenField
from clinic.models import Membership
from patients.caseload.forms.fields import DAYS, DayField, HourField, number_field, text_area
from patients.models import Patient, PatientTag, Plan, PlanEvent
from patients.reminders.times import EARLIEST, LATEST, sent_at
from patients.services.choosing import programmes_for
from patients.services.discharging import REASONS
from programmes.models import Programme

REVIEW_AFTER = dt.timedelta(weeks=3)
LONGEST_REASON = 300
PAUSES = [(each.value, each.label) for each in (PlanEvent.Why.HOLIDAY, PlanEvent.Why.ILL, PlanEvent.Why.OTHER)]
HEADINGS = ("This patient’s own", "Templates", "Programmes of the clinic")


class RhythmForm(forms.Form):
    """On which days, how often, at what hour."""

    training_days = forms.MultipleChoiceField(
        label="Training days", required=False, choices=DAYS, widget=forms.CheckboxSelectMultiple,
        help_text="Leave all unticked for any day.",
    )  # fmt: skip
    per_week_lo = number_field("Sessions a week, at least", 1, 7)
    per_week_hi = number_field("At most", 1, 7)
    reminder_hour = HourField(label="Reminder at", required=False)

    def clean_reminder_hour(self) -> dt.time | None:
        hour = self.cleaned_data["reminder_hour"]
        if hour and hour != sent_at(hour):
            raise forms.ValidationError(
                f"Reminders go out from {EARLIEST:%H:%M} to {LATEST:%H:%M}. Choose an hour in between."
            )
        return hour

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or self.cleaned_data
        days, lo, hi = (cleaned.get(name) for name in ("training_days", "per_week_lo", "per_week_hi"))
        if days and lo and lo > len(days):
            self.add_error("per_week_lo", f"At least {lo} a week does not fit into {len(days)} ticked. Tick more days.")
        elif not days and lo and hi and lo > hi:
            self.add_error("per_week_hi", f"Choose {lo} or more, or lower the least.")
        return cleaned


class ProgrammeField(forms.ModelChoiceField):
    def label_from_instance(self, obj: Programme) -> str:
        return obj.name


class AssignForm(RhythmForm):
    """Everything has a sensible answer already; only the programme must be chosen."""

    programme = ProgrammeField(
        queryset=Programme.objects.none(), empty_label=None, widget=forms.RadioSelect,
        error_messages={"required": "Choose a programme.", "invalid_choice": "Choose one of these programmes."},
    )  # fmt: skip
    starts_on = DayField(label="Start")
    review_on = DayField(label="Look at it together again", required=False)
    send = forms.BooleanField(label="Send the invitation by e-mail", required=False)
    token = TokenField()

    def __init__(self, *args: Any, membership: Membership, patient: Patient, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        today = timezone.now().astimezone(membership.clinic.zone).date()
        self.initial = {
            "starts_on": today,
            "review_on": today + REVIEW_AFTER,
            "reminder_hour": patient.reminder_hour,
            "send": bool(patient.email),
        } | self.initial
        self.fields["programme"].queryset = programmes_for(patient, membership)
        self.precautions = set(patient.tags.filter(kind=PatientTag.Kind.PRECAUTION).values_list("value", flat=True))
        for name in ("per_week_lo", "per_week_hi"):
            self.fields[name].required = False
            self.fields[name].widget.attrs["placeholder"] = "as the programme says"
        if not patient.email:
            del self.fields["send"]

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean()
        start, review = cleaned.get("starts_on"), cleaned.get("review_on")
        if start and review and review < start:
            self.add_error("review_on", "This lies before the start. Choose a later day.")
        return cleaned

    @property
    def chosen(self) -> Any:
        """The button of the programme that was chosen elsewhere, None where none was."""
        return next((radio for radio in self.radios if self._is_chosen(radio)), None)

    def groups(self) -> Sequence[tuple[str, list[Any]]]:
        """The other programmes to choose from, as radio buttons under the headings people look for."""
        found: dict[str, list[Any]] = {name: [] for name in HEADINGS}
        for radio in self.radios:
            programme = radio.data["value"].instance
            own = "This patient’s own" if programme.made_for else "Programmes of the clinic"
            if not self._is_chosen(radio):
                found["Templates" if programme.is_template else own].append(radio)
        return [(name, radios) for name, radios in found.items() if radios]

    @cached_property
    def radios(self) -> list[Any]:
        """Each carries `clashes`, the patient's precautions for which that programme was not thought out, and
        `unpublished`, what of it nobody gets.
        """
        radios: list[Any] = list(self["programme"])
        for radio in radios:
            programme = radio.data["value"].instance
            radio.clashes = [str(each.label) for each in programme.excluded if each in self.precautions]
            radio.unpublished = _unpublished(programme)
        return radios

    def _is_chosen(self, radio: Any) -> bool:
        return str(radio.data["value"].instance.pk) == str(self.initial.get("programme"))


def _unpublished(programme: Any) -> str:
    """What stands in a draft only, and is not what would be assigned."""
    if programme.is_template or programme.in_draft is None:
        return ""
    if programme.in_force is None:
        return "Not published yet: assigning it publishes it."
    return f"Version {programme.in_draft} is not published. Version {programme.in_force} would be assigned."


class ReasonForm(forms.Form):
    """Why a plan rests, goes on or ends; optional, kept in its history."""

    reason = forms.CharField(label="Reason", max_length=LONGEST_REASON, required=False)

    def __init__(self, *args: Any, plan: Plan, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.plan = plan


class StepForm(ReasonForm):
    """A change of state; `seen` is the state the page showed, so that a colleague's deed is not written over."""

    seen = forms.CharField(max_length=8, required=False, widget=forms.HiddenInput)

    def __init__(self, *args: Any, plan: Plan, **kwargs: Any) -> None:
        super().__init__(*args, plan=plan, **kwargs)
        self.initial = {"seen": plan.state, **self.initial}


class PauseForm(StepForm):
    """A rest: what for, and the first day back where it is known."""

    LONGEST = dt.timedelta(days=366)

    why = forms.ChoiceField(label="What for", choices=[("", "Not said"), *PAUSES], required=False)
    resume_on = DayField(label="First day back, if known", required=False)

    field_order = ["why", "resume_on", "reason"]

    def clean_resume_on(self) -> dt.date | None:
        day: dt.date | None = self.cleaned_data["resume_on"]
        today = self.plan.patient.today()
        if day and not today < day <= today + self.LONGEST:
            raise forms.ValidationError("Choose a day after today, within a year.")
        return day


class DischargeForm(StepForm):
    """Why it ends, and what the two summaries are to say beside the figures."""

    why = forms.ChoiceField(
        label="Why", choices=[("", "Choose one"), *((each.value, each.label) for each in REASONS)],
        error_messages={"required": "Choose why the plan ends."},
    )  # fmt: skip
    can_do = forms.CharField(
        label="What is possible now, a line each", max_length=1000, required=False, widget=text_area(3),
        help_text="Their own words from the weekly questions, and what got better in the outcomes, come by themselves.",
    )  # fmt: skip
    advice = forms.CharField(
        label="How to keep it up, a line each", max_length=1000, required=False, widget=text_area(3),
    )  # fmt: skip

    field_order = ["why", "reason", "can_do", "advice"]


class DaysForm(RhythmForm):
    def __init__(self, *args: Any, plan: Plan, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.initial = {
            "training_days": list(plan.training_days),
            "per_week_lo": plan.per_week_lo,
            "per_week_hi": plan.per_week_hi,
            "reminder_hour": plan.patient.reminder_hour,
        }


class PhaseForm(ReasonForm):
    number = forms.TypedChoiceField(label="Phase", coerce=int)

    field_order = ["number", "reason"]

    def __init__(self, *args: Any, plan: Plan, **kwargs: Any) -> None:
        super().__init__(*args, plan=plan, **kwargs)
        phases = enumerate(plan.version.phases.all(), 1)
        self.fields["number"].choices = [(number, f"{number}. {phase.name}") for number, phase in phases]
        self.initial = {"number": plan.phase_number}


class ReviewForm(forms.Form):
    review_on = DayField(label="Look at it together again", required=False)

    def __init__(self, *args: Any, plan: Plan, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.plan = plan
        self.initial = {"review_on": plan.review_on}
