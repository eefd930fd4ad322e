"""The patient's pages, as a phone without any script sees them."""

import datetime as dt
import json
import re
import uuid
from decimal import Decimal
from html.parser import HTMLParser

import pytest
import time_machine
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from clinic.models import AuditEvent
from patients.entries import SCORES
from patients.models import ItemLog, Patient, Plan, Reminder, SessionLog, SetLog
from patients.portal import forms
from patients.portal.player import item_form
from patients.portal.wishes import WishesForm
from programmes.models import Item, Session, Version
from tests.conftest import signed_in
from tests.factories import (
    ExerciseFactory,
    PatientFactory,
    PhaseFactory,
    PlanFactory,
    SessionFactory,
    SessionLogFactory,
    item,
    published_version,
)
from tests.hostile import OURS, hostile_strings  # noqa: F401 (a fixture)

MONDAY = dt.date(2026, 3, 2)
NOON = dt.datetime(2026, 3, 4, 12, tzinfo=dt.UTC)  # the Wednesday of the plan's first week


@pytest.fixture(autouse=True)
def clock():
    with time_machine.travel(NOON, tick=False) as traveller:
        yield traveller


@pytest.fixture
def session(plan: Plan) -> Session:
    return Session.objects.get(phase__version=plan.version)


class Forms(HTMLParser):
    """The fields a browser would send with a form's button, and the words of the page."""

    def __init__(self, html: str) -> None:
        super().__init__()
        self.words: list[str] = []
        self.hidden: dict[str, str] = {}
        self.feed(html)

    def handle_starttag(self, tag: str, attrs: list) -> None:
        found = dict(attrs)
        if tag == "input" and found.get("type") == "hidden" and found["name"] != "csrfmiddlewaretoken":
            self.hidden[found["name"]] = found["value"]

    def handle_data(self, data: str) -> None:
        self.words.append(data)

    @property
    def text(self) -> str:
        return " ".join(" ".join(self.words).split())


def read(response) -> Forms:
    assert response.status_code == 200, response.status_code
    return Forms(response.content.decode())


def text(client: Client, name: str, *args: int) -> str:
    return read(client.get(reverse(f"portal:{name}", args=args))).text


# Today: every state


def test_today_shows_what_is_due_and_how_the_week_stands(as_pat, plan):
    SessionLogFactory(plan=plan, local_date=MONDAY, logged_at=NOON - dt.timedelta(days=2, hours=1))
    page = text(as_pat, "today")
    assert "Session A" in page
    assert "1 of 2 to 3 sessions this week" in page
    assert "Done as prescribed" in page
    assert "Your first session" in page  # last_session_on is kept by the service, which the factory passes by


@pytest.mark.parametrize(
    ("changes", "words"),
    [
        ({"training_days": "135"}, "Today Session A"),
        ({"training_days": "25"}, "A rest day Next: Session A, on Friday."),
        ({"training_days": "4"}, "A rest day Next: Session A, tomorrow."),
        ({"starts_on": dt.date(2026, 3, 5)}, "Your programme starts tomorrow"),
        ({"starts_on": dt.date(2026, 3, 9)}, "Your programme starts on Monday 9 March"),
        ({"state": "paused"}, "Your programme is resting"),
        ({"state": "ended"}, "This programme has come to its end"),
    ],
)
def test_today_says_when_and_why(as_pat, plan, changes, words):
    Plan.objects.filter(pk=plan.pk).update(**changes)
    assert words in text(as_pat, "today")


def test_today_without_a_plan_says_what_will_come(as_pat):
    assert "Your physio has not set up a programme for you so far." in text(as_pat, "today")


def test_today_after_training_says_when_next(as_pat, plan):
    SessionLogFactory(plan=plan, local_date=NOON.date())
    assert "Done for today Well done Next: Session A, any day you like." in text(as_pat, "today")


def test_today_with_the_week_done_rests_until_monday(as_pat, plan):
    Plan.objects.update(per_week_hi=2)
    for day in (2, 3):
        SessionLogFactory(plan=plan, local_date=dt.date(2026, 3, day))
    assert "Rest is part of training. Next: Session A, any day from Monday." in text(as_pat, "today")


def test_today_takes_turns_within_the_phase(as_pat, plan, session):
    second = SessionFactory(phase=session.phase, name="B", position=2)
    item(second, ExerciseFactory())
    assert "Any day this week Session A" in text(as_pat, "today")
    SessionLogFactory(plan=plan, local_date=MONDAY)
    assert "Any day this week Session B" in text(as_pat, "today")


def test_today_shows_the_sessions_of_the_plans_phase(as_pat, plan, session):
    later = SessionFactory(phase=PhaseFactory(version=plan.version, position=2, name="Get stronger"), name="Heavy")
    item(later, ExerciseFactory())
    Plan.objects.update(phase_number=2)
    page = text(as_pat, "today")
    assert ("Get stronger" in page, "Any day this week Heavy" in page, "Session A" in page) == (True, True, False)


def test_today_lists_extras_beside_the_training(as_pat, plan, session):
    walk = SessionFactory(phase=session.phase, name="Easy walk", kind="extra", per_week="3-5", position=2)
    item(walk, ExerciseFactory(name="Walking"), "20min easy")
    SessionLogFactory(plan=plan, session=walk, local_date=MONDAY)
    page = text(as_pat, "today")
    assert "Easy walk Walking, 20 minutes, easy pace · 3 to 5 times a week · 1 this week" in page
    assert "0 of 2 to 3 sessions this week" in page


def test_today_without_training_sessions_does_not_break(as_pat, plan):
    Session.objects.all().delete()
    assert "Nothing to train today" in text(as_pat, "today")


def test_today_uses_the_patients_own_date(as_pat, plan, clock):
    Patient.objects.update(timezone="Pacific/Auckland")
    clock.move_to(dt.datetime(2026, 3, 4, 11, 30, tzinfo=dt.UTC))
    assert "Thursday 5 March" in text(as_pat, "today")


def statements(client: Client, url: str) -> int:
    client.get(url)
    with CaptureQueriesContext(connection) as asked:
        assert client.get(url).status_code == 200
    return len(asked)


def test_today_takes_the_same_few_statements_for_one_exercise_and_for_more(as_pat, plan, session):
    Item.objects.exclude(pk=Item.objects.first().pk).delete()
    SessionLogFactory(plan=plan, local_date=MONDAY)
    with_one = statements(as_pat, "/my/")
    for _ in range(3):
        item(session, ExerciseFactory(), "3x10")
    extra = SessionFactory(phase=session.phase, name="Walk", kind="extra", position=2)
    item(extra, ExerciseFactory(), "20min easy")
    for day in (2, 3, 4):
        SessionLogFactory(plan=plan, local_date=dt.date(2026, 3, day))
    assert (with_one, statements(as_pat, "/my/")) == (7, 7)
    SessionLog.objects.all().delete()
    assert statements(as_pat, "/my/") == 8


# A session without any script


def test_whole_session_page_by_page_is_stored_as_ticked(as_pat, plan, session):
    first, second = session.items.order_by("position")
    overview = read(as_pat.get(reverse("portal:session", args=[session.pk])))
    assert "2 of 2" not in overview.text

    page_one, page_two = (reverse("portal:exercise", args=[session.pk, n]) for n in (1, 2))
    finish = reverse("portal:finish", args=[session.pk])
    hidden = read(as_pat.get(page_one)).hidden
    answer = as_pat.post(page_one, hidden | {f"i{first.pk}-s1": "on", f"i{first.pk}-s2-reps": "12", "go": "next"})
    assert answer.url == page_two
    answer = as_pat.post(page_two, hidden | {f"i{second.pk}-made_easier": "on", "go": "all"})
    assert answer.url == finish
    end = read(as_pat.get(finish))
    assert "2 of 3 sets" in end.text
    assert "6 of 6 sets" in end.text
    answer = as_pat.post(finish, end.hidden | {"pain_now": "2", "effort": "0", "confidence": "", "note": "Fine"})

    log = SessionLog.objects.get()
    assert answer.url == reverse("portal:done", args=[log.pk])
    assert (log.pain_now, log.pain_highest, log.effort, log.confidence, log.note) == (2, None, 0, None, "Fine")
    assert (log.local_date, log.as_prescribed, log.source) == (NOON.date(), False, "portal")
    sets = SetLog.objects.order_by("id").values_list("item_log__item", "number", "side", "reps")
    assert list(sets) == [
        (first.pk, 1, "", None),
        (first.pk, 2, "", 12),
        *((second.pk, number, side, None) for number in (1, 2, 3) for side in ("left", "right")),
    ]
    assert list(ItemLog.objects.order_by("id").values_list("made_easier", flat=True)) == [False, True]
    assert "That was your first session." in text(as_pat, "done", log.pk)


def test_finish_sent_twice_stores_once(as_pat, plan, session):
    begin(as_pat, session)
    finish = reverse("portal:finish", args=[session.pk])
    hidden = read(as_pat.get(finish)).hidden
    first, again = (as_pat.post(finish, hidden | {"pain_now": "1"}) for _ in range(2))
    assert first.url == again.url == reverse("portal:done", args=[SessionLog.objects.get().pk])


def begin(client: Client, session: Session, number: int = 1, **more: str):
    one = session.items.order_by("position")[number - 1]
    url = reverse("portal:exercise", args=[session.pk, number])
    return client.post(url, {f"i{one.pk}-s1": "on", "go": "next", **more})


def test_finish_with_nothing_ticked_stores_nothing(as_pat, plan, session):
    answer = as_pat.post(reverse("portal:finish", args=[session.pk]), {"pain_now": "1"}, follow=True)
    assert answer.redirect_chain[-1][0] == reverse("portal:session", args=[session.pk])
    assert "Nothing is ticked yet." in read(answer).text
    assert SessionLog.objects.count() == 0


def test_ticks_survive_back_and_a_closed_browser(as_pat, plan, session):
    begin(as_pat, session)
    device = Client()
    device.cookies = as_pat.cookies  # the same cookie jar, a new browser
    page = device.get(reverse("portal:exercise", args=[session.pk, 1])).content.decode()
    assert len(re.findall(r"<input[^>]* checked>", page)) == 1
    assert "You began Session A" in text(device, "today")
    assert "1 of 3 sets" in text(device, "session", session.pk)


def test_back_button_keeps_the_ticks_too(as_pat, plan, session):
    answer = begin(as_pat, session, number=2, go="back", **{f"i{session.items.last().pk}-s1-left": "on"})
    assert answer.url == reverse("portal:exercise", args=[session.pk, 1])
    assert "1 of 6 sets" in text(as_pat, "session", session.pk)


def test_draft_belongs_to_one_patient_of_a_shared_device(as_pat, plan, session, pat):
    begin(as_pat, session)
    twin = PatientFactory(
        clinic=pat.clinic, therapist=pat.therapist, membership__user=pat.membership.user, email=pat.email
    )
    other = PlanFactory(patient=twin, programme=plan.programme, version=plan.version)
    store = as_pat.session
    store["membership"] = twin.membership.pk
    store.save()
    assert "You began" not in text(as_pat, "today")
    assert other.patient == twin


def test_session_begun_before_midnight_stays_with_its_day(as_pat, plan, session, clock):
    clock.move_to(dt.datetime(2026, 3, 4, 23, 50, tzinfo=dt.UTC))
    hidden = read(as_pat.get(reverse("portal:exercise", args=[session.pk, 1]))).hidden
    assert hidden["day"] == "2026-03-04"
    clock.move_to(dt.datetime(2026, 3, 5, 0, 10, tzinfo=dt.UTC))
    answer = begin(as_pat, session, **hidden)
    assert answer.url.endswith("/2/?day=2026-03-04")
    finish = reverse("portal:finish", args=[session.pk]) + "?day=2026-03-04"
    as_pat.post(finish, read(as_pat.get(finish)).hidden)
    assert SessionLog.objects.get().local_date == dt.date(2026, 3, 4)


def test_skip_keeps_the_reason_and_what_was_done_before(as_pat, plan, session):
    first = session.items.first()
    begin(as_pat, session, **{f"i{first.pk}-skipped": "pain"})
    finish = reverse("portal:finish", args=[session.pk])
    as_pat.post(finish, read(as_pat.get(finish)).hidden)
    row = ItemLog.objects.get()
    assert (row.skipped, row.sets.count()) == ("pain", 1)


def test_numbers_of_each_unit_are_stored_in_the_columns_unit(as_pat, pat, session):
    Item.objects.all().delete()
    doses = {
        "20min easy": ("10", "seconds", 600),
        "3x20m @2x8kg": ("15.5", "distance_m", Decimal("15.5")),
        "3x20-30s": ("25", "seconds", 25),
        "3x8 @20lb": ("22", "load_kg", Decimal("9.979")),
    }
    for dose in doses:
        item(session, ExerciseFactory(), dose)
    for number, (one, (typed, name, _)) in enumerate(
        zip(session.items.order_by("position"), doses.values(), strict=True), 1
    ):
        begin(as_pat, session, number, **{f"i{one.pk}-s1-{name}": typed})
    finish = reverse("portal:finish", args=[session.pk])
    as_pat.post(finish, read(as_pat.get(finish)).hidden)

    rows = SetLog.objects.order_by("id").values("reps", "seconds", "distance_m", "load_kg")
    empty = dict.fromkeys(("reps", "seconds", "distance_m", "load_kg"))
    assert list(rows) == [empty | {name: stored} for _, name, stored in doses.values()]


def test_weight_is_asked_in_the_clinics_unit_where_none_is_prescribed(as_pat, pat, plan, session):
    Item.objects.all().delete()
    item(session, ExerciseFactory(load_type="external_kg"), "3x8")
    pat.clinic.weight_unit = "lb"
    pat.clinic.save()
    assert "Weight, lb" in text(as_pat, "exercise", session.pk, 1)


@pytest.mark.parametrize(
    ("typed", "message"),
    [
        ("0", "Enter 1 or more."),
        ("-3", "Enter 1 or more."),
        ("101", "Enter 100 or less."),
        ("many", "Enter a number."),
        ("1e9", "Enter a number."),
        ("９", None),  # a full-width 9 is a number
        ("1.5", "Enter a number."),
        ("\x00", "Enter a number."),
        ("9" * 100_000, "Enter a number."),
    ],
)
def test_numbers_that_cannot_be_are_refused_at_the_field_and_kept(as_pat, plan, session, typed, message):
    first = session.items.first()
    url = reverse("portal:exercise", args=[session.pk, 1])
    answer = as_pat.post(url, {f"i{first.pk}-s2": "on", f"i{first.pk}-s1-reps": typed, "go": "next"})
    if message is None:
        assert answer.status_code == 302
        return
    html = answer.content.decode()
    assert answer.status_code == 422
    assert message in html
    assert re.search(rf'name="i{first.pk}-s2" checked', html)


@pytest.mark.parametrize("number", [0, 3, 99999999999999999999999])
def test_exercise_that_is_not_there_is_404(as_pat, plan, session, number):
    assert as_pat.get(f"/my/session/{session.pk}/{number}/").status_code == 404


@pytest.mark.parametrize(
    "day", ["2026-02-31", "20262-03-02", "2026-03-05", "2026-02-24", "yesterday", "\x00", "x" * 5000]
)
def test_day_that_cannot_be_leads_to_the_choice_of_days(as_pat, plan, session, day):
    Plan.objects.update(starts_on=dt.date(2026, 1, 1))
    for name in ("session", "finish"):
        answer = as_pat.get(reverse(f"portal:{name}", args=[session.pk]), {"day": day})
        assert (answer.status_code, answer.url) == (302, reverse("portal:late"))
    answer = as_pat.post(reverse("portal:exercise", args=[session.pk, 1]), {"day": day, "go": "all"})
    assert (answer.status_code, answer.url) == (302, reverse("portal:late"))


def test_session_page_before_the_start_offers_nothing_to_store(as_pat, plan, session):
    Plan.objects.update(starts_on=dt.date(2026, 3, 9))
    page = text(as_pat, "session", session.pk)
    assert ("starts on Monday 9 March" in page, "Done as prescribed" in page) == (True, False)


def test_exercise_page_says_everything_a_patient_needs(as_pat, plan, session):
    Item.objects.update(note="Use the thick mat.")
    page = text(as_pat, "exercise", session.pk, 2)
    for words in (
        "3 sets of 8 on each side",
        "Squeeze and lift.",
        "Lift your hips.",
        "Lift only half way.",
        "Use the thick mat.",
        "Set 3 Set 3, Left Set 3, Right",
        "It hurt No time Not well Not sure how No equipment",
        "When to get help",
    ):
        assert words in page


# One tap, and the whole session in one request


def quick(client: Client, what: Session, **changes: str):
    data = {"uuid": str(uuid.uuid4()), "session": what.pk, "day": "2026-03-04"}
    return client.post(reverse("portal:log"), data | changes)


def test_done_as_prescribed_stores_at_once_and_then_asks_how_it_felt(as_pat, plan, session):
    hidden = read(as_pat.get("/my/")).hidden
    answer = as_pat.post(reverse("portal:log"), hidden)
    log = SessionLog.objects.get()
    assert answer.url == reverse("portal:felt", args=[log.pk])
    assert (log.as_prescribed, SetLog.objects.count(), log.local_date) == (True, 9, NOON.date())

    answer = as_pat.post(answer.url, {"confidence": "8", "pain_highest": "1"})
    log.refresh_from_db()
    assert answer.url == reverse("portal:done", args=[log.pk])
    assert (log.confidence, log.pain_highest, log.as_prescribed) == (8, 1, True)
    assert SetLog.objects.count() == 9


def test_done_as_prescribed_tapped_twice_stores_once(as_pat, plan, session):
    hidden = read(as_pat.get("/my/")).hidden
    first, again = (as_pat.post(reverse("portal:log"), hidden) for _ in range(2))
    assert first.url == again.url
    assert SessionLog.objects.count() == 1


@pytest.mark.parametrize(
    "changes",
    [
        {"day": "2026-02-31"},
        {"day": "20262-01-01"},
        {"day": "2026-03-05"},
        {"session": "0"},
        {"session": "9" * 30},
        {"session": "abc"},
        {"uuid": "no"},
        {"uuid": ""},
    ],
)
def test_quick_button_with_nonsense_stores_nothing_and_says_so(as_pat, plan, session, changes):
    answer = quick(as_pat, session, **changes)
    assert (answer.status_code, answer.url, SessionLog.objects.count()) == (302, "/my/", 0)
    assert len(re.findall('class="message error"', as_pat.get("/my/").content.decode())) == 1


def sent(what: Session, **changes):
    first, second = what.items.order_by("position")[:2]
    return {
        "uuid": str(uuid.uuid4()),
        "session": what.pk,
        "local_date": "2026-03-04",
        "items": [
            {"item": first.pk, "sets": [{"number": n, "reps": 10, "load_kg": 2.5} for n in (1, 2, 3)]},
            {"item": second.pk, "sets": [{"number": 1, "side": "left"}], "skipped": "time", "made_easier": True},
        ],
        "pain_now": 1,
        "note": "ok",
    } | changes


def send(client: Client, payload, **headers):
    body = payload if isinstance(payload, str | bytes) else json.dumps(payload)
    return client.post(reverse("portal:log"), body or " ", content_type="application/json", **headers)


def test_whole_session_in_one_request_is_stored_and_named(as_pat, plan, session):
    payload = sent(session)
    first, again = send(as_pat, payload), send(as_pat, payload)
    log = SessionLog.objects.get()
    assert (first.status_code, again.status_code) == (201, 200)
    assert (
        first.json()
        == again.json()
        == {
            "uuid": payload["uuid"],
            "session": session.pk,
            "local_date": "2026-03-04",
            "items": 2,
            "sets": 4,
            "address": reverse("portal:done", args=[log.pk]),
        }
    )
    assert list(SetLog.objects.values_list("number", "side", "reps", "load_kg").order_by("id")) == [
        *((n, "", 10, Decimal("2.5")) for n in (1, 2, 3)),
        (1, "left", None, None),
    ]


def test_whole_session_of_eight_items_takes_at_most_15_statements(as_pat, plan, session):
    for _ in range(6):
        item(session, ExerciseFactory(), "3x10")
    items = [{"item": one.pk, "sets": [{"number": n, "reps": 9} for n in (1, 2, 3)]} for one in session.items.all()]
    payload = sent(session, items=items)
    with CaptureQueriesContext(connection) as asked:
        assert send(as_pat, payload).status_code == 201
    assert (SetLog.objects.count(), len(asked)) == (24, 14)


@pytest.mark.parametrize(
    ("changes", "message"),
    [
        ({"local_date": "2026-02-31"}, "local_date: "),
        ({"local_date": "20262-01-01"}, "local_date: "),
        ({"local_date": "2026-03-05"}, "This day is still to come. Choose today or an earlier day."),
        ({"uuid": "no"}, "uuid: "),
        ({"session": 10**30}, "session: "),
        ({"session": 999}, "This session is not part of your programme."),
        ({"pain_now": 11}, "pain_now: "),
        ({"pain_now": "NaN"}, "pain_now: "),
        ({"note": "x" * 2001}, "note: "),
        ({"note": "a\x00b"}, "Note: it holds a character that cannot be stored."),
        ({"extra": 1}, "extra: "),
        ({"items": [{"item": 1, "sets": [{"number": n} for n in range(1, 22)]}]}, "items.0.sets: "),
        ({"items": [{"item": 10**6}]}, "One of the exercises is not part of this session."),
        ({"items": [{"item": 1, "sets": [{"number": 1, "load_kg": -1}]}]}, "items.0.sets.0.load_kg: "),
        ({"items": [{"item": 1, "sets": [{"number": 1, "side": "up"}]}]}, "items.0.sets.0.side: "),
    ],
)
def test_whole_session_with_a_mistake_is_422_with_the_place(as_pat, plan, session, changes, message):
    answer = send(as_pat, sent(session, **changes))
    assert (answer.status_code, SessionLog.objects.count()) == (422, 0)
    assert [error for error in answer.json()["errors"] if error.startswith(message)] != []


@pytest.mark.parametrize("body", ["", "{", "[]", "null", '"x"', b"\xff\xfe", '{"note": "\\ud800"}', "[" * 100_000])
def test_whole_session_that_is_no_session_is_422(as_pat, plan, body):
    assert send(as_pat, body).status_code == 422


def test_whole_session_with_hostile_notes_round_trips_or_is_refused(as_pat, plan, session, hostile_strings):  # noqa: F811
    for words in [*hostile_strings[::5], *OURS.values()]:
        answer = send(as_pat, sent(session, note=words))
        assert answer.status_code in (201, 422)
        if answer.status_code == 201:
            assert SessionLog.objects.latest("id").note == words
    assert as_pat.get("/my/progress/").status_code == 200


def test_log_needs_the_csrf_token(pat, plan, session):
    strict = Client(enforce_csrf_checks=True)
    strict.cookies = signed_in(pat.membership).cookies
    assert send(strict, sent(session)).status_code == 403
    strict.get("/my/")
    token = strict.cookies["csrftoken"].value
    assert send(strict, sent(session), headers={"X-CSRFToken": token}).status_code == 201


# Hostile text in every form


def test_notes_of_hostile_text_come_back_as_they_were_or_are_refused(as_pat, plan, session, hostile_strings):  # noqa: F811
    quick(as_pat, session)
    log = SessionLog.objects.get()
    url = reverse("portal:felt", args=[log.pk])
    for words in [*hostile_strings[::5], *OURS.values()]:
        answer = as_pat.post(url, {"note": words, "pain_now": "3"})
        assert answer.status_code in (302, 422)
        log.refresh_from_db()
        if answer.status_code == 302:
            assert log.note == words.strip().replace("\r\n", "\n").replace("\r", "\n") or log.note == words.strip()
    assert as_pat.get(reverse("portal:edit", args=[log.pk])).status_code == 200


def test_every_page_stands_hostile_text_in_every_field(as_pat, plan, session, hostile_strings):  # noqa: F811
    """Our own strings and every tenth of the big list, through pages; the forms alone take all of them below."""
    quick(as_pat, session)
    log, first = SessionLog.objects.get(), session.items.first()
    addresses = {
        reverse("portal:exercise", args=[session.pk, 1]): {"day": "2026-03-04"},
        reverse("portal:finish", args=[session.pk]): {"day": "2026-03-04"},
        reverse("portal:felt", args=[log.pk]): {},
        reverse("portal:edit", args=[log.pk]): {},
        "/my/log/": {},
        "/my/late/": {},
        "/my/settings/": {},
    }
    for words in [*hostile_strings[::25], *OURS.values()]:
        for address, known in addresses.items():
            answer = as_pat.post(address, dict.fromkeys(fields_of(first), words) | known)
            assert answer.status_code in (302, 422)
    assert as_pat.get("/my/progress/").status_code == 200


def fields_of(one: Item) -> list[str]:
    names = ["uuid", "session", "day", "note", "go", "goal", "timezone", "reminder_hour", "training_days", *SCORES]
    return [*names, *(f"i{one.pk}-{name}" for name in ("s1", "s1-reps", "skipped"))]


def test_every_form_stands_every_hostile_string(pat, plan, session, hostile_strings):  # noqa: F811
    first = session.items.select_related("exercise").first()
    days = {"days": [("2026-03-03", "Yesterday")], "sessions": [(1, "A")]}
    for words in hostile_strings:
        data = dict.fromkeys(fields_of(first), words)
        assert not forms.QuickForm(data).is_valid()
        assert not forms.LateForm(data, **days).is_valid()
        assert not forms.DayForm(data).is_valid()
        assert not WishesForm(data, patient=pat, plan=plan).is_valid()
        item_form(first, data, pat.clinic, None).is_valid()
        forms.FeltForm(data).is_valid()


# Late, mended, taken back


def test_late_entry_as_prescribed_is_stored_for_its_day(as_pat, plan, session):
    form = read(as_pat.get("/my/late/"))
    assert "Yesterday, Tuesday 3 March" in form.text
    answer = as_pat.post("/my/late/", form.hidden | {"day": "2026-03-03", "session": session.pk, "go": "quick"})
    log = SessionLog.objects.get()
    assert (answer.url, log.local_date) == (reverse("portal:felt", args=[log.pk]), dt.date(2026, 3, 3))


def test_late_entry_with_details_keeps_its_day_to_the_end(as_pat, plan, session):
    form = read(as_pat.get("/my/late/"))
    answer = as_pat.post("/my/late/", form.hidden | {"day": "2026-03-02", "session": session.pk, "go": "details"})
    assert answer.url == reverse("portal:session", args=[session.pk]) + "?day=2026-03-02"
    assert "You are entering this for Monday 2 March" in read(as_pat.get(answer.url)).text
    begin(as_pat, session, day="2026-03-02")
    finish = reverse("portal:finish", args=[session.pk]) + "?day=2026-03-02"
    as_pat.post(finish, read(as_pat.get(finish)).hidden)
    assert SessionLog.objects.get().local_date == MONDAY


def test_late_entry_offers_no_day_before_the_start(as_pat, plan, session):
    days = re.findall(r'name="day" value="([^"]+)"', as_pat.get("/my/late/").content.decode())
    assert days == ["2026-03-03", "2026-03-02"]


@pytest.mark.parametrize("day", ["2026-02-31", "20262-03-02", "2026-03-01", "2026-03-05", "", "x"])
def test_late_entry_of_a_day_that_is_not_offered_says_so_at_the_field(as_pat, plan, session, day):
    answer = as_pat.post("/my/late/", {"uuid": str(uuid.uuid4()), "day": day, "session": session.pk, "go": "quick"})
    assert answer.status_code == 422
    assert ("Choose a day." if not day else "Choose one of these days.") in answer.content.decode()
    assert SessionLog.objects.count() == 0


def test_late_entry_without_a_plan_leads_back(as_pat):
    assert as_pat.get("/my/late/").url == "/my/"


def edit_form(log: SessionLog, **changes: str) -> dict[str, str]:
    data = {"day": f"{log.local_date}", "note": log.note}
    for done in SetLog.objects.filter(item_log__session_log=log).select_related("item_log"):
        data["-".join(filter(None, (f"i{done.item_log.item_id}", f"s{done.number}", done.side)))] = "on"
    return data | changes


def test_edit_mends_the_day_the_sets_and_the_scores(as_pat, plan, session):
    quick(as_pat, session)
    log, first = SessionLog.objects.get(), session.items.first()
    data = edit_form(log, day="2026-03-02", effort="6", **{f"i{first.pk}-s2-reps": "7"})
    del data[f"i{first.pk}-s3"]
    answer = as_pat.post(reverse("portal:edit", args=[log.pk]), data)

    log.refresh_from_db()
    assert answer.url == "/my/progress/"
    assert (log.local_date, log.effort, log.as_prescribed, log.edited_at) == (MONDAY, 6, False, NOON)
    rows = SetLog.objects.filter(item_log__item=first).order_by("number").values_list("number", "reps")
    assert list(rows) == [(1, None), (2, 7)]


def test_edit_without_a_change_stays_as_prescribed(as_pat, plan, session):
    quick(as_pat, session)
    log = SessionLog.objects.get()
    as_pat.post(reverse("portal:edit", args=[log.pk]), edit_form(log))
    log.refresh_from_db()
    assert (log.as_prescribed, SetLog.objects.count()) == (True, 9)


@pytest.mark.parametrize(
    ("day", "message"),
    [
        ("2026-02-31", "Enter a day that exists"),
        ("20262-03-02", "Enter a day that exists"),
        ("", "Choose a day."),
        ("2026-03-05", "This day is still to come."),
        ("2026-03-01", "Your programme starts on Monday 2 March."),
    ],
)
def test_edit_to_a_day_that_cannot_be_says_so_and_keeps_what_was_typed(as_pat, plan, session, day, message):
    quick(as_pat, session)
    log = SessionLog.objects.get()
    answer = as_pat.post(reverse("portal:edit", args=[log.pk]), edit_form(log, day=day, note="Keep me"))
    html = answer.content.decode()
    assert (answer.status_code, message in html, "Keep me" in html) == (422, True, True)
    log.refresh_from_db()
    assert (log.local_date, log.note) == (NOON.date(), "")


def test_edit_after_48_hours_is_closed(as_pat, plan, session, clock):
    quick(as_pat, session)
    log = SessionLog.objects.get()
    assert "Change Session A" in text(as_pat, "today")
    clock.shift(dt.timedelta(hours=48))
    assert "Change Session A" not in text(as_pat, "today")
    url = reverse("portal:edit", args=[log.pk])
    assert (as_pat.get(url).url, as_pat.post(url, edit_form(log, note="late")).url) == (
        "/my/progress/",
        "/my/progress/",
    )
    assert as_pat.post(reverse("portal:felt", args=[log.pk]), {"pain_now": "9"}).status_code == 422
    log.refresh_from_db()
    assert (log.note, log.pain_now) == ("", None)


def test_remove_takes_a_mistaken_session_back(as_pat, plan, session):
    quick(as_pat, session)
    answer = as_pat.post(reverse("portal:remove", args=[SessionLog.objects.get().pk]))
    assert (answer.url, SessionLog.objects.count()) == ("/my/", 0)
    assert as_pat.post(reverse("portal:remove", args=[1])).status_code == 404


# Others' rows, and doors


def test_pages_of_another_patients_rows_do_not_exist(as_sam, plan, session):
    log = SessionLogFactory(plan=plan)
    for name, args in (
        ("session", [session.pk]),
        ("exercise", [session.pk, 1]),
        ("finish", [session.pk]),
        ("edit", [log.pk]),
        ("felt", [log.pk]),
        ("done", [log.pk]),
        ("remove", [log.pk]),
    ):
        url = reverse(f"portal:{name}", args=args)
        answers = [as_sam.get(url).status_code, as_sam.post(url).status_code]
        assert answers == {"session": [404, 405], "done": [404, 405], "remove": [405, 404]}.get(name, [404, 404])
    assert quick(as_sam, session).url == "/my/"
    assert send(as_sam, sent(session)).status_code == 422
    assert SessionLog.objects.count() == 1


def test_draft_version_cannot_be_opened(as_pat, plan, session):
    Version.objects.update(published_at=None)
    assert as_pat.get(reverse("portal:session", args=[session.pk])).status_code == 404


def test_older_version_can_still_be_logged(as_pat, plan, session):
    plan.version = published_version(plan.programme)
    plan.save()
    assert send(as_pat, sent(session)).status_code == 201


def test_archived_patient_finds_no_portal(as_pat, pat, plan):
    Patient.objects.update(archived_at=NOON)
    assert as_pat.get("/my/").url == "/"


def test_staff_have_no_portal(as_anna, plan):
    assert as_anna.get("/my/").status_code == 404


# Progress, settings, help


def test_progress_before_the_first_session_is_kind(as_pat, plan):
    assert "Your sessions will gather here" in text(as_pat, "progress")


def test_progress_lists_sessions_newest_first_and_counts_weeks(as_pat, plan, session):
    for day in ("2026-03-02", "2026-03-04"):
        send(as_pat, sent(session, local_date=day, confidence=5, note=f"Note {day}"))
    page = text(as_pat, "progress")
    assert "1 week on target 2 sessions in all" in page
    assert page.index("Wednesday 4 March") < page.index("Monday 2 March")
    assert "Session A, 1 of 2 exercises Confidence 5 Note 2026-03-04 Change" in page
    assert "2 March 2 of 2, on target" in page


def test_progress_is_paged_and_takes_the_same_statements_for_one_and_for_many(as_pat, plan, session):
    SessionLogFactory(plan=plan, confidence=4)
    with_one = statements(as_pat, "/my/progress/")
    for n in range(15):
        SessionLogFactory(plan=plan, local_date=MONDAY + dt.timedelta(days=n % 3), confidence=5)
    assert (with_one, statements(as_pat, "/my/progress/")) == (9, 9)
    assert "2 of 2" in read(as_pat.get("/my/progress/?page=2")).text
    for nonsense in ("0", "999", "x", "-1"):
        assert as_pat.get("/my/progress/", {"page": nonsense}).status_code == 200


WISHES = {
    "training_days": ["2", "4"],
    "reminders_on": "on",
    "reminder_hour": "07:00",
    "timezone": "Europe/Paris",
    "goal": "Dance at the wedding",
}


def test_settings_keep_the_patients_own_choices(as_pat, plan):
    answer = as_pat.post("/my/settings/", WISHES | {"reminder_hour": "09:30"})
    pat, plan = Patient.objects.get(), Plan.objects.get()
    assert answer.url == "/my/"
    assert (plan.training_days, plan.per_week_lo, plan.per_week_hi) == ("24", 2, 2)
    assert (pat.reminder_hour, pat.timezone, pat.goal) == (dt.time(9, 30), "Europe/Paris", "Dance at the wedding")
    assert sorted(AuditEvent.objects.values_list("verb", flat=True)) == ["patient_changed", "plan_days"]


def test_settings_can_turn_reminders_off_and_leave_the_plan_alone(as_pat, plan):
    data = {key: value for key, value in WISHES.items() if key not in ("reminders_on", "training_days")}
    as_pat.post("/my/settings/", data | {"reminder_hour": "18:30"})
    assert (Patient.objects.get().reminders_on, Plan.objects.get().events.count()) == (False, 0)


def test_settings_move_the_reminder_that_is_planned(as_pat, plan):
    as_pat.post(
        "/my/settings/", WISHES | {"training_days": ["3", "4"], "reminder_hour": "18:30", "timezone": "Europe/London"}
    )
    assert Reminder.objects.get(local_date=NOON.date()).due_at == dt.datetime(2026, 3, 4, 18, 30, tzinfo=dt.UTC)
    as_pat.post(
        "/my/settings/", WISHES | {"training_days": ["3", "4"], "reminder_hour": "20:00", "timezone": "Europe/London"}
    )
    assert Reminder.objects.get(local_date=NOON.date()).due_at == dt.datetime(2026, 3, 4, 20, 0, tzinfo=dt.UTC)


@pytest.mark.parametrize(
    ("changes", "message"),
    [
        ({"training_days": ["2"]}, "choose at least 2 days"),
        ({"training_days": ["8"]}, "Choose days of the week."),
        ({"reminder_hour": "03:00"}, "Choose one of these times."),
        ({"reminder_hour": "25:61"}, "Choose one of these times."),
        ({"timezone": "Mars/Olympus"}, "Choose one of these places."),
        ({"goal": "x" * 301}, "Keep it under 300 characters."),
    ],
)
def test_settings_refuse_nonsense_at_the_field(as_pat, plan, changes, message):
    answer = as_pat.post("/my/settings/", WISHES | {"reminder_hour": "09:30"} | changes)
    assert (answer.status_code, message in answer.content.decode()) == (422, True)
    assert Plan.objects.get().training_days == ""


def test_settings_without_a_plan_still_keep_reminders_and_zone(as_pat):
    assert as_pat.post("/my/settings/", WISHES | {"reminder_hour": "09:30"}).status_code == 302
    assert Patient.objects.get().timezone == "Europe/Paris"


def test_pause_and_resume(as_pat, plan):
    as_pat.post("/my/settings/pause/")
    assert Plan.objects.get().state == "paused"
    assert as_pat.get("/my/settings/pause/").status_code == 405
    as_pat.post("/my/settings/resume/")
    assert Plan.objects.get().state == "active"


def test_help_gives_the_clinics_numbers_as_links(as_pat, plan):
    html = as_pat.get("/my/help/").content.decode()
    for link in ('href="tel:999"', 'href="tel:111"', 'href="tel:02079460000"'):
        assert link in html


def test_help_is_there_for_strangers_without_any_clinics_name(client, clinic):
    html = client.get("/my/help/").content.decode()
    assert ("When to get help" in html, clinic.name in html, "tel:" in html) == (True, False, False)


def test_every_page_leads_to_help_and_has_one_heading(as_pat, plan, session):
    quick(as_pat, session)
    log = SessionLog.objects.get()
    for name, args in (
        ("today", []),
        ("session", [session.pk]),
        ("exercise", [session.pk, 1]),
        ("finish", [session.pk]),
        ("felt", [log.pk]),
        ("done", [log.pk]),
        ("edit", [log.pk]),
        ("late", []),
        ("progress", []),
        ("settings", []),
    ):
        html = as_pat.get(reverse(f"portal:{name}", args=args)).content.decode()
        assert ("When to get help" in html, html.count("<h1>"), name) == (True, 1, name)
