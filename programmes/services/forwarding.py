"""Copy a phase as the next one, by a rule: the same, one step harder, or a little more of each."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace
from enum import StrEnum

from django.db import transaction
from django.db.models import prefetch_related_objects

from clinic.models import User
from exercises.models import Exercise
from exercises.services import neighbours
from programmes import dose
from programmes.models import Phase
from programmes.services.drafts import lock, reread
from programmes.services.outline import ItemOutline, SessionOutline, of_phase
from programmes.services.parts import add_phase
from programmes.services.swapping import carried_over


class Rule(StrEnum):
    SAME = "same"
    HARDER = "harder"
    MORE = "more"


SAID = {Rule.HARDER: "one step harder", Rule.MORE: "with a little more"}
Change = Callable[[ItemOutline], ItemOutline]


@dataclass(frozen=True)
class Forwarded:
    """The new phase, and what the rule did to its exercises in words."""

    phase: Phase
    said: str


@transaction.atomic
def copy_forward(*, phase: Phase, by: User, rule: Rule = Rule.SAME, seen: int | None = None) -> Forwarded:
    """Add a phase at the end with what is in this one; where the rule finds nothing to change, the same.

    Harder is the next step of the exercise's ladder, with its dose as far as it can be meant there. `seen` is how
    many phases the sender saw; a form sent twice adds one.
    """
    draft = lock(phase.version_id)
    whole = reread(phase)
    prefetch_related_objects([whole], "sessions__items__exercise")
    before = of_phase(whole).sessions
    change = _rule(rule, whole)
    after = tuple(_changed(session, change) for session in before)
    said = _counted(rule, before, after)
    added = add_phase(draft=draft, by=by, copy_of=whole, sessions=after, how=said, seen=seen)
    return Forwarded(added, f"{added} added{said}")


def _rule(rule: Rule, phase: Phase) -> Change:
    if rule == Rule.HARDER:
        exercises = {
            item.exercise_id: item.exercise for session in phase.sessions.all() for item in session.items.all()
        }
        steps = neighbours(exercises.values())
        harder = {pk: place.harder for pk, place in steps.items() if place.harder}
        return lambda item: _harder(item, exercises, harder)
    return _more if rule == Rule.MORE else _same


def _same(item: ItemOutline) -> ItemOutline:
    return item


def _more(item: ItemOutline) -> ItemOutline:
    return replace(item, dose=dose.more(item.dose))


def _harder(item: ItemOutline, exercises: Mapping[int, Exercise], harder: Mapping[int, Exercise]) -> ItemOutline:
    step = harder.get(item.exercise_id)
    if step is None:
        return item
    carried = carried_over(item.dose, exercises[item.exercise_id], step)
    return replace(item, exercise_id=step.pk, dose=carried)


def _changed(session: SessionOutline, change: Change) -> SessionOutline:
    return replace(session, items=tuple(change(item) for item in session.items))


def _counted(rule: Rule, before: tuple[SessionOutline, ...], after: tuple[SessionOutline, ...]) -> str:
    """ ": 6 exercises one step harder, 2 stay"; nothing for the same."""
    if rule == Rule.SAME:
        return ""
    pairs = [
        (was, now)
        for old, new in zip(before, after, strict=True)
        for was, now in zip(old.items, new.items, strict=True)
    ]
    changed = sum(was != now for was, now in pairs)
    stay = len(pairs) - changed
    if not changed:
        return ": nothing goes further by this rule, so everything is the same"
    exercises = "exercise" if changed == 1 else "exercises"
    more = f", {stay} stay{'s' if stay == 1 else ''}" if stay else ""
    return f": {changed} {exercises} {SAID[rule]}{more}"
