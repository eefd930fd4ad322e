"""Our own format: every column of an exercise as it is stored, so that nothing is lost on the way out and back."""

from collections.abc import Collection
from typing import Any

from exercises.data_files import closest
from exercises.exchange import cells
from exercises.exchange.cleaning import storable
from exercises.exchange.drafts import CHOICES, COLUMNS, TAGS, TEXTS, Draft, column_of, fields_of, tags_of
from exercises.models import Exercise
from exercises.vocabulary import Equipment, Precaution, Region

FORMAT = "loadwell-exercises"
LISTS = (*TAGS, "media")
HEADER = ("key", *COLUMNS, *TAGS, "adapted_from", "built_in")
VOCABULARY = {"regions": Region, "equipment": Equipment, "precautions": Precaution}
YES, NO = "yes", "no"


def is_ours(columns: Collection[str]) -> bool:
    return set(HEADER) <= set(columns)


def row_of(exercise: Exercise) -> dict[str, Any]:
    """An exercise as our JSON has it; wants prefetched tags and the exercise it was adapted from."""
    origin = exercise.adapted_from.key if exercise.adapted_from else ""
    return {"key": exercise.key, **fields_of(exercise), **tags_of(exercise), "adapted_from": origin} | {
        "built_in": exercise.clinic_id is None
    }


def cells_of(exercise: Exercise) -> list[str]:
    """The same for a spreadsheet."""
    row = row_of(exercise)
    return [cells.neutralised(_as_cell(row[name])) for name in HEADER]


def read_cell(column: str, cell: str) -> Any:
    """The value of a cell that `cells_of` wrote; a list is written with spaces between its codes."""
    text = cells.restored(cell)
    return text.split() if column in TAGS else text


def draft(place: str, row: dict[str, Any]) -> Draft:
    """The row as a draft, every text exactly as written; codes that we do not know are a problem."""
    draft = Draft(place)
    texts = {name: row.get(name) for name in (*TEXTS, *CHOICES, "key", "adapted_from")}
    if wrong := next((name for name, value in texts.items() if not isinstance(value, str)), ""):
        draft.problem = f"{wrong} must be text"
        return draft
    kept = {name: storable(str(value)) for name, value in texts.items()}
    draft.key, draft.adapted_from = kept.pop("key"), kept.pop("adapted_from")
    draft.fields = kept | {"flare_ok": _is_yes(row["flare_ok"])}
    draft.is_built_in = _is_yes(row["built_in"])
    draft.tags = {name: [str(value) for value in row[name]] if isinstance(row[name], list) else [] for name in TAGS}
    media = row.get("media")
    draft.media = [_medium(each) for each in media if isinstance(each, dict)] if isinstance(media, list) else None
    draft.problem = _unknown_code(draft)
    draft.check()
    return draft


def _medium(entry: dict[str, Any]) -> dict[str, str]:
    names = ("kind", "alt", "url", "file", "content_type", "sha256")
    return {name: storable(str(entry.get(name) or "")) for name in names}


def _unknown_code(draft: Draft) -> str:
    for name in CHOICES:
        choices = [str(code) for code, _ in column_of(name).flatchoices]
        if draft.fields[name] not in choices:
            return f"{name} cannot be “{draft.fields[name][:40]}”{closest(draft.fields[name][:40], choices)}"
    for name, vocabulary in VOCABULARY.items():
        for value in draft.tags[name]:
            if value not in vocabulary.values:
                return f"{name} cannot be “{value[:40]}”{closest(value[:40], vocabulary.values)}"
        if len(set(draft.tags[name])) < len(draft.tags[name]):
            return f"{name} names the same word twice"
    return ""


def _as_cell(value: Any) -> str:
    if isinstance(value, bool):
        return YES if value else NO
    return " ".join(value) if isinstance(value, list) else value


def _is_yes(value: Any) -> bool:
    return value is True or (isinstance(value, str) and value.strip().casefold() in (YES, "true", "1"))
