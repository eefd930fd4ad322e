"""The short version of a session, stopping early, and the easier ways, without any script."""

from types import SimpleNamespace

import pytest
from django.urls import reverse

from patients.models import ItemLog, SessionLog, SetLog
from programmes.models import Item
from programmes.short import short_of
from tests.factories import ExerciseFactory, PlanFactory, ladder
from tests.patients.portal.visiting import begin, quick, read, text


def starred(*stars: bool) -> list[SimpleNamespace]:
    return [SimpleNamespace(is_core=star) for star in stars]


@pytest.mark.parametrize(
    ("stars", "places"),
    [
        ((), []),
        ((True,), []),
        ((False, False), []),
        ((True, True), []),
        ((True, False), [0]),
        ((False, True, False, True), [1, 3]),
    ],
)
def test_short_is_the_starred_items_where_that_is_shorter(stars, places):
    items = starred(*stars)
    assert short_of(items) == [items[place] for place in places]


@pytest.fixture
def second_only(session) -> tuple[Item, Item]:
    """The session's two items, of which the second is starred."""
    first, second = session.items.order_by("position")
    Item.objects.filter(pk=first.pk).update(is_core=False)
    return first, second


def address(name: str, *args: int) -> str:
    return reverse(f"portal:{name}", args=args)


def test_session_offers_the_short_version_and_logs_only_that(as_pat, plan, session, second_only):
    page = as_pat.get(address("session", session.pk)).content.decode()
    assert "Short of time? The one that matters most" in page
    short = address("session", session.pk) + "?short=1"
    assert short in page
    shown = read(as_pat.get(short)).text
    assert f"{second_only[1].exercise}" in shown
    assert f"{second_only[0].exercise}" not in shown

    one = address("exercise", session.pk, 1) + "?short=1"
    assert "1 of 1" in read(as_pat.get(one)).text
    answer = as_pat.post(one, {"go": "all"})
    assert answer.url == address("finish", session.pk) + "?short=1"
    as_pat.post(answer.url, read(as_pat.get(answer.url)).hidden | {"effort": "4"})
    log = SessionLog.objects.get()
    assert (log.is_short, log.as_prescribed, log.effort) == (True, False, 4)
    assert list(log.items.values_list("item", flat=True)) == [second_only[1].pk]


def test_short_version_as_prescribed_in_one_tap(as_pat, plan, session, second_only):
    page = read(as_pat.get(address("session", session.pk) + "?short=1"))
    as_pat.post(address("log"), page.hidden)
    log = SessionLog.objects.get()
    assert (log.is_short, log.as_prescribed, SetLog.objects.count()) == (True, True, 6)
    assert list(log.items.values_list("item", flat=True)) == [second_only[1].pk]


def test_what_was_ticked_before_is_stored_with_the_short_version_as_the_session_it_was(
    as_pat, plan, session, second_only
):
    begin(as_pat, session)
    as_pat.post(address("exercise", session.pk, 1) + "?short=1", {"go": "all"})
    assert "?short=1" in as_pat.get("/my/").content.decode()  # it is carried on as it was left
    finish = address("finish", session.pk) + "?short=1"
    as_pat.post(finish, read(as_pat.get(finish)).hidden)
    log = SessionLog.objects.get()
    assert (log.is_short, log.items.count()) == (False, 2)


def test_session_of_which_all_is_starred_offers_nothing_shorter(as_pat, plan, session):
    assert "Short of time?" not in text(as_pat, "session", session.pk)
    assert "1 of 2" in read(as_pat.get(address("exercise", session.pk, 1) + "?short=1")).text


# Stopping


def test_stop_keeps_what_was_ticked_and_why(as_pat, plan, session):
    begin(as_pat, session)
    assert "Stop here" in text(as_pat, "session", session.pk)
    answer = as_pat.post(address("stop", session.pk), {"stopped": "time"})
    assert answer.url == address("finish", session.pk)
    end = read(as_pat.get(answer.url))
    assert "You stopped early: no more time." in end.text
    as_pat.post(answer.url, end.hidden)
    log = SessionLog.objects.get()
    assert (log.stopped, log.items.count()) == ("time", 1)


def test_pain_that_got_worse_leads_to_help_and_nothing_is_lost(as_pat, plan, session):
    first = session.items.first()
    url = address("exercise", session.pk, 1)
    answer = as_pat.post(url, {f"i{first.pk}-s1": "on", "stopped": "pain"})
    assert answer.url == "/my/help/"
    assert "Stopping was the right thing to do." in read(as_pat.get("/my/help/")).text
    today = as_pat.get("/my/").content.decode()
    assert "Finish it" in today
    finish = address("finish", session.pk)
    as_pat.post(finish, read(as_pat.get(finish)).hidden | {"pain_highest": "8"})
    log = SessionLog.objects.get()
    assert (log.stopped, log.pain_highest, log.items.count()) == ("pain", 8, 1)


def test_stop_before_the_first_tick_can_be_stored(as_pat, plan, session):
    as_pat.post(address("exercise", session.pk, 1), {"stopped": "unwell"})
    finish = address("finish", session.pk)
    as_pat.post(finish, read(as_pat.get(finish)).hidden)
    assert (SessionLog.objects.get().stopped, ItemLog.objects.count()) == ("unwell", 0)


def test_whoever_goes_on_has_not_stopped(as_pat, plan, session):
    begin(as_pat, session)
    as_pat.post(address("stop", session.pk), {"stopped": "time"})
    begin(as_pat, session, number=2, **{f"i{session.items.last().pk}-s1-left": "on"})
    finish = address("finish", session.pk)
    as_pat.post(finish, read(as_pat.get(finish)).hidden)
    assert SessionLog.objects.get().stopped == ""


@pytest.mark.parametrize("reason", ["", "bored", "\x00"])
def test_stop_without_a_reason_leads_back_to_the_session(as_pat, plan, session, reason):
    assert as_pat.post(address("stop", session.pk), {"stopped": reason}).url == address("session", session.pk)


# Easier


@pytest.fixture
def wall_plank(session):
    """One step below the first exercise of the session."""
    easier = ExerciseFactory(name="Wall plank", cue="Lean in.")
    ladder(easier, session.items.first().exercise)
    return easier


def test_exercise_offers_the_easier_step_and_stores_which_it_was(as_pat, plan, session, wall_plank):
    first, url = session.items.first(), address("exercise", session.pk, 1)
    page = read(as_pat.get(url)).text
    assert "Easier: Wall plank" in page
    assert "How to do the easier one: Wall plank Lean in." in page
    for words in ("Fewer", "A smaller movement", "Slower"):
        assert words in page
    as_pat.post(url, {f"i{first.pk}-easier": "step", "go": "all"})
    finish = address("finish", session.pk)
    as_pat.post(finish, read(as_pat.get(finish)).hidden)
    row = ItemLog.objects.get()
    assert (row.easier, row.done_as, row.sets.count()) == ("step", wall_plank, 3)


@pytest.mark.parametrize("way", ["step", "some", "harder"])
def test_way_that_is_not_offered_is_refused_at_the_field(as_pat, plan, session, way):
    first = session.items.first()
    answer = as_pat.post(address("exercise", session.pk, 1), {f"i{first.pk}-easier": way, "go": "all"})
    assert answer.status_code == 422
    assert "Choose one of these ways." in answer.content.decode()


def test_edit_keeps_the_ways_the_stop_and_the_short_version(as_pat, plan, session, second_only):
    page = read(as_pat.get(address("session", session.pk) + "?short=1"))
    as_pat.post(address("log"), page.hidden)
    log = SessionLog.objects.get()
    SessionLog.objects.update(stopped="time", started_at=log.logged_at, ended_at=log.logged_at)
    ItemLog.objects.update(easier="some")
    html = as_pat.get(address("edit", log.pk)).content.decode()
    assert "An easier version" in html
    assert '<option value="time" selected>' in html
    item = second_only[1].pk
    ticks = {f"i{item}-s{number}-{side}": "on" for number in (1, 2, 3) for side in ("left", "right")}
    sent = {"day": "2026-03-04", f"i{item}-easier": "slower", "stopped": "pain", "note": "x"}
    assert as_pat.post(address("edit", log.pk), ticks | sent).url == "/my/progress/"
    log.refresh_from_db()
    assert (log.is_short, log.stopped, log.started_at, log.note) == (True, "pain", log.logged_at, "x")
    assert ItemLog.objects.get().easier == "slower"


def test_others_session_cannot_be_stopped_or_shortened(as_sam, sam, plan, session):
    PlanFactory(patient=sam)
    assert as_sam.post(address("stop", session.pk), {"stopped": "time"}).status_code == 404
    with_short = quick(as_sam, session, short="on")
    assert with_short.status_code == 404
    assert SessionLog.objects.count() == 0
