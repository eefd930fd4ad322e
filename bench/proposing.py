"""`bench/proposals`: what the rules propose to invented patients, how their doses develop, and that none runs away."""

import datetime as dt
import time
from argparse import ArgumentParser, Namespace
from collections import Counter, defaultdict
from collections.abc import Iterator
from dataclasses import dataclass, field, replace
from statistics import median, quantiles

from bench.proposing_people import DAY, START, Person, everybody, library, work
from patients.progress.proposing import (
    DEFAULTS,
    Earlier,
    Exercise,
    Kind,
    Proposal,
    propose,
    still_holds,
    worth_deciding,
)
from patients.progress.proposing.case import Case
from patients.progress.proposing.zones import Zone
from programmes.dose import DoseError, check, short

WEEKS_SHOWN = (0, 4, 8, 13, 26)
ACCEPTED, DECLINED = 0.75, 0.15  # the rest is left to expire
DAYS_TO_DECIDE = 6


@dataclass
class Tally:
    """What is counted over all patients."""

    proposed: Counter[str] = field(default_factory=Counter)
    accepted: Counter[str] = field(default_factory=Counter)
    held: Counter[str] = field(default_factory=Counter)
    minutes: dict[int, list[float]] = field(default_factory=lambda: defaultdict(list))
    most: dict[str, tuple[float, str]] = field(default_factory=dict)
    steps: list[int] = field(default_factory=list)
    rises: list[float] = field(default_factory=list)
    faults: Counter[str] = field(default_factory=Counter)
    evaluated: int = 0
    gone: int = 0


def main() -> None:
    options = _options()
    began, tally = time.perf_counter(), Tally()
    for person in everybody(options.patients, options.seed):
        live(person, options.weeks, tally)
    for line in report(tally, options, time.perf_counter() - began):
        print(line)


def live(person: Person, weeks: int, tally: Tally) -> None:
    """Half a year, a day at a time; rules are asked only when something new was told, or days went by without."""
    undecided: list[tuple[dt.date, Proposal]] = []
    for day in range(weeks * 7 + 1):
        today = START + day * DAY
        told = person.live(today)
        if day % 7 == 0 and day // 7 in WEEKS_SHOWN:
            tally.minutes[day // 7].append(person.work_on[today])
        undecided = _decided(person, undecided, today, tally)
        if told or person.days_away(today) in (8, 15, 29):
            undecided += [(_decides_on(person, today), one) for one in _asked(person, today, tally)]
    tally.steps.append(sum(one.is_progress and one.was_accepted for one in person.earlier))


def _asked(person: Person, today: dt.date, tally: Tally) -> list[Proposal]:
    proposals = propose(person.patient(today), person.exercises, today=today)
    tally.evaluated += len(person.exercises)
    tally.held.update(one.rule for one in proposals if one.kind is Kind.HOLD)
    new = worth_deciding(proposals)
    overtaken = {one.item for one in proposals if one.overtakes}
    person.earlier = [one for one in person.earlier if one.decision or one.item not in overtaken]
    tally.proposed.update(one.rule for one in new)
    person.earlier += [_open(one) for one in new]
    for one in new:
        _look(person, one, today, tally)
    return new


def _open(one: Proposal) -> Earlier:
    return Earlier(rule=one.rule, on=one.on, item=one.item, exercise=one.exercise, about=one.about)


def _decides_on(person: Person, today: dt.date) -> dt.date:
    return today + person.luck.randint(0, DAYS_TO_DECIDE) * DAY


# The therapist


def _decided(
    person: Person, undecided: list[tuple[dt.date, Proposal]], today: dt.date, tally: Tally
) -> list[tuple[dt.date, Proposal]]:
    """Decide what is due; what was overtaken meanwhile is gone."""
    for due, one in undecided:
        if due == today and _open(one) in person.earlier:
            luck = person.luck.random()
            decision = "accepted" if luck < ACCEPTED else "declined" if luck < ACCEPTED + DECLINED else "expired"
            place = person.earlier.index(_open(one))
            still_there = decision != "accepted" or _still_holds(person, one, today)
            decided_on = today if decision == "accepted" else one.on
            person.earlier[place] = replace(_open(one), decision=decision, on=decided_on)
            if not still_there:
                tally.gone += 1
                person.earlier.pop(place)
            elif decision == "accepted":
                tally.accepted[one.rule] += 1
                _done(person, one, today, tally)
    return [(due, one) for due, one in undecided if due > today]


def _still_holds(person: Person, one: Proposal, today: dt.date) -> bool:
    return one.item is None or still_holds(one, person.patient(today), person.exercises, today=today)


def _done(person: Person, one: Proposal, today: dt.date, tally: Tally) -> None:
    if one.kind is Kind.PAUSE:
        person.cleared_on = today
    if one.kind is Kind.TALK:
        person.worry -= 3
    exercise = next((each for each in person.exercises if each.item == one.item), None)
    if exercise is None or one.change.dose is None:
        return
    if one.change.exercise is None:
        person.exercises[person.exercises.index(exercise)] = replace(exercise, dose=one.change.dose)
        person.climbed[exercise.item] = 0 if one.change.variable in ("load", "sets") else person.climbed[exercise.item]
    else:
        entry = next(entry for entry in library().values() if entry.number == one.change.exercise)
        person.prescribe(exercise.item, entry, today, one.change.dose)
    if one.kind is Kind.PROGRESS:
        now = sum(work(each) for each in person.exercises)
        tally.rises.append(now / person.work_on.get(today - 7 * DAY, now))


# What may never happen


def _look(person: Person, one: Proposal, today: dt.date, tally: Tally) -> None:
    if one.change.dose is not None:
        try:
            check(one.change.dose)
        except DoseError:
            tally.faults["doses outside their limits"] += 1
    if one.kind is Kind.PROGRESS:
        _measure(one, tally)
        exercise = next(each for each in person.exercises if each.item == one.item)
        tally.faults.update(_faults(person, exercise, today))


def _faults(person: Person, exercise: Exercise, today: dt.date) -> Iterator[str]:
    case = Case(exercise=exercise, patient=person.patient(today), today=today)
    last = case.sessions[-2:]
    if len(last) < 2 or any(case.zone_of(one) is not Zone.GREEN for one in last):
        yield "steps up without two green sessions"
    if person.flare_said:
        yield "steps up in a flare-up"
    lately = [one for one in person.earlier if one.is_progress and one.was_accepted and (today - one.on).days < 7]
    if any(one.item == exercise.item for one in lately):
        yield "two steps of an exercise in seven days"
    if len(lately) >= DEFAULTS.progress_exercises:
        yield "three exercises of a session in seven days"


def _measure(one: Proposal, tally: Tally) -> None:
    dose = one.change.dose
    if dose is None:
        return
    for name in ("sets", "reps", "work_seconds", "distance_m", "minutes"):
        amount = getattr(dose, name)
        if amount and float(amount.hi) > tally.most.get(name, (0, ""))[0]:
            tally.most[name] = float(amount.hi), f"{one.change.name or one.name} {short(dose)}"
    if dose.load_kg and float(dose.load_kg) > tally.most.get("load_kg", (0, ""))[0]:
        tally.most["load_kg"] = float(dose.load_kg), f"{one.change.name or one.name} {short(dose)}"


# The report


def report(tally: Tally, options: Namespace, seconds: float) -> Iterator[str]:
    weeks = options.patients * options.weeks
    yield f"{options.patients} invented patients, {options.weeks} weeks, seed {options.seed}: {seconds:.0f} s"
    yield f"{time.process_time():.0f} s of processor time"
    yield f"{tally.evaluated} times an exercise was looked at"
    yield ""
    yield f"{'proposed':36}{'times':>7}{'per 100 weeks of a patient':>28}{'accepted':>10}"
    for rule, times in sorted(tally.proposed.items()):
        yield f"{rule:36}{times:7}{times / weeks * 100:28.2f}{tally.accepted[rule]:10}"
    yield f"{'all':36}{tally.proposed.total():7}{tally.proposed.total() / weeks * 100:28.2f}{tally.accepted.total():10}"
    yield f"{tally.gone} more were to be accepted, but held no longer by then"
    yield ""
    yield "Why nothing more was proposed, of all the times:"
    for rule, times in tally.held.most_common():
        yield f"{rule:36}{times / tally.held.total():7.1%}"
    yield ""
    yield f"{'minutes of work a week, without rests':40}{'median':>8}{'9 of 10':>9}{'most':>7}"
    for week, minutes in sorted(tally.minutes.items()):
        yield f"week {week:<35}{median(minutes):8.1f}{quantiles(minutes, n=10)[-1]:9.1f}{max(minutes):7.1f}"
    yield ""
    steps = tally.steps
    yield f"Steps up of a patient: median {median(steps):g}, 9 of 10 {quantiles(steps, n=10)[-1]:g}, most {max(steps)}"
    yield "The most that was proposed:"
    for name, (_, said) in tally.most.items():
        yield f"  {name:14}{said}"
    yield f"The steepest week: {max(tally.rises, default=1):.0%} of the week before"
    faults = [f"{name}: {tally.faults[name]}" for name in ("doses outside their limits", *sorted(tally.faults))]
    yield f"What may never happen: {'; '.join(dict.fromkeys(faults))}"
    yield f"None runs away: {'yes' if not tally.faults and max(tally.rises, default=1) <= RISE else 'NO'}"


RISE = 1 + DEFAULTS.weekly_rise_percent / 100


def _options() -> Namespace:
    parser = ArgumentParser(prog="bench/proposals", description=__doc__)
    parser.add_argument("--patients", type=int, default=500)
    parser.add_argument("--weeks", type=int, default=26)
    parser.add_argument("--seed", type=int, default=1)
    return parser.parse_args()


if __name__ == "__main__":
    main()
