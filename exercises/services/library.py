"""Read the library: the shared exercises and a clinic's own, and find one in it."""

import re

from django.db.models import Case, IntegerField, Q, QuerySet, Value, When

from clinic.models import Clinic
from exercises.models import Exercise, ExerciseTag
from exercises.models.exercise import ExerciseQuerySet

LONGEST_QUERY = 80
MOST_WORDS = 8


def library_for(clinic: Clinic) -> ExerciseQuerySet:
    """Every exercise this clinic can prescribe; the one read that crosses the walls between clinics."""
    return Exercise.objects.available_to(clinic)


def find(
    exercises: QuerySet[Exercise], *, q: str = "", pillar: str = "", foundation: str = "", equipment: str = ""
) -> QuerySet[Exercise]:
    """Narrow by words and facets; with words the best match comes first, otherwise by name."""
    if pillar:
        exercises = exercises.filter(pillar=pillar)
    if foundation:
        exercises = exercises.filter(foundation=foundation)
    if equipment:
        exercises = exercises.filter(tags__kind=ExerciseTag.Kind.EQUIPMENT, tags__value=equipment)
    words = _words(q)
    for word in words:
        exercises = exercises.filter(_mentions(word))
    if not words:
        return exercises.order_by("name", "pk")
    return exercises.annotate(rank=_rank(" ".join(q.split()), words[0])).order_by("rank", "name", "pk")


def _words(q: str) -> list[str]:
    """The words of a query; "Squats" finds the squat, "press-up" finds the press up."""
    words = re.split(r"[\s,;/-]+", q[:LONGEST_QUERY].lower())
    return [word[:-1] if len(word) > 2 and word.endswith("s") else word for word in words if word][:MOST_WORDS]


def _mentions(word: str) -> Q:
    return Q(name__icontains=word) | Q(aliases__icontains=word) | Q(purpose__icontains=word)


def _rank(phrase: str, first: str) -> Case:
    """What begins with what was typed, then names, then other names, then purposes."""
    return Case(
        When(name__istartswith=phrase, then=Value(0)),
        When(name__istartswith=first, then=Value(1)),
        When(name__icontains=first, then=Value(2)),
        When(aliases__icontains=first, then=Value(3)),
        default=Value(4),
        output_field=IntegerField(),
    )
