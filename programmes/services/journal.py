"""Every edit of a draft, row by row: noted under the draft's lock, so that it can be undone and followed.

A verb opens the draft, writes, and notes what it did; what it changed is found by comparing, so no verb keeps
books of its own and a new one can be undone from its first day.
"""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from decimal import Decimal
from functools import lru_cache, reduce
from operator import or_
from typing import Any, Final

from django.db.models import DecimalField, Model, Q, QuerySet, Subquery

from clinic.models import User
from clinic.prepared import Prepared
from programmes.models import DraftEdit, Item, Phase, Session, Version
from programmes.services.drafts import gone, lock, record

Key = tuple[str, int]
Columns = dict[str, Any]
State = dict[Key, Columns]

PARENTS: Final = {"phase": "version_id", "session": "phase_id", "item": "session_id"}
UNCOUNTED: Final = "revision"  # it counts edits and is none
PLACE: Final = {"position", "session_id"}  # where a row stands; in itself it is the same row elsewhere
NAME_COLUMNS: Final = ("name", "summary")


@dataclass(frozen=True)
class Change:
    """One row before and after; only what differs where it is there both times. `within` are its parents' keys."""

    of: str
    pk: int
    within: tuple[int, ...]
    before: Columns | None
    after: Columns | None

    @property
    def key(self) -> Key:
        return self.of, self.pk

    @property
    def moves(self) -> bool:
        """Whether the row came, went or changed its place."""
        if self.before is None or self.after is None:
            return True
        return "position" in self.after or PARENTS.get(self.of) in self.after

    @property
    def alters(self) -> bool:
        """Whether the row itself is another, not only its place."""
        if self.before is None or self.after is None:
            return True
        return not self.after.keys() <= PLACE

    def turned(self) -> "Change":
        return Change(self.of, self.pk, self.within, before=self.after, after=self.before)

    def as_json(self) -> dict[str, Any]:
        return {"of": self.of, "pk": self.pk, "in": self.within, "before": self.before, "after": self.after}


@dataclass(frozen=True)
class News:
    """What happened to a draft since somebody looked, and what others did in words.

    `rows` are the items that are new or not the same any more, `lists` the sessions whose items changed or moved,
    `sessions` those with another name or kind; `whole` where phases or the places of sessions changed.
    """

    number: int
    count: int
    rows: frozenset[int]
    lists: frozenset[int]
    sessions: frozenset[int]
    whole: bool
    others: tuple[str, ...]


@dataclass(frozen=True)
class History:
    """What the two buttons would do now; None where there is nothing."""

    undo: DraftEdit | None
    redo: DraftEdit | None


def open_draft(version_id: int) -> Version:
    """The draft, locked, remembering what stands in it. Raises Overtaken when it was published meanwhile."""
    draft = lock(version_id)
    draft.stood = state_of(draft)
    return draft


def fresh(draft: Version, item: Item) -> Item:
    """The row as it stands in the opened draft, without another question. Raises Overtaken when it was removed."""
    columns = draft.stood.get(("item", item.pk))
    if columns is None:
        raise gone(item)
    for name, value in _typed(columns):
        setattr(item, name, value)
    return item


def rows_in(state: State, session: int) -> list[Item]:
    """The rows of a session in their order, without another question."""
    held = ((pk, columns) for (of, pk), columns in state.items() if of == "item" and columns["session_id"] == session)
    return [Item(pk=pk, **dict(_typed(columns))) for pk, columns in sorted(held, key=_place)]


def _place(row: tuple[int, Columns]) -> tuple[int, int]:
    pk, columns = row
    return columns["position"], pk


def _typed(columns: Columns) -> Iterator[tuple[str, Any]]:
    """`_plain` the other way round."""
    for name, value in columns.items():
        yield name, Decimal(str(value)) if name in DECIMALS and value is not None else value


def note(verb: str, draft: Version, by: User, *, said: str, detail: str = "") -> DraftEdit | None:
    """Write down what has changed since the draft was opened, for the trail and for undo; None where nothing has."""
    changes = list(differences(draft.stood, state_of(draft)))
    if not changes:
        return None
    record(verb, draft.programme, by, f"version {draft.number}, {detail or said}")
    return write(draft, by, said, changes)


def write(draft: Version, by: User, said: str, changes: Iterable[Change], **more: Any) -> DraftEdit:
    rows = [change.as_json() for change in changes]
    return DraftEdit.objects.create(version=draft, by=by, said=said[:300], changes=rows, **more)


def number_of(draft: Version) -> int:
    """How far the draft has come; 0 before its first edit."""
    return next((pk for (pk,) in _newest.plain(draft.pk)), 0)


@Prepared
def _newest(version_id: int) -> Any:
    return DraftEdit.objects.filter(version=version_id).order_by("-id").values_list("id")[:1]


def since(draft: Version, seen: int, *, by: User) -> News:
    """What has happened after entry `seen`."""
    edits = _edits_after.all(draft.pk, seen)
    changes = [change for edit in edits for change in changes_of(edit)]
    return News(
        number=edits[-1].pk if edits else seen,
        count=len(edits),
        rows=frozenset(change.pk for change in changes if change.of == "item" and change.alters and change.after),
        lists=frozenset(pk for change in changes if change.of == "item" for pk in change.within),
        sessions=frozenset(change.pk for change in changes if change.of == "session"),
        whole=any(change.of != "item" and (change.of != "session" or change.moves) for change in changes),
        others=tuple(f"{edit.by}: {edit.said}" for edit in edits if edit.by_id != by.pk),
    )


@Prepared
def _edits_after(version_id: int, seen: int) -> QuerySet[DraftEdit]:
    return DraftEdit.objects.filter(version=version_id, id__gt=seen).select_related("by").order_by("id")


def history_of(draft: Version, by: User) -> History:
    """The last edit of this person that still stands, and the last one they took back; one query."""
    edits = {edit.undone is not None: edit for edit in _at_hand.all(draft.pk, by.pk)}
    return History(edits.get(False), edits.get(True))


@Prepared
def _at_hand(version_id: int, by: int) -> QuerySet[DraftEdit]:
    both = (Subquery(edit.build(version_id, by).values("id")) for edit in (last_standing, last_taken_back))
    return DraftEdit.objects.filter(reduce(or_, (Q(pk=edit) for edit in both))).defer("changes")


@Prepared
def last_standing(version_id: int, by: int) -> QuerySet[DraftEdit]:
    return _own(version_id, by).filter(undone__isnull=True).order_by("-id")[:1]


@Prepared
def last_taken_back(version_id: int, by: int) -> QuerySet[DraftEdit]:
    """What was taken back can be done again until its owner does something else."""
    newest = _own(version_id, by).order_by("-id").values("id")[:1]
    return _own(version_id, by).filter(undone__gt=Subquery(newest)).order_by("-undone")[:1]


def _own(version_id: int, by: int) -> QuerySet[DraftEdit]:
    """What somebody did to the draft themselves, without their undoing and redoing."""
    return DraftEdit.objects.filter(version=version_id, by=by, reverts__isnull=True)


def changes_of(edit: DraftEdit) -> list[Change]:
    return [Change(row["of"], row["pk"], tuple(row["in"]), row["before"], row["after"]) for row in edit.changes]


def state_of(draft: Version) -> State:
    """Everything in the draft, in plain values; one query whatever the size."""
    programme = {name: getattr(draft.programme, name) for name in NAME_COLUMNS}
    state: State = {("programme", draft.programme_id): programme}
    for row in _rows.plain(draft.pk):
        for of, start, end in SPANS:
            if row[start] is not None and (of, row[start]) not in state:
                state[of, row[start]] = _plain(of, row[start + 1 : end])
    return state


@Prepared
def _rows(version_id: int) -> Any:
    return Phase.objects.filter(version=version_id).order_by().values_list(*LOOKUPS)


@lru_cache(maxsize=2048)
def _plain(of: str, values: tuple[Any, ...]) -> Columns:
    """As JSON would keep it, so that what is read back compares equal.

    Kept, because nearly all rows are the same before and after an edit; nobody writes into what stands in a state.
    """
    columns: Columns = dict(zip(COLUMN_NAMES[of], values, strict=True))
    for name in DECIMALS & columns.keys():
        if isinstance(columns[name], Decimal):
            columns[name] = str(columns[name])
    return columns


def _columns(model: type[Model]) -> tuple[str, ...]:
    """Every column but the number of the row."""
    return tuple(field.attname for field in model._meta.concrete_fields if not field.primary_key)


DECIMALS: Final = {field.attname for field in Item._meta.concrete_fields if isinstance(field, DecimalField)}
COLUMN_NAMES: Final = {"phase": _columns(Phase), "session": _columns(Session), "item": _columns(Item)}
PATHS: Final = {"phase": "", "session": "sessions__", "item": "sessions__items__"}
LOOKUPS: Final = [path + name for of, path in PATHS.items() for name in ("id", *COLUMN_NAMES[of])]
WIDTHS: Final = [1 + len(names) for names in COLUMN_NAMES.values()]
SPANS: Final = [(of, sum(WIDTHS[:n]), sum(WIDTHS[: n + 1])) for n, of in enumerate(PATHS)]


def differences(before: State, after: State) -> Iterator[Change]:
    """The rows that are not the same any more."""
    for key in before.keys() | after.keys():
        old, new = before.get(key), after.get(key)
        if old is new or old == new:
            continue
        of, pk = key
        parent = PARENTS.get(of, "")
        within = tuple({row[parent] for row in (old, new) if row and parent})
        if old and new:
            columns = {name for name in new if old[name] != new[name] and name != UNCOUNTED}
            if columns:
                yield Change(of, pk, within, _only(columns, old), _only(columns, new))
        else:
            yield Change(of, pk, within, old, new)


def _only(columns: Iterable[str], row: Columns) -> Columns:
    return {name: row[name] for name in sorted(columns)}
