"""The pain education cards: short, kind, readable, and each with its sources."""

import re

import pytest

from exercises.library_schema import EducationCardData, ExerciseData
from tests.exercises.reading import CARD_WORDS, HIGHEST_READING_GRADE, forbidden, lines, reading_grade, words


def test_education_covers_what_patients_ask(education: dict[str, EducationCardData]) -> None:
    asked_for = {
        "why-not-only-the-core", "what-pain-is", "hurt-and-harm", "load-and-rest", "pacing", "flare-ups",
        "sleep", "stress", "fear-and-confidence", "walking", "breathing", "staying-well",
    }  # fmt: skip

    assert asked_for - set(education) == set()


def test_the_introduction_lists_the_education_cards_in_their_order(
    exercises: dict[str, ExerciseData], education: dict[str, EducationCardData]
) -> None:
    listed_titles = [line for line in lines(exercises["pain-education-card"].card or "") if line in titles(education)]

    assert listed_titles == titles(education)


def titles(education: dict[str, EducationCardData]) -> list[str]:
    return [card.title for card in education.values()]


def test_education_cards_are_short_reads(education: dict[str, EducationCardData]) -> None:
    lengths = {key: len(words(card.text)) for key, card in education.items()}

    assert {key: length for key, length in lengths.items() if length not in CARD_WORDS} == {}


def test_education_cards_end_with_one_question(education: dict[str, EducationCardData]) -> None:
    assert [key for key, card in education.items() if not re.fullmatch(r"[A-Z][^?]+\?", card.question)] == []


def test_education_cards_hold_no_forbidden_word(education: dict[str, EducationCardData]) -> None:
    """Titles of sources are other people's words and stay as printed."""
    told = {key: f"{card.title} | {card.text} | {card.question}" for key, card in education.items()}

    assert {key: forbidden(text) for key, text in told.items() if forbidden(text)} == {}


@pytest.mark.parametrize("key", ["hurt-and-harm", "flare-ups"])
def test_a_card_that_reassures_also_says_when_to_get_help(key: str, education: dict[str, EducationCardData]) -> None:
    """clinical.md 6.3: "hurt is not always harm" only with the stop rules beside it."""
    assert education[key].text.count('"When to get help"') == 1


def test_education_cards_are_readable_at_twelve(education: dict[str, EducationCardData]) -> None:
    grades = {key: reading_grade([*lines(card.text), card.question]) for key, card in education.items()}
    hardest = max(grades, key=lambda key: grades[key])
    figures = f"mean grade {sum(grades.values()) / len(grades):.1f}, hardest {grades[hardest]:.1f} ({hardest})"
    print(f"\nReading age of {len(grades)} education cards: {figures}")  # noqa: T201 the figures belong in the log

    assert grades[hardest] <= HIGHEST_READING_GRADE, figures


def test_the_same_source_is_named_the_same_way(education: dict[str, EducationCardData]) -> None:
    named = {(source.author, source.year, source.title, source.doi) for c in education.values() for source in c.sources}

    assert len({(author, year, title) for author, year, title, _ in named}) == len(named)
    assert len({title.casefold() for _, _, title, _ in named}) == len(named)
