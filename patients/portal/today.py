"""The page a patient opens most: what is due, or when next, and what is new."""

import datetime as dt
import uuid
from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass, field, replace

from django.db.models import Q, QuerySet

from patients.models import Patient, Plan, PlanEvent, SessionLog, standing_of
from patients.portal import drafts
from patients.portal.barriers import WHATS
from patients.portal.between import Between, between_sessions
from patients.portal.drafts import Draft, Store
from patients.portal.easing import on_day
from patients.portal.sessions import Opened, plan_of
from patients.schedule import DAY, DAYS_A_WEEK, Due, Rhythm, Turn, due, week_start
from patients.services import messages
from patients.services.logs import LATE_DAYS, is_fresh
from patients.services.plans import news_of, told_of
from patients.services.weeks import IN_FLARE
from programmes.dose import COLUMNS
from programmes.models import Item, Phase, Session, Version
from programmes.models.version import COUNTED

TRAINING = Session.Kind.TRAINING
MOST_ENTERED = 6  # of the sessions that can still be changed; Progress lists all
# An exercise's texts are long, and none is read here.
ITEM_COLUMNS = (
    *("position", "group", "is_core", *COLUMNS, "exercise__name", "exercise__laterality", "exercise__flare_ok"),
    *("session__position", "session__phase", "session__name", "session__kind", "session__per_week"),
)


@dataclass(frozen=True)
class Day:
    """One day of the week's strip."""

    date: dt.date
    is_done: bool
    is_planned: bool
    is_today: bool

    @property
    def state(self) -> str:
        return "done" if self.is_done else "planned" if self.is_planned else "free"


@dataclass(frozen=True)
class Card:
    """One session to open, with a fresh id for "done as prescribed"."""

    opened: Opened
    done_this_week: int = 0
    key: uuid.UUID = field(default_factory=uuid.uuid4)

    @property
    def session(self) -> Session:
        return self.opened.session

    @property
    def is_training(self) -> bool:
        return self.session.kind == TRAINING

    @property
    def suits_a_flare(self) -> bool:
        return any(item.exercise.flare_ok for item in self.opened.items)


@dataclass(frozen=True)
class Unfinished:
    """A session begun on this device and not stored yet."""

    draft: Draft
    opened: Opened
    exercises_said: int

    @property
    def is_complete(self) -> bool:
        """Something was said of every exercise, or it was stopped: only the end is missing."""
        return bool(self.draft.stopped) or self.exercises_said >= len(self.opened.items)


@dataclass(frozen=True)
class Page:
    today: dt.date
    due: Due
    plan: Plan | None = None
    phase: Phase | None = None
    card: Card | None = None
    others: tuple[Card, ...] = ()
    extras: tuple[Card, ...] = ()
    week: tuple[Day, ...] = ()
    fresh: tuple[SessionLog, ...] = ()
    unfinished: tuple[Unfinished, ...] = ()
    trained_yesterday: bool = False
    news: tuple[Version, ...] = ()
    told: tuple[PlanEvent, ...] = ()
    messages: int = 0
    between: Between = field(default_factory=Between)

    @property
    def whats(self) -> Sequence[tuple[str, str]]:
        """What may have got in the way."""
        return WHATS

    @property
    def week_asks(self) -> tuple[int, int]:
        """Sessions a week, at least and at most; a week with a flare-up in it asks for one."""
        if self.plan is None or self.between.is_in_flare:
            return IN_FLARE, IN_FLARE
        return self.plan.per_week_lo, self.plan.per_week_hi

    @property
    def is_begun(self) -> bool:
        """Today's session is under way, so that it is carried on rather than started."""
        begun = {one.opened.session.pk for one in self.unfinished if not one.opened.is_late}
        return self.card is not None and self.card.session.pk in begun

    @property
    def next_is_tomorrow(self) -> bool:
        return self.due.next_on == self.today + DAY


def page_for(patient: Patient, store: Store) -> Page:
    """Everything Today shows, from seven queries whatever the plan holds; a few more after a break or a change."""
    today, plan = patient.today(), plan_of(patient)
    phase = phase_of(plan) if plan else None
    if plan is None or phase is None:
        return Page(today, due(today, None), messages=messages.unread_by_patient(patient))
    logs = lately(patient, today)
    between = between_sessions(patient, plan, logs, today)
    trained = [log.local_date for log in logs if log.session.kind in COUNTED and log.plan_id == plan.pk]
    cards = _cards([right_on_day(patient, opened) for opened in sessions_of(phase, today)], today, logs)
    answer = _answer(patient, plan, phase, cards, logs, trained)
    card = next((card for card in cards if answer.turn and card.session.pk == answer.turn.pk), None)
    if between.is_in_flare:
        card = _easiest(cards, card)
    return Page(
        today,
        answer,
        plan,
        phase,
        card=card,
        others=tuple(other for other in cards if other.is_training and other is not card and not between.is_in_flare),
        extras=tuple(card for card in cards if card.session.is_extra),
        week=_week(plan, today, {log.local_date for log in logs if log.session.kind in COUNTED}),
        fresh=tuple(log for log in logs if is_fresh(log))[:MOST_ENTERED],
        unfinished=_unfinished(patient, store, cards, today),
        trained_yesterday=today - DAY in trained,
        news=tuple(news_of(plan)),
        told=tuple(told_of(plan)),
        between=between,
        messages=messages.unread_by_patient(patient),
    )


def _answer(
    patient: Patient, plan: Plan, phase: Phase, cards: list[Card], logs: list[SessionLog], trained: list[dt.date]
) -> Due:
    """What today asks for; what was trained before a flare-up neither asks for anything in it nor excuses from it."""
    today, standing = patient.today(), standing_of(patient)
    in_flare = standing.in_flare(today)
    if in_flare and standing.began_on:
        trained = [day for day in trained if day >= standing.began_on]
    turns = turns_in(phase, [card.session for card in cards if card.is_training])
    rhythm = _rhythm(plan, in_flare=in_flare)
    return due(today, rhythm, turns=turns, last=last_turn(plan, logs), done_dates=trained)


def right_on_day(patient: Patient, opened: Opened) -> Opened:
    """The session as it is right for that day: less in a flare-up, and after one."""
    return replace(opened, items=on_day(patient, opened.session, opened.items, opened.day))


def phase_of(plan: Plan) -> Phase | None:
    """The phase the plan is in, the last one if there are fewer by now; one query."""
    phases = list(Phase.objects.filter(version=plan.version_id).order_by("position", "id"))
    return phases[min(max(plan.phase_number, 1), len(phases)) - 1] if phases else None


def sessions_of(phase: Phase, today: dt.date) -> list[Opened]:
    """The phase's sessions that hold anything, in their order, with their exercises; one query."""
    return by_session(Item.objects.select_related("session", "exercise").only(*ITEM_COLUMNS), phase, today)


def sessions_whole(phase: Phase, today: dt.date) -> list[Opened]:
    """The same with all that is to be read of each exercise."""
    return by_session(Item.objects.select_related("session", "exercise"), phase, today)


def by_session(items: QuerySet[Item], phase: Phase, today: dt.date) -> list[Opened]:
    """The items of the phase by their sessions; a flare-up plan of another phase stands in where this one has none."""
    here, easy = Q(session__phase=phase), Q(session__phase__version=phase.version_id, session__kind=Session.Kind.EASY)
    found: dict[Session, list[Item]] = defaultdict(list)
    for item in items.filter(here | easy).order_by("session__position", "session_id", "position", "id"):
        found[item.session].append(item)
    written = [session for session in found if session.is_easy]
    kept = next((session for session in written if session.phase_id == phase.pk), written[0] if written else None)
    return [Opened(each, held, today, today) for each, held in found.items() if not each.is_easy or each == kept]


def lately(patient: Patient, today: dt.date) -> list[SessionLog]:
    """This week's logs and those of the last seven days, newest first."""
    since = min(week_start(today), today - (LATE_DAYS + 1) * DAY)
    return list(patient.logs.filter(local_date__gte=since).select_related("session__phase", "morning"))


def turns_in(phase: Phase, training: Sequence[Session]) -> list[Turn]:
    return [Turn(session.pk, session.name, phase.position) for session in training]


def last_turn(plan: Plan, lately: list[SessionLog]) -> Turn | None:
    log = next((log for log in lately if log.session.kind == TRAINING and log.plan_id == plan.pk), None)
    if log is None:
        older = plan.logs.filter(session__kind=TRAINING).select_related("session__phase")
        log = older.order_by("-local_date", "-id").first()
    return Turn(log.session_id, log.session.name, log.session.phase.position) if log else None


def _easiest(cards: list[Card], turn: Card | None) -> Card | None:
    """What to do in a flare-up: the plan written for one; else the session in turn, cut to what suits.

    Where nothing in that session suits, the session of the phase with the most that does.
    """
    written = next((card for card in cards if card.session.is_easy), None)
    if written or turn is None or turn.suits_a_flare:
        return written or turn
    suiting = [card for card in cards if card.is_training and card.suits_a_flare]
    return max(suiting, key=lambda card: len(card.opened.items), default=turn)


def _rhythm(plan: Plan, *, in_flare: bool = False) -> Rhythm:
    """What was agreed; in a flare-up one session a week, on any day."""
    return Rhythm(
        plan.starts_on,
        IN_FLARE if in_flare else plan.per_week_lo,
        IN_FLARE if in_flare else plan.per_week_hi,
        frozenset() if in_flare else plan.weekdays,
        is_paused=plan.state == Plan.State.PAUSED,
        is_ended=plan.state == Plan.State.ENDED,
    )


def _cards(sessions: list[Opened], today: dt.date, logs: list[SessionLog]) -> list[Card]:
    this_week = [log.session_id for log in logs if log.local_date >= week_start(today)]
    return [Card(opened, this_week.count(opened.session.pk)) for opened in sessions]


def _week(plan: Plan, today: dt.date, trained: set[dt.date]) -> tuple[Day, ...]:
    days = [week_start(today) + n * DAY for n in range(DAYS_A_WEEK)]
    return tuple(
        Day(day, day in trained, day >= max(today, plan.starts_on) and day.isoweekday() in plan.weekdays, day == today)
        for day in days
    )


def _unfinished(patient: Patient, store: Store, cards: list[Card], today: dt.date) -> tuple[Unfinished, ...]:
    """Drafts of this phase's sessions; one of a session that is gone waits for nobody."""
    known = {card.session.pk: card.opened for card in cards}
    found = [draft for draft in drafts.of_patient(store, patient.pk, today) if draft.session_id in known]
    return tuple(_carried_on(draft, replace(known[draft.session_id], day=draft.day)) for draft in found)


def _carried_on(draft: Draft, opened: Opened) -> Unfinished:
    return Unfinished(draft, (draft.is_short and opened.short) or opened, len(draft.said))
