"""Changes a part of a dose: "rest 60", "3x", "@8kg", read by the same grammar as a whole one.

Only what is written is replaced. Three things are one field here: a load goes with its number of weights and its
unit, so "@8kg" is one weight of 8 kg whatever stood there before. "no rest" prescribes a rest of nothing, as it does
in a whole dose; "no load", "no band", "no tempo", "no hold", "no effort" and "no RIR" take away what was prescribed,
and "bodyweight" takes away load and band.
"""

from dataclasses import replace
from typing import Any, Final

from programmes.dose.amounts import amount_ahead, is_tempo, read_amount
from programmes.dose.limits import check
from programmes.dose.reading import Draft, put, read_part
from programmes.dose.shape import Dose, DoseError
from programmes.dose.tokens import Tokens
from programmes.dose.vocabulary import TIMES
from programmes.dose.writing import short

NOTHING: Final = "Write what to set, for example rest 60, 3x, @8kg or tempo 3-1-1."
Taken = dict[str, Any]

LOAD: Final[Taken] = {"load_kg": None, "load_count": None, "load_unit": "", "percent_1rm": None}
BAND: Final[Taken] = {"band": ""}
HOLD: Final[Taken] = {"hold_seconds": None}
EFFORT: Final[Taken] = {"effort": None}
TAKEN_AWAY: Final[dict[str, Taken]] = {
    **dict.fromkeys(("no load", "no weight"), LOAD),
    **dict.fromkeys(("bodyweight", "body weight", "bw"), LOAD | BAND),
    "no band": BAND,
    "no tempo": {"tempo": ""},
    **dict.fromkeys(("no hold", "no holds"), HOLD),
    **dict.fromkeys(("no effort", "no rpe"), EFFORT),
    "no rir": {"rir": None},
}
AFTER_AN_X: Final = {
    "count": "reps",
    "reps": "reps",
    "seconds": "work_seconds",
    "minutes": "work_seconds",
    "metres": "distance_m",
    "per_day": "times_per_day",
}


def patch(dose: Dose, text: str) -> Dose:
    """The dose with the fields that `text` gives, the others as they are.

    Raises DoseError where the text is not understood, says nothing, or contradicts what stays.
    """
    draft = part_of(text)
    patched = replace(dose, **draft.values)
    check(patched, draft.written | {"dose": short(dose)})
    return patched


def part_of(text: str) -> Draft:
    """The fields that a part of a dose gives. Raises DoseError."""
    tokens, draft = Tokens(text), Draft()
    while tokens:
        if not (_taken_away(tokens, draft) or _sets_alone(tokens, draft) or _rest_of_a_chain(tokens, draft)):
            read_part(tokens, draft)
    if not draft.values:
        raise DoseError(NOTHING, text.strip())
    if "load_kg" in draft.values:
        draft.values.setdefault("load_count", None)
    return draft


def _taken_away(tokens: Tokens, draft: Draft) -> bool:
    start = tokens.at
    fields = tokens.phrase(TAKEN_AWAY)
    for field, nothing in (fields or {}).items():
        draft.put(field, nothing, tokens.since(start))
    return fields is not None


def _sets_alone(tokens: Tokens, draft: Draft) -> bool:
    """ "3x": sets, and nothing after the x."""
    start = tokens.at
    if tokens.is_number() and not is_tempo(tokens):
        amount = read_amount(tokens)
        if amount.kind in ("count", "sets") and tokens.skip(TIMES) and not amount_ahead(tokens):
            put("sets", amount, draft, tokens.since(start))
            return True
    tokens.at = start
    return False


def _rest_of_a_chain(tokens: Tokens, draft: Draft) -> bool:
    """ "x12", "x30s": what is done in each set, and nothing before the x."""
    start = tokens.at
    if tokens.word() in TIMES and tokens.is_number(1):
        tokens.take()
        amount = read_amount(tokens)
        if amount.kind in AFTER_AN_X:
            put(AFTER_AN_X[amount.kind], amount, draft, tokens.since(start))
            return True
    tokens.at = start
    return False
