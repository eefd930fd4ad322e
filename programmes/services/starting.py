"""What a new programme can begin with, and enough about each to choose by."""

from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field

from django.db.models import OuterRef, Q, QuerySet, Subquery

from clinic.models import Membership
from programmes.dose import COLUMNS
from programmes.duration import minutes_of
from programmes.models import Item, Programme, Session, Version
from programmes.services.library import programmes_for

MOST_SHOWN = 12  # of each kind; whoever types finds the others
MOST_WORDS = 8


@dataclass(frozen=True)
class Source:
    """A programme to begin with: `minutes` of its shortest and longest training session, 0 where it has none."""

    programme: Programme
    minutes: tuple[int, int]
    exercises: int

    @property
    def look_twice(self) -> str:
        """For whom it was not thought out, in a few words."""
        return ", ".join(dict.fromkeys(each.label.partition(":")[0].rstrip(".") for each in self.programme.excluded))

    @property
    def time(self) -> str:
        lo, hi = self.minutes
        return f"about {lo} min" if lo == hi else f"{lo} to {hi} min"


@dataclass(frozen=True)
class Shelf:
    """Sources of one kind, and whether there are more than are shown."""

    name: str
    sources: list[Source] = field(default_factory=list)
    has_more: bool = False


def shelves(seat: Membership, *, q: str = "", wanted: Sequence[int] = (), wanted_name: str = "Chosen") -> list[Shelf]:
    """What answers to the words, by kind; the programmes `wanted` come first whatever is typed. Six queries."""
    everything = _in_force(seat)
    found = _answering(everything, q).exclude(pk__in=wanted)
    rows: dict[str, QuerySet[Programme]] = {
        wanted_name: everything.filter(pk__in=wanted),
        "Templates of the clinic": found.filter(is_template=True, clinic__isnull=False).order_by("name", "pk"),
        "Ready templates": found.filter(clinic__isnull=True).order_by("name", "pk"),
        "Programmes of the clinic": found.filter(is_template=False, made_for="").order_by("-created_at", "-pk"),
    }
    cut = {name: list(each[: MOST_SHOWN + 1]) for name, each in rows.items()}
    facts = _facts(row.version for each in cut.values() for row in each)  # type: ignore[attr-defined]
    return [
        Shelf(name, [_source(row, facts) for row in each[:MOST_SHOWN]], len(each) > MOST_SHOWN)
        for name, each in cut.items()
        if each
    ]


def _in_force(seat: Membership) -> QuerySet[Programme]:
    """What this person can open and is in force, each with the id of its newest `version`."""
    newest = Version.objects.published().filter(programme=OuterRef("pk")).order_by("-number").values("pk")[:1]
    programmes = programmes_for(seat).current().select_related("created_by")
    return programmes.annotate(version=Subquery(newest)).filter(version__isnull=False)


def _answering(programmes: QuerySet[Programme], q: str) -> QuerySet[Programme]:
    for word in q.split()[:MOST_WORDS]:
        programmes = programmes.filter(
            Q(name__icontains=word) | Q(summary__icontains=word) | Q(created_by__name__icontains=word)
        )
    return programmes


def _facts(versions: Iterable[int]) -> dict[int, list[Item]]:
    items: dict[int, list[Item]] = defaultdict(list)
    rows = Item.objects.filter(session__phase__version__in=list(versions)).select_related("exercise", "session__phase")
    columns = (
        *COLUMNS,
        "group",
        "exercise__laterality",
        "exercise__name",
        "session__kind",
        "session__phase__version_id",
    )
    for item in rows.only(*columns):
        items[item.session.phase.version_id].append(item)
    return items


def _source(programme: Programme, facts: dict[int, list[Item]]) -> Source:
    sessions: dict[int, list[Item]] = defaultdict(list)
    items = facts.get(programme.version, [])  # type: ignore[attr-defined]
    for item in items:
        if item.session.kind == Session.Kind.TRAINING:
            sessions[item.session_id].append(item)
    minutes = [_minutes(each) for each in sessions.values()] or [0]
    return Source(programme, (min(minutes), max(minutes)), len({item.exercise_id for item in items}))


def _minutes(items: Iterable[Item]) -> int:
    return minutes_of((item.dose, item.exercise.per_side, item.group) for item in items)
