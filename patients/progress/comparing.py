"""Two periods side by side: for each measure its middle, its range, how many answers and how many are missing."""

from collections.abc import Sequence
from dataclasses import dataclass
from decimal import Decimal
from statistics import median
from typing import Final

from patients.progress.efforts import Course, amount_words
from patients.progress.instruments import INSTRUMENTS, change, plain
from patients.progress.periods import Span
from patients.progress.scales import Scale

FEWEST: Final = 3  # answers on each side before a difference is called clear or not: our own default
DASH: Final = "–"


@dataclass(frozen=True)
class Answers:
    """What was answered of what was asked."""

    values: Sequence[int]
    asked: int

    @property
    def missing(self) -> int:
        return max(self.asked - len(self.values), 0)

    @property
    def middle(self) -> float | None:
        return float(median(self.values)) if self.values else None

    @property
    def words(self) -> str:
        """
        >>> Answers([4, 6, 3], asked=5).words, Answers([], asked=2).words, Answers([7], asked=1).words
        ('4 (3 to 6)', '–', '7')
        """
        if not self.values:
            return DASH
        lo, hi = min(self.values), max(self.values)
        return f"{self.middle:g}" if lo == hi else f"{self.middle:g} ({lo} to {hi})"

    @property
    def how_many(self) -> str:
        """
        >>> Answers([4, 6, 3], asked=5).how_many, Answers([], asked=0).how_many, Answers([1], asked=1).how_many
        ('3 answers, 2 missing', 'not asked', '1 answer')
        """
        if not self.values and not self.asked:
            return "not asked"
        number = len(self.values)
        said = f"{number} {'answer' if number == 1 else 'answers'}"
        return f"{said}, {self.missing} missing" if self.missing else said


@dataclass(frozen=True)
class Row:
    """One line of the comparison: what each side amounts to, from how many, and the difference in words."""

    label: str
    first: str
    second: str
    difference: str
    first_from: str = ""
    second_from: str = ""

    @property
    def sentence(self) -> str:
        """The line read out; '' where one side has nothing to say."""
        if DASH in (self.first, self.second):
            return ""
        return f"{self.label}: {self.first} before, {self.second} after; {self.difference}."


def score_row(label: str, scale: Scale, first: Answers, second: Answers) -> Row:
    return Row(label, first.words, second.words, difference(scale, first, second), first.how_many, second.how_many)


def difference(scale: Scale, first: Answers, second: Answers) -> str:
    """From the one middle to the other, in words, and whether that is a clear change.

    >>> from patients.progress import scales
    >>> difference(scales.PAIN_HIGHEST, Answers([6, 5, 6], 3), Answers([3, 3, 4], 3))
    '3 points lower, better: a clear change (Ostelo 2008)'
    >>> difference(scales.WORRY, Answers([6, 5, 6], 3), Answers([7, 8, 7], 3))
    '1 point higher, worse'
    >>> few, none = Answers([6], 3), Answers([], 1)
    >>> difference(scales.EFFORT, few, few), difference(scales.EFFORT, few, none)
    ('too few answers to say', 'nothing to compare')
    """
    if first.middle is None or second.middle is None:
        return "nothing to compare"
    if min(len(first.values), len(second.values)) < FEWEST:
        return "too few answers to say"
    by = second.middle - first.middle
    if not by:
        return "no difference"
    said = f"{abs(by):g} {'point' if abs(by) == 1 else 'points'} {'higher' if by > 0 else 'lower'}"
    if scale.up_is_good is not None:
        said += ", better" if (by > 0) == scale.up_is_good else ", worse"
    if scale.clear_change is None:
        return said
    clear = "a clear change" if abs(by) >= scale.clear_change else "not yet a clear change"
    return f"{said}: {clear} ({scale.source or 'our own default'})"


def rate_row(sessions: Sequence[int], spans: Sequence[Span]) -> Row:
    """Sessions a week; the days that are still to come do not count."""
    rates = [round(number * 7 / span.days, 1) for number, span in zip(sessions, spans, strict=True)]
    by = round(rates[1] - rates[0], 1)
    said = f"{abs(by):g} a week {'more' if by > 0 else 'fewer'}" if by else "no difference"
    counted = [
        f"{number} {'session' if number == 1 else 'sessions'} in {span.days} {'day' if span.days == 1 else 'days'}"
        for number, span in zip(sessions, spans, strict=True)
    ]
    return Row("Sessions a week", f"{rates[0]:g}", f"{rates[1]:g}", said, *counted)


def exercise_rows(course: Course, spans: Sequence[Span], unit: str) -> list[Row]:
    """The most of each amount in each period; only what was done in one of them."""
    sides = [Course(course.exercise, [best for best in course.bests if best.day in span]) for span in spans]
    found = []
    for measure in course.measures:
        tops = [side.top(measure.name) for side in sides]
        if any(tops):
            words = [amount_words(measure.name, top, unit) for top in tops]
            counted = [_sessions(len(side.bests)) for side in sides]
            label = f"{course.exercise}, most {measure.label.lower()}"
            found.append(Row(label, words[0], words[1], _amount_difference(measure.name, tops, unit), *counted))
    return found


def outcome_row(code: str, first: Sequence[Decimal], second: Sequence[Decimal]) -> Row | None:
    """The newest score of an instrument in each period; of own activities the mean of those asked both times."""
    instrument = INSTRUMENTS.get(code)
    if instrument is None or not (first or second):
        return None
    means = [round(sum(scores, Decimal(0)) / len(scores), 1) if scores else None for scores in (first, second)]
    words = [DASH if mean is None else plain(mean) for mean in means]
    known = [mean for mean in means if mean is not None]
    found = change(instrument, known)
    said = found.words if found else "nothing to compare"
    if found and found.is_clear is not None:
        said += f" ({instrument.source})"
    return Row(instrument.name, words[0], words[1], said)


def _sessions(number: int) -> str:
    return f"{number} {'session' if number == 1 else 'sessions'}"


def _amount_difference(name: str, tops: Sequence[Decimal | None], unit: str) -> str:
    first, second = tops
    if first is None or second is None:
        return "not done in both"
    by = second - first
    return f"{amount_words(name, abs(by), unit)} {'more' if by > 0 else 'less'}" if by else "no difference"
