"""A physiotherapist looks through the drawings: right, or what is wrong; it counts for the drawing that was seen."""

import re
from typing import Any

import pytest
from django.test import Client

from clinic.models import AuditEvent, Clinic, Membership
from exercises import services
from exercises.models import Exercise, FigureReview
from exercises.services import load_library
from tests.factories import ExerciseFactory

pytestmark = pytest.mark.django_db
LIST = "/exercises/drawings/"
WRONG = "The left foot hangs in the air."


@pytest.fixture
def bird_dog(db: None) -> Exercise:
    return ExerciseFactory(key="bird-dog", name="Bird Dog")


@pytest.fixture
def squat(db: None) -> Exercise:
    return ExerciseFactory(key="goblet-squat", name="Goblet Squat")


def address(exercise: Exercise) -> str:
    return f"/exercises/{exercise.pk}/drawing/"


def page(client: Client, path: str) -> str:
    return client.get(path).content.decode()


def seen_by(client: Client, exercise: Exercise) -> str:
    return re.search(r'name="seen" value="([^"]*)"', page(client, address(exercise)))[1]


def say(client: Client, exercise: Exercise, verdict: str, remark: str = "", **more: str) -> Any:
    """Press a button on the page as it is now."""
    form = {"seen": seen_by(client, exercise), "verdict": verdict, "remark": remark} | more
    return client.post(address(exercise), form, follow=True)


def drawn_anew() -> None:
    """As after a release in which all drawings were changed."""
    FigureReview.objects.update(fingerprint="0123456789ab")


def names_on(shown: str) -> list[str]:
    return re.findall(r"<strong>([^<]+)</strong></a>", shown)


def test_frames_motion_and_words_stand_side_by_side(as_anna: Client, bird_dog: Exercise) -> None:
    shown = page(as_anna, address(bird_dog))
    assert 'aria-label="Bird Dog, picture 1 of 2"' in shown
    assert 'aria-label="Bird Dog, picture 2 of 2"' in shown
    boxes = re.findall(r'<svg viewBox="([-\d ]+)" role="img"', shown)
    assert len(set(boxes)) == 2
    assert "data-moving=" in shown
    assert "Lift your hips." in shown
    assert f'href="{address(bird_dog)}"' in page(as_anna, f"/exercises/{bird_dog.pk}/")
    assert f'href="{LIST}"' in page(as_anna, "/exercises/")


def test_right_names_who_and_when_and_can_be_taken_back(as_anna: Client, bird_dog: Exercise, time_machine: Any) -> None:
    time_machine.move_to("2026-03-02T10:00Z", tick=False)
    assert "Nobody of your clinic has said anything" in page(as_anna, address(bird_dog))
    assert "Bird Dog: drawn right." in say(as_anna, bird_dog, "right").content.decode()
    assert "Drawn right, says Anna Archer, 2 Mar 2026." in page(as_anna, address(bird_dog))
    assert "1 of 1 drawn right" in page(as_anna, LIST)
    say(as_anna, bird_dog, "back")
    assert "Nobody of your clinic has said anything" in page(as_anna, address(bird_dog))
    assert list(AuditEvent.objects.order_by("id").values_list("verb", flat=True)) == [
        "exercise_drawing_right",
        "exercise_drawing_withdrawn",
    ]


def test_remarks_stand_together_for_whoever_draws(as_anna: Client, bird_dog: Exercise, squat: Exercise) -> None:
    say(as_anna, bird_dog, "wrong", WRONG)
    say(as_anna, squat, "right")
    remarks = page(as_anna, f"{LIST}?state=remarks")
    assert names_on(remarks) == ["Bird Dog"]
    assert WRONG in remarks
    assert "Anna Archer" in remarks
    assert names_on(page(as_anna, f"{LIST}?state=right")) == ["Goblet Squat"]
    assert "1 of 2 drawn right</strong> · 1 with remarks · 0 not looked at yet" in page(as_anna, LIST)


def test_remark_without_words_and_right_with_words_are_asked_about(as_anna: Client, bird_dog: Exercise) -> None:
    empty = say(as_anna, bird_dog, "wrong", "  ")
    assert empty.status_code == 422
    assert "Write what is wrong, so that it can be drawn anew." in empty.content.decode()
    both = say(as_anna, bird_dog, "right", WRONG)
    assert both.status_code == 422
    assert "Save the remark, or empty the field first." in both.content.decode()
    assert WRONG in both.content.decode()
    none = say(as_anna, bird_dog, "")
    assert "Press one of the buttons." in none.content.decode()
    long = say(as_anna, bird_dog, "wrong", "x" * 1001)
    assert "Keep the remark under 1000 characters." in long.content.decode()
    assert "x" * 1001 in long.content.decode()
    assert FigureReview.objects.count() == 0


def test_each_clinic_speaks_for_itself(as_anna: Client, as_ben: Client, bird_dog: Exercise) -> None:
    say(as_anna, bird_dog, "wrong", WRONG)
    assert WRONG not in page(as_ben, LIST) + page(as_ben, address(bird_dog))
    say(as_ben, bird_dog, "right")
    assert WRONG in page(as_anna, address(bird_dog))


def test_drawing_that_is_drawn_anew_wants_to_be_looked_at_again(as_anna: Client, bird_dog: Exercise) -> None:
    say(as_anna, bird_dog, "wrong", WRONG)
    drawn_anew()
    assert names_on(page(as_anna, f"{LIST}?state=open")) == ["Bird Dog"]
    shown = page(as_anna, address(bird_dog))
    assert "Drawn anew since Anna Archer looked at it" in shown
    assert WRONG in shown
    say(as_anna, bird_dog, "right")
    assert names_on(page(as_anna, f"{LIST}?state=right")) == ["Bird Dog"]


def test_tick_for_an_earlier_drawing_is_refused_and_nothing_is_lost(as_anna: Client, bird_dog: Exercise) -> None:
    _, _, rest = seen_by(as_anna, bird_dog).partition(".")
    answer = say(as_anna, bird_dog, "wrong", WRONG, seen=f"0123456789ab.{rest}")
    assert answer.status_code == 422
    assert "The drawing was changed while you were looking." in answer.content.decode()
    assert f">{WRONG}</textarea>" in answer.content.decode()
    assert FigureReview.objects.count() == 0
    assert say(as_anna, bird_dog, "wrong", WRONG).status_code == 200
    assert FigureReview.objects.get().remark == WRONG


def test_colleagues_remark_is_not_overwritten_unread(as_anna: Client, as_ada: Client, bird_dog: Exercise) -> None:
    before = seen_by(as_ada, bird_dog)
    say(as_anna, bird_dog, "wrong", WRONG)
    answer = say(as_ada, bird_dog, "right", seen=before)
    assert answer.status_code == 422
    assert "Anna Archer said something about this drawing meanwhile." in answer.content.decode()
    assert WRONG in answer.content.decode()
    assert say(as_ada, bird_dog, "right").status_code == 200
    assert str(FigureReview.objects.get().by) == "Ada Admin"


def test_what_is_said_leads_to_the_next_of_the_same_filter(as_anna: Client) -> None:
    first, second, third, fourth = (
        ExerciseFactory(key=key, name=name)
        for key, name in (("bird-dog", "A"), ("goblet-squat", "B"), ("step-up", "C"), ("cat-cow", "D"))
    )
    say(as_anna, second, "right")
    here = f"{address(first)}?state=open"
    shown = page(as_anna, here)
    assert f'rel="next" aria-keyshortcuts="ArrowRight" href="{address(third)}?state=open"' in shown
    assert 'rel="prev"' not in shown
    form = {"seen": seen_by(as_anna, first), "verdict": "right"}
    assert as_anna.post(here, form)["Location"] == f"{address(third)}?state=open"
    assert f'rel="prev" aria-keyshortcuts="ArrowLeft" href="{address(second)}"' in page(as_anna, address(third))
    last = as_anna.post(f"{address(fourth)}?state=open", {"seen": seen_by(as_anna, fourth), "verdict": "right"})
    assert last["Location"] == f"{LIST}?state=open"


def test_filters_stand_in_the_address_with_pages_and_empty_states(as_anna: Client, as_ben: Client) -> None:
    assert "There is no drawing to look at" in page(as_anna, LIST)
    load_library()
    shown = page(as_anna, f"{LIST}?state=open&page=2")
    assert len(names_on(shown)) == 24
    assert "state=open&amp;page=3" in shown
    assert names_on(page(as_anna, f"{LIST}?q=bird+dog"))[0] == "Bird Dog"
    assert "answers to “qqqq”" in page(as_anna, f"{LIST}?q=qqqq")
    assert "There are no remarks" in page(as_anna, f"{LIST}?state=remarks")
    assert "Nobody called a drawing right yet." in page(as_anna, f"{LIST}?state=right")
    assert len(names_on(page(as_anna, f"{LIST}?state=nonsense&page=999"))) == 137 % 24


def test_only_what_is_drawn_is_looked_at(as_anna: Client, anna: Membership, clinic: Clinic) -> None:
    plain = ExerciseFactory(clinic=clinic, name="Not drawn")
    copy = services.adapt(
        exercise=ExerciseFactory(key="step-up"), clinic=clinic, by=anna.user, fields={"name": "Our step"}
    )
    assert as_anna.get(address(plain)).status_code == 404
    assert as_anna.post(address(plain), {"verdict": "right", "seen": "."}).status_code == 404
    assert "Our step" in names_on(page(as_anna, LIST))
    assert "Not drawn" not in names_on(page(as_anna, LIST))
    say(as_anna, copy, "wrong", WRONG)
    assert WRONG in page(as_anna, f"{LIST}?state=remarks")


def test_list_asks_the_database_as_often_for_many_as_for_few(
    as_anna: Client, django_assert_max_num_queries: Any, bird_dog: Exercise
) -> None:
    load_library()
    for exercise in Exercise.objects.all()[:12]:
        say(as_anna, exercise, "right")
    page(as_anna, LIST)
    with django_assert_max_num_queries(5):
        page(as_anna, LIST)


@pytest.mark.parametrize("verdict", ["right", "wrong"])
def test_hostile_words_are_shown_as_words(as_anna: Client, squat: Exercise, verdict: str) -> None:
    answer = say(as_anna, squat, verdict, "<script>alert(1)</script>", seen="<script>")
    assert answer.status_code == 422
    assert "<script>alert(1)" not in answer.content.decode()
