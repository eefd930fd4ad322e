"""One sheet laid open: which session, its lines, and what it says in the end."""

from collections.abc import Mapping
from dataclasses import dataclass, replace
from typing import Any

from django.core.exceptions import ValidationError

from patients.entries import SCORES, SessionEntry
from patients.models import Patient, Plan, SessionLog
from patients.paper.forms import HeadForm, LineForm
from patients.portal.sessions import Opened, open_session, plan_of
from patients.portal.today import last_turn, phase_of, sessions_of, turns_in
from patients.schedule import next_turn
from patients.services import logs
from programmes.models import Phase, Session

TWICE = "{session} of that day is in the record already. Tick below if they did it twice."
Data = Mapping[str, Any] | None


@dataclass(frozen=True)
class Choice:
    """The sessions to choose from, and the one whose turn it was."""

    sessions: list[Session]
    others: list[tuple[Phase, list[Session]]]  # of the other phases, for an older sheet
    turn: int | None


def choice_of(patient: Patient) -> Choice:
    """What can be entered of the plan in force, or of the last one."""
    plan = plan_of(patient)
    phase = phase_of(plan) if plan else None
    if plan is None or phase is None:
        return Choice([], [], None)
    sessions = [opened.session for opened in sessions_of(phase, patient.today())]
    turns = turns_in(phase, [one for one in sessions if one.kind == Session.Kind.TRAINING])
    turn = next_turn(turns, last_turn(plan, []))
    return Choice(sessions, _others(plan, phase), turn.pk if turn else next((one.pk for one in sessions), None))


def _others(plan: Plan, phase: Phase) -> list[tuple[Phase, list[Session]]]:
    phases = Phase.objects.filter(version=plan.version_id).exclude(pk=phase.pk).order_by("position", "id")
    found = ((other, list(other.sessions.order_by("position", "id"))) for other in phases)
    return [(other, sessions) for other, sessions in found if sessions]


@dataclass(frozen=True)
class Sheet:
    """A patient's sheet of one session; `log` where it was entered before."""

    patient: Patient
    opened: Opened
    head: HeadForm
    lines: list[LineForm]
    log: SessionLog | None = None

    @classmethod
    def of(cls, patient: Patient, session_pk: int, data: Data, log: SessionLog | None = None) -> "Sheet":
        today = patient.today()
        opened = open_session(patient, session_pk, today)
        entry = logs.entry_of(log) if log else None
        before = {item.item_id: item for item in entry.items} if entry else {}
        initial = {name: getattr(entry, name) for name in (*SCORES, "note", "uuid")} if entry else {}
        initial |= {"day": entry.local_date} if entry else {}
        lines = [
            LineForm(data, item=item, clinic=patient.clinic, before=before.get(item.pk), is_new=log is None)
            for item in opened.items
        ]
        return cls(patient, opened, HeadForm(data, today=today, initial=initial), lines, log)

    def is_valid(self) -> bool:
        answers = [form.is_valid() for form in (self.head, *self.lines)]
        return all(answers) and not self._is_there_already()

    def refuse(self, refusal: ValidationError) -> None:
        self.head.add_error("day" if getattr(refusal, "code", None) == "day" else None, refusal)

    def entry(self) -> SessionEntry:
        items = tuple(entry for line in self.lines if (entry := line.entry()))
        said = SessionEntry(
            self.log.uuid if self.log else self.head.cleaned_data["uuid"],
            self.opened.session.pk,
            self.head.cleaned_data["day"],
            items,
            as_prescribed=bool(self.lines) and all(line.is_plain for line in self.lines),
            **self.head.answers(),
        )
        return replace(said, items=()) if said.as_prescribed and self.log is None else said

    def _is_there_already(self) -> bool:
        """The same session on the same day is more often one that the phone has told already."""
        said = self.head.cleaned_data
        same = self.patient.logs.filter(session=self.opened.session, local_date=said["day"])
        same = same.exclude(uuid=self.log.uuid if self.log else said["uuid"])
        if said["again"] or not same.exists():
            return False
        self.head.add_error("again", TWICE.format(session=self.opened.session.title))
        return True
