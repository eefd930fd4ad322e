"""One session in full: every exercise with what was done, one query."""

from collections import defaultdict
from typing import NamedTuple

from patients.models import ItemLog, SessionLog
from patients.progress.done import Done, words

SKIPS = dict(ItemLog.Skip.choices)
EASIER = dict(ItemLog.Easier.choices)


class ItemRow(NamedTuple):
    """One exercise of the session in words."""

    name: str
    done: str
    skipped: str
    easier: str


def items(log: SessionLog, *, unit: str) -> list[ItemRow]:
    """What was done, exercise by exercise; loads in the clinic's unit."""
    heads: dict[int, tuple[str, str, str]] = {}
    done: dict[int, list[Done]] = defaultdict(list)
    found = log.items.order_by("pk", "sets__number", "sets__pk").values_list(
        "pk", "item__exercise__name", "skipped", "easier", "done_as__name",
        "sets__number", "sets__side", "sets__reps", "sets__seconds", "sets__distance_m", "sets__load_kg",
    )  # fmt: skip
    for pk, name, skipped, easier, done_as, number, side, reps, seconds, distance_m, load_kg in found:
        heads[pk] = (name, SKIPS.get(skipped, "").lower(), _easier(easier, done_as))
        if number is not None:
            done[pk].append(Done(side or "", reps, seconds, distance_m, load_kg))
    return [ItemRow(name, words(done[pk], unit=unit), skip, easier) for pk, (name, skip, easier) in heads.items()]


def _easier(how: str, done_as: str | None) -> str:
    """ "easier: slower", "easier: Wall plank", or nothing."""
    words = done_as or EASIER.get(how, "").lower()
    return "easier version" if how == ItemLog.Easier.SOME else f"easier: {words}" if words else ""
