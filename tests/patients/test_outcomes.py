"""Outcomes: scores in their range, the same activities again, and whether the change is a clear one."""

import datetime as dt
import re
import uuid
from decimal import Decimal

import pytest
import time_machine
from hypothesis import given
from hypothesis import strategies as st

from patients.models import Measure
from patients.progress.instruments import INSTRUMENTS, Moment, change, mistake, moment_at

START = dt.date(2026, 3, 2)


@pytest.fixture(autouse=True)
def clock(plan):
    plan.starts_on = START
    plan.save()
    with time_machine.travel(dt.datetime(2026, 3, 4, 12, tzinfo=dt.UTC), tick=False) as traveller:
        yield traveller


@pytest.fixture
def url(pat):
    return f"/patients/{pat.pk}/outcomes/"


def activities(*named, day="2026-03-04", **more):
    """A filled form of activities not named before."""
    fields = {f"activity_{place}": name for place, (name, _) in enumerate(named)}
    fields |= {f"score_{place}": str(score) for place, (_, score) in enumerate(named)}
    return {"taken_on": day, "token": str(uuid.uuid4()), **fields, **more}


def words(client, url):
    html = client.get(url).content.decode()
    return " ".join(re.sub(r"<[^>]+>", " ", html).split())


def test_the_same_activities_are_asked_again_and_the_change_is_said(as_anna, url, clock):
    assert as_anna.post(url, activities(("Climb stairs", 3), ("Sit at work", 4))).status_code == 302
    clock.shift(dt.timedelta(days=28))
    again = {"taken_on": "2026-04-01", "token": str(uuid.uuid4()), "score_0": "6", "score_1": "6.5"}
    assert as_anna.post(url, again).status_code == 302
    page = words(as_anna, url)
    assert "Climb stairs 3 6 +3, better, a clear change" in page
    assert "Mean of the first activities 3.5 6.3" in page or "Mean of the first activities 3.5 6.2" in page
    assert "1 Apr 2026 After 4 weeks" in page


def test_a_smaller_change_is_not_called_clear(as_anna, url):
    as_anna.post(f"{url}?instrument=odi", {"taken_on": "2026-03-02", "score_0": "40"})
    as_anna.post(f"{url}?instrument=odi", {"taken_on": "2026-03-04", "score_0": "34"})
    assert "−6, better, not yet clear" in words(as_anna, url)
    assert "10 or more (Ostelo 2008)" in words(as_anna, url)


def test_one_activity_needs_more_than_their_mean(as_anna, url, clock):
    as_anna.post(url, activities(("Climb stairs", 3), ("Sit at work", 4)))
    clock.shift(dt.timedelta(days=28))
    again = {"taken_on": "2026-04-01", "token": str(uuid.uuid4()), "score_0": "5.5", "score_1": "6.5"}
    as_anna.post(url, again)
    page = words(as_anna, url)
    assert "Climb stairs 3 5.5 +2.5, better, not yet clear" in page
    assert "+2.5, better, a clear change" in page  # of both together


@pytest.mark.parametrize(("said", "told"), [("3", "+3, better, a clear change"), ("-1", "−1, worse, not yet clear")])
def test_a_global_change_stands_for_itself(as_anna, url, said, told):
    as_anna.post(f"{url}?instrument=groc", {"taken_on": "2026-03-04", "score_0": said})
    assert told in words(as_anna, url)


def test_without_a_published_figure_nothing_is_called_clear(as_anna, url):
    for day, stands in (("2026-03-02", 9), ("2026-03-04", 14)):
        as_anna.post(f"{url}?instrument=chair_stand", {"taken_on": day, "score_0": stands})
    assert "+5, better" in words(as_anna, url)
    assert "+5, better," not in words(as_anna, url)


@pytest.mark.parametrize(
    ("instrument", "sent", "said"),
    [
        ("rmdq", {"score_0": "25"}, "goes from 0 to 24"),
        ("tsk11", {"score_0": "10"}, "goes from 11 to 44"),
        ("rmdq", {"score_0": "3.5"}, "goes in steps of 1"),
        ("rmdq", {"score_0": "many"}, "Enter a number."),
        ("rmdq", {"score_0": ""}, "Enter a score."),
        ("rmdq", {"score_0": "3", "taken_on": "2026-03-05"}, "still to come"),
        ("psfs", {"score_0": "3"}, "Say which activity this is."),
        ("psfs", {"activity_0": "Run"}, "Give this activity a score."),
    ],
)
def test_what_cannot_be_entered_is_said_and_what_was_typed_stays(as_anna, url, instrument, sent, said):
    answer = as_anna.post(f"{url}?instrument={instrument}", {"taken_on": "2026-03-04", **sent})
    assert answer.status_code == 422
    assert said in answer.content.decode()
    assert all(f'value="{typed}"' in answer.content.decode() for typed in sent.values() if typed)
    assert not Measure.objects.exists()


def test_sent_twice_it_is_entered_once_and_can_be_taken_back(as_anna, url):
    once = activities(("Climb stairs", 3))
    assert [as_anna.post(url, once).status_code for _ in range(2)] == [302, 302]
    row = Measure.objects.get()
    assert as_anna.post(f"{url}{row.pk}/take-back/").status_code == 302
    assert "Nothing has been entered yet" in words(as_anna, url)


def test_what_is_due_is_said(as_anna, url, clock):
    assert "At the start due since 2 Mar" in words(as_anna, url)
    as_anna.post(url, activities(("Climb stairs", 3)))
    assert "At the start entered" in words(as_anna, url)
    clock.shift(dt.timedelta(days=30))
    assert "After 4 weeks due since 30 Mar" in words(as_anna, url)


@given(st.integers(-30, 400))
def test_a_day_belongs_to_the_last_moment_that_has_come(days):
    moment = moment_at(START + dt.timedelta(days=days), starts_on=START, ended_on=None)
    weeks = {Moment.START: 0, Moment.WEEK_4: 4, Moment.WEEK_8: 8, Moment.WEEK_12: 12}
    assert moment in weeks
    assert weeks[moment] <= max(days, 0) / 7 + 1


@given(st.sampled_from(list(INSTRUMENTS.values())), st.data())
def test_better_is_up_or_down_as_the_instrument_has_it(instrument, data):
    score = st.integers(int(instrument.lo), int(instrument.hi)).map(Decimal)
    first, last = data.draw(score), data.draw(score)
    assert not mistake(instrument, first)
    first = Decimal(0) if instrument.is_change else first
    found = change(instrument, [first, last])
    assert found.is_better == (last > first if instrument.higher_is_better else last < first)
