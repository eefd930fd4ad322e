"""A row of a foreign file becomes an exercise of ours: words are translated, what nobody said gets a calm default."""

from collections import Counter
from dataclasses import dataclass, field
from typing import Any

from exercises.exchange import cleaning, values, words
from exercises.exchange.drafts import LONGEST, Draft
from exercises.exchange.limits import REFUSED
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
    ProgressionMode,
)

LINES = (
    "purpose",
    "cue",
    "may_feel",
    "easier",
    "harder",
    "stop_if",
    "dose",
    "source",
    "source_id",
    "licence",
    "author",
)
PASSAGES = ("description", "steps", "notes")
MOST_REMARKS = 60


@dataclass
class Shaper:
    """Holds what the clinic chose for a table, and gathers which words it did not know."""

    place: str
    columns: dict[str, str]
    source: str
    licence: str = ""
    author: str = ""
    language: str = "en"
    hint: str = ""  # the file's name, which may say what kind of exercises these are
    unknown: dict[str, Counter[str]] = field(default_factory=dict)
    seen: Counter[str] = field(default_factory=Counter)

    def draft(self, number: int, row: Any) -> Draft:
        draft = Draft(f"{self.place}, {number}", number=number)
        if not isinstance(row, dict):
            draft.problem = "is not an object with fields"
            return draft
        said = self._said(row)
        draft.fields = self._texts(said)
        if row.get(REFUSED):
            draft.problem = cleaning.line(str(row[REFUSED]))[:300]
        self._sort(draft, said)
        if not draft.fields["steps"]:
            draft.remark = "has no instructions"
        if not draft.fields["source_id"]:
            draft.fields["source_id"] = self._number_by_name(draft.name)
        draft.check()
        return draft

    def _said(self, row: dict[str, Any]) -> dict[str, list[Any]]:
        said: dict[str, list[Any]] = {}
        for column, target in self.columns.items():
            if target and row.get(column) not in (None, "", []):
                said.setdefault(target, []).append(row[column])
        return said

    def _texts(self, said: dict[str, list[Any]]) -> dict[str, Any]:
        line = {name: values.one_line(said.get(name), self.language) for name in LINES}
        name = values.one_line(said.get("name", [None])[0], self.language)
        aliases = [each for value in said.get("aliases", ()) for each in values.words(value, self.language)]
        steps = [
            step for kind in PASSAGES for value in said.get(kind, ()) for step in values.steps(value, self.language)
        ]
        return line | {
            "name": name,
            "aliases": "\n".join(alias for alias in dict.fromkeys(aliases) if alias != name),
            "steps": "\n".join(steps),
            "setup": "\n".join(text for value in said.get("setup", ()) for text in values.lines(value, self.language)),
            "card": "\n".join(text for value in said.get("card", ()) for text in values.lines(value, self.language)),
            "per_week": "",
            "source": line["source"][: LONGEST["source"]] or self.source,
            "licence": line["licence"] or self.licence,
            "author": line["author"] or self.author,
        }

    def _number_by_name(self, name: str) -> str:
        """A file without numbers is recognised again by its names; the second of a name is its second."""
        plain = words.bare(name)[:100]
        self.seen[plain] += 1
        return f"name:{plain}" + (f":{self.seen[plain]}" if self.seen[plain] > 1 else "")

    def _sort(self, draft: Draft, said: dict[str, list[Any]]) -> None:
        """Fill in what the library is sorted by."""
        name, fields = draft.name, draft.fields
        kinds = self._words(said, "category") or ([self.hint] if self.hint else [])
        muscles = self._words(said, "muscles")
        equipment = self._equipment(draft, said)
        pillar = self._code("pillar", self._words(said, "pillar")) or words.within("pillar", [*kinds, name])
        hints = [name, *muscles, *kinds]
        named = (words.exactly("pattern", word) for word in self._words(said, "pattern"))
        pattern = next(filter(None, named), "") or words.within("pattern", hints)
        position = self._code("position", self._words(said, "position")) or words.within("position", [name])
        regions = self._regions(muscles, kinds)
        fields |= {
            "pillar": pillar or Pillar.STR,
            "foundation": Foundation.NONE,
            "pattern": pattern or (Pattern.AEROBIC_CYCLIC if pillar == Pillar.AER else Pattern.LIFT),
            "position": position or Position.ANY,
            "laterality": _laterality(" ".join([name, *self._words(said, "laterality")])),
            "dose_mode": _dose_mode(name, pillar),
            "load_type": _load(pillar, equipment),
            "phase": PhaseKind.ANY,
            "progression_mode": ProgressionMode.QUOTA if pillar == Pillar.AER else ProgressionMode.PERFORMANCE,
            "flare_ok": False,
        }
        for table, found in (("pillar", pillar), ("pattern", pattern), ("region", regions)):
            if not found and not draft.problem:
                self._note(f"no {table}", name)
        draft.tags = {"regions": regions or [_region_of(fields["pillar"])], "equipment": equipment, "precautions": []}

    def _words(self, said: dict[str, list[Any]], target: str) -> list[str]:
        return [word for value in said.get(target, ()) for word in values.words(value, self.language)]

    def _code(self, table: str, found: list[str]) -> str:
        for word in found:
            if code := words.exactly(table, word) or words.within(table, [word]):
                return code
            self._note(table, word)
        return ""

    def _regions(self, muscles: list[str], kinds: list[str]) -> list[str]:
        found = []
        for word in muscles:
            code = words.exactly("region", word) or words.within("region", [word])
            found += [code] if code else self._note("muscle", word)
        if not found:
            found = [code for kind in kinds if (code := words.exactly("region", kind))]
        return list(dict.fromkeys(found))

    def _equipment(self, draft: Draft, said: dict[str, list[Any]]) -> list[str]:
        """Codes for what we have words for; the rest is written into the set-up, where nothing is lost."""
        found, missing = [], []
        for word in self._words(said, "equipment"):
            code = words.exactly("equipment", word)
            if code:
                found.append(code)
            else:
                missing.append(word)
                self._note("equipment", word)
        if not found and not missing:
            found = [words.within("equipment", [draft.name])]
        if missing:
            needs = f"Needs: {', '.join(missing)}."
            draft.fields["setup"] = "\n".join(filter(None, [draft.fields["setup"], needs]))
        real = [code for code in dict.fromkeys(found) if code and code != Equipment.NONE]
        return real or ([str(Equipment.NONE)] if Equipment.NONE in found and not missing else [])

    def _note(self, kind: str, word: str) -> list[str]:
        known = self.unknown.setdefault(kind, Counter())
        if word in known or len(known) < MOST_REMARKS:
            known[word[:60]] += 1
        return []


def _laterality(text: str) -> str:
    if words.mentions(text, words.TAKING_TURNS):
        return Laterality.ALTERNATING
    return Laterality.PER_SIDE if words.mentions(text, words.ONE_SIDE) else Laterality.BILATERAL


def _dose_mode(name: str, pillar: str) -> str:
    if pillar == Pillar.AER:
        return DoseMode.MINUTES
    return DoseMode.HOLD if pillar == Pillar.MOB or words.mentions(name, words.HELD) else DoseMode.REPS


def _load(pillar: str, equipment: list[str]) -> str:
    loads = [words.LOADS[code] for code in map(Equipment, equipment) if code in words.LOADS]
    if loads:
        return loads[0]
    return LoadType.NONE if pillar in (Pillar.AER, Pillar.PSY, Pillar.MOB) else LoadType.BODYWEIGHT


def _region_of(pillar: str) -> str:
    return "mind" if pillar == Pillar.PSY else "whole_body"
