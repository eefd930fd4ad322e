"""What a row would do to the clinic's library, and why. Nothing is written here."""

from collections.abc import Iterable
from dataclasses import dataclass

from django.db.models import Q

from clinic.models import Clinic
from exercises.exchange import media
from exercises.exchange.drafts import Draft, loose_of
from exercises.exchange.words import bare
from exercises.models import Exercise, ImportRow

Action = ImportRow.Action
KEPT = "was changed in your library, and stays as it is there"
OVERWRITTEN = "was changed in your library; the file’s words take their place"


@dataclass(frozen=True)
class Verdict:
    """One row's fate; `exercise` is the one it would change."""

    draft: Draft
    action: str
    reason: str = ""
    exercise: Exercise | None = None


class Judge:
    """Judges rows a chunk at a time; remembers what this import brought so far."""

    def __init__(self, clinic: Clinic, *, overwrite: bool = False) -> None:
        self.clinic, self.overwrite = clinic, overwrite
        self.seen: dict[tuple[str, str], str] = {}
        shared = Exercise.objects.available_to(clinic).values_list("name", "clinic")
        self.names = {bare(name): "your library" if own else "the built-in library" for name, own in shared}

    def judge(self, drafts: Iterable[Draft]) -> list[Verdict]:
        drafts = list(drafts)
        known = self._known(drafts)
        built_in = self._built_in(drafts)
        return [self._one(draft, known.get(identity(draft)), built_in.get(draft.key)) for draft in drafts]

    def _one(self, draft: Draft, exercise: Exercise | None, built_in: Exercise | None) -> Verdict:
        if draft.problem:
            return Verdict(draft, Action.REFUSED, draft.problem)
        if before := self.seen.get(identity(draft)):
            return Verdict(draft, Action.REFUSED, f"has the same number or key as {before}")
        self.seen[identity(draft)] = draft.place
        if exercise:
            return self._known_one(draft, exercise)
        if draft.is_built_in and built_in and loose_of(built_in, with_media=draft.media is not None) == draft.loose:
            return Verdict(draft, Action.UNCHANGED, "is in the built-in library")
        return self._new_one(draft)

    def _new_one(self, draft: Draft) -> Verdict:
        twin = self.names.get(bare(draft.name))
        self.names.setdefault(bare(draft.name), draft.place)
        if twin and bare(draft.name):
            return Verdict(
                draft, Action.DUPLICATE, "; ".join(filter(None, [f"the same name is in {twin}", draft.remark]))
            )
        return Verdict(draft, Action.NEW, draft.remark)

    def _known_one(self, draft: Draft, exercise: Exercise) -> Verdict:
        if exercise.archived_at:
            return Verdict(draft, Action.UNCHANGED, "is archived in your library, and stays so")
        if exercise.imported_as == draft.fingerprint:
            return Verdict(draft, Action.UNCHANGED)
        now = loose_of(exercise, with_media=draft.media is not None)
        if now == draft.loose and media.is_same(exercise, draft.media):
            return Verdict(draft, Action.UNCHANGED)
        if is_untouched(exercise):
            return Verdict(draft, Action.UPDATED, draft.remark, exercise)
        if self.overwrite:
            return Verdict(
                draft, Action.UPDATED, "was changed in your library; the file’s words take their place", exercise
            )
        return Verdict(draft, Action.KEPT, KEPT)

    def _known(self, drafts: list[Draft]) -> dict[tuple[str, str], Exercise]:
        """The clinic's exercises that these rows speak of."""
        numbers = {draft.fields.get("source_id", "") for draft in drafts} - {""}
        sources = {draft.fields.get("source", "") for draft in drafts}
        keys = {draft.key for draft in drafts if not draft.fields.get("source_id")} - {""}
        rows = (
            self.clinic.exercises.live()
            .filter(Q(source__in=sources, source_id__in=numbers) | Q(source_id="", key__in=keys))
            .prefetch_related("tags", "media")
        )
        return {(row.source, row.source_id) if row.source_id else ("", row.key): row for row in rows}

    def _built_in(self, drafts: list[Draft]) -> dict[str, Exercise]:
        keys = [draft.key for draft in drafts if draft.is_built_in]
        rows = Exercise.objects.live().filter(clinic=None, key__in=keys) if keys else Exercise.objects.none()
        return {row.key: row for row in rows.prefetch_related("tags", "media")}


def identity(draft: Draft) -> tuple[str, str]:
    """By what a row is recognised again: its number in its source, or its key in our own files."""
    number = draft.fields.get("source_id", "")
    return (draft.fields.get("source", ""), number) if number else ("", draft.key)


def is_untouched(exercise: Exercise) -> bool:
    """Whether it still says what an import made it say; wants prefetched tags and media."""
    as_imported = exercise.imported_as[32:]
    return bool(as_imported) and as_imported in (
        loose_of(exercise, with_media=False),
        loose_of(exercise, with_media=True),
    )
