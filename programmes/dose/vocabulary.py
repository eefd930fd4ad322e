"""The words therapists use in a dose, and what each of them means.

A phrase is its tokens joined by single spaces, so "2x/day" is looked up as "x / day" after the 2. The
reader always takes the longest phrase that fits.
"""

from itertools import product
from typing import Final

from programmes.dose.shape import BANDS, Range

Meaning = tuple[tuple[str, Range | str | int], ...]

EXAMPLE: Final = "3x8-10/side @12kg tempo 3-1-1 rest 60 rpe 6"
TIMES: Final = {"x", "*", "of"}
DASHES: Final = {"-", "to"}
LONGEST_PHRASE: Final = 8


def _phrases(*alternatives: str) -> list[str]:
    """Every way to pick one word from each `|`-separated list; an empty choice leaves the word out."""
    return [" ".join(filter(None, words)) for words in product(*(each.split("|") for each in alternatives))]


# What may follow a number: phrase -> kind of amount.
UNITS: Final[dict[str, str]] = {
    **dict.fromkeys(_phrases("s|sec|secs|second|seconds"), "seconds"),
    **dict.fromkeys(_phrases("min|mins|minute|minutes"), "minutes"),
    **dict.fromkeys(_phrases("h|hr|hrs|hour|hours"), "hours"),
    **dict.fromkeys(_phrases("m|metre|metres|meter|meters"), "metres"),
    **dict.fromkeys(_phrases("km|kilometre|kilometres"), "kilometres"),
    **dict.fromkeys(_phrases("kg|kgs|kilo|kilos"), "kg"),
    **dict.fromkeys(_phrases("lb|lbs|pound|pounds"), "lb"),
    **dict.fromkeys(_phrases("set|sets|round|rounds"), "sets"),
    **dict.fromkeys(_phrases("rep|reps|repetition|repetitions|times"), "reps"),
    **dict.fromkeys(_phrases("%", "|of", "|1 rm"), "percent"),
    **dict.fromkeys(("/ 10", "out of 10"), "effort"),
    **dict.fromkeys(_phrases("|x|times", "/|a|per|each|every", "day|d"), "per_day"),
    **dict.fromkeys(("x day", "x daily", "times daily"), "per_day"),
    **dict.fromkeys(_phrases("|x|times|days", "/|a|per|each|every", "week|wk|w"), "per_week"),
    **dict.fromkeys(_phrases("x|times", "week|wk|weekly"), "per_week"),
    **dict.fromkeys(_phrases("x|times|time|time ( s )", "per|a|each", "session"), "per_session"),
}

# Words that may come after an amount or, with a number of their own, before the next one
# ("5s hold" but "30s rest 60"): (kind, word) -> kind.
ROLES: Final[dict[str, dict[str, str]]] = {
    "seconds": {"hold": "hold", "holds": "hold", "rest": "rest", "between sets": "rest"},
    "minutes": {"hold": "hold", "holds": "hold", "rest": "rest", "between sets": "rest"},
    "count": {"rir": "rir", "reps in reserve": "rir", "rpe": "effort"},
    "reps": {"in reserve": "rir"},
}

# What must be followed by a number: word -> field.
NAMED: Final[dict[str, str]] = {
    **dict.fromkeys(_phrases("rest|resting"), "rest_seconds"),
    **dict.fromkeys(_phrases("hold|holds|holding", "|each|for|each for"), "hold_seconds"),
    **dict.fromkeys(_phrases("rpe|effort|e"), "effort"),
    **dict.fromkeys(("rir", "reps in reserve"), "rir"),
    **dict.fromkeys(("load", "weight"), "load_kg"),
}
TEMPO_WORDS: Final = {"tempo"}
BEFORE_A_NUMBER: Final = {":", "=", "~", "for", "of", "about"}

_LIMBS = "side|sides|leg|arm|foot|way|direction"
_ONCE: Meaning = (("sets", Range.of(1)), ("reps", Range.of(1)))

# What stands for itself: phrase -> the fields it fills.
PLAIN: Final[dict[str, Meaning]] = {
    **dict.fromkeys(_phrases("each|/|per|ea|every", _LIMBS), (("side", "each"),)),
    **dict.fromkeys(("e / s", "ea"), (("side", "each"),)),
    **dict.fromkeys(_phrases("l|lt|left", "|side|leg|arm|foot", "|only"), (("side", "left"),)),
    **dict.fromkeys(_phrases("r|rt|right", "|side|leg|arm|foot", "|only"), (("side", "right"),)),
    **dict.fromkeys(_phrases("|in", "each|per|/|both", "hand|hands"), (("load_count", 2),)),
    **{
        phrase: (("band", colour),)
        for colour in BANDS
        for phrase in (
            *_phrases(colour, "|resistance|mini|loop", "|band|theraband"),
            f"band {colour}",
            f"band : {colour}",
        )
    },
    **dict.fromkeys(
        _phrases("assist|with|using|use|", "hand|hands", "|support|assist|assisted"), (("assist", "hands"),)
    ),
    **dict.fromkeys(_phrases("assist|with|using|hold|holding|", "|a|the", "rail"), (("assist", "rail"),)),
    **dict.fromkeys(_phrases("assist|in|", "|a|the", "pool"), (("assist", "pool"),)),
    **dict.fromkeys(_phrases("easy|gentle", "|pace"), (("intensity", "easy"),)),
    **dict.fromkeys(_phrases("moderate|mod", "|pace"), (("intensity", "moderate"),)),
    **dict.fromkeys(_phrases("hard|vigorous", "|pace"), (("intensity", "hard"),)),
    **dict.fromkeys(
        ("daily", "od", *_phrases("once", "a|per|/|each", "day"), "once daily"), (("times_per_day", Range.of(1)),)
    ),
    **dict.fromkeys(
        ("bd", *_phrases("twice", "a|per|/|each", "day"), "twice daily"), (("times_per_day", Range.of(2)),)
    ),
    **dict.fromkeys(("tds",), (("times_per_day", Range.of(3)),)),
    **dict.fromkeys(("once", *_phrases("once", "per|a|each", "session")), _ONCE),
    "no rest": (("rest_seconds", Range.of(0)),),
    **dict.fromkeys(("bodyweight", "body weight", "bw", "no load", "no weight", "between sets"), ()),
}

SKIPPED: Final = {",", ";", "(", ")", ".", "+", "&", "and", "with", "then", "at", "on", "in", "the", "a"}

WEEKS: Final = "Days a week belong to the phase; the dose is for one session. Leave out '{part}'."
_SIDES = "Write 'each side', 'left' or 'right' instead of '{part}'; write nothing when both sides work together."
_OPEN_END = "'{part}' has no number to work towards: give reps, for example 3x8-12, or an effort, for example effort 7."
_METRES = "Distances are in metres: write 3x20m instead of '{part}'."

# What we understand well enough to say why not.
REFUSED: Final[dict[str, str]] = {
    **dict.fromkeys(
        ("amrap", "max", "to failure", "failure", "to fatigue", "fatigue", "as many as possible"), _OPEN_END
    ),
    **dict.fromkeys(_phrases("both|bilateral|alternating|alternate|alt", "|side|sides|legs|arms"), _SIDES),
    **dict.fromkeys(_phrases("l", "/|+|&|and|-", "r"), _SIDES),
    **dict.fromkeys(_phrases("r", "/|+|&|and|-", "l"), _SIDES),
    **dict.fromkeys(_phrases("left", "/|+|&|and", "right"), _SIDES),
    **dict.fromkeys(_phrases("right", "/|+|&|and", "left"), _SIDES),
    **dict.fromkeys(_phrases("|once|twice", "weekly|a week|per week|/ week"), WEEKS),
    **dict.fromkeys(("ft", "feet", "foot", "yd", "yds", "yard", "yards", "mile", "miles"), _METRES),
    **dict.fromkeys(
        ("light", "heavy", "light load", "heavy load"),
        "Give the weight (@4kg) or an effort (effort 3-5) instead of '{part}'.",
    ),
    "band": "Give the band's colour, for example red band: " + ", ".join(BANDS) + ".",
    "hr": "Give an effort (0-10) or easy, moderate or hard instead of a heart rate.",
    "hrmax": "Give an effort (0-10) or easy, moderate or hard instead of a heart rate.",
}
SAYINGS: Final[dict[str, Meaning | str]] = {**PLAIN, **REFUSED}
