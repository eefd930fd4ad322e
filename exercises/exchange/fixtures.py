"""Exercises spread over several tables, as Django dumps them: translations, bases, and the words both point to."""

from collections import Counter
from collections.abc import Iterable, Iterator
from typing import Any

from exercises.exchange.limits import MOST_ROWS, REFUSED, Refused

Fields = dict[str, Any]
TEXTS = ("description", "instructions", "steps", "text")
LABELS = ("short_name", "name_en", "name", "title", "full_name", "label")
SAYINGS = {"alias": "aliases", "comment": "notes"}
# Where a dump leaves its small tables out: the numbers of wger, which have not changed for years.
WGER = {
    "license": {1: "CC-BY-SA 3", 2: "CC-BY-SA 4", 3: "CC0", 4: "CC-BY 4", 5: "ODbL"},
    "language": {1: "de", 2: "en", 3: "bg", 4: "es", 5: "ru", 6: "nl", 7: "pt", 8: "el", 9: "cs", 10: "sv"},
    "category": {8: "Arms", 9: "Legs", 10: "Abs", 11: "Chest", 12: "Back", 13: "Shoulders", 14: "Calves", 15: "Cardio"},
    "equipment": {
        1: "Barbell", 2: "SZ-Bar", 3: "Dumbbell", 4: "Gym mat", 5: "Swiss Ball", 6: "Pull-up bar",
        7: "none (bodyweight exercise)", 8: "Bench", 9: "Incline bench", 10: "Kettlebell", 11: "Resistance band",
        12: "Cable machine",
    },
    "muscle": {
        1: "Biceps", 2: "Shoulders", 3: "Serratus anterior", 4: "Chest", 5: "Triceps", 6: "Abs", 7: "Calves",
        8: "Glutes", 9: "Trapezius", 10: "Quads", 11: "Hamstrings", 12: "Lats", 13: "Brachialis", 14: "Obliques",
        15: "Soleus", 16: "Lower back",
    },
}  # fmt: skip


def is_fixture(entry: Any) -> bool:
    return isinstance(entry, dict) and isinstance(entry.get("model"), str) and isinstance(entry.get("fields"), dict)


def has_words(fields: Fields) -> bool:
    """Whether this row is an exercise somebody can read: a name and a text, or a name of its own and no other home."""
    return bool({"name", "title"} & set(fields)) and bool(set(TEXTS) & set(fields))


class Fixture:
    """Everything but the texts, gathered in one reading; the texts then pass by one at a time."""

    def __init__(self) -> None:
        self.labels: dict[str, dict[Any, str]] = {}
        self.bases: dict[str, dict[Any, Fields]] = {}
        self.said: dict[Any, Fields] = {}
        self.languages: Counter[str] = Counter()
        self.spoken: dict[Any, set[Any]] = {}  # by exercise: the languages it is written in
        self.is_wger = False
        self.count = 0

    def add(self, entry: Fields) -> None:
        """Take note of one row of any table."""
        model, fields = entry["model"].rpartition(".")[2].lower(), entry["fields"]
        if has_words(fields):
            self.count += 1
            self.languages[fields.get("language", "")] += 1
            self.is_wger = self.is_wger or "license_author" in fields
            if (base := _base_key(fields)) is not None:
                self.spoken.setdefault(base, set()).add(fields.get("language", ""))
        elif said := next((name for name in SAYINGS if name in fields), None):
            about = fields.get("translation", fields.get("exercise"))
            self.said.setdefault(about, {}).setdefault(SAYINGS[said], []).append(fields[said])
        elif label := next((fields[name] for name in LABELS if isinstance(fields.get(name), str) and fields[name]), ""):
            self.labels.setdefault(model, {})[entry.get("pk")] = label
        else:
            kept = {name: value for name, value in fields.items() if value not in ("", None, [])}
            self.bases.setdefault(model, {})[entry.get("pk")] = kept
        if sum(map(len, self.bases.values())) > MOST_ROWS:
            raise Refused(f"There are more than {MOST_ROWS:,} exercises in these files. Import them in parts.")

    def language_names(self) -> dict[str, int]:
        """Codes of the languages that texts are written in, the most usual first."""
        return {self.label("language", number): count for number, count in self.languages.most_common() if number != ""}

    def check(self) -> None:
        if not self.count:
            raise Refused(
                "These files hold exercises without names and texts. Upload the translations together with them."
            )

    def rows(self, entries: Iterable[Fields], language: str) -> Iterator[Fields]:
        """Each exercise in this language as one flat row; one that does not speak it says which it speaks."""
        seen: set[Any] = set()
        for entry in entries:
            fields = entry["fields"]
            if not has_words(fields):
                continue
            spoken = self.label("language", fields["language"]) if fields.get("language", "") != "" else ""
            base = _base_key(fields)
            if not spoken or spoken == language:
                yield self._flat(entry, spoken)
            elif base is not None and base not in seen and not self._speaks(base, language):
                seen.add(base)
                others = sorted(self.label("language", each) for each in self.spoken[base])
                reason = f"has no text in “{language}”, only in {', '.join(others)}"
                yield {"name": fields.get("name"), REFUSED: reason}

    def _speaks(self, base: Any, language: str) -> bool:
        return any(self.label("language", each) == language for each in self.spoken.get(base, ()))

    def label(self, column: str, value: Any) -> str:
        """The word behind a number: `equipment` 3 is a dumbbell."""
        singular = column.lower().removesuffix("_secondary").removeprefix("primary_").removesuffix("s")
        for model, labels in self.labels.items():
            if model.endswith(singular) and value in labels:
                return labels[value]
        return WGER.get(singular, {}).get(value, "") if self.is_wger and isinstance(value, int) else ""

    def _flat(self, entry: Fields, language: str) -> Fields:
        fields = entry["fields"]
        base = self._base_of(fields)
        flat = {**base, **{name: value for name, value in fields.items() if value not in ("", None, [])}}
        flat = {name: self._spelled(name, value) for name, value in flat.items()} | self.said.get(entry.get("pk"), {})
        number = base.get("uuid") or fields.get("uuid") or _base_key(fields) or entry.get("pk")
        return flat | {"source_id": f"{number}:{language}" if language else str(number)}

    def _base_of(self, fields: Fields) -> Fields:
        key = _base_key(fields)
        return next((rows[key] for rows in self.bases.values() if key in rows), {}) if key is not None else {}

    def _spelled(self, name: str, value: Any) -> Any:
        if isinstance(value, list):
            return [self.label(name, each) or each for each in value]
        is_number = isinstance(value, int | str) and not isinstance(value, bool)
        return (self.label(name, value) or value) if is_number else value


def _base_key(fields: Fields) -> Any:
    found = next((fields[name] for name in ("exercise", "exercise_base", "base") if name in fields), None)
    return found if isinstance(found, int | str) else None
