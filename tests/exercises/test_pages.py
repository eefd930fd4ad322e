"""The library's pages, through the client with rendered templates."""

import re
from typing import Any

import pytest
from django.test import Client

from clinic.models import Membership
from exercises.models import Exercise, ExerciseReview
from exercises.services import load_library
from tests.factories import ExerciseFactory

pytestmark = pytest.mark.django_db
HTMX = {"HX-Request": "true"}


def names(html: str) -> list[str]:
    return re.findall(r"<strong>([^<]+)</strong></a>", html)


@pytest.fixture
def three(db: None) -> None:
    for name in ("Bird Dog", "Dead Bug", "Glute Bridge"):
        ExerciseFactory(name=name, purpose=f"Purpose of {name}.")


def test_the_list_shows_the_library_by_name(as_anna: Client, three: None):
    response = as_anna.get("/exercises/")
    assert response.status_code == 200
    assert names(response.content.decode()) == ["Bird Dog", "Dead Bug", "Glute Bridge"]


def test_a_search_is_the_same_with_and_without_htmx(as_anna: Client, three: None):
    whole = as_anna.get("/exercises/?q=bug").content.decode()
    piece = as_anna.get("/exercises/?q=bug", headers=HTMX).content.decode()
    assert names(whole) == names(piece) == ["Dead Bug"]
    assert piece.strip() in whole
    assert "<html" not in piece
    assert 'value="bug"' in whole


def test_facets_narrow_and_stay_chosen(as_anna: Client, three: None):
    ExerciseFactory(name="Brisk Walk", pillar="AER")
    html = as_anna.get("/exercises/?pillar=AER&q=").content.decode()
    assert names(html) == ["Brisk Walk"]
    assert '<option value="AER" selected>' in html


@pytest.mark.parametrize("query", ["pillar=XXX", "page=99", "page=x", "equipment=%00", "q=%00", "q=" + "x" * 5000])
def test_an_address_that_makes_no_sense_is_no_error(as_anna: Client, three: None, query: str):
    assert as_anna.get(f"/exercises/?{query}").status_code == 200


def test_nothing_found_says_what_to_do_next(as_anna: Client, three: None):
    html = as_anna.get("/exercises/?q=zebra").content.decode()
    assert "No exercise answers to that" in html
    assert 'href="/exercises/">Show all exercises' in html


def test_the_pages_keep_what_was_asked(as_anna: Client):
    for number in range(30):
        ExerciseFactory(name=f"Walk {number:02}")
    html = as_anna.get("/exercises/?q=walk").content.decode()
    assert "30 exercises found" in html
    assert 'href="?q=walk&amp;page=2"' in html
    assert len(names(as_anna.get("/exercises/?q=walk&page=2").content.decode())) == 6


def test_once_read_the_list_takes_as_many_queries_for_one_as_for_many(as_anna: Client, django_assert_max_num_queries):
    ExerciseFactory()
    as_anna.get("/exercises/")
    with django_assert_max_num_queries(8) as one:
        as_anna.get("/exercises/")
    for _ in range(9):
        ExerciseFactory()
    as_anna.get("/exercises/")
    with django_assert_max_num_queries(8) as ten:
        as_anna.get("/exercises/")
    assert len(ten) == len(one)


def test_the_page_of_an_exercise_says_everything_in_words(as_anna: Client):
    load_library()
    bird_dog = Exercise.objects.get(key="bird-dog")
    response = as_anna.get(f"/exercises/{bird_dog.pk}/")
    html = response.content.decode()
    assert response.status_code == 200
    for text in (bird_dog.cue, bird_dog.purpose, bird_dog.easier, bird_dog.stop_if, *bird_dog.step_list):
        assert text.replace("'", "&#x27;") in html
    assert "<strong>3 sets of 8 on each side" in html
    assert re.search(r"One step easier</span> <a href=\"/exercises/\d+/\">Quadruped Leg Slide<", html)
    assert re.search(r"One step harder</span> <a href=\"/exercises/\d+/\">Bird Dog Long Hold<", html)
    assert "need review by a registered physiotherapist" in html
    assert "<h1>Bird Dog</h1>" in html


def test_a_reviewed_exercise_names_its_reviewer(as_anna: Client, anna: Membership, time_machine: Any):
    time_machine.move_to("2026-03-02T10:00Z", tick=False)
    exercise = ExerciseFactory()
    ExerciseReview.objects.create(clinic=anna.clinic, exercise=exercise, by=anna.user)
    html = as_anna.get(f"/exercises/{exercise.pk}/").content.decode()
    assert "Reviewed by Anna Archer, 2 Mar 2026" in html
    assert "need review by" not in html


def test_markup_in_a_text_stays_text(as_anna: Client, anna: Membership):
    exercise = ExerciseFactory(clinic=anna.clinic, name="<b>Bold</b>", cue="<script>alert(1)</script>")
    html = as_anna.get(f"/exercises/{exercise.pk}/").content.decode()
    assert "<script>alert" not in html
    assert "&lt;b&gt;Bold&lt;/b&gt;" in html


def test_a_dose_that_cannot_be_read_is_shown_as_it_stands(as_anna: Client, anna: Membership):
    exercise = ExerciseFactory(clinic=anna.clinic, dose="as you feel")
    assert "<strong>as you feel</strong>" in as_anna.get(f"/exercises/{exercise.pk}/").content.decode()


def test_another_clinics_exercise_does_not_exist_here(as_ben: Client, anna: Membership):
    assert as_ben.get(f"/exercises/{ExerciseFactory(clinic=anna.clinic).pk}/").status_code == 404


def test_a_patient_does_not_see_the_library(as_pat: Client):
    assert as_pat.get("/exercises/").status_code == 404
