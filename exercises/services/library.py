"""Read the library: the shared exercises and a clinic's own, and find one in it.

What lists and filters need stays in memory, a shelf for each owner. One cheap question to the database says
whether a shelf is as it was, so that a change shows at once in every process.
"""

import datetime as dt
import threading
from collections import OrderedDict, defaultdict
from collections.abc import Iterable
from typing import Any

from django.db.models import Count, Max
from django.utils import timezone

from clinic.models import Clinic, Membership
from clinic.prepared import Prepared
from exercises import crediting
from exercises.facets import Asked
from exercises.figures import drawn
from exercises.models import Exercise, ExerciseMedia, ExerciseTag
from exercises.models.exercise import ExerciseQuerySet
from exercises.services.marks import habits_of
from exercises.shelves import Habits, Listed, Shelf, look_through
from exercises.vocabulary import Foundation, Pattern, Pillar, Position, Region

MOST_SHELVES = 24  # in memory: the shared one and those of the clinics that came last
# A transaction may be stamped before another and end after it; a shelf is read once more when none can be open.
SETTLED = dt.timedelta(minutes=2)

COLUMNS = (
    "pk", "key", "name", "aliases", "purpose", "dose", "pillar", "foundation", "pattern", "position", "laterality",
    "phase", "flare_ok", "source", "licence", "author", "drawn_as",
)  # fmt: skip

State = tuple[int, dt.datetime | None, bool]
NOTHING: State = (0, None, True)

SHELVES: "OrderedDict[int | None, tuple[State, Shelf]]" = OrderedDict()
_lock = threading.Lock()


def library_for(clinic: Clinic) -> ExerciseQuerySet:
    """Every exercise this clinic can prescribe; the one read that crosses the walls between clinics."""
    return Exercise.objects.available_to(clinic)


def exercise_in(clinic: Clinic, pk: int) -> Exercise | None:
    """One of those."""
    return _one.first(clinic.pk, pk)


@Prepared
def _one(clinic: int, pk: int) -> ExerciseQuerySet:
    return library_for(Clinic(pk=clinic)).filter(pk=pk)


def find(*, clinic: Clinic, asked: Asked, habits: Habits | None = None) -> list[Listed]:
    """What the clinic has that answers, the best first; without words what is liked and used, then by name."""
    return look_through(shelves_of(clinic), asked, habits or Habits())


def find_for(membership: Membership, asked: Asked) -> tuple[list[Listed], Habits]:
    """What answers for a member of staff, and their stars."""
    habits = habits_of(membership)
    return find(clinic=membership.clinic, asked=asked, habits=habits), habits


def shelves_of(clinic: Clinic) -> list[Shelf]:
    states = _states(clinic)
    return [_shelf(owner, states.get(owner, NOTHING)) for owner in (None, clinic.pk)]


def _states(clinic: Clinic) -> dict[int | None, State]:
    """How the shelves of a clinic stand now; one query."""
    settled = timezone.now() - SETTLED
    return {owner: (count, newest, newest < settled) for owner, count, newest in _counted.all(clinic.pk)}


@Prepared
def _counted(clinic: int) -> Any:
    library = library_for(Clinic(pk=clinic)).order_by()
    return library.values_list("clinic_id").annotate(Count("pk"), Max("updated_at"))


def _shelf(owner: int | None, state: State) -> Shelf:
    with _lock:
        kept, shelf = SHELVES.get(owner, (None, None))
        if shelf and kept == state:
            SHELVES.move_to_end(owner)
            return shelf
    shelf = Shelf.of(_read(owner) if state[0] else [])
    with _lock:
        SHELVES[owner] = (state, shelf)
        SHELVES.move_to_end(owner)
        while len(SHELVES) > MOST_SHELVES:
            SHELVES.popitem(last=False)
    return shelf


def _read(owner: int | None) -> list[Listed]:
    exercises = Exercise.objects.live().filter(clinic=owner, archived_at__isnull=True)
    tags: dict[tuple[int, str], set[str]] = defaultdict(set)
    for pk, kind, value in ExerciseTag.objects.filter(exercise__in=exercises).values_list(
        "exercise_id", "kind", "value"
    ):
        tags[pk, kind].add(value)
    pictures = ExerciseMedia.objects.filter(exercise__in=exercises, kind=ExerciseMedia.Kind.PICTURE)
    first = dict(pictures.order_by("-position", "-id").values_list("exercise_id", "pk"))
    rows = exercises.order_by().values_list(*COLUMNS)
    return [_listed(row, owner is not None, tags, first.get(row[0])) for row in rows]


def _listed(row: tuple, is_own: bool, tags: dict[tuple[int, str], set[str]], picture: int | None) -> Listed:
    pk, key, name, aliases, purpose, dose, pillar, foundation, pattern, position, laterality, phase, *others = row
    flare_ok, source, licence, author, drawn_as = others
    kinds = ExerciseTag.Kind
    return Listed(
        pk=pk,
        name=name,
        aliases=tuple(_lines(aliases)),
        purpose=purpose,
        credit=crediting.line(source=source, licence=licence, author=author),
        dose=dose,
        is_own=is_own,
        pillar=Pillar(pillar),
        foundation=Foundation(foundation),
        pattern=Pattern(pattern),
        position=Position(position),
        laterality=laterality,
        phase=phase,
        flare_ok=flare_ok,
        regions=frozenset(map(Region, tags[pk, kinds.REGION])),
        takes=frozenset(tags[pk, kinds.EQUIPMENT]),
        precautions=frozenset(tags[pk, kinds.PRECAUTION]),
        picture=picture,
        drawn=drawn(drawn_as if is_own else key),
    )


def _lines(text: str) -> Iterable[str]:
    return (line for line in text.splitlines() if line.strip())
