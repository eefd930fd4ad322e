"""Published versions never change, so they hold on to exercises as they were when they were published."""

from collections.abc import Collection

from django.db.models import Q, QuerySet
from django.urls import reverse

from clinic.models import Clinic
from exercises.services.uses import Use
from programmes.models import Item, Programme


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


def programmes_with(clinic: Clinic, exercises: Collection[int]) -> list[Use]:
    """The clinic's programmes and the ready templates that hold one of these, in any version.

    Of a template that somebody keeps private only that it is there is said.
    """
    holding = Item.objects.filter(exercise__in=exercises).values("session__phase__version__programme")
    seen = Q(clinic=clinic) | Q(clinic__isnull=True, archived_at__isnull=True)
    programmes = Programme.objects.filter(seen, pk__in=holding).order_by("name", "pk")
    return [_use(each) for each in programmes]


def _use(programme: Programme) -> Use:
    if programme.private_to_id:
        return Use("A private template", "", "kept by a member of staff")
    return Use(programme.name, reverse("programmes:detail", args=[programme.pk]), _note(programme))


def _note(programme: Programme) -> str:
    if programme.archived_at:
        return "archived"
    if programme.clinic_id is None:
        return "ready template"
    if programme.is_template:
        return "template of the clinic"
    return f"for {programme.made_for}" if programme.made_for else ""
