"""When each kind of message comes, and in which words."""

import datetime as dt
from collections.abc import Iterator, Sequence
from typing import Any

from django import forms
from django.core.exceptions import ValidationError

from patients.caseload.forms.fields import DAYS, HourField, text_area
from patients.reminders.kinds import Counts, Kind, Rule
from patients.reminders.texts import Text
from patients.reminders.times import EARLIEST, LATEST
from patients.services.wording import Chosen

MOST_DAYS, FURTHEST_DAY = 8, 365
ONE_NUMBER = (Kind.LAST, Kind.FRESH)


class WeekdayField(forms.TypedChoiceField):
    """A day of the week, cleaned to a tuple of its number."""

    def __init__(self) -> None:
        super().__init__(label="On", choices=DAYS, coerce=lambda number: (int(number),))


class DaysField(forms.CharField):
    """Whole numbers with spaces between, cleaned to a tuple in order."""

    def __init__(self, rule: Rule) -> None:
        self.rule = rule
        required = "Write one number or more, or turn these messages off."
        super().__init__(label="Days", max_length=60, error_messages={"required": required})

    def clean(self, value: Any) -> tuple[int, ...]:
        parts = super().clean(value).replace(",", " ").split()
        if not all(part.isascii() and part.isdigit() and 1 <= int(part) <= FURTHEST_DAY for part in parts):
            raise ValidationError(f"Write whole numbers from 1 to {FURTHEST_DAY}, with spaces between.")
        days = tuple(sorted(set(map(int, parts))))
        if self.rule.kind in ONE_NUMBER and len(days) > 1:
            raise ValidationError("Write one number.")
        if len(days) > MOST_DAYS:
            raise ValidationError(f"Write at most {MOST_DAYS} numbers.")
        return days


class RulesForm(forms.Form):
    """One row of fields for each kind."""

    def __init__(self, data: Any, *, table: Sequence[Rule], own: set[str]) -> None:
        self.table = sorted(table, key=lambda rule: Kind.values.index(rule.kind))  # as patients come to get them
        self.first_in_a_full_week, self.own = [rule.name for rule in table], own
        super().__init__(data, initial=dict(_initial(table)))
        for rule in table:
            self.fields[f"{rule.kind}_on"] = forms.BooleanField(required=False, label="Send these")
            if rule.kind != Kind.TRAINING:
                words = "At" if rule.hour else "At (empty: each patient’s own hour)"
                self.fields[f"{rule.kind}_hour"] = HourField(required=False, label=words)
            if rule.days:
                is_weekday = rule.counts is Counts.WEEKDAY
                self.fields[f"{rule.kind}_days"] = WeekdayField() if is_weekday else DaysField(rule)

    def clean(self) -> dict[str, Any]:
        for name, value in list(self.cleaned_data.items()):
            if isinstance(value, dt.time) and not EARLIEST <= value <= LATEST:
                self.add_error(name, f"Messages go out between {EARLIEST:%H:%M} and {LATEST:%H:%M}.")
        return self.cleaned_data

    def rows(self) -> Iterator[dict[str, Any]]:
        """Each kind with its fields, as the page shows them."""
        for rule in self.table:
            names = [f"{rule.kind}_{part}" for part in ("days", "hour")]
            yield {
                "rule": rule,
                "on": self[f"{rule.kind}_on"],
                "fields": [self[name] for name in names if name in self.fields],
                "is_own": rule.kind in self.own,
            }

    def chosen(self) -> dict[str, Chosen]:
        said = self.cleaned_data
        return {
            rule.kind: Chosen(said[f"{rule.kind}_on"], said.get(f"{rule.kind}_hour"), said.get(f"{rule.kind}_days", ()))
            for rule in self.table
        }


def _initial(table: Sequence[Rule]) -> Iterator[tuple[str, Any]]:
    for rule in table:
        yield f"{rule.kind}_on", rule.is_on
        yield f"{rule.kind}_hour", rule.hour
        shown = rule.days[:1] if rule.counts is Counts.WEEKDAY else rule.days
        yield f"{rule.kind}_days", " ".join(map(str, shown))


class TextForm(forms.Form):
    """The words of one kind."""

    subject = forms.CharField(
        max_length=80,
        label="Subject",
        help_text="Others may read it: nothing about health, exercises or numbers.",
        error_messages={"required": "Write a subject.", "max_length": "Keep the subject under 80 characters."},
    )
    short = forms.CharField(
        max_length=120,
        label="On a locked screen and as a text message",
        help_text="One sentence. Others may read it too.",
        error_messages={"required": "Write one sentence.", "max_length": "Keep this under 120 characters."},
    )
    body = forms.CharField(
        max_length=2000,
        label="The message",
        widget=text_area(12),
        error_messages={
            "required": "Write the message, or go back to ours.",
            "max_length": "Keep the message under 2,000 characters.",
        },
    )

    def __init__(self, data: Any, *, now: Text) -> None:
        super().__init__(data, initial={"subject": now.subject, "short": now.short, "body": now.body})

    def text(self) -> Text:
        said = self.cleaned_data
        return Text(said["subject"], said["short"], said["body"].replace("\r\n", "\n"))
