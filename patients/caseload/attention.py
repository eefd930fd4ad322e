"""The inbox: a row per patient who needs a look, the most urgent first, with why and what helps next."""

import datetime as dt
from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import NamedTuple

from django.core.paginator import Page, Paginator
from django.db.models import Min, QuerySet
from django.urls import reverse
from django.utils import timezone
from django.utils.html import escape
from django.utils.safestring import SafeString, mark_safe

from clinic.models import Clinic, Membership
from clinic.telephone import Number
from patients.caseload import rows as caseload_rows
from patients.models import Attention, SessionLog
from patients.progress.attention import KINDS, Action, Urgency
from patients.progress.sparks import spark
from patients.services import attending
from patients.standing_in import Colleague

A_PAGE = 15  # a row is tall: this is as much as somebody reads, and a page within its budget
SPARK_OF = 12
SPARK_SINCE = dt.timedelta(days=60)
RECORD = "caseload:patient"
SHOW = {"": "Open", "snoozed": "Put off"}
BUTTONS = {
    Action.LOOK: ("Open the record", "caseload:patient"),
    Action.MESSAGE: ("Write to {name}", "caseload:messages"),
    Action.CALL: ("Call {name}", "caseload:patient"),
    Action.INVITE: ("Invite {name} again", "caseload:invite"),
    Action.PLAN: ("Look at the plan", "caseload:plan"),
    Action.DECIDE: ("Look at the proposals", "caseload:proposals"),
    Action.DRAFT: ("Open the draft", "programmes:detail"),
    Action.ADDRESS: ("Add an address", "caseload:edit"),
}


class Who(NamedTuple):
    """What a row says of the patient themselves."""

    pk: int
    first_name: str
    name: str
    phone: str
    programme: int | None


@dataclass(frozen=True)
class Row:
    """One patient in the inbox."""

    patient: Who
    items: Sequence[Attention]
    line: caseload_rows.Row
    confidence: SafeString
    pain: SafeString
    button: str
    address: str
    phone: Number
    dealing: SafeString

    @property
    def is_urgent(self) -> bool:
        return self.items[0].urgency == Urgency.NOW

    @property
    def can_be_closed(self) -> bool:
        """A lock alone is closed by clearing it, nowhere else."""
        return any(item.urgency != Urgency.NOW for item in self.items)


def items_for(
    membership: Membership, *, who: str, show: str, q: str, kind: str, staff: Sequence[Colleague]
) -> QuerySet[Attention]:
    """The items the address asks for; those put off come back on their day by themselves."""
    mine = who == "mine"
    found = attending.items_of(membership, staff) if mine else attending.open_items(membership.clinic)
    if q:
        found = found.filter(patient__in=membership.clinic.patients.matching(q))
    if kind:
        of_kind = attending.open_items(membership.clinic).filter(reason__in=KINDS[kind][1])
        found = found.filter(patient__in=of_kind.order_by().values("patient"))
    today = timezone.now().astimezone(membership.clinic.zone).date()
    return found.filter(snoozed_until__gt=today) if show == "snoozed" else found.exclude(snoozed_until__gt=today)


def page_of(items: QuerySet[Attention], number: str | None) -> Page:
    """The patients on one page, by their most urgent item, then by how long it waits."""
    waiting = items.order_by().values("patient").annotate(most=Min("urgency"), since=Min("opened_at"))
    return Paginator(waiting.order_by("most", "since", "patient"), A_PAGE).get_page(number)


def rows(
    page: Page,
    items: QuerySet[Attention],
    *,
    clinic: Clinic,
    staff: Sequence[Colleague],
    with_therapists: bool,
    dealing: str,
) -> list[Row]:
    """Everything the page shows of these patients, from five queries; `dealing` are the forms with the stand-ins."""
    pks = [each["patient"] for each in page.object_list]
    by_patient: dict[int, list[Attention]] = defaultdict(list)
    for item in items.filter(patient__in=pks).order_by("urgency", "opened_at", "id"):
        by_patient[item.patient_id].append(item)
    read = clinic.patients.filter(pk__in=pks).with_open_plan()
    found = {row[0]: row for row in read.values_list(*caseload_rows.COLUMNS, "phone", "open_plan__programme")}
    therapists = {one.pk: one.name for one in staff} if with_therapists else {}
    lines = [caseload_rows.Line(*found[pk][:-2]) for pk in pks]
    shown = caseload_rows.said(lines, clinic=clinic, programmes={}, therapists=therapists)
    scores = _scores(pks)
    return [
        _row(_who(line, *found[line.pk][-2:]), by_patient[line.pk], row, scores[line.pk], dealing)
        for line, row in zip(lines, shown, strict=True)
    ]


def _who(line: caseload_rows.Line, phone: str, programme: int | None) -> Who:
    return Who(line.pk, line.first_name, f"{line.first_name} {line.last_name}".strip(), phone, programme)


def _scores(pks: Sequence[int]) -> dict[int, list[tuple[int | None, int | None]]]:
    """Confidence and highest pain of the last sessions, oldest first."""
    since = timezone.now().date() - SPARK_SINCE
    found: dict[int, list[tuple[int | None, int | None]]] = defaultdict(list)
    logs = SessionLog.objects.filter(patient__in=pks, local_date__gte=since).order_by("local_date", "id")
    for patient, confidence, pain in logs.values_list("patient", "confidence", "pain_highest"):
        found[patient].append((confidence, pain))
    return found


def _row(
    patient: Who,
    items: Sequence[Attention],
    line: caseload_rows.Row,
    scores: Iterable[tuple[int | None, int | None]],
    dealing: str,
) -> Row:
    last = list(scores)[-SPARK_OF:]
    words, name = BUTTONS[Action(items[0].action)]
    return Row(
        patient,
        items,
        line,
        mark_safe(spark([each for each, _ in last], label="Confidence")),  # noqa: S308 (drawn from numbers)
        mark_safe(spark([each for _, each in last], label="Highest pain")),  # noqa: S308 (drawn from numbers)
        words.format(name=patient.first_name),
        _address(name, patient),
        Number(patient.phone if items[0].action == Action.CALL else ""),
        _filled_in(dealing, patient, items),
    )


# The forms of a row, rendered once for the page: these stand where each row's own are put.
STAND_IN = {"pk": 1_000_000_003, "items": "⟦items⟧", "name": "⟦name⟧", "first_name": "⟦first name⟧"}


def _filled_in(dealing: str, patient: Who, items: Sequence[Attention]) -> SafeString:
    own = {
        "pk": str(patient.pk),
        "items": ",".join(str(item.pk) for item in items),
        "name": escape(patient.name),
        "first_name": escape(patient.first_name),
    }
    for part, stand_in in STAND_IN.items():
        dealing = dealing.replace(str(stand_in), own[part])
    return mark_safe(dealing)  # noqa: S308 (a template of ours; what is put in is a number or escaped)


def _address(name: str, patient: Who) -> str:
    """Of the patient's page of that name, or of their programme's draft, where there still is a plan."""
    if name != "programmes:detail":
        return reverse(name, args=[patient.pk])
    return reverse(name, args=[patient.programme]) if patient.programme else reverse(RECORD, args=[patient.pk])
