"""Says a dose in plain British English, for patients, lists and the builder."""

from collections.abc import Iterator
from typing import Final

from programmes.dose.limits import LABELS
from programmes.dose.shape import Dose, Range
from programmes.dose.writing import in_minutes, plain, spread, weight

SIDE_WORDS: Final = {"each": "on each side", "left": "on the left side", "right": "on the right side"}
BRIEF_SIDES: Final = {"each": " each side", "left": ", left side", "right": ", right side"}
ASSIST_WORDS: Final = {"hands": "using your hands to help", "rail": "holding a rail", "pool": "in the pool"}
# The talk test (clinical.md 2.2): moderate can talk but not sing, vigorous only a few words.
INTENSITY_WORDS: Final = {
    "easy": "at an easy pace, able to chat",
    "moderate": "at a moderate pace, able to talk but not sing",
    "hard": "at a hard pace, able to say only a few words",
}
BEATS: Final = ("lowering", "pausing", "lifting", "pausing at the top")
COUNTED: Final = {1: "once", 2: "twice"}
MANY_SECONDS: Final = 120  # from here on, whole minutes are easier to follow


def words(dose: Dose, *, for_patient: bool = True) -> str:
    """The whole dose as one phrase without a capital or a full stop, units and sides always said."""
    doing = (
        " ".join(filter(None, (_task(dose), SIDE_WORDS.get(dose.side), INTENSITY_WORDS.get(dose.intensity)))),
        f"holding for {_time(dose.hold_seconds)} each time" if dose.hold_seconds else "",
        _resistance(dose),
        _percent(dose, for_patient),
        ASSIST_WORDS.get(dose.assist, ""),
        ", ".join(_tempo(dose)),
        f"{_times(dose.times_per_day)} a day" if dose.times_per_day else "",
    )
    around = (", ".join(filter(None, doing)), _rest(dose), _effort(dose), _reserve(dose, for_patient))
    return "; ".join(filter(None, around))


def words_brief(dose: Dose) -> str:
    """One short clause for a list: what to do, on which side, with what."""
    main = _task(dose) + BRIEF_SIDES.get(dose.side, "")
    hold = f"held {_time(dose.hold_seconds)}" if dose.hold_seconds else ""
    pace = f"{dose.intensity} pace" if dose.intensity else ""
    return ", ".join(filter(None, (main, hold, pace, _weight(dose), f"{dose.band} band" if dose.band else "")))


def understood(dose: Dose) -> list[tuple[str, str]]:
    """What was read, label by label, in the order of a prescription."""
    said = {
        **{field: spread(getattr(dose, field)) for field in ("sets", "reps", "effort", "rir", "minutes")},
        **{field: _time(getattr(dose, field)) for field in ("hold_seconds", "work_seconds", "rest_seconds")},
        "distance_m": _metres(dose.distance_m),
        "side": dose.side,
        "load_kg": _weight(dose),
        "percent_1rm": f"{dose.percent_1rm}%" if dose.percent_1rm else "",
        "band": dose.band,
        "assist": dose.assist,
        "tempo": ", ".join(_tempo(dose)),
        "intensity": dose.intensity,
        "times_per_day": spread(dose.times_per_day),
    }
    return [(label, said[field]) for field, label in LABELS.items() if said.get(field)]


# What to do


def _task(dose: Dose) -> str:
    if dose.reps:
        return _of_sets(dose, spread(dose.reps, " to "), _times(dose.reps))
    if dose.work_seconds:
        return _of_sets(dose, _time(dose.work_seconds), _time(dose.work_seconds))
    if dose.distance_m:
        return _of_sets(dose, _metres(dose.distance_m), _metres(dose.distance_m))
    return _counted(dose.minutes, "minute")


def _of_sets(dose: Dose, each: str, alone: str) -> str:
    """ "3 sets of 8", or just "8 times" where there is only one set."""
    if dose.sets is None or _is_one_set(dose):
        return alone
    return f"{_counted(dose.sets, 'set')} of {each}"


def _is_one_set(dose: Dose) -> bool:
    return dose.sets is None or dose.sets.is_exactly(1)


def _times(prescribed: Range) -> str:
    if prescribed.is_single and prescribed.lo in COUNTED:
        return COUNTED[int(prescribed.lo)]
    return f"{spread(prescribed, ' to ')} times"


def _counted(prescribed: Range | None, unit: str) -> str:
    """ "1 minute", "20 to 30 minutes", or nothing."""
    if prescribed is None:
        return ""
    plural = "" if prescribed.is_exactly(1) else "s"
    return f"{spread(prescribed, ' to ')} {unit}{plural}"


def _time(seconds: Range | None) -> str:
    if seconds and seconds.lo >= MANY_SECONDS and seconds.lo % 60 == 0 and seconds.hi % 60 == 0:
        return _counted(in_minutes(seconds), "minute")
    return _counted(seconds, "second")


def _metres(distance: Range | None) -> str:
    return _counted(distance, "metre")


# With what, and how


def _resistance(dose: Dose) -> str:
    band = f"a {dose.band} band" if dose.band else ""
    said = " and ".join(filter(None, (_weight(dose), band)))
    return f"with {said}" if said else ""


def _weight(dose: Dose) -> str:
    if dose.load_kg is None:
        return ""
    if not dose.load_kg:
        return "no added weight"
    return f"{plain(weight(dose))} {dose.load_unit}" + (" in each hand" if dose.load_count == 2 else "")


def _percent(dose: Dose, for_patient: bool) -> str:
    if not dose.percent_1rm:
        return ""
    most = "the most you could lift once" if for_patient else "one-repetition maximum"
    return f"at {dose.percent_1rm}% of {most}"


def _tempo(dose: Dose) -> Iterator[str]:
    """ "lowering for 3 seconds", "pausing for 1": beats of nought are left out, the first count says the unit."""
    unit_said = False
    for doing, beat in zip(BEATS, dose.tempo.split("-"), strict=False):
        if beat == "X":
            yield f"{doing} briefly" if doing.startswith("pausing") else f"{doing} fast"
        elif beat not in ("", "0"):
            yield _beat(doing, int(beat), unit_said)
            unit_said = True


def _beat(doing: str, seconds: int, unit_said: bool) -> str:
    verb, _, where = doing.partition(" ")
    count = str(seconds) if unit_said else _counted(Range.of(seconds), "second")
    return f"{verb} {where} for {count}".replace("  ", " ")


# Around it


def _rest(dose: Dose) -> str:
    if dose.rest_seconds is None:
        return ""
    where = "afterwards" if _is_one_set(dose) else "between sets"
    if dose.rest_seconds.is_exactly(0):
        return f"no rest {where}"
    return f"rest {_time(dose.rest_seconds)} {where}"


def _effort(dose: Dose) -> str:
    if dose.effort is None:
        return ""
    about = "about " if dose.effort.is_single else ""
    return f"effort {about}{spread(dose.effort, ' to ')} out of 10"


def _reserve(dose: Dose, for_patient: bool) -> str:
    if dose.rir is None:
        return ""
    if not for_patient:
        return f"{_counted(dose.rir, 'rep')} in reserve"
    stop = "stop when you could" if _is_one_set(dose) else "stop each set when you could"
    if dose.rir.is_exactly(0):
        return f"{stop} not do one more"
    return f"{stop} still do {spread(dose.rir, ' to ')} more"
