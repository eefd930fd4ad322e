"""One exercise on its way: what it will say, checked against our own limits, with a fingerprint."""

import hashlib
import json
from dataclasses import dataclass, field
from typing import Any

from django.db.models import Field

from exercises.models import Exercise, ExerciseMedia, ExerciseTag

Tags = dict[str, list[str]]


def column_of(name: str) -> "Field[Any, Any]":
    found = Exercise._meta.get_field(name)
    assert isinstance(found, Field)  # noqa: S101 (for the type checker: a column is no relation back)
    return found


TEXTS = (
    "name", "aliases", "dose", "per_week", "purpose", "cue", "setup", "steps", "may_feel", "easier", "harder",
    "stop_if", "card", "source", "source_id", "licence", "author",
)  # fmt: skip
CHOICES = (
    "pillar", "foundation", "pattern", "position", "laterality", "dose_mode", "load_type", "phase", "progression_mode",
)  # fmt: skip
COLUMNS = (*TEXTS, *CHOICES, "flare_ok")
TAGS = {"regions": ExerciseTag.Kind.REGION, "equipment": ExerciseTag.Kind.EQUIPMENT} | {
    "precautions": ExerciseTag.Kind.PRECAUTION
}
LONGEST = {name: column_of(name).max_length or 0 for name in (*TEXTS, "key")}


@dataclass
class Draft:
    """A row that was read; `media` is None where the file says nothing about pictures."""

    place: str
    fields: dict[str, Any] = field(default_factory=dict)
    tags: Tags = field(default_factory=dict)
    media: list[dict[str, str]] | None = None
    key: str = ""
    adapted_from: str = ""
    is_built_in: bool = False
    problem: str = ""
    remark: str = ""
    number: int = 0

    @property
    def name(self) -> str:
        return str(self.fields.get("name", ""))

    def check(self) -> None:
        """Say what the library could not hold."""
        if self.problem:
            return
        if not self.name.strip():
            self.problem = "has no name"
        for column, text in (*((name, self.fields.get(name, "")) for name in TEXTS), ("key", self.key)):
            if len(text) > LONGEST[column] and not self.problem:
                words = column_of(column).verbose_name
                self.problem = f"{words}: {len(text):,} characters, {LONGEST[column]:,} at most"

    def as_data(self) -> dict[str, Any]:
        return {
            "fields": self.fields, "tags": self.tags, "media": self.media, "key": self.key,
            "adapted_from": self.adapted_from, "is_built_in": self.is_built_in, "remark": self.remark,
        }  # fmt: skip

    @classmethod
    def of(cls, number: int, place: str, data: dict[str, Any]) -> "Draft":
        return cls(place=place, number=number, **data)

    @property
    def fingerprint(self) -> str:
        """What the row said, and what can be compared with an exercise without reading its files."""
        return _hash(self.fields, self.tags, self.media, True) + self.loose

    @property
    def loose(self) -> str:
        return _hash(self.fields, self.tags, self.media, False)


def fields_of(exercise: Exercise) -> dict[str, Any]:
    return {name: getattr(exercise, name) for name in COLUMNS}


def tags_of(exercise: Exercise) -> Tags:
    """Sorted as the draft's are; wants prefetched tags."""
    tags = list(exercise.tags.all())
    return {name: [tag.value for tag in tags if tag.kind == kind] for name, kind in TAGS.items()}


def loose_of(exercise: Exercise, *, with_media: bool) -> str:
    """The fingerprint of what the library holds now; wants prefetched tags and media."""
    media = [media_entry(each) for each in exercise.media.all()] if with_media else None
    return _hash(fields_of(exercise), tags_of(exercise), media, False)


def media_entry(media: ExerciseMedia) -> dict[str, str]:
    return {"kind": media.kind, "alt": media.alt, "url": media.url}


def _hash(fields: dict[str, Any], tags: Tags, media: list[dict[str, str]] | None, is_exact: bool) -> str:
    shown = ("kind", "alt", "url", "sha256") if is_exact else ("kind", "alt", "url")
    kept = None if media is None else [[each.get(name, "") for name in shown] for each in media]
    sorted_tags = {name: sorted(tags.get(name, [])) for name in TAGS}
    said = json.dumps([fields, sorted_tags, kept], sort_keys=True, default=str)
    return hashlib.blake2b(said.encode("utf-8", "replace"), digest_size=16).hexdigest()
