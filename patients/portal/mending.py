"""A stored log laid open to be corrected: its day, its exercises, how it felt, on one page."""

from collections.abc import Mapping
from dataclasses import dataclass, replace
from typing import Any

from django.core.exceptions import ValidationError

from clinic.models import Clinic
from exercises import services as exercises
from patients.entries import SCORES, ItemEntry, SessionEntry
from patients.models import SessionLog
from patients.portal.easing import ease, share_of
from patients.portal.forms import DayForm, FeltForm, ItemForm, StopForm
from patients.portal.player import item_form, so_far
from patients.services import logs
from programmes.models import Item


@dataclass(frozen=True)
class Mending:
    """The forms of one log; all of them are asked before any is stored."""

    log: SessionLog
    stored: SessionEntry
    day: DayForm
    items: list[tuple[Item, ItemForm, str]]  # each with what is stored of it, in words
    felt: FeltForm
    stop: StopForm

    @classmethod
    def of(cls, log: SessionLog, data: Mapping[str, Any] | None, clinic: Clinic) -> "Mending":
        stored = logs.entry_of(log)
        said = {entry.item_id: entry for entry in stored.items}
        items = list(log.session.items.select_related("exercise").order_by("position", "id"))
        if not log.session.is_easy:
            items = ease(items, share_of(log.patient, log.local_date))
        ladders = exercises.neighbours(item.exercise for item in items)
        steps = {pk: place.easier for pk, place in ladders.items()}
        return cls(
            log,
            stored,
            DayForm(data, initial={"day": log.local_date}),
            [
                (
                    item,
                    item_form(item, data, clinic, said.get(item.pk), steps.get(item.exercise_id)),
                    so_far(item, said.get(item.pk)),
                )
                for item in items
            ],
            FeltForm(data, initial=felt_of(log)),
            StopForm(data, initial={"stopped": log.stopped}),
        )

    def is_valid(self) -> bool:
        answers = [form.is_valid() for form in (self.day, self.felt, self.stop, *(form for _, form, _ in self.items))]
        return all(answers)

    def refuse(self, refusal: ValidationError) -> None:
        """Say what the service would not store, at the day if that is what it is about."""
        if getattr(refusal, "code", None) == "day":
            self.day.add_error("day", refusal)
        else:
            self.felt.add_error(None, refusal)

    def entry(self) -> SessionEntry:
        """What the log is to say now; exercises of which nothing is said are left out."""
        items = tuple(entry for _, form, _ in self.items if (entry := form.entry()).sets or entry.skipped)
        return replace(
            self.stored,
            local_date=self.day.cleaned_data["day"],
            items=items,
            as_prescribed=self.log.as_prescribed and items == self.stored.items,
            is_short=self.log.is_short and self._same_items(items),
            stopped=self.stop.cleaned_data["stopped"],
            **self.felt.answers(),
        )

    def _same_items(self, items: tuple[ItemEntry, ...]) -> bool:
        """Whether nothing was added to what was done of the short version."""
        return {item.item_id for item in items} <= {item.item_id for item in self.stored.items}


def felt_of(log: SessionLog) -> dict[str, Any]:
    """How a log says it felt, to begin the form with."""
    answers = {name: getattr(log, name) for name in SCORES}
    return {name: "" if score is None else score for name, score in answers.items()} | {"note": log.note}
