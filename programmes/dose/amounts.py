"""Amounts, one number or a range with what it counts, and tempos, three or four beats."""

from dataclasses import dataclass
from decimal import ROUND_HALF_UP, Decimal
from typing import Final

from programmes.dose.limits import LIMITS
from programmes.dose.shape import DoseError, Number
from programmes.dose.tokens import MAX_DIGITS, Tokens
from programmes.dose.vocabulary import BEFORE_A_NUMBER, DASHES, ROLES, UNITS, WEEKS

KG_PER_LB: Final = Decimal("0.45359237")  # exact, by definition of the pound

SCALES: Final[dict[str, tuple[str, Number]]] = {"hours": ("minutes", 60), "kilometres": ("metres", 1000)}
TIME: Final = {"seconds", "minutes"}
LOAD: Final = {"kg", "lb"}


@dataclass(frozen=True)
class Amount:
    """One or two numbers with their unit, "count" for a bare number.

    `kind` is what they stand for: the unit, or the role a word after it gives them ("5s hold").
    """

    lo: Decimal
    hi: Decimal
    unit: str
    kind: str
    text: str


def amount_ahead(tokens: Tokens) -> bool:
    return tokens.is_number() or (tokens.word() == "-" and tokens.is_number(1))


def read_amount(tokens: Tokens) -> Amount:
    start = tokens.at
    if tokens.skip("-"):
        raise negative(tokens, start)
    lo, lo_unit = _measure(tokens)
    hi, unit = lo, lo_unit
    if tokens.word() in DASHES and tokens.is_number(1):
        tokens.take()
        hi, unit = _measure(tokens)
    kind, text = _role(unit, tokens), tokens.since(start)
    if lo_unit not in ("count", unit):
        raise DoseError(f"Write a range in one unit, like 30-60s, not '{text}'.", text)
    if lo > hi:
        raise DoseError(f"Write the smaller number first, not '{text}'.", text)
    return Amount(lo, hi, unit, kind, text)


def _measure(tokens: Tokens) -> tuple[Decimal, str]:
    """A number and its unit, hours and kilometres already turned into minutes and metres."""
    start, token = tokens.at, tokens.take()
    if len(token.word) > MAX_DIGITS:
        raise DoseError("That number is too long for a dose.", tokens.since(start))
    _refuse_comma(tokens, start)
    if token.kind == "clock":
        minutes, seconds = token.word.split(":")
        return Decimal(int(minutes) * 60 + int(seconds)), "seconds"
    kind = tokens.phrase(UNITS) or "count"
    if kind == "per_week":
        raise DoseError(WEEKS.format(part=tokens.since(start)), tokens.since(start))
    unit, scale = SCALES.get(kind, (kind, 1))
    return Decimal(token.word) * scale, unit


def _refuse_comma(tokens: Tokens, start: int) -> None:
    """In "2,5" the comma may be a decimal or begin a new part, so we ask; "10, 3-1-1" is clear."""
    if tokens.is_tight(",") and tokens.is_number(1) and tokens.is_tight(tokens.word(1), 1):
        tokens.at += 2
        part = tokens.since(start)
        raise DoseError(f"Write a decimal with a point, or a space after the comma, in '{part}'.", part)


def _role(unit: str, tokens: Tokens) -> str:
    """ "5s hold" is a hold, but in "30s rest 60" the word belongs to the next number."""
    start = tokens.at
    role = tokens.phrase(ROLES.get(unit, {}))
    if role and not tokens.is_number():
        return role
    tokens.at = start
    return unit


def kilograms(weight: Decimal, unit: str) -> Decimal:
    """Kilograms as stored, to the gram; a weight in kg is kept as it is written."""
    if unit != "lb":
        return weight
    return (weight * KG_PER_LB).quantize(LIMITS["load_kg"].step, ROUND_HALF_UP)


def negative(tokens: Tokens, start: int) -> DoseError:
    if tokens.is_number():
        tokens.take()
    part = tokens.since(start)
    return DoseError(f"A number cannot be below zero, and a range has two ends: change '{part}'.", part)


# Tempo


def _is_beat(tokens: Tokens, ahead: int) -> bool:
    return tokens.is_number(ahead) or tokens.word(ahead) == "x"


def is_tempo(tokens: Tokens) -> bool:
    """Three numbers with dashes between them can be nothing else."""
    return all(_is_beat(tokens, ahead) and tokens.word(ahead - 1) == "-" for ahead in (2, 4)) and _is_beat(tokens, 0)


def read_tempo(tokens: Tokens, start: int) -> str:
    """Four beats from 3-1-1, 3-1-X-0, 311 or 31X0; `check` judges them."""
    while tokens.skip(BEFORE_A_NUMBER):
        pass
    beats = _dashed_beats(tokens) if tokens.word(1) == "-" else _tight_beats(tokens)
    if len(beats) not in (3, 4):
        part = tokens.since(start)
        raise DoseError(f"'{part}' needs three or four beats, for example tempo 3-1-1.", part)
    return "-".join([*beats, "0"][:4]).upper()


def _dashed_beats(tokens: Tokens) -> list[str]:
    beats = []
    while _is_beat(tokens, 0):
        beats.append(tokens.take().word)
        if not (_is_beat(tokens, 1) and tokens.skip("-")):
            break
    return beats


def _tight_beats(tokens: Tokens) -> list[str]:
    """One digit or X per beat, written without a space."""
    beats = tokens.take().word if _is_beat(tokens, 0) else ""
    while _is_beat(tokens, 0) and tokens.is_tight(tokens.word()):
        beats += tokens.take().word
    return list(beats)
