"""Find by words as they are typed: names, other names, tags and purposes, in any order and forgiving typing.

Knows no database: an index is made of texts and answers with their positions.
"""

import re
import unicodedata
from bisect import bisect_left
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from functools import lru_cache
from itertools import islice, pairwise
from typing import NamedTuple

from rapidfuzz import process
from rapidfuzz.distance import OSA

from exercises.everyday import FILLING, NUMBERS, SHORTHAND, SPELLINGS

LONGEST_QUERY = 80
MOST_WORDS = 8

# What a word costs by where it is found; a whole query costs the sum of its words.
NAME, ALIAS, TAG, PURPOSE = 0.0, 2.0, 5.0, 7.0
BEGUN = 1.0  # only the beginning of the word was typed
MISTYPED = 8.0  # at the least; more, the less alike
LEFT_OUT = 20.0  # a word of a long query that is nowhere in the text
# A query found for so little a word has found names; typing errors are then not looked for.
WELL_FOUND = ALIAS + BEGUN

ALIKE = 0.7  # of 1: one slip in four letters, two in seven
SHORTEST_MISTYPED = 4
LAST = "\U0010ffff"

# How the query as a whole stands in the text, the best first.
IS_NAME, IS_ALIAS, BEGINS_NAME, BEGINS_ALIAS, SCATTERED = range(5)


@dataclass(frozen=True, slots=True)
class Text:
    """What can be found of one thing."""

    name: str
    aliases: Sequence[str] = ()
    tags: str = ""
    purpose: str = ""


class Match(NamedTuple):
    """How well a text answers; the smaller the better."""

    whole: int
    cost: float


@lru_cache(maxsize=20_000)
def _plain(word: str) -> str:
    """One form for singular and plural, British and American."""
    word = SPELLINGS.get(word, word)
    if len(word) < 4 or not word.endswith("s") or word.endswith(("ss", "us", "is")):
        return word
    if word.endswith("ies"):
        return word[:-3] + "y"
    return word[:-2] if word.endswith(("ches", "shes", "sses", "xes")) else word[:-1]


def words_of(text: str) -> list[str]:
    """The words of a text without case, accents, apostrophes, hyphens and plurals; digits stand alone."""
    bare = text.casefold()
    if not bare.isascii():
        bare = "".join(c for c in unicodedata.normalize("NFKD", bare) if not unicodedata.combining(c))
    return [_plain(word) for word in re.findall(r"[^\W\d_]+|\d+", re.sub(r"['’`´]", "", bare))]


def _spelt_out(words: Iterable[str]) -> list[str]:
    """The same with shorthand as words and one word for each number."""
    long = (part for word in words for part in SHORTHAND.get(word, word).split())
    return [NUMBERS.get(word, word) for word in long]


def _forms(words: list[str]) -> list[list[str]]:
    """As typed, and spelt out where that differs."""
    spelt_out = _spelt_out(words)
    return [words] if spelt_out == words else [words, spelt_out]


@lru_cache(maxsize=20_000)
def _forms_of(text: str) -> list[list[str]]:
    """The forms of a text of the library; tags and purposes come again and again."""
    return _forms(words_of(text))


def _pairs(words: Sequence[str]) -> Iterator[str]:
    """Neighbours written as one: "side lying" is also "sidelying"."""
    return (first + second for first, second in pairwise(words))


class Index:
    """Texts made ready for any number of searches."""

    def __init__(self, texts: Sequence[Text]) -> None:
        self._found_in: dict[str, dict[int, float]] = {}
        whole: set[tuple[str, int, bool]] = set()
        named: set[str] = set()
        for position, text in enumerate(texts):
            for phrase, cost in ((text.name, NAME), *((alias, ALIAS) for alias in text.aliases)):
                for words in _forms_of(phrase):
                    told = {*words, *_pairs(words)}
                    self._note(position, told, cost)
                    whole.add(("".join(words), position, cost == NAME))
                    named |= told
            for words in _forms_of(text.tags):
                self._note(position, words, TAG)
                named.update(words)
            for words in _forms_of(text.purpose):
                self._note(position, words, PURPOSE)
        self._whole = sorted(whole)
        self._vocabulary = sorted(self._found_in)
        self._named = sorted(word for word in named if len(word) >= SHORTEST_MISTYPED)

    def knows(self, word: str) -> bool:
        return word in self._found_in

    def search(self, forms: Iterable[list[str]], *, forgiving: bool = False) -> dict[int, Match]:
        """Which texts answer to any of these forms of a query, and how well.

        Forgiving, a mistyped word finds the names like it, and a long query may have a word too many.
        """
        matches: dict[int, Match] = {}
        for words in forms:
            costs = self._costs(words, forgiving)
            whole = self._wholly("".join(words))
            for position in costs.keys() | whole.keys():
                match = Match(whole.get(position, SCATTERED), costs.get(position, 0.0))
                if position not in matches or match < matches[position]:
                    matches[position] = match
        return matches

    def resembling(self, words: list[str]) -> dict[int, Match]:
        """Which names are like the query as a whole, for words that were torn apart or run together."""
        run = "".join(words)
        if len(run) < SHORTEST_MISTYPED + 2:
            return {}
        likes = process.extract(
            run, [whole for whole, _, _ in self._whole], scorer=OSA.normalized_similarity, score_cutoff=0.78, limit=None
        )
        matches: dict[int, Match] = {}
        for _, likeness, place in likes:
            match = Match(SCATTERED, _slip(likeness))
            position = self._whole[place][1]
            matches[position] = min(match, matches.get(position, match))
        return matches

    def _note(self, position: int, words: Iterable[str], cost: float) -> None:
        for word in words:
            places = self._found_in.setdefault(word, {})
            if cost < places.get(position, LEFT_OUT):
                places[position] = cost

    def _wholly(self, run: str) -> dict[int, int]:
        """The texts of which a name or another name is, or begins with, the words run together."""
        standing: dict[int, int] = {}
        if not run:
            return standing
        for whole, position, is_name in islice(self._whole, bisect_left(self._whole, (run,)), None):
            if not whole.startswith(run):
                break
            rank = (IS_NAME if is_name else IS_ALIAS) if whole == run else (BEGINS_NAME if is_name else BEGINS_ALIAS)
            standing[position] = min(rank, standing.get(position, rank))
        return standing

    def _costs(self, words: list[str], forgiving: bool) -> dict[int, float]:
        """What each text costs that has all the words that count."""
        counting = [word for word in words if word not in FILLING] or words
        places = [self._places(word, forgiving) for word in dict.fromkeys(counting)]
        if not places:
            return {}
        if forgiving and len(places) > 2:
            return _all_but_a_third(places)
        fewest, *others = sorted(places, key=len)
        return {
            position: cost + sum(other[position] for other in others)
            for position, cost in fewest.items()
            if all(position in other for other in others)
        }

    def _places(self, word: str, forgiving: bool) -> dict[int, float]:
        """The texts with this word, with one that begins with it, or, forgiving, with one like it."""
        places = dict(self._found_in.get(word, {}))
        start = bisect_left(self._vocabulary, word)
        end = bisect_left(self._vocabulary, word + LAST)
        for longer in self._vocabulary[start:end]:
            _merge(places, self._found_in[longer], BEGUN)
        if forgiving and len(word) >= SHORTEST_MISTYPED:
            for like, slip in self._like(word):
                _merge(places, self._found_in[like], slip)
        return places

    def _like(self, word: str) -> Iterator[tuple[str, float]]:
        likes = process.extract(word, self._named, scorer=OSA.normalized_similarity, score_cutoff=ALIKE, limit=None)
        nearest = max((likeness for _, likeness, _ in likes), default=0.0)
        return ((like, _slip(likeness)) for like, likeness, _ in likes if likeness >= nearest - 0.1)


def ranked(indexes: Sequence[Index], q: str) -> list[dict[int, Match]]:
    """What answers to a query in each of the indexes; errors of typing count where none has a name for it."""
    words = words_of(q[:LONGEST_QUERY])[:MOST_WORDS]
    if not words:
        return [{} for _ in indexes]
    forms = _forms(words)
    joined = _joined(words, indexes)
    if joined != words:
        forms.append(joined)
    found = [index.search(forms) for index in indexes]
    if not _is_well_found(found, words):
        for index, matches in zip(indexes, found, strict=True):
            _add(matches, index.search(forms, forgiving=True))
    if not any(found):
        found = [index.resembling(words) for index in indexes]
    return found


def _joined(words: list[str], indexes: Sequence[Index]) -> list[str]:
    """ "kettle bell" is one word where the library has it as one."""
    joined: list[str] = []
    rest = list(words)
    while rest:
        pair = "".join(rest[:2])
        taken = 2 if len(rest) > 1 and any(index.knows(pair) for index in indexes) else 1
        joined.append("".join(rest[:taken]))
        rest = rest[taken:]
    return joined


def _is_well_found(found: Iterable[dict[int, Match]], words: Sequence[str]) -> bool:
    enough = WELL_FOUND * len(words)
    return any(match.whole < SCATTERED or match.cost <= enough for matches in found for match in matches.values())


def _all_but_a_third(places: Sequence[dict[int, float]]) -> dict[int, float]:
    """The texts that lack at most one of three words, two of six."""
    costs: dict[int, float] = {}
    for position in set().union(*places):
        has = [place[position] for place in places if position in place]
        lacking = len(places) - len(has)
        if lacking <= len(places) // 3:
            costs[position] = sum(has) + LEFT_OUT * lacking
    return costs


def _slip(likeness: float) -> float:
    return MISTYPED + 20 * (1 - likeness)


def _merge(places: dict[int, float], more: dict[int, float], extra: float) -> None:
    for position, cost in more.items():
        cost += extra
        if cost < places.get(position, LEFT_OUT * 2):
            places[position] = cost


def _add(matches: dict[int, Match], more: dict[int, Match]) -> None:
    for position, match in more.items():
        matches[position] = min(match, matches.get(position, match))
