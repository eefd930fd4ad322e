"""How it went: pictures with gaps and without a point, two periods side by side, and records of sets."""

import datetime as dt
import doctest
import re
from collections.abc import Iterator
from decimal import Decimal
from html import unescape

import pytest
import time_machine
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from clinic.models import Clinic
from exercises.models import Exercise
from patients.models import ItemLog, MorningAnswer, Plan, SessionLog, SetLog
from patients.progress import charts, comparing, efforts, periods
from tests.factories import ExerciseFactory, SessionLogFactory

NOON = dt.datetime(2026, 6, 5, 12, tzinfo=dt.UTC)
MONDAY = dt.date(2026, 3, 2)
MOST_SQL = 12


@pytest.fixture(autouse=True)
def _june() -> Iterator[None]:
    with time_machine.travel(NOON, tick=False):
        yield


def words_of(html: str) -> str:
    return unescape(re.sub(r"\s+", " ", re.sub(r"<[^>]+>", " ", html)).strip())


def page_of(client: Client, plan: Plan, path: str, status: int = 200) -> str:
    answer = client.get(f"/patients/{plan.patient.pk}/{path}")
    assert answer.status_code == status
    return answer.content.decode()


def described(page: str, name: str) -> str:
    found = re.search(rf'<desc id="{name}-desc">(.*?)</desc>', page, re.DOTALL)
    return unescape(found[1]) if found else ""


def trained(plan: Plan, day: dt.date, *, kg: float = 10, reps: int = 10, easier: str = "", **answers) -> SessionLog:
    log = SessionLogFactory(plan=plan, local_date=day, logged_at=NOON, **answers)
    done = ItemLog.objects.create(session_log=log, item=log.session.items.first(), easier=easier)
    SetLog.objects.bulk_create(
        SetLog(item_log=done, number=n, reps=reps - n, load_kg=Decimal(str(kg))) for n in range(2)
    )
    return log


def joins(page: str) -> list[int]:
    """How many marks are joined to the next, line by line, of the chart of answers."""
    chart = re.search(r'aria-labelledby="scores-title.*?</svg>', page, re.DOTALL)
    assert chart
    return [
        d.count("L") for d in re.findall(r'<path d="([^"]*)" stroke="#\w+" stroke-width="1.5" fill="none"', chart[0])
    ]


def test_examples_in_the_words_about_differences_hold() -> None:
    assert [doctest.testmod(each).failed for each in (charts, comparing, efforts, periods)] == [0] * 4


# Pictures


def test_confidence_comes_first_worry_second_pain_third(as_anna: Client, plan: Plan) -> None:
    log = trained(plan, MONDAY, confidence=4, pain_highest=5, effort=6)
    MorningAnswer.objects.create(log=log, pain=3, local_date=MONDAY, logged_at=NOON)
    plan.patient.check_ins.create(week=MONDAY, local_date=MONDAY, logged_at=NOON, worry=7, usual_pain=4, confidence=5)
    page = page_of(as_anna, plan, "charts/?period=year")
    panels = re.findall(r'font-size="14" font-weight="bold">([^<]+)<', page)
    assert panels == ["Confidence", "Worry", "Pain", "Effort"]
    said = described(page, "scores")
    heads = [
        "Confidence from 0",
        "Confidence from 0",
        "Worry from 0",
        "Highest pain",
        "Pain next morning",
        "Usual pain",
    ]
    assert re.findall("|".join(dict.fromkeys(heads)), said) == heads
    assert "newest 7, 1 answer." in said
    rows = re.findall(r'<tr><th scope="row">.*?</tr>', page)
    assert [words_of(row) for row in rows[:2]] == [
        "Mon 2 Mar 2026 A 4 – – 5 – 3 6", "Mon 2 Mar 2026 Weekly check-in 5 7 4 – – – –"
    ]  # fmt: skip
    assert "Ostelo 2008" in page
    assert not re.search(r'(?:fill|stroke)="#b3261e"', page)


def test_a_gap_stays_a_gap_and_the_own_start_is_that_of_all_time(as_anna: Client, plan: Plan) -> None:
    for days, confidence in ((0, 2), (3, 4), (6, 3), (60, 7), (63, None), (66, 8), (90, 9), (92, 9)):
        trained(plan, MONDAY + dt.timedelta(days=days), confidence=confidence)
    whole, short = page_of(as_anna, plan, "charts/?period=all"), page_of(as_anna, plan, "charts/?period=6w")
    assert joins(whole) == [3]
    assert joins(short) == [1]
    assert "newest 8, 9, 9, 3 at the start, 4 answers." in described(short, "scores")
    assert ">own start: 3<" in short
    assert words_of(re.findall(r'<p class="muted">(.*?)</p>', short)[0]).startswith("25 Apr 2026 to 5 Jun 2026")


def test_without_answers_the_page_says_so_and_one_answer_is_a_point(as_anna: Client, plan: Plan) -> None:
    Plan.objects.filter(pk=plan.pk).update(starts_on=NOON.date() + dt.timedelta(days=1))
    assert "Nothing was answered in these days." in page_of(as_anna, plan, "charts/?period=6w")
    assert "Nothing has been answered yet" in page_of(as_anna, plan, "")
    trained(plan, NOON.date(), confidence=0)
    for path in ("charts/", "?period=all"):
        page = page_of(as_anna, plan, path)
        assert (joins(page), "newest 0, 1 answer." in described(page, "scores")) == ([0], True)


def test_each_exercise_shows_load_and_reps_and_its_first_time_without_pain(
    as_anna: Client, plan: Plan, clinic: Clinic
) -> None:
    trained(plan, MONDAY, kg=10, pain_highest=3)
    trained(plan, MONDAY + dt.timedelta(days=3), kg=12.5, reps=8, pain_highest=0)
    trained(plan, MONDAY + dt.timedelta(days=6), kg=99, reps=40, easier="slower", pain_highest=0)
    page = page_of(as_anna, plan, "charts/?period=all")
    assert described(page, "exercise-1") == (
        "Load: first 10 kg, newest 12.5 kg, most 12.5 kg, 2 sessions. "
        "Reps in a set: first 10 reps, newest 8 reps, most 10 reps, 2 sessions. First without pain on 5 March 2026."
    )
    assert page.count(">first without pain<") == 2  # a line through both panels
    rows = [words_of(row) for row in re.findall(r'<tr><th scope="row">.*?</tr>', page)]
    assert rows[-2:] == ["Thu 5 Mar 2026 12.5 kg 8 reps", "Mon 2 Mar 2026 10 kg 10 reps"]
    assert ">first without pain<" not in page_of(as_anna, plan, "charts/?period=6w")
    clinic.weight_unit = "lb"
    clinic.save()
    assert "most 27.6 lb" in described(page_of(as_anna, plan, "charts/?period=all"), "exercise-1")


def test_an_exercise_that_was_changed_goes_on_under_its_new_name(as_anna: Client, plan: Plan) -> None:
    """The version trained before keeps a snapshot: both are one exercise, in the charts as in the records."""
    trained(plan, MONDAY, kg=10, pain_highest=0)
    item = plan.version.phases.get().sessions.get().items.first()
    now = ExerciseFactory(name="Hinge & <lift>")
    Exercise.objects.filter(pk=item.exercise_id).update(snapshot_of=now)
    log = SessionLogFactory(plan=plan, local_date=MONDAY + dt.timedelta(days=2), pain_highest=2)
    second = log.session.items.last()
    type(second).objects.filter(pk=second.pk).update(exercise=now)
    done = ItemLog.objects.create(session_log=log, item=second)
    SetLog.objects.create(item_log=done, number=1, reps=9, load_kg=12)
    page = page_of(as_anna, plan, "charts/?period=all")
    assert "first 10 kg, newest 12 kg, most 12 kg, 2 sessions" in described(page, "exercise-1")
    assert "First without pain on 2 March 2026" in described(page, "exercise-1")
    assert '<title id="exercise-1-title">Hinge &amp; &lt;lift&gt;: load and reps in a set</title>' in page
    assert 'id="exercise-2' not in page


def test_weeks_of_a_year_and_of_a_clock_change_are_all_there(as_anna: Client, plan: Plan) -> None:
    """The clock went forward on 29 March 2026: that week is one bar like the others."""
    for week in range(0, 14):
        monday = MONDAY + dt.timedelta(weeks=week)
        plan.weeks.create(starts_on=monday, sessions_done=week % 3, target=2)
    page = page_of(as_anna, plan, "charts/?period=all")
    said = described(page, "weeks")
    assert said.count("week of") == 14
    assert "week of 23 March: 0 of 2, no sessions; week of 30 March: 1 of 2, some sessions" in said
    rows = re.findall(r'<tr><th scope="row">(\d+ \w+ 2026)</th><td>(\d)</td><td>2</td>', page)
    assert (rows[0], rows[-1], len(rows)) == (("1 Jun 2026", "1"), ("2 Mar 2026", "0"), 14)


def test_pictures_and_comparison_take_as_many_queries_after_a_year(as_anna: Client, plan: Plan) -> None:
    def used(path: str) -> int:
        with CaptureQueriesContext(connection) as seen:
            page_of(as_anna, plan, path)
        return len(seen)

    paths = ("charts/?period=all", "compare/")
    trained(plan, MONDAY, confidence=4)
    one = [used(path) for path in paths]
    for number in range(60):
        trained(plan, MONDAY + dt.timedelta(days=number), confidence=number % 11)
        plan.patient.check_ins.create(
            week=MONDAY + dt.timedelta(weeks=number), local_date=MONDAY, logged_at=NOON, worry=1
        )
    assert [used(path) for path in paths] == one
    assert max(one) <= MOST_SQL


# Two periods


def compared(page: str) -> list[str]:
    body = re.search(r'<table class="table compared">.*?<tbody>(.*?)</tbody>', page, re.DOTALL)
    assert body
    return [words_of(row) for row in re.findall(r"<tr>(.*?)</tr>", body[1], re.DOTALL)]


def test_first_four_weeks_stand_beside_the_last_four(as_anna: Client, plan: Plan) -> None:
    for place, (confidence, pain) in enumerate(((3, 6), (4, 5), (3, 6), (None, 7))):
        trained(plan, MONDAY + dt.timedelta(days=7 * place), confidence=confidence, pain_highest=pain, kg=10)
    for place, confidence in enumerate((6, 7, 7)):
        trained(plan, NOON.date() - dt.timedelta(days=7 * place), confidence=confidence, pain_highest=5, kg=12)
    plan.patient.measures.create(instrument="groc", moment="start", taken_on=MONDAY, value=-1, by=plan.created_by)
    plan.patient.measures.create(instrument="groc", moment="week_12", taken_on=NOON, value=2, by=plan.created_by)
    page = page_of(as_anna, plan, "compare/")
    name = plan.version.phases.get().sessions.get().items.first().exercise.name
    assert compared(page) == [
        "Sessions a week 1 4 sessions in 28 days 0.8 3 sessions in 28 days 0.2 a week fewer",
        (
            "Confidence after a session 3 (3 to 4) 3 answers, 1 missing 7 (6 to 7) 3 answers "
            "4 points higher, better: a clear change (our own default)"
        ),
        (
            "Highest pain in a session 6 (5 to 7) 4 answers 5 3 answers "
            "1 point lower, better: not yet a clear change (Ostelo 2008)"
        ),
        "Global change −1 2 +2, better, a clear change (Bobos 2020)",
        f"{name}, most load 10 kg 4 sessions 12 kg 3 sessions 2 kg more",
        f"{name}, most reps in a set 10 reps 4 sessions 10 reps 3 sessions no difference",
    ]
    assert "Confidence after a session: 3 (3 to 4) before, 7 (6 to 7) after; 4 points higher" in page
    heads = re.findall(r'<th scope="col">([^<]+)</th>', page)
    assert heads == ["Measure", "2 Mar 2026 to 29 Mar 2026", "9 May 2026 to 5 Jun 2026", "Difference"]
    paper = re.search(r'href="(/patients/\d+/handout.pdf\?[^"]+)"', page)
    assert paper
    assert "second_from=2026-05-09" in unescape(paper[1])


def test_own_activities_are_compared_by_those_asked_both_times(as_anna: Client, plan: Plan) -> None:
    for activity, day, value in (("Lift", MONDAY, 2), ("Carry", MONDAY, 4), ("Lift", NOON, 6), ("Sit", NOON, 10)):
        plan.patient.measures.create(
            instrument="psfs", activity=activity, moment="start", taken_on=day, value=value, by=plan.created_by
        )
    trained(plan, MONDAY)
    rows = compared(page_of(as_anna, plan, "compare/"))
    assert any(row.startswith("Own activities (PSFS) 2 6 +4, better, a clear change (the mean, Abbott") for row in rows)


@pytest.mark.parametrize(("changed", "said"), [
    ({"first_to": "2026-02-30"}, "There is no such day."),
    ({"first_to": ""}, "Choose a day."),
    ({"second_from": "<b>"}, "There is no such day."),
    ({"first_to": "2026-03-01"}, "This period ends before it begins."),
    ({"second_to": "2026-06-06"}, "This day is still to come."),
    ({"first_from": "0001-01-01"}, "This day is too long ago."),
])  # fmt: skip
def test_a_bad_day_is_named_and_the_others_are_kept(
    as_anna: Client, plan: Plan, changed: dict[str, str], said: str
) -> None:
    days = {
        "first_from": "2026-03-02",
        "first_to": "2026-03-29",
        "second_from": "2026-05-09",
        "second_to": "2026-06-05",
    }
    asked = days | changed
    answer = as_anna.get(f"/patients/{plan.patient.pk}/compare/", asked)
    page = answer.content.decode()
    assert (answer.status_code, said in page, "Side by side" in page) == (422, True, False)
    kept = [re.search(rf'name="{name}"[^>]*>', page) for name in asked]
    values = [found and re.search(r'value="([^"]*)"', found[0]) for found in kept]
    assert [unescape(value[1]) if value else "" for value in values] == list(asked.values())


def test_periods_that_touch_and_days_without_anything_are_said(as_anna: Client, plan: Plan) -> None:
    assert "Nothing was answered or trained" in page_of(as_anna, plan, "compare/")
    trained(plan, NOON.date(), confidence=5)
    query = "compare/?first_from=2026-05-20&first_to=2026-06-05&second_from=2026-06-05&second_to=2026-06-05"
    page = page_of(as_anna, plan, query)
    assert "share 1 day;" in page
    assert compared(page)[1] == "Confidence after a session 5 1 answer 5 1 answer too few answers to say"
