"""Hints about the whole body, week by week: what is missing, lopsided, or too close together."""

from collections.abc import Callable, Iterable, Iterator, Sequence
from itertools import pairwise
from typing import Final

from programmes.balance import FOUNDATIONS, PILLARS, Week, week
from programmes.hints.hint import Hint, listed
from programmes.scheme import Line, Outing, Stage

GOOD_START: Final = "2 to 4"
MOSTLY: Final = 0.6  # of what is done in a week
FEW: Final = 4  # exercises in a phase below which nothing is "mostly"
NEIGHBOURS_FROM: Final = 4  # sessions a week: up to three can lie two days apart
HARD_EFFORT: Final = 7
FEW_IN_RESERVE: Final = 2
HIGH_PERCENT: Final = 70
FEW_REPS: Final = 8
FAMILIES: Final = {
    "squat": "squat", "lunge": "lunge", "step_up": "step", "hinge": "hinge", "hip_extension": "hip",
    "lift": "lifting", "carry": "carrying", "pull_horizontal": "pulling", "pull_vertical": "pulling",
    "push_horizontal": "pushing", "push_vertical": "pushing",
}  # fmt: skip

Weeks = Sequence[tuple[Stage, Week]]


def balance_hints(stages: Sequence[Stage]) -> list[Hint]:
    weeks = [(stage, week(stage)) for stage in stages if any(stage.lines)]
    if not weeks:
        return [Hint(key="empty::", says=f"Nothing here yet. {GOOD_START} exercises are a good start.")]
    return [
        *_missing_pillars(weeks),
        *_missing_foundations(weeks),
        *_one_way(weeks, "pull", "pushing but no pulling.", lambda seen: bool(seen.push and not seen.pull)),
        *_one_way(weeks, "push", "pulling but no pushing.", lambda seen: bool(seen.pull and not seen.push)),
        *_mostly_trunk(weeks),
        *_sides(weeks),
        *(hint for stage, _ in weeks for hint in (*_turns(stage), *_close_together(stage))),
    ]


def _missing_pillars(weeks: Weeks) -> Iterator[Hint]:
    for code, words in PILLARS.items():
        without = [stage for stage, seen in weeks if not seen.pillars[code]]
        if len(without) == len(weeks):
            yield Hint(key=f"pillar:{code}:{numbers(without)}", says=f"no {words} work yet.")
        elif without:
            yield _in_phases(f"pillar:{code}", without, f"no {words} work.")


def _missing_foundations(weeks: Weeks) -> Iterator[Hint]:
    missing = [code for code in FOUNDATIONS if not any(seen.foundations[code] for _, seen in weeks)]
    if missing:
        words = ", ".join(FOUNDATIONS[code] for code in missing)
        yield Hint(key=f"foundation::{'+'.join(missing)}", says=f"Foundations not covered yet: {words}.")


def _one_way(weeks: Weeks, kind: str, says: str, is_so: Callable[[Week], bool]) -> Iterator[Hint]:
    found = [stage for stage, seen in weeks if is_so(seen)]
    if found:
        yield _in_phases(f"{kind}:", found, says, everywhere=len(found) == len(weeks))


def _mostly_trunk(weeks: Weeks) -> Iterator[Hint]:
    found = [
        stage
        for stage, seen in weeks
        if len({line.exercise for line in stage.lines}) >= FEW and seen.trunk > MOSTLY * seen.times
    ]
    if found:
        says = "mostly trunk work. Legs, hips, arms and walking help a back as well."
        yield _in_phases("trunk:", found, says, everywhere=len(found) == len(weeks))


def _sides(weeks: Weeks) -> Iterator[Hint]:
    for stage, seen in weeks:
        left, right = round(seen.left_sets), round(seen.right_sets)
        if left != right:
            says = f"{left} {'set' if left == 1 else 'sets'} a week on the left, {right} on the right."
            yield _in_phases("sides:", [stage], says, everywhere=len(weeks) == 1)


def _turns(stage: Stage) -> Iterator[Hint]:
    share = len(stage.training)
    if share > stage.hi:
        says = f"{share} sessions share {stage.hi} a week, so none of them comes round every week."
        yield _in_phases("turns:", [stage], says)


def _close_together(stage: Stage) -> Iterator[Hint]:
    """Heavy work of one kind in sessions that may fall on neighbouring days."""
    training = stage.training
    if stage.hi < NEIGHBOURS_FROM or not training:
        return
    clashes: dict[str, list[Outing]] = {}
    for one, next_one in pairwise([*training, training[0]]):
        for family in sorted(_heavy(one) & _heavy(next_one)):
            clashes[family] = list({outing.pk: outing for outing in (*clashes.get(family, ()), one, next_one)}.values())
    for family, outings in clashes.items():
        have = "has" if len(outings) == 1 else "have"
        says = (
            f"at {stage.hi} sessions a week some fall on neighbouring days, and {listed(o.title for o in outings)} "
            f"{have} heavy {family} work. It likes two days between."
        )
        yield _in_phases(f"close:{family}", [stage], says)


def _heavy(outing: Outing) -> set[str]:
    return {FAMILIES[line.pattern] for line in outing.lines if line.pattern in FAMILIES and is_heavy(line)}


def is_heavy(line: Line) -> bool:
    """Strength work close to what the person can do; where no effort is said, few repetitions with a weight."""
    dose = line.dose
    if line.pillar != "STR":
        return False
    if dose.effort:
        return dose.effort.hi >= HARD_EFFORT
    if dose.rir:
        return dose.rir.lo <= FEW_IN_RESERVE
    if dose.percent_1rm:
        return dose.percent_1rm >= HIGH_PERCENT
    return bool(dose.load_kg and dose.reps and dose.reps.hi <= FEW_REPS)


def _in_phases(what: str, stages: Sequence[Stage], says: str, *, everywhere: bool = False) -> Hint:
    """A hint about some phases; about the whole where there is no other."""
    return Hint(
        key=f"{what}:{numbers(stages)}",
        says=says,
        about="" if everywhere else named(stages),
        place="phase",
        at=tuple(stage.pk for stage in stages),
    )


def named(stages: Sequence[Stage]) -> str:
    """Phase 1; Phases 1 and 3."""
    return f"Phase{'s' if len(stages) > 1 else ''} {listed(stage.number for stage in stages)}"


def numbers(stages: Iterable[Stage]) -> str:
    return "+".join(str(stage.number) for stage in stages)
