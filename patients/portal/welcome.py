"""The first steps after the invitation: what each asks, keeps and is called, and their order."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any, Final

from django import forms

from clinic.models import User
from patients.models import Patient, Plan
from patients.portal.forms import AgreeForm
from patients.portal.wishes import DaysForm, GoalForm, HomeForm
from patients.services import consents, people
from patients.services.wishes import set_wishes

Data = Mapping[str, Any] | None


@dataclass(frozen=True)
class Visit:
    """Who is at the steps, with their plan if there is one."""

    patient: Patient
    plan: Plan | None
    by: User


@dataclass(frozen=True)
class Step:
    """One short page; `said` is what a therapist in the room reads while the phone is there."""

    key: str
    said: str
    template: str
    form: Callable[[Visit, Data], forms.Form]
    keep: Callable[[Visit, Any], object]

    @property
    def number(self) -> int:
        return KEYS.index(self.key) + 1

    @property
    def total(self) -> int:
        return len(KEYS)

    @property
    def before(self) -> str:
        return KEYS[self.number - 2] if self.number > 1 else ""

    @property
    def after(self) -> str:
        return KEYS[self.number] if self.number < self.total else ""


def _keep_wishes(visit: Visit, form: Any) -> None:
    set_wishes(patient=visit.patient, plan=visit.plan, by=visit.by, **form.wishes())


def _keep_consent(visit: Visit, form: Any) -> None:
    consents.give(patient=visit.patient, version=form.cleaned_data["version"], by=visit.by)


def _keep_home(visit: Visit, form: Any) -> None:
    people.change_patient(patient=visit.patient, by=visit.by, equipment=form.cleaned_data["equipment"])


STEPS: Final = {
    step.key: step
    for step in (
        Step("name", "“Is this you?”", "portal/welcome_name.html", lambda _, data: forms.Form(data), lambda *_: None),
        Step(
            "consent",
            "what is kept, and who sees it",
            "portal/welcome_consent.html",
            lambda _, data: AgreeForm(data),
            _keep_consent,
        ),
        Step(
            "goal",
            "the goal in their own words",
            "portal/welcome_goal.html",
            lambda visit, data: GoalForm(data, patient=visit.patient, plan=visit.plan),
            _keep_wishes,
        ),
        Step(
            "days",
            "days and reminders",
            "portal/welcome_days.html",
            lambda visit, data: DaysForm(data, patient=visit.patient, plan=visit.plan),
            _keep_wishes,
        ),
        Step(
            "home",
            "what is at home to train with",
            "portal/welcome_home.html",
            lambda visit, data: HomeForm(data, patient=visit.patient),
            _keep_home,
        ),
    )
}
KEYS: Final = tuple(STEPS)
