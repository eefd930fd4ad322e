"""The stories are what they claim to be, whatever weekday the demo is built on."""

import datetime as dt
from collections import defaultdict
from collections.abc import Callable, Iterable
from statistics import mean

import pytest

from patients.demo.people import PATIENTS, Person
from patients.demo.stories import BEFORE, STORIES, WEEKS, Story
from patients.demo.training import Asked, Done, Turn, days_of, monday, sessions_of
from patients.entries import ItemEntry
from patients.schedule import week_start
from programmes.dose import parse

MONDAY = dt.date(2026, 3, 2)
DAYS = [MONDAY + dt.timedelta(days=number) for number in range(7)]
SUNDAY = DAYS[-1]
HINGE, SQUAT, CARRY = 1, 2, 3
ASKED = (
    Asked(HINGE, "dumbbell-romanian-deadlift", "hinge", parse("3x8-10"), takes_weight=True),
    Asked(SQUAT, "goblet-squat", "squat", parse("3x8"), takes_weight=True),
    Asked(CARRY, "suitcase-carry", "carry", parse("2-3x20-30s/side"), takes_weight=True),
)


def programme(week: int) -> tuple[Turn, ...]:
    return (Turn(7, ASKED), Turn(8, ASKED))


def told(person: Person, today: dt.date = SUNDAY) -> list[Done]:
    return sessions_of(person, programme, today)


def by_story(key: str) -> list[Person]:
    return [person for person in PATIENTS if person.story == key]


def in_weeks(done: Iterable[Done], weeks: Iterable[int]) -> list[Done]:
    return [one for one in done if one.week in weeks]


def average(done: list[Done], score: str) -> float:
    return mean(getattr(one.entry, score) for one in done)


def sessions_a_week(done: list[Done]) -> list[int]:
    return [len(in_weeks(done, [week])) for week in range(WEEKS)]


def first_half(done: list[Done]) -> list[Done]:
    return in_weeks(done, range(6))


def last_weeks(done: list[Done], number: int = 3) -> list[Done]:
    return in_weeks(done, range(WEEKS - number, WEEKS))


def items(done: list[Done], item_id: int) -> list[ItemEntry]:
    return [item for one in done for item in one.entry.items if item.item_id == item_id]


def heaviest(done: list[Done]) -> int:
    return max(int(each.load_kg or 0) for one in done for item in one.entry.items for each in item.sets)


def doing_well(done: list[Done]) -> bool:
    before, after = in_weeks(done, range(3)), last_weeks(done)
    return (
        average(before, "pain_now") - average(after, "pain_now") >= 2
        and average(after, "confidence") - average(before, "confidence") >= 3
        and heaviest(after) > heaviest(before)
        and min(sessions_a_week(done)[:-1]) >= 2
    )


def stopped_when_better(done: list[Done]) -> bool:
    newest = done[-1]
    return newest.week <= 6 and newest.entry.pain_now <= 1 and average(done[:3], "pain_now") >= 4


def flare_up(done: list[Done]) -> bool:
    before, during, after = (in_weeks(done, weeks) for weeks in (range(2, 6), (6, 7), (11,)))
    hurt = [item.skipped for item in items(during, HINGE)]
    eased = items(during, SQUAT)
    return (
        average(during, "pain_now") - average(before, "pain_now") >= 4
        and average(after, "pain_now") <= 4
        and bool(hurt)
        and set(hurt) == {"pain"}
        and all(item.easier for item in eased)
        and max(each.load_kg for item in eased for each in item.sets)
        < min(each.load_kg for item in items(in_weeks(done, (5,)), SQUAT) for each in item.sets)
    )


def never_started(done: list[Done]) -> bool:
    return done == []


def afraid_of_bending(done: list[Done]) -> bool:
    early, late = in_weeks(done, range(4)), last_weeks(done)
    return (
        {item.skipped for item in items(early, HINGE)} == {"unsure"}
        and {item.skipped for item in items(late, HINGE)} == {""}
        and average(early, "confidence") <= 3
        and average(late, "confidence") >= 6
        and average(early, "pain_now") <= 4.5
    )


def keeping_it_up(done: list[Done]) -> bool:
    return average(done, "pain_now") <= 2 and min(sessions_a_week(done)[:-1]) >= 1 and len(done) >= 20


def new_this_week(done: list[Done]) -> bool:
    return {one.week for one in done} == {WEEKS - 1} and 1 <= len(done) <= 3


def on_holiday(done: list[Done]) -> bool:
    return sessions_a_week(done)[10:] == [0, 0] and min(sessions_a_week(done)[:10]) >= 2


def back_after_break(done: list[Done]) -> bool:
    return (
        sessions_a_week(done)[4:8] == [0, 0, 0, 0]
        and heaviest(in_weeks(done, (8,))) < heaviest(in_weeks(done, (3,)))
        and bool(in_weeks(done, (11,)))
    )


def busy_parent(done: list[Done]) -> bool:
    return 10 <= len(done) <= 18 and sum(item.skipped == "time" for item in items(done, CARRY)) > len(done) / 2


def getting_strong(done: list[Done]) -> bool:
    tops = [heaviest(in_weeks(done, (week,))) for week in range(0, WEEKS, 2)]
    return tops == sorted(set(tops)) and average(last_weeks(done), "pain_now") <= 2


def no_change(done: list[Done]) -> bool:
    return abs(average(first_half(done), "pain_now") - average(last_weeks(done), "pain_now")) < 1 and len(done) >= 30


def too_much(done: list[Done]) -> bool:
    return (
        min(sessions_a_week(done)[1:-1]) >= 4
        and average(last_weeks(done), "pain_now") - average(first_half(done), "pain_now") >= 1
        and average(done, "effort") >= 7
    )


def first_month(done: list[Done]) -> bool:
    return {one.week for one in done} == {8, 9, 10, 11}


def discharged(done: list[Done]) -> bool:
    return doing_well(done)


CLAIMS: dict[str, Callable[[list[Done]], bool]] = {
    "doing_well": doing_well,
    "stopped_when_better": stopped_when_better,
    "flare_up": flare_up,
    "never_started": never_started,
    "afraid_of_bending": afraid_of_bending,
    "keeping_it_up": keeping_it_up,
    "new_this_week": new_this_week,
    "on_holiday": on_holiday,
    "back_after_break": back_after_break,
    "busy_parent": busy_parent,
    "getting_strong": getting_strong,
    "no_change": no_change,
    "too_much": too_much,
    "first_month": first_month,
    "discharged": discharged,
}


@pytest.mark.parametrize("key", STORIES)
def test_story_is_what_it_claims(key: str) -> None:
    assert {person.key: CLAIMS[key](told(person)) for person in by_story(key)} == {
        person.key: True for person in by_story(key)
    }
    assert by_story(key) != []


@pytest.mark.parametrize(("key", "story"), STORIES.items())
def test_story_has_a_score_for_every_week_with_a_session(key: str, story: Story) -> None:
    assert {len(strip) for strip in (story.done, story.pain, story.effort, story.confidence)} == {WEEKS}
    trained = [number for number, done in enumerate(story.done) if done not in (BEFORE, "0")]
    for strip in (story.pain, story.effort, story.confidence):
        assert [number for number, score in enumerate(strip) if score.isdigit()] == trained
    assert {len(skip.weeks) for skip in story.skipped} <= {WEEKS}
    assert story.course[0][1] == story.first_week


@pytest.mark.parametrize("today", DAYS)
def test_sessions_lie_between_the_first_week_and_today(today: dt.date) -> None:
    for person in PATIENTS:
        first = monday(STORIES[person.story].first_week, today)
        days = [one.entry.local_date for one in told(person, today)]
        assert days == sorted(set(days))
        assert [day for day in days if not first <= day <= today] == []
        assert all(
            one.week == 11 - (week_start(today) - week_start(one.entry.local_date)).days // 7
            for one in told(person, today)
        )


@pytest.mark.parametrize("today", DAYS)
def test_maria_trains_today_and_has_not_yet(today: dt.date) -> None:
    maria = PATIENTS[0]
    assert today.isoweekday() in days_of(maria, today)
    assert len(days_of(maria, today)) == 3
    assert [one for one in told(maria, today) if one.entry.local_date == today] == []
    assert len(told(maria, today)) >= 30


def test_same_day_tells_the_same_story_twice() -> None:
    assert [told(person) for person in PATIENTS] == [told(person) for person in PATIENTS]


def test_two_people_with_one_story_differ() -> None:
    scores: dict[str, list[tuple[int | None, ...]]] = defaultdict(list)
    for person in PATIENTS:
        if done := told(person):
            scores[person.story].append(tuple(one.entry.pain_now for one in done))
    repeated = [key for key, rows in scores.items() if len(set(rows)) < len(rows)]
    assert repeated == []


def test_people_are_distinct_and_their_remarks_belong_to_weeks_with_a_session() -> None:
    assert len({person.key for person in PATIENTS}) == 25
    assert len({person.email for person in PATIENTS}) == 24  # a couple shares one
    for person in PATIENTS:
        remarks = [text for _, text in sorted(person.said, reverse=True)]
        assert [one.entry.note for one in told(person) if one.entry.note] == remarks
