"""What changed, in words: short for the therapist, plain for the patient."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Final

from programmes import dose
from programmes.amount import LESS, MORE
from programmes.comparing import Change, Kind, Line, Place

LONGEST_NEWS: Final = 1000  # as the column has it
AND_MORE: Final = "There are some smaller changes as well."
WENT_BACK: Final = "Your programme is back to an earlier version."


@dataclass(frozen=True)
class Said:
    """One change for the therapist: what kind, as a word to scan for, and the rest of the sentence."""

    label: str
    what: str
    before: str = ""
    after: str = ""
    note: str = ""


def for_therapist(change: Change) -> Said:
    """What was done to which exercise; old and new stand apart so that a page can set an arrow between them."""
    line, was = change.line, change.was
    name = line.name if line else was.name if was else ""
    match change.kind:
        case Kind.ADDED:
            return Said("Added", name, after=_short(line))
        case Kind.REMOVED:
            return Said("Removed", name, before=_short(was))
        case Kind.SWAPPED:
            return Said("Swapped", "", f"{was.name if was else ''} {_short(was)}", f"{name} {_short(line)}")
        case Kind.MOVED:
            note = change.amount.words
            doses = f" {_short(was)}", f" {_short(line)}"
            before, after = doses if note else ("", "")
            return Said("Moved", name, f"{change.before}{before}", f"{change.after}{after}", note)
        case Kind.DOSE:
            labels = {MORE: "Dose up", LESS: "Dose down"}
            label = labels.get(change.amount.direction, "Dose")
            return Said(label, name, _short(was), _short(line), change.amount.words)
        case Kind.ORDER:
            return Said("Order", name, after=f"now {change.after}")
        case Kind.NOTE:
            return Said("Note", name, change.before or "none", change.after or "none")
        case Kind.TURNS:
            return Said("Group", name, after=_turns(change))
        case Kind.HEADING:
            return Said("Heading", name, change.before or "none", change.after or "none")
        case Kind.CORE:
            return Said("Star", name, after=f"{'now' if line and line.is_core else 'no longer'} in the short version")
        case Kind.SESSION_ADDED:
            return Said("New session", ", ".join(change.names) or "nothing in it yet")
        case Kind.SESSION_REMOVED:
            return Said("Session removed", ", ".join(change.names))
        case Kind.PHASE_ADDED:
            return Said("New phase", ", ".join(change.names))
        case Kind.PHASE_REMOVED:
            return Said("Phase removed", ", ".join(change.names))
        case _:
            return Said(_label(change.kind), "", change.before or "none", change.after or "none")


def for_patient(places: Sequence[Place], *, phases: int, sessions: int) -> str:
    """A proposal in plain words, a line a change, for a programme with so many phases and sessions in each.

    What concerns the therapist only is left out; "" where nothing is left. At most LONGEST_NEWS characters.
    """
    said: list[str] = []
    new_phases = {place.phase for place in places if any(c.kind == Kind.PHASE_ADDED for c in place.changes)}
    for phase in dict.fromkeys(place.phase for place in places):
        rows: dict[str, list[str]] = {}
        for place in places:
            if place.phase == phase:
                for text in _lines(place, is_new=phase in new_phases):
                    rows.setdefault(text, []).append(place.session)
        lines = [_with_sessions(text, where if sessions > 1 else []) for text, where in rows.items()]
        if lines and phases > 1 and phase not in new_phases:
            said.append(f"In “{phase}”:")
        said += lines
    return _that_fits(said)


def went_back(places: Sequence[Place], *, phases: int, sessions: int) -> str:
    """The same for a programme that is as it was before."""
    return _that_fits([WENT_BACK, *for_patient(places, phases=phases, sessions=sessions).splitlines()])


def with_reasons(news: str, reasons: Sequence[str]) -> str:
    """What changed, then why; nothing where nothing changed for the patient and nothing is to be explained."""
    return _that_fits([*news.splitlines(), *reasons])


def _lines(place: Place, *, is_new: bool) -> Iterable[str]:
    if is_new and place.session:
        return
    order_said = False
    groups: set[frozenset[str]] = set()
    for change in place.changes:
        if change.kind == Kind.TURNS and change.names and change.line:
            group = frozenset({change.line.name, *change.names})
            if group in groups:
                continue  # said with the first of them
            groups.add(group)
        if change.kind == Kind.ORDER:
            if not order_said:
                order_said = True
                yield "The order is a little different"
        elif text := _for_patient(change, place):
            yield text


def _for_patient(change: Change, place: Place) -> str:
    line, was = change.line, change.was
    name = line.name if line else was.name if was else ""
    match change.kind:
        case Kind.ADDED:
            return f"New: {name}, {_words(line)}"
        case Kind.REMOVED:
            return f"Taken out: {name}"
        case Kind.SWAPPED:
            return f"Instead of {was.name if was else ''}: {name}, {_words(line)}"
        case Kind.MOVED:
            dose_now = f", {_words(line, was)}" if change.amount else ""
            return f"Moved: {name} is now in {place.session}{dose_now}"
        case Kind.DOSE:
            return f"{_much(change)}: {name}, now {_words(line, was)}"
        case Kind.NOTE:
            return f"A note for {name}: “{change.after}”" if change.after else ""
        case Kind.TURNS:
            return f"{name}: {_turns(change)}"
        case Kind.SESSION_ADDED:
            return f"New: {place.session}, with {_listed(change.names)}" if change.names else ""
        case Kind.SESSION_REMOVED:
            return f"Taken out: {place.session}"
        case Kind.PHASE_ADDED:
            return f"New part of your programme: “{place.phase}”"
        case Kind.PHASE_REMOVED:
            return f"Taken out: the part “{place.phase}”"
        case Kind.OFTEN:
            what = place.session or "How often"
            return f"{what}: now {change.after}" if change.after else ""
        case _:
            return ""


def _much(change: Change) -> str:
    amount = change.amount
    little = "A little " if amount.is_small else ""
    if amount.direction in (MORE, LESS):
        return f"{little}{amount.direction}".capitalize()
    return "Changed"


def _words(line: Line | None, was: Line | None = None) -> str:
    """The dose as one clause; in full where the clause would not show what changed."""
    if line is None:
        return ""
    brief = dose.words_brief(line.dose)
    if not brief or (was and dose.words_brief(was.dose) == brief):
        return dose.words(line.dose) or "as it suits you"
    return brief


def _short(line: Line | None) -> str:
    return dose.short(line.dose) if line else ""


def _turns(change: Change) -> str:
    return f"takes turns with {_listed(change.names)}" if change.names else "on its own again"


def _label(kind: Kind) -> str:
    labels = {
        Kind.NAME: "Name", Kind.OFTEN: "How often", Kind.WEEKS: "Weeks", Kind.STAGE: "Stage", Kind.EXIT: "Ready when",
    }  # fmt: skip
    return labels[kind]


def _with_sessions(text: str, sessions: Sequence[str]) -> str:
    """Name the session where there are several, unless the sentence does."""
    named = [session for session in sessions if session and session not in text]
    return f"{text} ({_listed(named)})." if named else f"{text}."


def _listed(names: Sequence[str]) -> str:
    if len(names) < 2:
        return "".join(names)
    return f"{', '.join(names[:-1])} and {names[-1]}"


def _that_fits(lines: Sequence[str]) -> str:
    text = "\n".join(lines)
    if len(text) <= LONGEST_NEWS:
        return text
    kept: list[str] = []
    for line in lines:
        if len("\n".join([*kept, line, AND_MORE])) > LONGEST_NEWS:
            break
        kept.append(line)
    return "\n".join([*kept, AND_MORE])
