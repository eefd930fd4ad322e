"""What is said at discharge, kept as plain values: to the patient in plain words, to the referrer in figures."""

import datetime as dt
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from statistics import median
from typing import Any

from django.utils.safestring import SafeString, mark_safe

from patients.models import Patient, Plan, PlanEvent
from patients.progress.instruments import plain
from patients.progress.scales import CONFIDENCE, USUAL_PAIN, WORRY, Scale
from patients.services import flare_plans
from patients.services.outcomes import Line, Outcome, outcomes_of
from patients.services.summary import adherence_of, course_of, rests_of
from programmes.frequency import times_a_week

MOST_SAID = 8  # of what the patient could do again, in their own words
FEW = 3  # answers whose middle is the start, or the end
PAIN_SOURCE = (2, "Ostelo 2008")  # clinical.md 4.1
NO_FIGURE = "no published figure"
Values = dict[str, Any]


@dataclass(frozen=True)
class Told:
    """What the therapist says at discharge."""

    why: str
    reason: str
    can_do: Sequence[str]
    advice: Sequence[str]


def for_patient(plan: Plan, told: Told, *, until: dt.date) -> Values:
    """What you did, what you can do now, how to keep it up, and until when the pages stay; only what went well."""
    course = Course(plan)
    return _of(course, told) | {
        "did": list(_did(course)),
        "can": [*told.can_do, *_can(course)],
        "often": times_a_week(plan.per_week_lo, plan.per_week_hi),
        "until": _day(until),
        "charts": [],
    }


def for_referrer(plan: Plan, told: Told) -> Values:
    """Why, when, how much, and what changed against the published value of a clear change."""
    course = Course(plan)
    patient = plan.patient
    facts = [
        ("Born", _day(patient.date_of_birth) if patient.date_of_birth else "not noted"),
        ("Problem and goal", f"“{patient.goal}”" if patient.goal else "not noted"),
        ("In treatment", f"{_day(course.began)} to {_day(course.ended)}, with {patient.therapist.user}"),
        ("Ended because", f"{told.why}. {told.reason}" if told.reason else told.why),
        ("Sessions at home", f"{course.sessions}"),
        ("Weeks on target", course.adherence or "not counted"),
    ]
    return _of(course, told) | {
        "name": patient.name,
        "facts": facts,
        "measures": [*_outcomes(patient), *_scores(course)],
        "can": list(told.can_do),
        "often": times_a_week(plan.per_week_lo, plan.per_week_hi),
        "charts": [(title, str(svg), how) for title, svg, how in course_of(plan).charts],
    }


def safe(drawn: str) -> SafeString:
    """A chart that was kept: it was drawn here from numbers and our own words."""
    return mark_safe(drawn)  # noqa: S308


class Course:
    """The treatment that ends with this plan: one plan, or several that followed one another."""

    def __init__(self, plan: Plan) -> None:
        self.plan, self.patient = plan, plan.patient
        self.plans = list(_followed(plan))
        self.began = min(each.starts_on for each in self.plans)
        self.ended = self.patient.today()
        self.logs = list(
            self.patient.logs.filter(plan__in=self.plans)
            .order_by("local_date", "id")
            .values_list("confidence", flat=True)
        )
        self.check_ins = list(
            self.patient.check_ins.filter(local_date__gte=self.began)
            .order_by("week")
            .values_list("usual_pain", "worry", "can_do")
        )

    @property
    def sessions(self) -> int:
        return len(self.logs)

    @property
    def adherence(self) -> str:
        """ "9 of 12 weeks", over all its plans; empty where no week counts."""
        hows = [
            adherence_of(each, rests_of(each), self.patient.zone, today=self._last_day(each)) for each in self.plans
        ]
        counted = sum(how.counted for how in hows)
        return f"{sum(how.on_target for how in hows)} of {counted} week{'s' if counted != 1 else ''}" if counted else ""

    @property
    def on_target(self) -> int:
        return sum(each.weeks_on_target for each in self.plans)

    @property
    def usual_pain(self) -> list[int]:
        return [pain for pain, _, _ in self.check_ins if pain is not None]

    @property
    def worry(self) -> list[int]:
        return [worry for _, worry, _ in self.check_ins if worry is not None]

    @property
    def can_do(self) -> list[str]:
        return [said for _, _, said in self.check_ins if said]

    @property
    def confidence(self) -> list[int]:
        return [score for score in self.logs if score is not None]

    def _last_day(self, plan: Plan) -> dt.date:
        ended = plan.events.filter(kind=PlanEvent.Kind.ENDED).first()
        return ended.at.astimezone(self.patient.zone).date() if ended else self.ended


def _followed(plan: Plan) -> Iterator[Plan]:
    """The plan, and those before it back to the last discharge, newest first."""
    yield plan
    discharged = PlanEvent.objects.filter(plan__patient=plan.patient, kind=PlanEvent.Kind.ENDED).exclude(why="")
    last = discharged.filter(plan__lt=plan.pk).order_by("-plan").values_list("plan", flat=True).first() or 0
    yield from plan.patient.plans.filter(pk__lt=plan.pk, pk__gt=last).order_by("-pk")


def _of(course: Course, told: Told) -> Values:
    patient = course.patient
    return {
        "first_name": patient.first_name,
        "goal": patient.goal,
        "therapist": str(patient.therapist.user),
        "began": _day(course.began),
        "ended": _day(course.ended),
        "why": told.why,
        "reason": told.reason,
        "advice": list(told.advice),
        "flare": flare_plans.words_to_keep(patient),
    }


def _did(course: Course) -> Iterator[str]:
    if course.sessions:
        times = "once" if course.sessions == 1 else f"{course.sessions} times"
        yield f"You trained {times} between {_day(course.began)} and {_day(course.ended)}."
    if course.on_target:
        weeks = "1 week was" if course.on_target == 1 else f"{course.on_target} weeks were"
        yield f"{weeks} on target. Every session counted."
    if len(course.plans) > 1:
        yield f"You worked through {len(course.plans)} programmes, each a step on from the one before."


def _can(course: Course) -> Iterator[str]:
    """What got better, in the patient's own words first."""
    for said in course.can_do[-MOST_SAID:]:
        yield f"“{said}”"
    for outcome in outcomes_of(course.patient):
        for line in outcome.lines if outcome.instrument.is_own_activity else ():
            if line.change and line.change.is_better:
                first, last = line.scores[0].value, line.scores[-1].value
                yield f"{line.name}: from {plain(first)} to {plain(last)} out of 10"
    ends = _ends(course.confidence)
    if ends and ends[1] > ends[0]:
        yield f"How sure you feel when you move: from {ends[0]:g} to {ends[1]:g} out of 10"


def _outcomes(patient: Patient) -> Iterator[Values]:
    for outcome in outcomes_of(patient):
        for line in [*outcome.lines, *([outcome.mean] if outcome.mean else [])]:
            yield _measure(outcome, line, patient)


def _measure(outcome: Outcome, line: Line, patient: Patient) -> Values:
    known = [(day, value) for (day, _), value in zip(outcome.days, line.by_day, strict=True) if value is not None]
    tool = outcome.instrument
    of_one = tool.clear_change_of_one if line is not outcome.mean else None
    figure, made = of_one or tool.clear_change, line.change
    clear = f"{plain(figure)} {tool.unit} ({tool.source})" if figure else NO_FIGURE
    return {
        "name": f"{tool.name}: {line.name}" if line.name else tool.name,
        "ends": tool.ends,
        "first": _score(known[0]) if known else "–",
        "last": _score(known[-1]) if len(known) > 1 else "–",
        "change": made.words if made else "asked once",
        "clear": clear,
    }


def _scores(course: Course) -> Iterator[Values]:
    """The patient's own 0 to 10 answers: the middle of the first three, and of the last three."""
    points, source = PAIN_SOURCE
    yield from _scale(CONFIDENCE, course.confidence, higher_is_better=True)
    yield from _scale(WORRY, course.worry, higher_is_better=False)
    yield from _scale(USUAL_PAIN, course.usual_pain, higher_is_better=False, clear=points, source=source)


def _scale(
    scale: Scale, answers: Sequence[int], *, higher_is_better: bool, clear: int = 0, source: str = ""
) -> Iterator[Values]:
    ends = _ends(answers)
    if ends is None:
        return
    by = ends[1] - ends[0]
    way = "better" if (by > 0) == higher_is_better else "worse"
    sure = f", {'a clear change' if abs(by) >= clear else 'not yet clear'}" if clear and by else ""
    yield {
        "name": scale.label,
        "ends": f"0 {scale.at_0}, 10 {scale.at_10}; middle of three answers",
        "first": f"{ends[0]:g}",
        "last": f"{ends[1]:g}",
        "change": f"{'+' if by > 0 else '−'}{abs(by):g}, {way}{sure}" if by else "no change",
        "clear": f"{clear} points ({source})" if clear else NO_FIGURE,
    }


def _ends(answers: Sequence[int]) -> tuple[float, float] | None:
    """The middle of the first three and of the last three; None before there are four."""
    if len(answers) <= FEW:
        return None
    return float(median(answers[:FEW])), float(median(answers[-FEW:]))


def _score(at: tuple[dt.date, Any]) -> str:
    day, value = at
    return f"{plain(value)} ({_day(day)})"


def _day(day: dt.date) -> str:
    return f"{day:%-d %B %Y}"
