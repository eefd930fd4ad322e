"""What a physiotherapist says of a drawing."""

from typing import Any

from django import forms

from clinic.models import Clinic, User
from exercises.models import Exercise
from exercises.services import drawings

LONGEST_REMARK = 1000
WHICH = "You pressed “Drawn right”, and wrote what is wrong. Save the remark, or empty the field first."


class JudgementForm(forms.Form):
    """Right, wrong with a remark, or taken back; each is a button."""

    RIGHT, WRONG, BACK = "right", "wrong", "back"

    verdict = forms.ChoiceField(
        choices=[(RIGHT, "Drawn right"), (WRONG, "Something is wrong"), (BACK, "Take it back")],
        error_messages={"required": "Press one of the buttons.", "invalid_choice": "Press one of the buttons."},
    )
    remark = forms.CharField(
        label="What is wrong with it?",
        required=False,
        max_length=LONGEST_REMARK,
        widget=forms.Textarea(attrs={"rows": 3}),
        error_messages={"max_length": f"Keep the remark under {LONGEST_REMARK} characters."},
    )
    seen = forms.CharField(required=False, max_length=60, widget=forms.HiddenInput)

    def clean(self) -> dict[str, Any]:
        said = super().clean() or self.cleaned_data
        verdict, remark = said.get("verdict"), said.get("remark")
        if verdict == self.WRONG and not remark and "remark" not in self.errors:
            self.add_error("remark", "Write what is wrong, so that it can be drawn anew.")
        if verdict == self.RIGHT and remark:
            self.add_error("remark", WHICH)
        return said

    def say(self, *, exercise: Exercise, clinic: Clinic, by: User) -> str:
        """Keep it and tell in words what was kept; raises ValidationError where something changed meanwhile."""
        verdict, seen = self.cleaned_data["verdict"], self.cleaned_data["seen"]
        if verdict == self.BACK:
            drawings.take_back(exercise=exercise, clinic=clinic, by=by, seen=seen)
            return f"{exercise.name}: taken back. The drawing counts as not looked at yet."
        remark = self.cleaned_data["remark"] if verdict == self.WRONG else ""
        drawings.judge(exercise=exercise, clinic=clinic, by=by, seen=seen, remark=remark)
        return f"{exercise.name}: remark saved." if remark else f"{exercise.name}: drawn right."
