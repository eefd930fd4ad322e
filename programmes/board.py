"""What the builder shows: a version turned into plain rows, with what was typed kept where it could not be saved."""

from collections import defaultdict
from collections.abc import Collection, Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from functools import cache, cached_property, lru_cache
from typing import Any

from django.db.models import QuerySet
from django.forms import BaseForm
from django.template.loader import render_to_string
from django.urls import reverse
from django.utils.html import format_html, format_html_join
from django.utils.safestring import SafeString, mark_safe

from clinic.escaped import escaped
from clinic.prepared import Prepared
from exercises.figures import Drawn
from exercises.shelves import Listed
from programmes import dose, duration, turns
from programmes.dose import COLUMNS, Dose
from programmes.forms import SIDES, STAGES, shown_side
from programmes.models import Item, Phase, Programme, Session, Version
from programmes.scheme import Line, Outing, Stage

TICKED = escaped(" checked")
AT_FAULT = mark_safe(' aria-invalid="true"')


@dataclass(frozen=True)
class Trouble:
    """A form that could not be saved, and the part of the programme it belongs to."""

    part: Programme | Phase | Session | Item
    form: BaseForm
    current: Item | None = None

    def concerns(self, part: Programme | Phase | Session | Item) -> bool:
        return type(part) is type(self.part) and part.pk == self.part.pk


class Card:
    """One part of the page; `value` is what its fields show, `wrong` what to say at them.

    Its texts are plain strings, made once: a page has forty rows and a template pays for every look-up.
    """

    def __init__(self, part: Any, address: str, trouble: Trouble | None) -> None:
        self.pk, self.part, self.url = escaped(str(part.pk)), part, escaped(address)
        self.trouble = trouble if trouble and trouble.concerns(part) else None

    @property
    def value(self) -> Mapping[str, Any]:
        return self.trouble.form.data if self.trouble else self.saved

    @property
    def saved(self) -> Mapping[str, Any]:
        raise NotImplementedError

    @property
    def wrong(self) -> list[tuple[str, str]]:
        """Each field at fault with one sentence."""
        errors = self.trouble.form.errors if self.trouble else {}
        return [(name, " ".join(str(sentence) for sentence in sentences)) for name, sentences in errors.items()]

    @property
    def fields_at_fault(self) -> set[str]:
        return {name for name, _ in self.wrong}


class Row(Card):
    """An item as one row."""

    part: Item
    advice: str = ""  # hints at the row, as `programmes.advice` writes them

    ticked = ""  # " checked" where it is among many that were chosen
    kept = False

    def __init__(
        self,
        item: Item,
        address: str,
        trouble: Trouble | None = None,
        *,
        look: str = "",
        turn: turns.Turn | None = None,
    ) -> None:
        super().__init__(item, address, trouble)
        self.turn = turn
        self.above = _above(item.heading, turn)
        self.kind, self.place = _marks(turn)
        self.exercise = item.exercise
        self.name = escaped(item.exercise.name)
        self.label = self.name + self.place
        self.about = escaped(f"{_library()}{item.exercise_id}/")
        self.thumb = thumb(item.exercise.drawn, look)
        self.dose = item.dose
        self.short, self.said, self.hints = _spoken(self.dose)
        self.revision = escaped(str(item.revision))

    @property
    def gaps(self) -> dict[str, str]:
        """What differs from row to row in the page, ready to stand there."""
        value = self.value
        return {
            "pk": self.pk,
            "url": self.url,
            "kind": self.kind,
            "above": self.above,
            "label": self.label,
            "name": self.name,
            "about": self.about,
            "thumb": self.thumb,
            "ticked": self.ticked,
            "revision": self.revision,
            "dose": escaped(value.get("dose", "")),
            "dose_fault": self._fault("dose"),
            "core": TICKED if value.get("is_core") else "",
            "note": escaped(value.get("note", "")),
            "note_fault": self._fault("note"),
            "side": _side(self.sides) if self.sides else "",
            "said": self._what_is_said(),
            "advice": self.advice,
        }

    def _fault(self, name: str) -> str:
        return AT_FAULT if self.trouble and name in self.fields_at_fault else ""

    def _what_is_said(self) -> str:
        """The dose in words, or why it could not be saved."""
        if self.trouble:
            return render_to_string("programmes/_phases.html#trouble", {"row": self})
        return render_to_string("programmes/_phases.html#said", {"row": self}) if self.hints else self.said

    @cached_property
    def saved(self) -> Mapping[str, Any]:
        side = shown_side(self.part)
        return {"dose": self.short, "side": side, "note": self.part.note, "is_core": self.part.is_core}

    @property
    def sides(self) -> str:
        """The choice of sides, where sides matter."""
        both = self.part.both_sides
        return _options(SIDES, str(self.value.get("side"))) if both or self.part.side else ""

    @property
    def conflict(self) -> Item | None:
        return self.trouble.current if self.trouble else None

    @property
    def clash_dose(self) -> str:
        """What the dose has become meanwhile."""
        return dose.short(self.conflict.dose) if self.conflict else ""

    @property
    def line(self) -> Line:
        exercise = self.exercise
        return Line(
            pk=self.part.pk,
            exercise=exercise.snapshot_of_id or exercise.pk,
            name=exercise.name,
            pillar=exercise.pillar,
            foundation=exercise.foundation,
            pattern=exercise.pattern,
            per_side=exercise.per_side,
            dose=self.dose,
            note=self.part.note,
        )


class SessionCard(Card):
    part: Session

    def __init__(self, session: Session, rows: list[Row], base: str, trouble: Trouble | None) -> None:
        super().__init__(session, f"{base}sessions/{session.pk}/", trouble)
        self.rows = rows
        self.count = str(len(self.rows))

    @property
    def saved(self) -> Mapping[str, Any]:
        return {"name": self.part.name, "kind": self.part.kind, "per_week": self.part.per_week}

    @cached_property
    def title(self) -> str:
        return self.part.title

    @cached_property
    def is_extra(self) -> bool:
        return self.part.is_extra

    @cached_property
    def is_easy(self) -> bool:
        return self.part.is_easy

    @property
    def target(self) -> str:
        """What a new exercise is sent to: this session, with how many rows the page shows in it."""
        return f"{self.pk}:{self.count}"

    @property
    def kinds(self) -> str:
        return _options(Session.Kind.choices, str(self.value.get("kind")))

    @cached_property
    def minutes(self) -> str:
        return str(duration.minutes_of((row.dose, row.exercise.per_side, row.part.group) for row in self.rows))

    @property
    def outing(self) -> Outing:
        return Outing(
            pk=self.part.pk,
            name=self.part.name,
            title=self.title,
            minutes=int(self.minutes),
            lines=[row.line for row in self.rows],
            is_extra=self.is_extra,
            is_easy=self.is_easy,
            per_week=self.part.per_week,
        )


class PhaseCard(Card):
    part: Phase

    def __init__(
        self, phase: Phase, number: int, sessions: list[SessionCard], base: str, trouble: Trouble | None
    ) -> None:
        super().__init__(phase, f"{base}phases/{phase.pk}/", trouble)
        self.number = str(number)
        self.sessions = sessions
        self.count = str(len(self.sessions))

    @cached_property
    def saved(self) -> Mapping[str, Any]:
        names = ("name", "kind", "weeks", "per_week_lo", "per_week_hi", "exit_criterion")
        return {name: str(getattr(self.part, name)) for name in names}

    @property
    def stages(self) -> str:
        return _options(STAGES, str(self.value.get("kind")))


class NameCard(Card):
    part: Programme

    @property
    def saved(self) -> Mapping[str, Any]:
        return {"name": self.part.name, "summary": self.part.summary}


@dataclass
class Board:
    """A whole version for the page."""

    version: Version | None
    phases: list[PhaseCard] = field(default_factory=list)

    @property
    def count(self) -> str:
        return str(len(self.phases))

    @property
    def sessions(self) -> Iterator[SessionCard]:
        return (session for phase in self.phases for session in phase.sessions)

    def tick(self, chosen: Collection[int]) -> None:
        """Keep the ticks of a form that could not be sent."""
        for row in self.rows:
            if row.part.pk in chosen:
                row.ticked = TICKED

    @cached_property
    def places(self) -> str:
        """The inside of a select of all sessions."""
        names = [(session.part.pk, f"{phase.part.name}: {session.title}") for phase, session in self.pairs]
        return _options(names, "")

    @cached_property
    def phase_places(self) -> str:
        """The inside of a select of all phases."""
        return _options([(phase.part.pk, f"{phase.number}. {phase.part.name}") for phase in self.phases], "")

    @property
    def pairs(self) -> Iterator[tuple[PhaseCard, SessionCard]]:
        return ((phase, session) for phase in self.phases for session in phase.sessions)

    @property
    def rows(self) -> Iterator[Row]:
        return (row for session in self.sessions for row in session.rows)

    @cached_property
    def stages(self) -> list[Stage]:
        """The same for arithmetic."""
        return [
            Stage(
                pk=phase.part.pk,
                number=number,
                lo=phase.part.per_week_lo,
                hi=phase.part.per_week_hi,
                outings=[session.outing for session in phase.sessions],
            )
            for number, phase in enumerate(self.phases, 1)
        ]


@lru_cache(maxsize=512)
def _above(heading: str, turn: turns.Turn | None) -> str:
    """What stands above a row: its heading, and at the first of a group what kind of group it is."""
    lines = [("row-heading", heading)] if heading else []
    if turn and turn.is_first:
        lines.append(("turn-title", turn.title))
    return format_html_join("", '<p class="{}">{}</p>', lines)


@lru_cache(maxsize=64)
def _marks(turn: turns.Turn | None) -> tuple[SafeString, SafeString]:
    """The classes that draw the bracket, and the place in the group for those who do not see it."""
    if turn is None:
        return escaped(""), escaped("")
    ends = (" turn-first" if turn.is_first else "") + (" turn-last" if turn.is_last else "")
    return escaped(f" turn{ends}"), escaped(f", {turn.place}")


@lru_cache(maxsize=2048)
def _spoken(prescribed: Dose) -> tuple[str, str, list[str]]:
    """The dose as typed, in words, and what is unusual in it."""
    words = dose.words(prescribed, for_patient=False)
    said = escaped(words[:1].upper() + words[1:])
    return dose.short(prescribed), said, dose.warnings(prescribed)


@cache
def thumb(picture: Drawn | None, look: str) -> str:
    """A small picture: the drawing in the clinic's look, or nobody in particular."""
    if picture is None:
        return mark_safe('<span class="thumb" aria-hidden="true"><svg><use href="#i-body" /></svg></span>')
    html = '<span class="thumb" aria-hidden="true"><img src="{}" alt="" loading="lazy" decoding="async"></span>'
    return format_html(html, picture.seen(look=look).still_url)


@dataclass(frozen=True)
class Found:
    """An exercise that answers to a search, with the dose it would get."""

    exercise: Listed
    habit: Dose | None
    look: str

    @property
    def dose(self) -> str:
        return dose.short(self.habit) if self.habit else self.exercise.dose

    @property
    def thumb(self) -> str:
        return thumb(self.exercise.drawn, self.look)


def read_aloud(written: str) -> tuple[bool, str, list[str]]:
    """Whether a dose is understood; what was, in words, with what is unusual, or the sentence about what was not."""
    try:
        _, said, hints = _spoken(dose.parse(written))
    except dose.DoseError as error:
        return False, str(error), []
    return True, said, hints


def _options(choices: Iterable[tuple[Any, Any]], chosen: str) -> str:
    """The inside of a select; the same few are made over and over, so they are kept."""
    return _kept_options(tuple((str(code), str(label)) for code, label in choices), chosen)


@lru_cache(maxsize=64)
def _kept_options(choices: tuple[tuple[str, str], ...], chosen: str) -> str:
    selected = {chosen: mark_safe(" selected")}
    options = ((code, selected.get(code, ""), label) for code, label in choices)
    return format_html_join("", '<option value="{}"{}>{}</option>', options)


@lru_cache(maxsize=64)
def _side(options: str) -> str:
    return render_to_string("programmes/_phases.html#side", {"options": options})


@cache
def _library() -> str:
    """Worked out once: a page of many rows would spend most of its time on addresses."""
    return reverse("exercises:list")


def board(
    version: Version | None, trouble: Trouble | None = None, look: str = "", only: Collection[int] | None = None
) -> Board:
    """The version with everything below it, in three queries whatever the size; drawings in the clinic's look.

    `only` leaves out the rows of all other sessions.
    """
    if version is None:
        return Board(None)
    base = address(version)
    items, rows, sessions = defaultdict(list), {}, defaultdict(list)
    for item in _items.all(version.pk) if only is None else _items_in(version, only):
        items[item.session_id].append(item)
    for pk, held in items.items():
        places = zip(held, turns.turns_of(held), strict=True)
        rows[pk] = [Row(item, f"{base}items/{item.pk}/", trouble, look=look, turn=turn) for item, turn in places]
    for session in _sessions.all(version.pk):
        sessions[session.phase_id].append(SessionCard(session, rows.get(session.pk, []), base, trouble))
    phases = enumerate(_phases.all(version.pk), 1)
    return Board(version, [PhaseCard(phase, number, sessions[phase.pk], base, trouble) for number, phase in phases])


@dataclass(frozen=True)
class Kept:
    """A row that the page shows already: only its place is said."""

    pk: int
    kept = True


@dataclass(frozen=True)
class RowList:
    """The rows of a session in their order."""

    pk: int
    rows: list[Row | Kept]


def lists(version: Version, sessions: Collection[int], changed: Collection[int], look: str) -> list[RowList]:
    """The rows of these sessions for a page that has them all but what changed."""
    return [RowList(pk, _only_places(version, pk, changed) or _rows(version, pk, changed, look)) for pk in sessions]


def _only_places(version: Version, session: int, changed: Collection[int]) -> list[Row | Kept]:
    """The quick answer where rows were but moved; nothing where some must be shown."""
    places = [] if changed else _places.all(version.pk, session)
    return [] if any(group is not None for _, group in places) else [Kept(pk) for pk, _ in places]


def _rows(version: Version, session: int, changed: Collection[int], look: str) -> list[Row | Kept]:
    """Where rows take turns a neighbour's move is seen in them, so those are never taken for known."""
    base, items = address(version), _items_of.all(version.pk, session)
    return [
        Row(item, f"{base}items/{item.pk}/", look=look, turn=turn)
        if item.pk in changed or item.group is not None
        else Kept(item.pk)
        for item, turn in zip(items, turns.turns_of(items), strict=True)
    ]


SHOWN = (
    "key", "clinic_id", "drawn_as", "name", "pillar", "foundation", "pattern", "position", "laterality",
    "source", "licence", "author", "adapted_from", "snapshot_of",
)  # fmt: skip
OF_ROW = (*COLUMNS, "position", "note", "is_core", "group", "heading", "revision", "session_id")


@Prepared
def _items(version_id: int) -> QuerySet[Item]:
    """The items with what the page shows of their exercises; the long texts are for others."""
    items = Item.objects.filter(session__phase__version=version_id).select_related("exercise")
    return items.only(*OF_ROW, *(f"exercise__{name}" for name in SHOWN))


@Prepared
def _items_of(version_id: int, session: int) -> QuerySet[Item]:
    return _items.build(version_id).filter(session=session)


@Prepared
def _places(version_id: int, session: int) -> Any:
    return Item.objects.filter(session__phase__version=version_id, session=session).values_list("pk", "group")


def _items_in(version: Version, sessions: Collection[int]) -> QuerySet[Item]:
    return _items.build(version.pk).filter(session__in=sessions)


@Prepared
def _sessions(version_id: int) -> QuerySet[Session]:
    return Session.objects.filter(phase__version=version_id)


@Prepared
def _phases(version_id: int) -> QuerySet[Phase]:
    return Phase.objects.filter(version=version_id)


def name_of(programme: Programme, trouble: Trouble | None = None) -> NameCard:
    return NameCard(programme, reverse("programmes:rename", args=[programme.pk]), trouble)


def row_of(
    item: Item, version: Version, trouble: Trouble | None = None, *, look: str = "", turn: turns.Turn | None = None
) -> Row:
    return Row(item, f"{address(version)}items/{item.pk}/", trouble, look=look, turn=turn)


def address(version: Version) -> str:
    return reverse("programmes:detail", args=[version.programme_id])
