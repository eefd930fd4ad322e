"""The words of every kind of message: warm, short, a choice in each, and never a reproach. Ours, and a clinic's own.

A body is paragraphs with an empty line between them; `{button}` on a line of its own is where the button stands.
"""

import re
from collections.abc import Mapping
from dataclasses import dataclass
from functools import lru_cache
from typing import Final

from patients.reminders.kinds import Kind
from programmes.hints.phrases import PHRASES

NAMES: Final = {
    "first_name": "the patient’s first name",
    "clinic": "the clinic’s name",
    "phone": "the clinic’s telephone number",
    "today": "“Today is one of your days.”, or what fits a plan without chosen days",
}
BUTTON: Final = "button"
IN_OPEN: Final = ("clinic",)  # what may stand where others can read it
PLACEHOLDER: Final = re.compile(r"\{([^{}\n]*)\}")
NAME_CHARACTERS: Final = 80
JOINERS: Final = "\u200c\u200d"  # invisible, but part of Persian and Indian names
# Clinical.md 6.4: what tells over a shoulder what somebody is treated for, or how they are.
TELLING: Final = re.compile(
    r"\b(pains?|painful|hurts?|ache|sore|flare\w*|(?:your|my|the|lower|upper) back|backaches?|"
    r"spine|discs?|hips?|knees?|shoulders?|neck|pelvi\w+|injur\w+|"
    r"sciatica|arthritis|physio\w*|rehab\w*|therap\w+|patients?|clinical|exercis\w+|squats?|bridges?|planks?|"
    r"deadlifts?|scores?|out of 10|missed)\b",
    re.IGNORECASE,
)
SCOLDING: Final = re.compile(
    r"\b(should(?:n[’']t)?|must(?:n[’']t)?|ought|fail(?:ed|ure|ing)?|guilt\w*|lazy|weak core|slipped|"
    r"(?:non[- ]?)complian\w+|streaks?|you (?:have )?missed|disappoint\w*)\b",
    re.IGNORECASE,
)


@dataclass(frozen=True)
class Text:
    """The words of one kind; `short` is all that a locked screen or a text message shows."""

    subject: str
    short: str
    body: str


OURS: Final[Mapping[str, Text]] = {
    Kind.TRAINING: Text(
        "Your plan for today",
        "Your plan for today is ready when you are.",
        "{today} It is ready when you are.\n\n{button}\n\n"
        "Short of time? A little counts too, and there is always an easier version.\n\n"
        "If today is not the day, that is fine. Nothing is lost.",
    ),
    Kind.NUDGE: Text(
        "There is still time today",
        "There is still time for a little today, if it suits you.",
        "If today was full, five minutes count too. One part of your plan is a good part.\n\n{button}\n\n"
        "Had enough for today? Tomorrow is as good a day.",
    ),
    Kind.LATER: Text(
        "Here is the message you asked for",
        "You asked to hear from us now. Your plan is ready.",
        "You asked to hear from us now. Your plan is ready when you are.\n\n{button}\n\n"
        "Is it still not a good moment? You choose another one below.",
    ),
    Kind.START: Text(
        "A good first step",
        "The first time takes ten minutes. Help is there if you want it.",
        "The first time is the hardest to fit in, and it takes ten minutes at most. A quiet corner and comfortable "
        "clothes are all you need.\n\n{button}\n\n"
        "Not sure about something, or is the time not right? Tell us below. It helps us to help you.",
    ),
    Kind.MORNING: Text(
        "One question for this morning",
        "One question for this morning. It takes one tap.",
        "Good to see that you trained yesterday. Feeling your muscles for a day or two is usual.\n\n"
        "How is it this morning? One tap is enough.\n\n{button}",
    ),
    Kind.RECAP: Text(
        "Your week",
        "Your week in one minute.",
        "Another week is behind you. Whatever you did in it counts.\n\n"
        "Six short questions show how things are going, and what may suit you next week.\n\n{button}",
    ),
    Kind.BARRIER: Text(
        "What would make this week easier?",
        "One question about this week. It takes one tap.",
        "Last week was a week with less in it. Those belong to every plan.\n\n"
        "What got in the way? One tap is enough, and you get something that may help.\n\n{button}",
    ),
    Kind.FRESH: Text(
        "A fresh start, whenever you like",
        "A small start is ready whenever you like.",
        "Life gets in between sometimes. You do not need to catch up on anything.\n\n"
        "A short, easy session is a good way back in: half of it is plenty for a start.\n\n{button}\n\n"
        "If something stands in the way, tell us below, and we find something that fits.",
    ),
    Kind.FLARE: Text(
        "Thinking of you",
        "A quieter plan is ready when you are.",
        "The last days were harder. Take the time you need.\n\n"
        "The easy version of your plan is there. Moving a little, in a way that feels all right, often helps.\n\n"
        "{button}\n\nIf something is new, or worries you, “When to get help” is on every page, and {clinic} is glad "
        "to hear from you.",
    ),
    Kind.REVIEW: Text(
        "A look back",
        "See how far you have come.",
        "Some weeks have gone by since you began. What can you do now that was hard before?\n\n"
        "See for yourself how far you have come, and tell us how you are.\n\n{button}",
    ),
    Kind.BOOSTER: Text(
        "Keeping it up",
        "A short hello. Your plan is here whenever you want it.",
        "You now do this on your own, and that is a good place to be. Once or twice a week keeps what you have "
        "gained.\n\n{button}\n\nWhat do you want to be able to do next? If you would like company for it, {clinic} "
        "is there.",
    ),
    Kind.LAST: Text(
        "This is our last message for now",
        "This is our last message for now. You can come back at any time.",
        "We do not want to fill your inbox, so this is the last message for now.\n\n"
        "Your plan stays where it is, and so does everything you have done. To hear from us again, do one session, "
        "or choose new days in your settings.\n\n{button}\n\n"
        "Has something changed, or would you like to talk? Call {clinic} {phone}, or just answer this message.",
    ),
}  # fmt: skip


def mistakes(text: Text) -> list[tuple[str, str]]:
    """What keeps this from being saved: the field, and what to change in it, with its line."""
    found: list[tuple[str, str]] = []
    for field, said, allowed in (
        ("subject", text.subject, IN_OPEN),
        ("short", text.short, IN_OPEN),
        ("body", text.body, (*NAMES, BUTTON)),
    ):
        found.extend((field, words) for words in _mistakes(said, allowed, in_open=field != "body"))
    if text.body.count("{" + BUTTON + "}") > 1:
        found.append(("body", "Put {button} in once."))
    return found


def _mistakes(said: str, allowed: tuple[str, ...], *, in_open: bool) -> list[str]:
    found = []
    for number, line in enumerate(said.splitlines() or [""], 1):
        where = "" if in_open else f"Line {number}: "
        for name in PLACEHOLDER.findall(line):
            if name not in allowed:
                known = ", ".join(f"{{{each}}}" for each in allowed)
                found.append(f"{where}there is no {{{name[:40]}}}. What can stand here: {known}.")
        if PLACEHOLDER.sub("", line).count("{") or PLACEHOLDER.sub("", line).count("}"):
            found.append(f"{where}a curly bracket is left open. Write placeholders like {{clinic}}.")
        if in_open and (told := TELLING.search(line)):
            found.append(f"Others may read this on a locked screen: leave out “{told[0]}”.")
        if scold := SCOLDING.search(line):
            found.append(f"{where}leave out “{scold[0]}”: an offer does more than pressure.")
        for phrase in PHRASES:
            if harsh := re.search(rf"\b(?:{phrase.looks_for})\b", line, re.IGNORECASE):
                found.append(f"{where}“{harsh[0]}”: {phrase.why}")
        if any(not char.isprintable() and char not in JOINERS + "\t" for char in line):
            found.append(f"{where}there is a character that cannot be sent.")
    return found


def filled(said: str, values: Mapping[str, str]) -> str:
    """The words with names in place of placeholders; in one go, so that a name never counts as a placeholder."""
    return PLACEHOLDER.sub(lambda found: values.get(found[1], ""), said)


@lru_cache(maxsize=1024)
def one_line(text: str, characters: int = NAME_CHARACTERS) -> str:
    """Return the text without anything that could end a line or a header, turn the writing round or flood the page."""
    kept = (char if char.isprintable() or char in JOINERS else " " for char in text[: characters * 10])
    return " ".join("".join(kept).split())[:characters].rstrip()
