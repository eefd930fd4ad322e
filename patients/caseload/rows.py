"""One line of the caseload per patient, everything said ready, from four queries for a page.

The list is the page opened most: it reads columns instead of objects, and each line is a plain dict.
"""

import datetime as dt
from collections import defaultdict
from collections.abc import Collection, Iterable, Mapping, Sequence
from typing import Any, NamedTuple, TypedDict

from django.db.models import Q, QuerySet
from django.urls import reverse
from django.utils import timezone
from django.utils.safestring import SafeString, mark_safe

from clinic.escaped import escaped
from clinic.models import Clinic
from patients.caseload.words import hour_words, phase_words
from patients.models import Patient, Plan, PlanEvent, PlanWeek
from patients.models.patient import PatientQuerySet
from patients.progress.adherence import WEEK, Adherence, adherence, pauses
from patients.progress.bars import squares
from patients.progress.days import ago, ahead
from patients.schedule import week_start
from programmes.models import Phase

WEEKS_SHOWN = 8
LOCKED = "Needs you now", "chip-alarm"
STATE_CHIPS = {
    Plan.State.ACTIVE.value: ("Training", ""),
    Plan.State.PAUSED.value: ("Paused", ""),
    Plan.State.MAINTAIN.value: ("Keeping it up", "chip-accent"),
}


class Row(TypedDict):
    """What the list shows of one patient."""

    url: str
    name: str
    therapist: str
    plan: str
    phase: str
    last_session: str
    weeks: str
    squares: SafeString
    review: str
    review_is_due: bool
    reach: str
    state: str
    chip: str


class Line(NamedTuple):
    """What is read of one patient; the plan's parts are None where there is none in force."""

    pk: int
    first_name: str
    last_name: str
    email: str
    timezone: str
    reminders_on: bool
    reminder_hour: dt.time
    last_session_on: dt.date | None
    archived_at: dt.datetime | None
    therapist: int
    plan: int | None
    version: int
    phase_number: int
    plan_state: str
    starts_on: dt.date
    review_on: dt.date | None
    target: int
    weeks_on_target: int


class Programme(NamedTuple):
    """What a version is called, and its phases."""

    name: str
    phases: list[str]


COLUMNS = (
    "pk", "first_name", "last_name", "email", "timezone", "reminders_on", "reminder_hour", "last_session_on",
    "archived_at", "therapist_id", "open_plan__pk", "open_plan__version_id", "open_plan__phase_number",
    "open_plan__state", "open_plan__starts_on", "open_plan__review_on", "open_plan__per_week_lo",
    "open_plan__weeks_on_target",
)  # fmt: skip


def columns(found: PatientQuerySet) -> QuerySet[Patient, Any]:
    """Read of each patient what a line needs; nothing is joined that the sorting does not need."""
    return found.values_list(*COLUMNS)


def rows(page: Iterable[tuple], *, clinic: Clinic, with_therapists: bool, locked: Collection[int] = ()) -> list[Row]:
    """Say what the list shows of these patients, each in their own today."""
    lines = [Line(*columns) for columns in page]
    versions = {line.version for line in lines if line.plan}
    programmes = _programmes(versions) if versions else {}
    therapists = _names(clinic) if with_therapists else {}
    return said(lines, clinic=clinic, programmes=programmes, therapists=therapists, locked=locked)


def said(
    lines: Sequence[Line],
    *,
    clinic: Clinic,
    programmes: Mapping[int, Programme],
    therapists: Mapping[int, str],
    locked: Collection[int] = (),
) -> list[Row]:
    """The same where the names are known; a programme that is not known is left out."""
    today = _todays({line.timezone for line in lines}, clinic)
    pattern = reverse("caseload:patient", args=[0])  # turned round once, filled in for each
    found = []
    for line, how in zip(lines, _adherence(lines, today), strict=True):
        row = _row(line, how, programmes.get(line.version), today[line.timezone])
        row["url"] = escaped(pattern.replace("/0/", f"/{line.pk}/"))
        if line.pk in locked:
            row["state"], row["chip"] = LOCKED
        row["therapist"] = escaped(therapists.get(line.therapist, ""))
        found.append(row)
    return found


def _adherence(lines: Sequence[Line], today: Mapping[str, dt.date]) -> list[Adherence | None]:
    planned = [line for line in lines if line.plan]
    if not planned:
        return [None for _ in lines]
    rests = _rests([line.plan for line in planned if line.plan])
    weeks = _weeks(planned, rested=rests)
    return [
        adherence(
            starts_on=line.starts_on,
            today=today[line.timezone],
            done=weeks[line.plan],
            target=line.target,
            pauses=pauses(rests.get(line.plan, ())),
            on_target=line.weeks_on_target,
        )
        if line.plan
        else None
        for line in lines
    ]


def _row(line: Line, how: Adherence | None, programme: Programme | None, today: dt.date) -> Row:
    state, chip = _state(line, today)
    return Row(
        url="",
        name=escaped(f"{line.first_name} {line.last_name}".strip()),
        therapist="",
        plan=escaped(programme.name) if programme else "",
        phase=escaped(phase_words(programme.phases, line.phase_number)) if programme else "",
        last_session=escaped(ago(line.last_session_on, today=today)),
        weeks=escaped(how.words) if how and how.has_begun else "",
        squares=_squares(how),
        review=escaped(ahead(line.review_on, today=today)) if line.review_on else "",
        review_is_due=bool(line.review_on and line.review_on <= today),
        reach=escaped(_reach(line)),
        state=escaped(state),
        chip=escaped(chip),
    )


def _state(line: Line, today: dt.date) -> tuple[str, str]:
    if line.archived_at:
        return "Archived", ""
    if not line.plan:
        return ("No plan yet", "chip-look") if line.last_session_on is None else ("Finished", "")
    if line.plan_state == Plan.State.ACTIVE and line.last_session_on is None:
        return ("Starts soon", "chip-accent") if line.starts_on > today else ("Not started", "chip-look")
    return STATE_CHIPS[line.plan_state]


def _squares(how: Adherence | None) -> SafeString:
    states = tuple(week.state for week in how.last(WEEKS_SHOWN)) if how else ()
    return mark_safe(squares(states)) if states else SafeString()  # noqa: S308 (drawn from our own words)


def _reach(line: Line) -> str:
    """How reminders get there, or why they do not."""
    if not line.email:
        return "No e-mail address"
    if not line.reminders_on:
        return "Reminders off"
    return f"E-mail at {hour_words(line.reminder_hour)}"


def _todays(zones: Iterable[str], clinic: Clinic) -> dict[str, dt.date]:
    """The date in each of these zones, by the patients' own rule."""
    now = timezone.now()
    return {zone: Patient(clinic=clinic, timezone=zone).today(now) for zone in zones}


def _names(clinic: Clinic) -> dict[int, str]:
    """What the clinic's staff are called."""
    staff = clinic.memberships.staff().order_by().values_list("pk", "user__name", "user__email")
    return {pk: name or email or "" for pk, name, email in staff}


def _programmes(versions: Collection[int]) -> dict[int, Programme]:
    """Programmes by version; sorted here, since sorting a few rows costs less than asking for it."""
    found: dict[int, Programme] = {}
    phases = Phase.objects.filter(version__in=versions).order_by()
    for version, _, _, phase, programme in sorted(
        phases.values_list("version_id", "position", "pk", "name", "version__programme__name")
    ):
        found.setdefault(version, Programme(programme, [])).phases.append(phase)
    return found


def _weeks(lines: Sequence[Line], *, rested: Collection[int]) -> dict[int, dict[dt.date, tuple[int, int]]]:
    """Sessions done and target by plan and Monday: of the weeks that are shown, or may be excused.

    The others, a year of them, are counted on the plan already.
    """
    found: dict[int, dict[dt.date, tuple[int, int]]] = defaultdict(dict)
    shown_since = timezone.now().date() - (WEEKS_SHOWN + 1) * WEEK  # a day more or less, wherever the patient is
    firsts = {week_start(line.starts_on) for line in lines}
    needed = Q(starts_on__gte=shown_since) | Q(starts_on__in=firsts)
    if rested:
        needed |= Q(plan__in=rested)
    weeks = PlanWeek.objects.filter(needed, plan__in=[line.plan for line in lines]).order_by()
    for plan, monday, done, target in weeks.values_list("plan_id", "starts_on", "sessions_done", "target"):
        found[plan][monday] = done, target
    return found


def _rests(plans: Collection[int]) -> dict[int, list[tuple[str, dt.date]]]:
    """Pauses and their ends by plan, oldest first."""
    kinds = (PlanEvent.Kind.PAUSED, PlanEvent.Kind.RESUMED, PlanEvent.Kind.MAINTAIN)
    events = PlanEvent.objects.filter(plan__in=plans, kind__in=kinds).order_by()
    found = defaultdict(list)
    for _, plan, kind, at in sorted(events.values_list("pk", "plan_id", "kind", "at")):
        found[plan].append((kind, at.date()))
    return found
