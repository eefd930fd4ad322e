"""What the rules ask of many plans at once, from a fixed number of queries; narrow rows, read once.

The evening's look at thousands of patients stands and falls with this: per patient there are a few small objects,
and whatever patients share (exercises, ladders, doses) is made once for all of them.
"""

import datetime as dt
from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Final, NamedTuple

from django.db.models import Min
from django.db.models.functions import Coalesce

from exercises import services as ladders
from exercises.models import Exercise
from patients.models import (
    CheckIn,
    Flare,
    ItemLog,
    Measure,
    Patient,
    Plan,
    PlanEvent,
    Proposal,
    SafetyLock,
    SessionLog,
    SetLog,
)
from patients.progress import proposing
from patients.progress.done import Done
from patients.progress.instruments import PSFS
from patients.progress.proposing import Earlier, Mode, Rung
from programmes import dose as doses
from programmes.dose import Dose, DoseError
from programmes.models import Item, Phase, Session

State = Proposal.State
HISTORY: Final = dt.timedelta(days=120)
SETS_OF: Final = 4  # the newest sessions of an exercise whose sets are read: no rule counts sets further back
Place = tuple[int, str]  # an exercise, and the session it is done in: what stays the same from version to version
DECISIONS: Final = {
    State.OPEN.value: "",
    State.ACCEPTED.value: "accepted",
    State.EDITED.value: "edited",
    State.DECLINED.value: "declined",
}


def original_in(path: str) -> Coalesce:
    """An exercise as it is today, where an older version shows a snapshot of it."""
    return Coalesce(f"{path}__snapshot_of", path)


@dataclass(frozen=True)
class Facts:
    """What the rules are told about one plan, and the rows that came with it."""

    patient: proposing.Patient
    exercises: Sequence[proposing.Exercise]
    plan: proposing.Plan
    open: Sequence[Proposal]
    stale: Sequence[int]  # open for so long that nobody's decision is asked any more


class Log(NamedTuple):
    """One session as a whole."""

    pk: int
    plan: int
    on: dt.date
    kind: str
    stopped: str
    pain_now: int | None
    pain_highest: int | None
    morning: int | None
    effort: int | None
    confidence: int | None


class Row(NamedTuple):
    """One exercise of it."""

    pk: int
    log: int
    item: int
    exercise: int
    session: str
    skipped: str
    easier: str


class Book:
    """The facts of these plans, each with its patient; `facts_of` a plan costs no query any more.

    Pain is asked after training only, so what is usual comes from the weekly answer.
    """

    def __init__(self, patients: Mapping[Plan, Patient], today: dt.date) -> None:
        """`today` may be a day off where a patient is; it only says how far back to read."""
        self.patients = patients
        self.plans = {plan.pk: plan for plan in patients}
        self.since = today - HISTORY
        self.phases = self._phases()
        self.items = self._items()
        self.exercises = Exercise.objects.in_bulk({item.exercise_id for items in self.items.values() for item in items})
        self.steps = ladders.neighbours(self.exercises.values())
        self.usual_doses: dict[int, Dose | None] = {}
        self.logs = self._logs()
        self.trained_on: dict[int, list[dt.date]] = defaultdict(list)
        for log in self.logs.values():
            if log.kind == Session.Kind.TRAINING:
                self.trained_on[log.plan].append(log.on)
        self.rows = self._rows()
        self.asked = self._asked()
        self.sets = self._sets()
        self.first = self._first_published()
        self.earlier = _by(Proposal.objects.filter(plan__in=self.plans).order_by("made_on", "id"), "plan_id")
        self.people = self._people()
        self.moved = self._moved()
        self.with_easy = set(
            Session.objects.filter(phase__version__in=self._versions, kind=Session.Kind.EASY).values_list(
                "phase__version", flat=True
            )
        )
        self.points = self._points()

    def facts_of(self, plan: Plan, today: dt.date) -> Facts:
        """Raises where the plan is broken, as one without phases is."""
        told = _Told(self, plan, today)
        return Facts(told.patient, told.exercises, told.plan, told.open, told.stale)

    @property
    def _versions(self) -> set[int]:
        return {plan.version_id for plan in self.plans.values()}

    def _phases(self) -> dict[int, list[Phase]]:
        found = Phase.objects.filter(version__in=self._versions).order_by("position", "id")
        return _by(found.only("version", "name", "kind"), "version_id")

    def phase_of(self, plan: Plan) -> tuple[Phase, str]:
        """The phase in force, and what the next one is called."""
        phases = self.phases[plan.version_id]
        number = min(plan.phase_number, len(phases))
        return phases[number - 1], phases[number].name if number < len(phases) else ""

    def _items(self) -> dict[int, list[Item]]:
        """The exercises of the phases in force, by phase."""
        phases = [self.phase_of(plan)[0].pk for plan in self.plans.values() if self.phases[plan.version_id]]
        items = Item.objects.filter(session__phase__in=phases, session__kind=Session.Kind.TRAINING)
        found: dict[int, list[Item]] = defaultdict(list)
        for item in items.select_related("session").order_by("id"):
            found[item.session.phase_id].append(item)
        return found

    def place_of(self, item: Item) -> Place:
        exercise = self.exercises[item.exercise_id]
        return exercise.snapshot_of_id or exercise.pk, item.session.name

    def _logs(self) -> dict[int, Log]:
        """Every session of the time the rules look at, oldest first."""
        logs = SessionLog.objects.filter(plan__in=self.plans, local_date__gte=self.since).order_by("local_date", "id")
        columns = (
            "pk", "plan", "local_date", "session__kind", "stopped", "pain_now", "pain_highest", "morning__pain",
            "effort", "confidence",
        )  # fmt: skip
        return {row[0]: Log(*row) for row in logs.values_list(*columns)}

    def _rows(self) -> dict[tuple[int, Place], list[Row]]:
        """How each exercise in force went, by plan and place, oldest first."""
        rows = ItemLog.objects.filter(session_log__plan__in=self.plans, session_log__local_date__gte=self.since)
        rows = rows.annotate(original=original_in("item__exercise"))
        columns = ("pk", "session_log", "item", "original", "item__session__name", "skipped", "easier")
        wanted = {
            (plan.pk, self.place_of(item))
            for plan in self.plans.values()
            if self.phases[plan.version_id]
            for item in self.items[self.phase_of(plan)[0].pk]
        }
        found: dict[tuple[int, Place], list[Row]] = defaultdict(list)
        order = {pk: number for number, pk in enumerate(self.logs)}
        for row in map(Row._make, rows.values_list(*columns).order_by()):
            if row.log in self.logs and (key := (self.logs[row.log].plan, (row.exercise, row.session))) in wanted:
                found[key].append(row)
        for those in found.values():
            those.sort(key=lambda row: (order[row.log], row.pk))
        return found

    def _asked(self) -> dict[int, Dose]:
        """The dose that was in force when it was done, by item."""
        known = {item.pk: item for items in self.items.values() for item in items}
        others = {row.item for rows in self.rows.values() for row in rows} - known.keys()
        known |= Item.objects.in_bulk(others)
        return {pk: item.dose for pk, item in known.items()}

    def _sets(self) -> dict[int, list[Done]]:
        newest = [row.pk for rows in self.rows.values() for row in rows[-SETS_OF:]]
        found: dict[int, list[Done]] = defaultdict(list)
        columns = ("item_log", "side", "reps", "seconds", "distance_m", "load_kg", "number", "id")
        sets = SetLog.objects.filter(item_log__in=newest).order_by().values_list(*columns)
        for item_log, *amounts, _number, _pk in sorted(sets, key=lambda each: each[-2:]):
            found[item_log].append(Done(*amounts))
        return found

    def _first_published(self) -> dict[tuple[int, Place], dt.datetime]:
        """When each exercise first came into its programme."""
        programmes = {plan.programme_id for plan in self.plans.values()}
        published = "session__phase__version__published_at"
        rows = Item.objects.filter(session__phase__version__programme__in=programmes, **{f"{published}__isnull": False})
        first = rows.annotate(original=original_in("exercise")).values(
            "session__phase__version__programme", "original", "session__name"
        )
        return {
            (row["session__phase__version__programme"], (row["original"], row["session__name"])): row["first"]
            for row in first.annotate(first=Min(published)).order_by()
        }

    def _people(self) -> dict[int, dict[str, list[Any]]]:
        """Weekly answers, flare-ups and locks, by patient, oldest first."""
        pks = {plan.patient_id for plan in self.plans.values()}
        answers = ("local_date", "usual_pain", "confidence", "worry", "sleep", "stress", "is_flare")
        check_ins = CheckIn.objects.filter(patient__in=pks, local_date__gte=self.since).order_by("week", "id")
        flares = Flare.objects.filter(patient__in=pks).order_by("began_on", "id")
        locks = SafetyLock.objects.filter(patient__in=pks).order_by("raised_at", "id")
        found: dict[int, dict[str, list[Any]]] = defaultdict(lambda: defaultdict(list))
        for patient, *said in check_ins.values_list("patient", *answers):
            on, usual, confidence, worry, sleep, stress, is_flare = said
            found[patient]["check_ins"].append(
                proposing.CheckIn(
                    on=on, usual_pain=usual, confidence=confidence, worry=worry, sleep=sleep, stress=stress,
                    is_flare=is_flare,
                )
            )  # fmt: skip
        for patient, began_on, ended_on in flares.values_list("patient", "began_on", "ended_on"):
            found[patient]["flares"].append((began_on, ended_on))
        for patient, cleared_at in locks.values_list("patient", "cleared_at"):
            found[patient]["locks"].append(cleared_at)
        return found

    def _moved(self) -> dict[int, dt.datetime]:
        """When each plan was moved to the phase it is in."""
        events = PlanEvent.objects.filter(plan__in=self.plans, kind=PlanEvent.Kind.PHASE).order_by("id")
        return dict(events.values_list("plan", "at"))

    def _points(self) -> dict[int, float]:
        """How far own activities have come since the first time, on average; nobody before their second day."""
        scores: dict[int, list[tuple[str, float, dt.date]]] = defaultdict(list)
        pks = {plan.patient_id for plan in self.plans.values()}
        measures = Measure.objects.filter(patient__in=pks, instrument=PSFS).order_by("taken_on", "id")
        for patient, activity, value, day in measures.values_list("patient", "activity", "value", "taken_on"):
            scores[patient].append((activity, float(value), day))
        return {pk: _gained(those) for pk, those in scores.items() if len({day for _, _, day in those}) > 1}

    def rung(self, exercise: Exercise, way: str) -> Rung | None:
        """The neighbour on the ladder."""
        place = self.steps.get(exercise.pk)
        found: Exercise | None = getattr(place, way) if place else None
        return Rung(exercise=found.pk, name=found.name, dose=self._usual_dose(found)) if found else None

    def _usual_dose(self, exercise: Exercise) -> Dose | None:
        if exercise.pk not in self.usual_doses:
            try:
                self.usual_doses[exercise.pk] = doses.parse(exercise.dose) if exercise.dose else None
            except DoseError:
                self.usual_doses[exercise.pk] = None
        return self.usual_doses[exercise.pk]


class _Told:
    """One plan out of the book, in the words of the rules."""

    def __init__(self, book: Book, plan: Plan, today: dt.date) -> None:
        self.book, self.in_force, self.today = book, plan, today
        self.zone = book.patients[plan].zone
        self.phase, self.next_phase = book.phase_of(plan)
        self.items = book.items[self.phase.pk]
        proposals = book.earlier[plan.pk]
        last = today - dt.timedelta(days=proposing.DEFAULTS.expires_days)
        self.stale = [row.pk for row in proposals if row.state == State.OPEN and row.made_on <= last]
        self.open = [row for row in proposals if row.state == State.OPEN and row.made_on > last]
        self.now = {book.place_of(item)[0]: item.pk for item in self.items}
        self.earlier = [self._earlier(row) for row in proposals]
        self.history = {place: list(self._sessions(place)) for place in {book.place_of(item) for item in self.items}}

    @property
    def exercises(self) -> list[proposing.Exercise]:
        plan, turns = self.in_force, len({item.session_id for item in self.items}) or 1
        return [
            proposing.Exercise(
                item=item.pk,
                exercise=exercise.snapshot_of_id or exercise.pk,
                name=exercise.name,
                mode=Mode(exercise.progression_mode),
                dose=self.book.asked[item.pk],
                since=self._since(self.book.place_of(item)),
                history=self.history[self.book.place_of(item)],
                easier=self.book.rung(exercise, "easier"),
                harder=self.book.rung(exercise, "harder"),
                per_side=exercise.per_side,
                times_a_week=(plan.per_week_lo + plan.per_week_hi) / 2 / turns,
                in_sessions=frozenset({item.session_id}),
            )
            for item, exercise in ((item, self.book.exercises[item.exercise_id]) for item in self.items)
        ]

    @property
    def patient(self) -> proposing.Patient:
        said = self.book.people[self.in_force.patient_id]
        flares, locks = said["flares"], said["locks"]
        cleared = [at for at in locks if at]
        return proposing.Patient(
            trained_on=self.book.trained_on[self.in_force.pk],
            check_ins=said["check_ins"],
            earlier=self.earlier,
            is_locked=None in locks,
            cleared_on=max(cleared).astimezone(self.zone).date() if cleared else None,
            flare_since=next((began for began, ended in flares if ended is None), None),
            flare_ended_on=max((ended for _, ended in flares if ended), default=None),
            state=self.in_force.state,
        )

    @property
    def plan(self) -> proposing.Plan:
        plan = self.in_force
        moved = self.book.moved.get(plan.pk)
        since = moved.astimezone(self.zone).date() if moved else plan.starts_on
        by_day = {one.on: one for those in self.history.values() for one in those}
        steps = (one for one in self.earlier if one.is_progress and one.was_accepted and one.on >= since)
        return proposing.Plan(
            phase=self.phase.kind,
            since=since,
            next_phase=self.next_phase,
            sessions=[by_day[day] for day in sorted(by_day)],
            progressed=len({one.exercise for one in steps}),
            points_gained=self.book.points.get(plan.patient_id),
            is_flare_plan_written=plan.version_id in self.book.with_easy,
        )

    def _since(self, place: Place) -> dt.date:
        """The day the exercise came into the programme, or the plan began if that was later."""
        first = self.book.first.get((self.in_force.programme_id, place))
        return max(first.astimezone(self.zone).date(), self.in_force.starts_on) if first else self.in_force.starts_on

    def _sessions(self, place: Place) -> Iterator[proposing.Session]:
        for row in self.book.rows[self.in_force.pk, place]:
            log = self.book.logs[row.log]
            yield proposing.Session(
                on=log.on,
                asked=self.book.asked[row.item],
                sets=self.book.sets.get(row.pk, ()),
                skipped=row.skipped,
                easier=row.easier,
                stopped=log.stopped,
                pain_highest=log.pain_highest,
                pain_after=log.pain_now,
                pain_morning=log.morning,
                effort=log.effort,
                confidence=log.confidence,
            )

    def _earlier(self, row: Proposal) -> Earlier:
        """What was proposed before, with the row that stands for its exercise now."""
        return Earlier(
            rule=row.rule,
            on=row.made_on,
            item=self.now.get((row.change or {}).get("exercise") or 0, self.now.get(row.exercise_id or 0)),
            exercise=row.exercise_id,
            about=tuple(row.about),
            decision="expired" if row.pk in self.stale else DECISIONS.get(row.state, "expired"),
        )


def _by(rows: Iterable[Any], column: str) -> dict[int, list[Any]]:
    found: dict[int, list[Any]] = defaultdict(list)
    for row in rows:
        found[getattr(row, column)].append(row)
    return found


def _gained(scores: Sequence[tuple[str, float, dt.date]]) -> float:
    first: dict[str, float] = {}
    last: dict[str, float] = {}
    for activity, value, _ in scores:
        first.setdefault(activity, value)
        last[activity] = value
    return sum(last[name] - first[name] for name in first) / len(first)
