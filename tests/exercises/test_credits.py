"""Who made an exercise is said wherever it is shown, when its licence asks for it."""

import pytest
from django.test import Client

from clinic.models import Clinic
from exercises import crediting
from patients.models import Plan
from programmes.models import Item
from tests.factories import ExerciseFactory, ProgrammeFactory, published_version

CREDIT = "From wger, CC-BY-SA 4, by flori"


@pytest.mark.parametrize(
    ("source", "licence", "author", "line"),
    [
        ("wger", "CC-BY-SA 4", "flori", CREDIT),
        ("strength", "MIT", "", "From strength, MIT"),
        ("", "CC BY 4.0", "Ann", "CC BY 4.0, by Ann"),
        ("Loadwell", "MIT", "", ""),
        ("wger", "CC0", "flori", ""),
        ("old book", "Public Domain", "Ann", ""),
        ("Harbour Physio", "All rights reserved", "Anna", ""),
        ("list", "", "Ann", ""),
    ],
)
def test_credit_is_asked_for_by_the_licence(source: str, licence: str, author: str, line: str) -> None:
    assert crediting.line(source=source, licence=licence, author=author) == line


def test_credit_is_shown_wherever_the_exercise_is(as_anna: Client, as_pat: Client, plan: Plan, clinic: Clinic) -> None:
    plank = ExerciseFactory(clinic=clinic, source="wger", licence="CC-BY-SA 4", author="flori", source_id="1")
    Item.objects.filter(session__phase__version=plan.version).update(exercise=plank)
    session = plan.version.phases.get().sessions.get()
    programme = published_version(ProgrammeFactory(clinic=clinic)).programme
    Item.objects.filter(session__phase__version__programme=programme).update(exercise=plank)
    pages = [
        as_anna.get(f"/exercises/{plank.pk}/"),
        as_anna.get(f"/programmes/{programme.pk}/"),
        as_pat.get(f"/my/session/{session.pk}/1/"),
        as_anna.get("/exercises/", {"q": plank.name}),
    ]
    assert [CREDIT in page.content.decode() for page in pages] == [False, True, True, True]
    facts = pages[0].content.decode()
    assert [word for word in ("wger", "CC-BY-SA 4", "flori") if word not in facts] == []
