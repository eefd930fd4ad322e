"""Bring previewed rows into the library: all of them in one transaction, or none."""

from collections import Counter
from collections.abc import Callable, Iterator
from itertools import count

from django.db import transaction
from django.db.models import Q
from django.utils import timezone
from django.utils.text import slugify

from clinic import audit
from clinic.models import Clinic
from exercises.exchange.comparing import Action, Judge, Verdict
from exercises.exchange.drafts import LONGEST, TAGS, Draft, tags_of
from exercises.exchange.media import Shelf
from exercises.models import Exercise, ExerciseMedia, ExerciseTag, ImportRow, LibraryImport
from exercises.services.changing import before_change

CHUNK = 250
Tell = Callable[[int], None]
LEFT_OUT = "left out, because the name is in the library already"


class Keys:
    """Keys that are free in this clinic and mean nothing else in the built-in library."""

    def __init__(self, clinic: Clinic) -> None:
        rows = Exercise.objects.live()
        self.own = set(rows.filter(clinic=clinic).values_list("key", flat=True))
        self.shared = set(rows.filter(clinic=None).values_list("key", flat=True))
        self.next: Counter[str] = Counter()

    def of(self, draft: Draft) -> str:
        if draft.key and draft.key not in self.own and slugify(draft.key) == draft.key.lower():
            self.own.add(draft.key)
            return draft.key
        stem = slugify(draft.key or draft.name)[: LONGEST["key"] - 7] or "exercise"
        for number in count(self.next[stem] + 1):
            key = stem if number == 1 else f"{stem}-{number}"
            if key not in self.own and key not in self.shared:
                self.next[stem] = number
                self.own.add(key)
                return key
        raise AssertionError("numbers do not end")


class Writer:
    """Writes verdicts a chunk at a time."""

    def __init__(self, job: LibraryImport, shelf: Shelf) -> None:
        self.job, self.shelf = job, shelf
        self.keys = Keys(job.clinic)
        self.counts: Counter[str] = Counter()
        self.origins: dict[int, str] = {}  # of a new exercise, the key of the one it was adapted from

    def write(self, verdicts: list[Verdict]) -> None:
        with_twins = self.job.options.get("duplicates", True)
        adding = (Action.NEW, Action.DUPLICATE) if with_twins else (Action.NEW,)
        self._add([verdict.draft for verdict in verdicts if verdict.action in adding])
        changes = [(each.exercise, each.draft) for each in verdicts if each.action == Action.UPDATED]
        self._change([(exercise, draft) for exercise, draft in changes if exercise])
        self.counts.update(str(verdict.action) for verdict in verdicts)

    def _add(self, drafts: list[Draft]) -> None:
        rows = [self._new(draft) for draft in drafts]
        Exercise.objects.bulk_create(rows)
        ExerciseTag.objects.bulk_create(
            tag for row, draft in zip(rows, drafts, strict=True) for tag in _tags(row, draft)
        )
        ExerciseMedia.objects.bulk_create(
            each for row, draft in zip(rows, drafts, strict=True) for each in self.shelf.rows(row, draft.media or [])
        )
        self.origins |= {
            row.pk: draft.adapted_from for row, draft in zip(rows, drafts, strict=True) if draft.adapted_from
        }

    def _new(self, draft: Draft) -> Exercise:
        return Exercise(
            clinic=self.job.clinic,
            key=self.keys.of(draft),
            imported_in=self.job,
            imported_as=draft.fingerprint,
            drawn_as=draft.key if draft.is_built_in and draft.key in self.keys.shared else "",
            **draft.fields,
        )

    def _change(self, changes: list[tuple[Exercise, Draft]]) -> None:
        """Keep what published versions show, then let the rows say what the file says."""
        if not changes:
            return
        before_change(exercise for exercise, _ in changes)
        now = timezone.now()
        columns = {"imported_as", "updated_at"}
        for exercise, draft in changes:
            different = {name: value for name, value in draft.fields.items() if getattr(exercise, name) != value}
            columns |= set(different)
            for name, value in different.items():
                setattr(exercise, name, value)
            exercise.imported_as, exercise.updated_at = draft.fingerprint, now
        rows = [exercise for exercise, _ in changes]
        Exercise.objects.bulk_update(rows, sorted(columns), batch_size=50)
        self._change_tags([(exercise, draft) for exercise, draft in changes if _tags_differ(exercise, draft)])
        self._change_media([(exercise, draft) for exercise, draft in changes if draft.media is not None])

    def _change_tags(self, changes: list[tuple[Exercise, Draft]]) -> None:
        ExerciseTag.objects.filter(exercise__in=[exercise.pk for exercise, _ in changes]).delete()
        ExerciseTag.objects.bulk_create(tag for exercise, draft in changes for tag in _tags(exercise, draft))

    def _change_media(self, changes: list[tuple[Exercise, Draft]]) -> None:
        ExerciseMedia.objects.filter(exercise__in=[exercise.pk for exercise, _ in changes]).delete()
        ExerciseMedia.objects.bulk_create(
            row for exercise, draft in changes for row in self.shelf.rows(exercise, draft.media or [])
        )

    def tie(self) -> None:
        """Point adapted copies to what they were adapted from, where that is here."""
        if not self.origins:
            return
        found: dict[str, int] = {}
        wanted = set(self.origins.values())
        for clinic in (self.job.clinic, None):  # the built-in one wins
            found |= dict(Exercise.objects.live().filter(clinic=clinic, key__in=wanted).values_list("key", "pk"))
        for pk, key in self.origins.items():
            if found.get(key, pk) != pk:
                Exercise.objects.filter(pk=pk).update(adapted_from=found[key])
        self._take_over_drawings()

    def _take_over_drawings(self) -> None:
        """An adapted copy shows what its original shows, over as many steps as it takes; a key alone says nothing."""
        without = Exercise.objects.filter(imported_in=self.job, drawn_as="").select_related("adapted_from")
        shown = Q(adapted_from__isnull=False, adapted_from__clinic=None) | Q(adapted_from__drawn_as__gt="")
        while rows := list(without.filter(shown)):
            for row in rows:
                row.drawn_as = row.adapted_from.drawing_key if row.adapted_from else ""
            Exercise.objects.bulk_update(rows, ["drawn_as"], batch_size=50)


@transaction.atomic
def bring_in(job: LibraryImport, shelf: Shelf, tell: Tell) -> Counter[str]:
    """Judge the previewed rows once more, now that nobody else writes, and write them. Returns how many of each."""
    Clinic.objects.select_for_update().get(pk=job.clinic_id)  # a second import of the clinic waits here
    judge = Judge(job.clinic, overwrite=job.options.get("overwrite", False))
    writer = Writer(job, shelf)
    for done, rows in _chunks(job):
        verdicts = judge.judge([Draft.of(row.number, row.place, row.data) for row in rows if row.data])
        writer.write(verdicts)
        _note(rows, verdicts)
        tell(done)
    writer.tie()
    settled = job.rows.filter(data=None).values_list("action", flat=True)
    writer.counts.update(settled)
    audit.record("library_imported", clinic=job.clinic, target=job, by=job.by, detail=in_words(writer.counts))
    return writer.counts


def in_words(counts: Counter[str]) -> str:
    """3 new, 1 updated."""
    return ", ".join(f"{counts[action]} {Action(action).label.lower()}" for action in Action.values if counts[action])


def _chunks(job: LibraryImport) -> Iterator[tuple[int, list[ImportRow]]]:
    last = 0
    waiting = job.rows.exclude(data=None).order_by("number")
    while rows := list(waiting.filter(number__gt=last)[:CHUNK]):
        last = rows[-1].number
        yield last, rows


def _note(rows: list[ImportRow], verdicts: list[Verdict]) -> None:
    """Correct the preview where the library changed between it and now."""
    changed = []
    for row, verdict in zip(rows, verdicts, strict=True):
        if (row.action, row.reason) != (verdict.action, verdict.reason[:500]):
            row.action, row.reason = verdict.action, verdict.reason[:500]
            changed.append(row)
    ImportRow.objects.bulk_update(changed, ["action", "reason"], batch_size=CHUNK)


def _tags_differ(exercise: Exercise, draft: Draft) -> bool:
    now = tags_of(exercise)
    return any(sorted(now[name]) != sorted(draft.tags.get(name, [])) for name in TAGS)


def _tags(exercise: Exercise, draft: Draft) -> Iterator[ExerciseTag]:
    for name, kind in TAGS.items():
        for value in draft.tags.get(name, []):
            yield ExerciseTag(exercise=exercise, kind=kind, value=value)
