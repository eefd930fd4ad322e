"""Reads a dose as written on paper.

    dose   = part*                       in any order, each field once
    part   = chain | '@' chain | NAMED amount | 'tempo' beats | PLAIN phrase
    chain  = amount ('x' amount)*        3x10, 3 x 8-10, 2x10x5s, 20min, 2x8kg
    amount = number ['-' number] [unit]
    beats  = beat '-' beat '-' beat ['-' beat]

Phrases and units are in `vocabulary`; what contradicts what is in `limits.check`.
"""

from collections.abc import Sequence
from decimal import Decimal
from typing import Any, Final

from programmes.dose.amounts import (
    LOAD,
    TIME,
    Amount,
    amount_ahead,
    is_tempo,
    kilograms,
    negative,
    read_amount,
    read_tempo,
)
from programmes.dose.limits import LABELS, LIMITS, check
from programmes.dose.shape import RANGE_FIELDS, Dose, DoseError, Number, Range
from programmes.dose.tokens import Tokens, readable
from programmes.dose.vocabulary import (
    BEFORE_A_NUMBER,
    EXAMPLE,
    NAMED,
    REFUSED,
    SAYINGS,
    SKIPPED,
    TEMPO_WORDS,
    TIMES,
    Meaning,
)

# What a chain of amounts means, by the kinds of its links. A "count" may also carry the name of its own
# field, as in "3 sets x 10 reps"; "time" is seconds or minutes, "load" kg or lb, "pair" one or two weights.
SHAPES: Final[dict[tuple[str, ...], tuple[str, ...]]] = {
    ("sets",): ("sets",),
    ("reps",): ("reps",),
    ("seconds",): ("work_seconds",),
    ("minutes",): ("minutes",),
    ("metres",): ("distance_m",),
    ("load",): ("load_kg",),
    ("hold",): ("hold_seconds",),
    ("rest",): ("rest_seconds",),
    ("percent",): ("percent_1rm",),
    ("effort",): ("effort",),
    ("rir",): ("rir",),
    ("per_day",): ("times_per_day",),
    ("per_session",): ("reps",),
    ("pair", "load"): ("load_count", "load_kg"),
    ("count", "count"): ("sets", "reps"),
    ("reps", "sets"): ("reps", "sets"),
    ("count", "time"): ("sets", "work_seconds"),
    ("time", "count"): ("work_seconds", "sets"),
    ("count", "hold"): ("sets", "work_seconds"),
    ("count", "metres"): ("sets", "distance_m"),
    ("metres", "count"): ("distance_m", "sets"),
    ("reps", "time"): ("reps", "hold_seconds"),
    ("reps", "hold"): ("reps", "hold_seconds"),
    ("count", "count", "time"): ("sets", "reps", "hold_seconds"),
    ("count", "count", "hold"): ("sets", "reps", "hold_seconds"),
}

# Which amounts may follow a field's own name: "rest 60", "rest 1 min".
NAMED_KINDS: Final[dict[str, set[str]]] = {
    "rest_seconds": {"count", "rest", *TIME},
    "hold_seconds": {"count", *TIME},
    "effort": {"count", "effort"},
    "rir": {"count", "reps"},
    "load_kg": LOAD,
}
EXAMPLES: Final = {
    "rest_seconds": "rest 60",
    "hold_seconds": "hold 5s",
    "effort": "effort 5-6",
    "rir": "RIR 2-3",
    "load_kg": "load 12kg",
}


class Draft:
    """The fields read so far, each with the text it came from."""

    def __init__(self) -> None:
        self.values: dict[str, Any] = {}
        self.written: dict[str, str] = {}

    def put(self, field: str, value: Any, part: str) -> None:
        if field in self.values:
            label, before = LABELS[field], self.written[field]
            raise DoseError(f"{label} is given twice, '{before}' and '{part}': keep one.", part)
        self.values[field] = value
        self.written[field] = part


def parse(text: str) -> Dose:
    """The dose that was written; DoseError names the part that was not understood."""
    tokens, draft = Tokens(text), Draft()
    while tokens:
        read_part(tokens, draft)
    dose = Dose(**draft.values)
    check(dose, draft.written | {"dose": readable(text.strip())})
    return dose


def read_part(tokens: Tokens, draft: Draft) -> None:
    start = tokens.at
    if (saying := tokens.phrase(SAYINGS)) is not None:
        _read_saying(saying, tokens.since(start), draft)
    elif field := tokens.phrase(NAMED):
        _read_named(field, tokens, draft, start)
    elif tokens.skip(TEMPO_WORDS) or is_tempo(tokens):
        draft.put("tempo", read_tempo(tokens, start), tokens.since(start))
    elif tokens.is_number():
        _fill(_chain(tokens), tokens, draft, start)
    elif tokens.skip("@"):
        _read_load(tokens, draft, start)
    elif tokens.word() in TIMES and tokens.is_number(1):
        _read_times(tokens, draft)
    elif not (tokens.skip(SKIPPED) or _skip_loose_dash(tokens)):
        raise _not_understood(tokens)


def _read_saying(saying: Meaning | str, part: str, draft: Draft) -> None:
    if isinstance(saying, str):
        raise DoseError(saying.format(part=part), part)
    for field, value in saying:
        draft.put(field, value, part)


def _read_named(field: str, tokens: Tokens, draft: Draft, start: int) -> None:
    while tokens.skip(BEFORE_A_NUMBER):
        pass
    if not amount_ahead(tokens):
        part = tokens.since(start)
        raise DoseError(f"'{part}' needs a number, for example {EXAMPLES[field]}.", part)
    amount, part = read_amount(tokens), tokens.since(start)
    if amount.kind not in NAMED_KINDS[field]:
        raise DoseError(f"'{part}' has the wrong unit; write it like {EXAMPLES[field]}.", part)
    put(field, amount, draft, part)


def _read_load(tokens: Tokens, draft: Draft, start: int) -> None:
    """After '@' a weight or a percentage; a word after it, "@ red band", is a part of its own."""
    if tokens and not amount_ahead(tokens):
        return
    chain = _chain(tokens) if tokens else []
    if not chain or chain[-1].kind not in {"percent", *LOAD}:
        part = tokens.since(start)
        raise DoseError(f"After @ comes a weight with its unit: write @8kg, @25lb or @2x8kg, not '{part}'.", part)
    _fill(chain, tokens, draft, start)


def _read_times(tokens: Tokens, draft: Draft) -> None:
    """A part that starts with x can only be "x 2/day"."""
    start = tokens.at
    tokens.take()
    amount = read_amount(tokens)
    if amount.kind != "per_day":
        part = tokens.since(start)
        raise DoseError(f"'{part}' needs sets before the x, for example 3x10; or a day after it: x 2/day.", part)
    put("times_per_day", amount, draft, tokens.since(start))


def _skip_loose_dash(tokens: Tokens) -> bool:
    """A dash between two parts, "3x10 - each side", is punctuation; before a number it is not."""
    return not tokens.is_number(1) and tokens.skip("-")


def _not_understood(tokens: Tokens) -> DoseError:
    start = tokens.at
    if tokens.skip("-"):
        return negative(tokens, start)
    part = tokens.since(start)
    return DoseError(f"'{part}' is not understood. A dose looks like {EXAMPLE}.", part)


# Chains: amounts with an x between them.


def _chain(tokens: Tokens) -> list[Amount]:
    start = tokens.at
    chain = [read_amount(tokens)]
    while tokens.skip(TIMES):
        if not amount_ahead(tokens):
            raise _unfinished(tokens, start)
        chain.append(read_amount(tokens))
    return chain


def _unfinished(tokens: Tokens, start: int) -> DoseError:
    part = tokens.since(start)
    return _refusal(tokens) or DoseError(f"'{part}' needs reps after the x, for example 3x10.", part)


def _fill(chain: list[Amount], tokens: Tokens, draft: Draft, start: int) -> None:
    """Put each link of a chain where it belongs: trailing load and day first, then by shape."""
    part = tokens.since(start)
    while len(chain) > 1 and chain[-1].kind == "per_day":
        put("times_per_day", chain[-1], draft, chain.pop().text)
    if len(chain) > 2 and chain[-1].kind in LOAD:
        put("load_kg", chain[-1], draft, chain.pop().text)
    fields = _fields(chain)
    if not fields:
        raise _refusal(tokens) or _shapeless(chain, part)
    for field, link in zip(fields, chain, strict=True):
        put(field, link, draft, link.text)
    if chain[0].kind == "per_session":
        draft.put("sets", Range.of(1), part)


def _fields(chain: Sequence[Amount]) -> tuple[str, ...]:
    for shape, fields in SHAPES.items():
        if len(shape) == len(chain) and all(map(_fits, chain, shape, fields)):
            return fields
    return ()


def _fits(link: Amount, kind: str, field: str) -> bool:
    return (
        link.kind == kind
        or (kind == "count" and link.kind == field)
        or (kind == "pair" and link.kind == "count" and link.lo == link.hi and link.hi <= 2)
        or (kind == "time" and link.kind in TIME)
        or (kind == "load" and link.kind in LOAD)
    )


def _shapeless(chain: Sequence[Amount], part: str) -> DoseError:
    if len(chain) == 1:
        need = "needs sets or a unit: 3x10, 10 reps, 10 min"
    elif chain[-1].kind in LOAD:
        need = "needs reps, for example 3x10 @8kg; or @2x8kg for 8 kg in each hand"
    else:
        need = "is not clear: write sets x reps (3x10), or a unit after the last number (3x10x5s)"
    return DoseError(f"'{part}' {need}.", part)


def _refusal(tokens: Tokens) -> DoseError | None:
    """What is wrong with the next phrase, if we know it."""
    start = tokens.at
    saying = tokens.phrase(REFUSED)
    return DoseError(saying.format(part=tokens.since(start)), tokens.since(start)) if saying else None


def put(field: str, amount: Amount, draft: Draft, part: str) -> None:
    draft.put(field, _value(field, amount), part)
    if field == "load_kg":
        draft.put("load_unit", amount.unit, part)


def _value(field: str, amount: Amount) -> Range | Number:
    scale = 60 if field.endswith("_seconds") and amount.unit == "minutes" else 1
    lo, hi = (_number(field, end * scale) for end in (amount.lo, amount.hi))
    if field in RANGE_FIELDS:
        return Range(lo, hi)
    if lo != hi:
        raise DoseError(f"{LABELS[field]} is one number, not '{amount.text}'.", amount.text)
    return kilograms(Decimal(lo), amount.unit) if field == "load_kg" else lo


def _number(field: str, number: Decimal) -> Number:
    """An int where the field counts in ones; a fraction stays, to be refused with the other limits."""
    whole = LIMITS[field].step == 1 and number == int(number)
    return int(number) if whole else number
