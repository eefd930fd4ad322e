"""Published versions never change, so they hold on to exercises as they were when they were published."""

from collections.abc import Collection

from django.db.models import QuerySet

from programmes.models import Item


def _published() -> QuerySet[Item]:
    """What patients were given; the built-in templates are ours and follow the library's files."""
    return Item.objects.filter(
        session__phase__version__published_at__isnull=False,
        session__phase__version__programme__clinic__isnull=False,
    )


def shown(exercises: Collection[int]) -> set[int]:
    return set(_published().filter(exercise__in=exercises).values_list("exercise", flat=True))


def move(exercise: int, snapshot: int) -> None:
    _published().filter(exercise=exercise).update(exercise=snapshot)
