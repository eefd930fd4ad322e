"""A session as it is done: an exercise a page, what was said of each, and where the next page is."""

from collections.abc import Mapping
from dataclasses import dataclass
from functools import cached_property
from typing import Any

from django.contrib.sessions.backends.base import SessionBase
from django.db.models import prefetch_related_objects
from django.http import Http404
from django.urls import reverse

from clinic.models import Clinic
from exercises import services as exercises
from exercises.models import Exercise
from patients.entries import ItemEntry, SessionEntry
from patients.models import ItemLog, Patient, SessionLog
from patients.portal import drafts
from patients.portal.drafts import Draft
from patients.portal.forms import ItemForm
from patients.portal.sessions import Opened, amounts_asked
from patients.services.logs import asked_of
from programmes.models import Item


@dataclass(frozen=True)
class Line:
    """One exercise of the session, and what was said of it so far; `turn` names those it takes turns with."""

    number: int
    item: Item
    entry: ItemEntry | None
    url: str
    turn: str = ""

    @property
    def so_far(self) -> str:
        return so_far(self.item, self.entry)

    @property
    def is_done(self) -> bool:
        return bool(self.entry and len(self.entry.sets) >= len(asked_of(self.item).every_set))


@dataclass(frozen=True)
class Player:
    """A patient at a session on a day, with the draft they are making."""

    patient: Patient
    opened: Opened
    draft: Draft
    is_begun: bool

    @classmethod
    def of(cls, patient: Patient, opened: Opened, store: SessionBase) -> "Player":
        found = drafts.find(store, patient_id=patient.pk, session_id=opened.session.pk, day=opened.day)
        return cls(patient, opened, found or Draft(patient.pk, opened.session.pk, opened.day), found is not None)

    @property
    def lines(self) -> list[Line]:
        items = zip(self.opened.items, self.opened.turns, strict=True)
        return [self._line(number, item, turn) for number, (item, turn) in enumerate(items, 1)]

    def _line(self, number: int, item: Item, turn: str) -> Line:
        return Line(number, item, self.draft.items.get(item.pk), self.exercise_url(number), turn)

    def exercise_url(self, number: int) -> str:
        return self._address("portal:exercise", number)

    @property
    def session_url(self) -> str:
        return self._address("portal:session")

    @property
    def finish_url(self) -> str:
        return self._address("portal:finish")

    @property
    def next_url(self) -> str:
        """The first exercise nothing was said of; the end form when there is none."""
        return next((line.url for line in self.lines if not line.so_far), self.finish_url)

    def _address(self, name: str, *more: int) -> str:
        return reverse(name, args=[self.opened.session.pk, *more]) + self.opened.query

    def keep(self, store: SessionBase, entry: ItemEntry) -> None:
        """What was said of one exercise; whoever goes on has not stopped."""
        self.draft.items[entry.item_id] = entry
        self._put_down(store, stopped="")

    def stop(self, store: SessionBase, reason: str) -> None:
        """End it here and say why; what was ticked stays, and is stored with the end form."""
        self._put_down(store, stopped=reason)

    def _put_down(self, store: SessionBase, *, stopped: str) -> None:
        self.draft.stopped, self.draft.is_short = stopped, self.opened.is_short
        drafts.keep(store, self.draft, self.opened.today)

    @property
    def stopped_words(self) -> str:
        return SessionLog.Stop(self.draft.stopped).label if self.draft.stopped else ""

    @property
    def stops(self) -> list[tuple[str, str]]:
        """Reasons to stop, to choose from."""
        return SessionLog.Stop.choices

    @property
    def stop_url(self) -> str:
        return self._address("portal:stop")

    def forget(self, store: SessionBase) -> None:
        drafts.drop(store, patient_id=self.patient.pk, session_id=self.opened.session.pk, day=self.opened.day)

    def entry(self, **answers: Any) -> SessionEntry:
        """What is to be stored: everything said of the exercises, and the answers at the end.

        Whoever did more than the short version did the session, and nothing of it is left out.
        """
        shown = tuple(line.entry for line in self.lines if line.entry and line.so_far)
        others = tuple(entry for entry in self.draft.said if entry not in shown)
        return SessionEntry(
            self.draft.uuid,
            self.opened.session.pk,
            self.opened.day,
            shown + others,
            is_short=self.opened.is_short and not others,
            stopped=self.draft.stopped,
            **answers,
        )


@dataclass(frozen=True)
class ExercisePage:
    """One exercise of the session on a page of its own."""

    player: Player
    line: Line
    clinic: Clinic

    @classmethod
    def of(cls, player: Player, number: int, clinic: Clinic) -> "ExercisePage":
        if not 1 <= number <= len(player.lines):
            raise Http404
        page = cls(player, player.lines[number - 1], clinic)
        prefetch_related_objects([page.item.exercise], "media")
        return page

    def form(self, data: Mapping[str, Any] | None) -> ItemForm:
        return item_form(self.line.item, data, self.clinic, self.line.entry, self.step)

    @cached_property
    def step(self) -> Exercise | None:
        """The easier step of its ladder; one query."""
        return exercises.easier(self.item.exercise)

    @property
    def item(self) -> Item:
        return self.line.item

    @property
    def is_first_time(self) -> bool:
        """Whoever never trained sees how to do it without asking."""
        return self.player.patient.last_session_on is None

    @property
    def dose_main(self) -> str:
        """What to do; how much rest and effort stand below it."""
        return self.item.dose_words.split("; ")[0]

    @property
    def dose_more(self) -> str:
        more = " · ".join(self.item.dose_words.split("; ")[1:])
        return more[:1].upper() + more[1:]

    @property
    def total(self) -> int:
        return len(self.player.opened.items)

    @property
    def is_last(self) -> bool:
        return self.line.number == self.total

    def after(self, button: str | None) -> str:
        """Where the pressed button leads; whatever it is, what was ticked is kept."""
        return self.back_url if button == "back" else self.next_url

    @property
    def next_url(self) -> str:
        return self.player.finish_url if self.is_last else self.player.exercise_url(self.line.number + 1)

    @property
    def back_url(self) -> str:
        first = self.line.number == 1
        return self.player.session_url if first else self.player.exercise_url(self.line.number - 1)


def so_far(item: Item, entry: ItemEntry | None) -> str:
    """In words: "3 of 3 sets", "Skipped: no time", "Done", or nothing."""
    if entry is None or not (entry.sets or entry.skipped):
        return ""
    if entry.skipped and not entry.sets:
        return f"Skipped: {ItemLog.Skip(entry.skipped).label.lower()}"
    whole = len(asked_of(item).every_set)
    return "Done" if whole == 1 else f"{len(entry.sets)} of {whole} sets"


def item_form(
    item: Item, data: Mapping[str, Any] | None, clinic: Clinic, entry: ItemEntry | None, step: Exercise | None = None
) -> ItemForm:
    """The form of one exercise, filled with what was said before; `step` is the easier one of its ladder."""
    return ItemForm(
        data,
        asked=asked_of(item),
        most_sets=item.sets_hi or 1,
        amounts=amounts_asked(item, clinic.weight_unit),
        entry=entry,
        step=step,
    )
