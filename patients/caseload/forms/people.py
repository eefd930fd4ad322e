"""Who a patient is, what to be careful with, and what they have at home."""

import copy
import datetime as dt
from typing import Any

from django import forms
from django.db.models import Q
from django.utils import timezone

from clinic.fields import one_line
from clinic.forms.running import zones_by_continent
from clinic.forms.token import TokenField
from clinic.models import Clinic, Membership
from exercises.groups import EQUIPMENT_GROUPS, PRECAUTION_GROUPS, grouped
from exercises.vocabulary import Equipment, Precaution
from patients.caseload.forms.fields import DayField, ZoneSelect, number_field
from patients.looks import CHOICES as LOOK_CHOICES
from patients.models import Patient

OLDEST_YEARS = 120


class StaffField(forms.ModelChoiceField):
    def label_from_instance(self, obj: Membership) -> str:
        return str(obj.user)


class PatientForm(forms.ModelForm):
    """Works on a copy, so that a page that shows mistakes does not wear the mistaken name itself."""

    email = forms.EmailField(label="E-mail address", required=False, max_length=254)
    date_of_birth = DayField(label="Date of birth", required=False)
    timezone = forms.ChoiceField(label="Time zone", choices=zones_by_continent, widget=ZoneSelect)
    therapist = StaffField(label="Therapist", queryset=Membership.objects.none(), empty_label=None)
    minutes_available = number_field("Minutes for a session", 1, 240, required=False)
    precautions = forms.MultipleChoiceField(
        label="Take care with", required=False, widget=forms.CheckboxSelectMultiple,
        choices=grouped(PRECAUTION_GROUPS, Precaution),
        help_text="The builder warns before an exercise that does not suit. Nothing is locked.",
    )  # fmt: skip
    equipment = forms.MultipleChoiceField(
        label="To train with at home", required=False, widget=forms.CheckboxSelectMultiple,
        choices=grouped(EQUIPMENT_GROUPS, Equipment),
    )  # fmt: skip
    figure_look = forms.ChoiceField(
        label="Who shows the exercises", required=False, choices=LOOK_CHOICES,
        help_text="In their portal and on their handouts. They can choose this themselves, too.",
    )  # fmt: skip
    is_another = forms.BooleanField(label="This is another person", required=False)
    token = TokenField()

    class Meta:
        model = Patient
        fields = [
            "first_name", "last_name", "email", "phone", "date_of_birth", "timezone", "therapist", "goal",
            "minutes_available", "figure_look",
        ]  # fmt: skip
        labels = {"goal": "Goal, in their own words"}
        help_texts = {"goal": "Such as “carry the shopping up the stairs”. It stands on the handout."}

    def __init__(self, *args: Any, clinic: Clinic, patient: Patient | None = None, **kwargs: Any) -> None:
        super().__init__(*args, instance=copy.copy(patient), **kwargs)
        self.clinic, self.patient = clinic, patient
        self.lookalikes: list[Patient] = []
        staff = Q(is_active=True) | Q(pk=patient.therapist_id if patient else None)
        self.fields["therapist"].queryset = clinic.memberships.staff().filter(staff).select_related("user")
        for name in ("first_name", "last_name", "phone", "goal"):
            self.fields[name].validators.append(one_line)
        if patient is None:
            self.initial.setdefault("timezone", clinic.timezone)
        else:
            del self.fields["token"]
            self._tick_tags(patient)

    def clean_email(self) -> str:
        return self.cleaned_data["email"].lower()

    def clean_date_of_birth(self) -> dt.date | None:
        born, today = self.cleaned_data["date_of_birth"], timezone.now().astimezone(self.clinic.zone).date()
        if born and not today.year - OLDEST_YEARS <= born.year <= today.year - (born > today):
            raise forms.ValidationError("Check the year: nobody in care was born then.")
        return born

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or self.cleaned_data
        if not self.errors and not cleaned["is_another"]:
            self.lookalikes = self._lookalikes(cleaned)
        if self.lookalikes:
            self.add_error("is_another", "Tick this if it is another person, then save again.")
        return cleaned

    def details(self) -> dict[str, Any]:
        """What the verbs want, without what only this form needs."""
        return {name: value for name, value in self.cleaned_data.items() if name != "is_another"}

    def _lookalikes(self, cleaned: dict[str, Any]) -> list[Patient]:
        """Who in the clinic may be the same person; on an edit only if what makes them alike was changed."""
        if self.patient and not {"first_name", "last_name", "email", "date_of_birth"} & set(self.changed_data):
            return []
        found = self.clinic.patients.current().resembling(
            name=(cleaned["first_name"], cleaned["last_name"]),
            born=cleaned["date_of_birth"],
            email=cleaned["email"],
        )
        if self.patient:
            return list(found.exclude(pk=self.patient.pk)[:5])
        return list(found.exclude(form_token=cleaned["token"])[:5])  # what this very form added is no lookalike

    def _tick_tags(self, patient: Patient) -> None:
        for tag in patient.tags.all():
            self.initial.setdefault("precautions" if tag.kind == tag.Kind.PRECAUTION else "equipment", []).append(
                tag.value
            )
