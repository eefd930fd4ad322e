"""A session page by page, without any script."""

import datetime as dt
import re
from decimal import Decimal

import pytest
from django.test import Client
from django.urls import reverse

from patients.models import ItemLog, Plan, SessionLog, SetLog
from programmes.models import Item
from tests.factories import (
    ExerciseFactory,
    PatientFactory,
    PlanFactory,
    item,
)
from tests.patients.portal.visiting import NOON, begin, read, text


def test_whole_session_page_by_page_is_stored_as_ticked(as_pat, plan, session):
    first, second = session.items.order_by("position")
    overview = read(as_pat.get(reverse("portal:session", args=[session.pk])))
    assert "2 of 2" not in overview.text

    page_one, page_two = (reverse("portal:exercise", args=[session.pk, n]) for n in (1, 2))
    finish = reverse("portal:finish", args=[session.pk])
    hidden = read(as_pat.get(page_one)).hidden
    answer = as_pat.post(page_one, hidden | {f"i{first.pk}-s1": "on", f"i{first.pk}-s2-reps": "12", "go": "next"})
    assert answer.url == page_two
    answer = as_pat.post(page_two, hidden | {f"i{second.pk}-easier": "slower", "go": "all"})
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
    assert list(ItemLog.objects.order_by("id").values_list("easier", flat=True)) == ["", "slower"]
    assert "That was your first session." in text(as_pat, "done", log.pk)


def test_finish_sent_twice_stores_once(as_pat, plan, session):
    begin(as_pat, session)
    finish = reverse("portal:finish", args=[session.pk])
    hidden = read(as_pat.get(finish)).hidden
    first, again = (as_pat.post(finish, hidden | {"pain_now": "1"}) for _ in range(2))
    assert first.url == again.url == reverse("portal:done", args=[SessionLog.objects.get().pk])


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
    assert len(re.findall(r'<input type="checkbox"[^>]* checked>', page)) == 1
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
