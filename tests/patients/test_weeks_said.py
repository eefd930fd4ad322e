"""The list counts a year of weeks from a few rows; it must say what the record says, which reads them all."""

import datetime as dt
import re

import pytest
import time_machine
from django.test import Client
from django.urls import reverse

from patients.models import Patient, Plan, PlanEvent
from patients.services import weeks
from tests.factories import PlanFactory, SessionLogFactory

NOW = dt.datetime(2026, 3, 18, 12, 0, tzinfo=dt.UTC)  # a Wednesday
MONDAY = dt.date(2026, 3, 16)
WEEK = dt.timedelta(days=7)
DAY = dt.timedelta(days=1)


def trained(plan: Plan, *mondays: dt.date) -> None:
    """Two sessions in each of these weeks, which is the target, on Thursday and Friday or as late as that may be."""
    days = [min(monday + n * DAY, NOW.date()) for monday in mondays for n in (3, 4)]
    for day in days:
        SessionLogFactory(plan=plan, local_date=day)
    weeks.recount(plan, *days)


def moved(plan: Plan, kind: str, day: dt.date) -> None:
    event = plan.events.create(kind=kind, version=plan.version, by=plan.created_by)
    PlanEvent.objects.filter(pk=event.pk).update(at=dt.datetime.combine(day, dt.time(10), dt.UTC))


def said(client: Client, patient: Patient) -> tuple[list[str], list[str]]:
    """What the list and the record say about the weeks."""
    pages = (reverse("caseload:list"), reverse("caseload:patient", args=[patient.pk]))
    texts = [client.get(page).content.decode() for page in pages]
    found = [re.findall(r"\d+ of \d+ weeks?", text) for text in texts]
    return found[0], found[1]


@pytest.mark.django_db
@time_machine.travel(NOW, tick=False)
@pytest.mark.parametrize(
    ("starts", "met", "paused", "words"),
    [
        pytest.param(MONDAY - 40 * WEEK, range(1, 41, 2), (), "20 of 40 weeks", id="every second week of forty"),
        pytest.param(MONDAY - 40 * WEEK, range(41), (), "41 of 41 weeks", id="this week met already"),
        pytest.param(MONDAY - 40 * WEEK + 2 * DAY, range(1, 41), (), "40 of 40 weeks", id="a first part of a week met"),
        pytest.param(MONDAY - 40 * WEEK + 2 * DAY, range(1, 40), (), "39 of 39 weeks", id="a first part not met"),
        pytest.param(MONDAY - 40 * WEEK, range(1, 37), (38, 34), "36 of 38 weeks", id="a pause, trained in it"),
        pytest.param(MONDAY - 40 * WEEK, range(1, 11), (30, 20), "10 of 30 weeks", id="a pause long ago"),
    ],
)
def test_list_says_of_the_weeks_what_the_record_says(
    as_anna: Client, pat: Patient, starts: dt.date, met: range, paused: tuple[int, ...], words: str
) -> None:
    plan = PlanFactory(patient=pat, starts_on=starts)
    trained(plan, *(MONDAY - ago * WEEK for ago in met))
    for kind, ago in zip(("paused", "resumed"), paused, strict=False):
        moved(plan, kind, MONDAY - ago * WEEK)
    assert said(as_anna, pat) == ([words], [words])


@pytest.mark.django_db
@time_machine.travel(NOW, tick=False)
def test_list_reads_few_weeks_of_a_long_plan(as_anna: Client, pat: Patient) -> None:
    plan = PlanFactory(patient=pat, starts_on=MONDAY - 60 * WEEK)
    trained(plan, *(MONDAY - ago * WEEK for ago in range(1, 61)))
    plan.weeks.filter(starts_on__lt=MONDAY - 20 * WEEK).update(sessions_done=0)  # not read, so not missed
    assert said(as_anna, pat)[0] == ["60 of 60 weeks"]
