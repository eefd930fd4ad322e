"""The ready templates: bring the built-in ones into the database, and list what a clinic can start from."""

from collections.abc import Iterable
from dataclasses import dataclass, replace
from pathlib import Path

from django.db import transaction
from django.db.models import Exists, OuterRef, QuerySet, prefetch_related_objects
from django.utils import timezone

from clinic.models import Membership
from clinic.prepared import Prepared
from exercises import services as exercises
from exercises.models import Exercise
from programmes import dose, template_files
from programmes.models import Programme, Version
from programmes.models.programme import ProgrammeQuerySet
from programmes.services import outline
from programmes.services.outline import ItemOutline, PhaseOutline, SessionOutline
from programmes.template_files import TEMPLATES_FOLDER, ItemData, PhaseData, SessionData, TemplateData


@dataclass(frozen=True)
class LoadedTemplates:
    """How many templates are new, and how many got a new version."""

    added: int
    changed: int


def templates_for(seat: Membership) -> QuerySet[Programme]:
    """Templates that can be started from: the built-in ones, the clinic's and one's own, once published."""
    published = Version.objects.published().filter(programme=OuterRef("pk"))
    return programmes_for(seat).current().templates().filter(Exists(published))


def programmes_for(seat: Membership) -> ProgrammeQuerySet:
    """Everything this person can open: the clinic's own, archived too, and the built-in templates."""
    return Programme.objects.visible_to(seat)


def own_programmes(seat: Membership) -> ProgrammeQuerySet:
    """What this person can change: the clinic's own."""
    return Programme.objects.own_of(seat)


def newest_versions(seat: Membership, pk: int) -> tuple[Programme | None, list[Version]]:
    """A programme this person can open and its two newest versions, in one query; None when there is none."""
    newest = _newest.all(seat.user_id, seat.clinic_id, pk)
    return (newest[0].programme if newest else programmes_for(seat).filter(pk=pk).first()), newest


@Prepared
def _newest(user: int, clinic: int, pk: int) -> QuerySet[Version]:
    seen = ProgrammeQuerySet.seen_by(Membership(user_id=user, clinic_id=clinic), "programme__")
    versions = Version.objects.filter(seen, programme=pk).select_related("programme", "published_by")
    return versions.order_by("-number")[:2]


def load_library() -> tuple[exercises.Loaded, LoadedTemplates]:
    """Exercises first, then the templates made of them; a second time changes nothing."""
    with transaction.atomic():
        return exercises.load_library(), load_templates()


@transaction.atomic
def load_templates(folder: Path = TEMPLATES_FOLDER) -> LoadedTemplates:
    """Make the built-in templates say what the files say: a changed file becomes a new version, old ones stay.

    Raises DataFileErrors, also for an exercise that is not in the library; then nothing has changed.
    """
    known = dict(Exercise.objects.filter(clinic=None, archived_at=None).values_list("key", "pk"))
    files = template_files.load_templates(folder, exercises=known)
    stored = {programme.key: programme for programme in Programme.objects.filter(clinic=None)}
    current = _in_force(stored.values())
    added = changed = 0
    for data in files:
        programme = stored.pop(data.key, None)
        wanted = tuple(_phase(phase, known) for phase in data.phases)
        if programme is None:
            _publish(Programme.objects.create(**_fields(data)), 1, wanted)
            added += 1
            continue
        _update(programme, data)
        version = current.get(programme.pk)
        if version is None or outline.of_phases(version.phases.all()) != wanted:
            _publish(programme, version.number + 1 if version else 1, wanted)
            changed += 1
    _archive(stored.values())
    return LoadedTemplates(added, changed)


def _in_force(programmes: Iterable[Programme]) -> dict[int, Version]:
    """The newest version of each with everything in it, in four queries."""
    versions = Version.objects.published().filter(programme__in=programmes).order_by("number")
    newest = {version.programme_id: version for version in versions}
    prefetch_related_objects(list(newest.values()), "phases__sessions__items")
    return newest


def _fields(data: TemplateData) -> dict[str, object]:
    exclusions = " ".join(data.exclusions)
    return {
        "key": data.key, "name": data.name, "summary": data.summary, "exclusions": exclusions, "is_template": True,
    }  # fmt: skip


def _update(programme: Programme, data: TemplateData) -> None:
    fields = _fields(data) | {"archived_at": None}
    if any(getattr(programme, name) != value for name, value in fields.items()):
        for name, value in fields.items():
            setattr(programme, name, value)
        programme.save(update_fields=list(fields))


def _archive(programmes: Iterable[Programme]) -> None:
    gone = [programme.pk for programme in programmes if programme.archived_at is None]
    if gone:
        Programme.objects.filter(pk__in=gone).update(archived_at=timezone.now())


def _publish(programme: Programme, number: int, phases: tuple[PhaseOutline, ...]) -> None:
    version = programme.versions.create(number=number, published_at=timezone.now())
    outline.add_phases(version, phases)


def _phase(data: PhaseData, known: dict[str, int]) -> PhaseOutline:
    low, _, high = data.sessions_per_week.partition("-")
    return PhaseOutline(
        name=data.name,
        kind=data.kind,
        weeks=data.weeks,
        per_week_lo=int(low),
        per_week_hi=int(high or low),
        exit_criterion=data.exit_criterion,
        sessions=tuple(_session(session, known) for session in data.sessions),
    )


def _session(data: SessionData, known: dict[str, int]) -> SessionOutline:
    items = tuple(_item(item, known) for item in data.items)
    return SessionOutline(name=data.name, kind=data.kind, per_week=data.per_week or "", items=items)


def _item(data: ItemData, known: dict[str, int]) -> ItemOutline:
    read = dose.parse(data.dose)
    if data.side:
        read = replace(read, side=str(data.side))
    return ItemOutline(exercise_id=known[data.exercise], dose=read, note=data.note, is_core=data.core)
