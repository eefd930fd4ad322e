"""Whom a programme is for: asked by the builder, which knows no patients."""

import datetime as dt
from collections.abc import Collection
from functools import partial, reduce
from operator import or_
from typing import Any

from django.core.cache import cache
from django.db.models import Q, QuerySet
from django.db.models.functions import Coalesce, Lower
from django.urls import reverse

from clinic.models import User
from clinic.prepared import Prepared
from patients.models import Patient, PatientTag, Plan, SessionLog
from patients.services.people import note_seen
from programmes.models import Item, Programme
from programmes.person import Person

COLUMNS = ("pk", "first_name", "last_name", "goal", "minutes_available", "last_session_on")
KEPT_SECONDS = 600
MOST_ROWS = 200  # a person has each tag once at most


def person_of(programme: Programme) -> Person | None:
    """Whoever has a plan of it; before there is one, the only patient of the clinic with the name it was made for.

    Nobody where it could be two people: the wrong patient is worse than none.
    """
    rows = _with_plan.all(programme.pk)
    if not rows and programme.made_for:
        rows = list(_rows(_named(programme.made_for, programme.clinic_id)))
    return _person(rows) if len({row[0] for row in rows}) == 1 else None


def _named(name: str, clinic: int | None) -> QuerySet[Patient]:
    """A name is kept as one; where the first ends and the last begins is tried."""
    words = name.lower().split(" ")
    cuts = [(" ".join(words[:cut]), " ".join(words[cut:])) for cut in range(1, len(words) + 1)]
    same = reduce(or_, (Q(first=first, last=last) for first, last in cuts))
    people = Patient.objects.filter(clinic=clinic)
    return people.alias(first=Lower("first_name"), last=Lower("last_name")).filter(same)


@Prepared
def _with_plan(programme: int) -> Any:
    return _rows(Patient.objects.filter(pk__in=Plan.objects.filter(programme=programme).values("patient")))


def _rows(people: QuerySet[Patient]) -> Any:
    """The patients with a row for each of their tags, in one query: it is asked after every edit of a draft."""
    return people.order_by().values_list(*COLUMNS, "tags__kind", "tags__value")[:MOST_ROWS]


def _person(rows: list[tuple[Any, ...]]) -> Person:
    pk, first_name, last_name, goal, minutes, last_session_on = rows[0][: len(COLUMNS)]
    tags = [row[len(COLUMNS) :] for row in rows]
    at_home = frozenset(value for kind, value in tags if kind == PatientTag.Kind.EQUIPMENT)
    return Person(
        first_name=first_name,
        name=f"{first_name} {last_name}".strip(),
        goal=goal,
        minutes=minutes,
        precautions=frozenset(value for kind, value in tags if kind == PatientTag.Kind.PRECAUTION),
        at_home=at_home or None,  # nothing ticked is a question not asked
        url=reverse("caseload:patient", args=[pk]),
        known=partial(_known, pk, last_session_on),
        note_seen=partial(_note_seen, pk),
    )


def _note_seen(patient: int, by: User) -> None:
    note_seen(patient=Patient.objects.select_related("clinic").get(pk=patient), by=by)


def _known(patient: int, last_session_on: dt.date | None, exercises: Collection[int]) -> set[int]:
    """Which of these stood in a version the patient has trained by, today's words or earlier ones."""
    if last_session_on is None:
        return set()
    key = f"patients:trained:{patient}:{last_session_on}"
    trained = cache.get_or_set(key, lambda: _trained(patient), KEPT_SECONDS) or set()
    return trained.intersection(exercises)


def _trained(patient: int) -> set[int]:
    versions = SessionLog.objects.filter(patient=patient).values("session__phase__version")
    items = Item.objects.filter(session__phase__version__in=versions).order_by()
    return set(items.values_list(Coalesce("exercise__snapshot_of", "exercise"), flat=True))
