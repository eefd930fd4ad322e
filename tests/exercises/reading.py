"""How words for patients are measured: which are not used, and how hard they are to read."""

import re

import readability

# product.md, rule 5: words that make a body sound broken, that scold, or that promise too much.
FORBIDDEN = (
    r"weak core|weak(er|ness)?|wear and tear|worn|crumbl\w*|slipped|slip(ped)? dis[ck]|fragile|fragility|damaged?"
    r"|failed|fail(s|ure|ing)?|non-?complian\w*|complian\w*|should|must|ought|guilt\w*|lazy bones|blame"
    r"|protect your (back|spine)|bad (back|posture)|degenerat\w*|cures?|heals?|guaranteed?|unstable|injur\w*"
)
HIGHEST_READING_GRADE = 8.0
CARD_WORDS = range(120, 251)


def forbidden(text: str) -> list[str]:
    return [match[0] for match in re.finditer(rf"\b({FORBIDDEN})\b", text, re.IGNORECASE)]


def lines(card: str) -> list[str]:
    """The lines of a card without the marks of its lists and spaces to write."""
    return [line.removeprefix("- ").replace("…", "") for line in card.splitlines() if line.strip()]


def words(card: str) -> list[str]:
    return re.findall(r"[\w'-]*\w[\w'-]*", card)


def reading_grade(told: list[str]) -> float:
    """Flesch-Kincaid grade (Kincaid 1975): years of school, so 8 is about age 13."""
    sentences = (sentence for text in told for sentence in re.split(r"[.?!:;]+(?:\s|$)", text))
    tokens = [re.findall(r"[A-Za-z][A-Za-z'-]*", sentence) for sentence in sentences]
    said = [" ".join([*found, "."]) for found in tokens if found]  # one sentence a line, as the library wants it
    return float(readability.getmeasures(said, lang="en")["readability grades"]["Kincaid"])
