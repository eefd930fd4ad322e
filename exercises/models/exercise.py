"""An exercise worth prescribing, with the words a patient reads."""

from typing import TYPE_CHECKING

from django.db import models
from django.db.models import Q

from clinic.models import Clinic
from exercises import crediting
from exercises.figures import Drawn, drawn
from exercises.vocabulary import (
    DoseMode,
    Equipment,
    Foundation,
    Laterality,
    LoadType,
    Pattern,
    PhaseKind,
    Pillar,
    Position,
    Precaution,
    ProgressionMode,
    Region,
)

if TYPE_CHECKING:
    from exercises.models.media import ExerciseMedia


class ExerciseQuerySet(models.QuerySet["Exercise"]):
    def available_to(self, clinic: Clinic) -> "ExerciseQuerySet":
        """The shared library and the clinic's own; archived ones stay out of sight."""
        return self.live().filter(Q(clinic__isnull=True) | Q(clinic=clinic), archived_at__isnull=True)

    def live(self) -> "ExerciseQuerySet":
        """Without the snapshots, which only the published versions that show them ever meet."""
        return self.filter(snapshot_of__isnull=True)

    def with_tags(self) -> "ExerciseQuerySet":
        return self.prefetch_related("tags")

    def with_media(self) -> "ExerciseQuerySet":
        return self.prefetch_related("media")


class Exercise(models.Model):
    """One exercise or activity; `clinic` is empty for the built-in library.

    `dose` is the usual dose in the notation therapists type; programmes read it, this room only keeps it.
    Lists of lines (`aliases`, `steps`) are stored one entry a line, as people write them.
    A clinic's own exercise shows our drawing only if it came from an exercise that has one: `drawn_as` says which.
    A row with `snapshot_of` is what an exercise said before it was changed: published versions keep showing it.
    """

    clinic = models.ForeignKey(Clinic, null=True, blank=True, on_delete=models.CASCADE, related_name="exercises")
    key = models.SlugField(max_length=80)
    name = models.CharField(max_length=120)
    aliases = models.TextField(max_length=1000, blank=True)

    pillar = models.CharField(max_length=3, choices=Pillar)
    foundation = models.CharField(max_length=6, choices=Foundation, default=Foundation.NONE)
    pattern = models.CharField(max_length=24, choices=Pattern)
    position = models.CharField(max_length=16, choices=Position)
    laterality = models.CharField(max_length=12, choices=Laterality)
    dose_mode = models.CharField(max_length=12, choices=DoseMode)
    load_type = models.CharField(max_length=16, choices=LoadType)
    dose = models.CharField("usual dose", max_length=200, blank=True)
    per_week = models.CharField("times a week", max_length=8, blank=True)
    phase = models.CharField(max_length=12, choices=PhaseKind)
    flare_ok = models.BooleanField("suits a flare-up", default=False)
    progression_mode = models.CharField(max_length=16, choices=ProgressionMode)

    purpose = models.CharField("what it is for", max_length=240, blank=True)
    cue = models.CharField(max_length=120, blank=True)
    setup = models.TextField("set-up", max_length=600, blank=True)
    steps = models.TextField(max_length=4000, blank=True)
    may_feel = models.CharField("what you may feel", max_length=300, blank=True)
    easier = models.CharField(max_length=300, blank=True)
    harder = models.CharField(max_length=300, blank=True)
    stop_if = models.CharField(max_length=300, blank=True)
    card = models.TextField("text of the card or activity", max_length=4000, blank=True)

    source = models.CharField(max_length=80, default="Loadwell")
    source_id = models.CharField(max_length=120, blank=True)
    licence = models.CharField(max_length=80, default="MIT")
    author = models.CharField(max_length=120, blank=True)
    adapted_from = models.ForeignKey(
        "self", null=True, blank=True, on_delete=models.SET_NULL, related_name="adaptations"
    )
    snapshot_of = models.ForeignKey(
        "self", null=True, blank=True, editable=False, on_delete=models.CASCADE, related_name="snapshots"
    )
    drawn_as = models.CharField("key of the drawing it took over", max_length=80, blank=True, editable=False)
    imported_in = models.ForeignKey(
        "LibraryImport", null=True, blank=True, editable=False, on_delete=models.SET_NULL, related_name="exercises"
    )
    imported_as = models.CharField("fingerprint of the imported row", max_length=64, blank=True, editable=False)
    archived_at = models.DateTimeField(null=True, blank=True)
    updated_at = models.DateTimeField(auto_now=True)

    objects = ExerciseQuerySet.as_manager()

    class Meta:
        ordering = ["name"]
        constraints = [
            models.UniqueConstraint(
                fields=["key"],
                condition=Q(clinic__isnull=True, snapshot_of__isnull=True),
                name="built_in_exercise_key",
            ),
            models.UniqueConstraint(
                fields=["clinic", "key"], condition=Q(snapshot_of__isnull=True), name="exercise_key_in_clinic"
            ),
            models.UniqueConstraint(
                fields=["clinic", "source", "source_id"],
                condition=Q(snapshot_of__isnull=True) & ~Q(source_id=""),
                name="exercise_source_in_clinic",
            ),
        ]

    def __str__(self) -> str:
        return self.name

    @property
    def per_side(self) -> bool:
        """Whether a dose is done on each side, one after the other or in turn."""
        return self.laterality in (Laterality.PER_SIDE, Laterality.ALTERNATING)

    @property
    def step_list(self) -> list[str]:
        return [line for line in self.steps.splitlines() if line.strip()]

    @property
    def alias_list(self) -> list[str]:
        return [line for line in self.aliases.splitlines() if line.strip()]

    @property
    def credit(self) -> str:
        """Whom to thank wherever the exercise is shown; '' where no licence asks for it."""
        return crediting.line(source=self.source, licence=self.licence, author=self.author)

    @property
    def shown_media(self) -> "list[ExerciseMedia]":
        """Pictures and videos after `with_media()`; a page that did not fetch them shows the drawn figure."""
        return list(self.media.all()) if "media" in getattr(self, "_prefetched_objects_cache", {}) else []

    @property
    def picture(self) -> "ExerciseMedia | None":
        """The picture that stands for it: the first one."""
        return next((media for media in self.shown_media if media.kind == "picture"), None)

    @property
    def drawn(self) -> Drawn | None:
        """Our own drawing of it; what a clinic adapted is drawn like the original."""
        return drawn(self.drawing_key)

    @property
    def drawing_key(self) -> str:
        """Which drawing is its: a key of a clinic's own may be like the library's by chance, and counts for nothing."""
        return self.drawn_as if self.clinic_id else self.key

    @property
    def other_media(self) -> "list[ExerciseMedia]":
        return [media for media in self.shown_media if media != self.picture]

    def tagged(self, kind: "ExerciseTag.Kind") -> list[str]:
        """Words of one kind of tag; free after `with_tags()`, one query without."""
        return [tag.label for tag in self.tags.all() if tag.kind == kind]

    @property
    def equipment_words(self) -> list[str]:
        return self.tagged(ExerciseTag.Kind.EQUIPMENT)

    @property
    def region_words(self) -> list[str]:
        return self.tagged(ExerciseTag.Kind.REGION)

    @property
    def precaution_words(self) -> list[str]:
        return self.tagged(ExerciseTag.Kind.PRECAUTION)


class ExerciseTag(models.Model):
    """One word of a closed vocabulary that an exercise carries; rows, so that facets are plain queries."""

    class Kind(models.TextChoices):
        REGION = "region", "Region"
        EQUIPMENT = "equipment", "Equipment"
        PRECAUTION = "precaution", "Precaution"

    exercise = models.ForeignKey(Exercise, on_delete=models.CASCADE, related_name="tags")
    kind = models.CharField(max_length=10, choices=Kind)
    value = models.CharField(max_length=32)

    class Meta:
        ordering = ["id"]
        constraints = [models.UniqueConstraint(fields=["exercise", "kind", "value"], name="exercise_tag_once")]
        indexes = [models.Index(fields=["kind", "value"], name="exercise_tag_value")]

    def __str__(self) -> str:
        return f"{self.kind}: {self.value}"

    @property
    def label(self) -> str:
        words = {self.Kind.REGION: Region, self.Kind.EQUIPMENT: Equipment, self.Kind.PRECAUTION: Precaution}
        return str(words[self.Kind(self.kind)](self.value).label)
