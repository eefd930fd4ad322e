"""One session in full: every exercise with what was done, one query."""

from collections import defaultdict
from typing import NamedTuple

from patients.models import ItemLog, SessionLog
from patients.progress.done import Done, words

SKIPS = dict(ItemLog.Skip.choices)


class ItemRow(NamedTuple):
    """One exercise of the session in words."""

    name: str
    done: str
    skipped: str
    made_easier: bool


def items(log: SessionLog, *, unit: str) -> list[ItemRow]:
    """What was done, exercise by exercise; loads in the clinic's unit."""
    heads: dict[int, tuple[str, str, bool]] = {}
    done: dict[int, list[Done]] = defaultdict(list)
    found = log.items.order_by("pk", "sets__number", "sets__pk").values_list(
        "pk", "item__exercise__name", "skipped", "made_easier", "sets__number",
        "sets__side", "sets__reps", "sets__seconds", "sets__distance_m", "sets__load_kg",
    )  # fmt: skip
    for pk, name, skipped, easier, number, side, reps, seconds, distance_m, load_kg in found:
        heads[pk] = (name, SKIPS.get(skipped, "").lower(), easier)
        if number is not None:
            done[pk].append(Done(side or "", reps, seconds, distance_m, load_kg))
    return [ItemRow(name, words(done[pk], unit=unit), skip, easier) for pk, (name, skip, easier) in heads.items()]
