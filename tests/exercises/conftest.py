"""The library's files, read once for every test that asks about them."""

import pytest

from exercises.library_schema import EducationCardData, ExerciseData, load_education, load_exercises
from programmes.template_files import TemplateData, load_templates


@pytest.fixture(scope="session")
def exercises() -> dict[str, ExerciseData]:
    return {exercise.key: exercise for exercise in load_exercises()}


@pytest.fixture(scope="session")
def education() -> dict[str, EducationCardData]:
    return {card.key: card for card in load_education()}


@pytest.fixture(scope="session")
def templates(exercises: dict[str, ExerciseData]) -> dict[str, TemplateData]:
    return {template.key: template for template in load_templates(exercises=exercises)}
