"""How words for patients are measured: which are not used, and how hard they are to read."""

import re

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


def syllables(word: str) -> int:
    """A fair guess: groups of vowels, less a silent ending."""
    word = re.sub(r"[^a-z]", "", word.lower())
    groups = len(re.findall(r"[aeiouy]+", word))
    silent = re.search(r"[^aeiouyl]e$|[^aeiouytd]ed$|[^aeiouysxzcg]es$", word) and groups > 1
    return max(1, groups - bool(silent))


def reading_grade(told: list[str]) -> float:
    """Flesch-Kincaid grade (Kincaid 1975): years of school, so 8 is about age 13."""
    sentences = [s for text in told for s in re.split(r"[.?!]+(?:\s|$)", text) if re.search(r"[A-Za-z]", s)]
    words = [word for sentence in sentences for word in re.findall(r"[A-Za-z][A-Za-z'-]*", sentence)]
    return 0.39 * len(words) / len(sentences) + 11.8 * sum(map(syllables, words)) / len(words) - 15.59
