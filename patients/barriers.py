"""What helps with what got in the way: words and offers for each answer, as data. No database.

An offer is the patient's own to take (days, hour, a rest, less next time) or a request that the therapist decides.
The words and what is offered are defaults of ours and need a physiotherapist's review.
"""

from dataclasses import dataclass
from typing import Final

SHORT: Final = "short"
EASIER: Final = "easier"
ANY_DAY: Final = "any_day"
HOUR: Final = "hour-"  # and the hour: "hour-0800"
REST: Final = "rest-"  # and the days: "rest-7"; "rest-0" until the patient comes back
LONGEST_CUE: Final = 200  # characters
NEXT_TIME: Final = (SHORT, EASIER)  # kept in mind until the next session, and changed nowhere else


@dataclass(frozen=True)
class Offer:
    """One thing to do about it: the button, what is said once it is done, and what staff read of it.

    With `request` it is a message to the clinic in these words, and changes nothing by itself.
    """

    code: str
    button: str
    done: str
    told: str
    request: str = ""


@dataclass(frozen=True)
class Help:
    """What is said to an answer; `card` is a short read, `signs` that the signs that need help stand beside it."""

    words: tuple[str, ...]
    offers: tuple[Offer, ...] = ()
    card: str = ""
    card_words: str = ""
    signs: bool = False
    settings: bool = False
    asks_for_cue: bool = False

    @property
    def asks_staff(self) -> bool:
        """Whether it is worth the therapist's own look soon."""
        return any(offer.request for offer in self.offers)


_SHORT = Offer(
    SHORT,
    "The short version next time",
    "Next time, a few of the exercises are enough. They stand on your Today page.",
    "the short version next time",
)
_EASIER = Offer(
    EASIER,
    "The easier versions next time",
    "Next time, take the easier version of each exercise. It stands on each page, under “Make it easier”.",
    "the easier versions next time",
)
_ANY_DAY = Offer(
    ANY_DAY,
    "Train on any day that suits me",
    "From now on no day is fixed. As often as agreed, whenever it suits you.",
    "training on any day",
)


def _hour(code: str, words: str) -> Offer:
    return Offer(
        f"{HOUR}{code}", f"Remind me at {words}", f"Your messages come at {words} now.", f"messages at {words}"
    )


def _rest(days: int, button: str, done: str, told: str) -> Offer:
    return Offer(f"{REST}{days}", button, done, told)


def _ask(code: str, button: str, told: str, request: str) -> Offer:
    done = "Sent to your clinic. They read it in their hours, and nothing changes before somebody has."
    return Offer(code, button, done, told, request)


HELP: Final[dict[str, Help]] = {
    "time": Help(
        ("Weeks get full. Ten minutes count: a short session keeps what you have built.",),
        (_SHORT, _ANY_DAY),
        settings=True,
    ),
    "forgot": Help(
        (
            "That is ordinary; a habit takes weeks to grow.",
            "What helps most people: tie it to something you do every day anyway, such as breakfast.",
            "It also helps when a message comes at an hour when you can begin at once.",
        ),
        (_hour("0800", "08:00"), _hour("1230", "12:30"), _hour("1730", "17:30"), _hour("2000", "20:00")),
        card="making-it-a-habit",
        card_words="Making it a habit, a short read",
        settings=True,
        asks_for_cue=True,
    ),
    "pain": Help(
        (
            "On a sore day, less is a good choice: each exercise has an easier version, and you may leave any out.",
            "Some discomfort that is back to your usual by the next morning is ordinary.",
            "If something new appears, or it gets worse and stays, look at when to get help.",
        ),
        (
            _EASIER,
            _ask(
                "ask_pain",
                "Ask my clinic about it",
                "asked to talk about pain",
                "Pain got in the way of my sessions. Could we talk about what suits me now?",
            ),
        ),
        signs=True,
    ),
    "afraid": Help(
        (
            "Many people feel that way at first. Confidence grows with steps that feel safe.",
            "So begin where it feels safe: with the easier version of each exercise.",
            "If something new appears, or it gets worse and stays, look at when to get help.",
        ),
        (
            _EASIER,
            _ask(
                "ask_afraid",
                "Ask my clinic about it",
                "asked to talk about being unsure",
                "I am not sure that the exercises are right for me, and would like to talk about it.",
            ),
        ),
        card="hurt-and-harm",
        card_words="Hurt and harm, a short read",
        signs=True,
    ),
    "bored": Help(
        ("The same again and again gets dull. There are many other ways to train the same things.",),
        (
            _ask(
                "ask_change",
                "Ask for a change of exercises",
                "asked for a change of exercises",
                "I would like a change in my exercises: they have become a bit dull.",
            ),
        ),
    ),
    "tired": Help(
        ("Tired days belong to it. A short session is enough, and many feel better after it than before.",),
        (_SHORT,),
        card="sleep",
        card_words="Sleep, a short read",
    ),
    "ill": Help(
        ("Get well first. Your programme can rest: nothing is expected, no messages come, the weeks do not count.",),
        (
            _rest(7, "Rest for one week", "Your programme rests, and goes on by itself in a week.", "a rest of a week"),
            _rest(
                14,
                "Rest for two weeks",
                "Your programme rests, and goes on by itself in two weeks.",
                "a rest of two weeks",
            ),
            _rest(
                0, "Rest until I come back", "Your programme rests until you start it again.", "a rest without an end"
            ),
        ),
        signs=True,
    ),
    "space": Help(
        ("Most things can be trained with nothing but a bit of floor or a wall.",),
        (
            _ask(
                "ask_no_kit",
                "Ask for exercises without kit",
                "asked for exercises without kit or room",
                "I have little room, or not the kit. Could I have exercises that need neither?",
            ),
        ),
    ),
    "fine": Help(
        (
            "That is good to hear. Keeping some of it up is what makes it last.",
            "Less may be enough for that; your therapist decides with you how much.",
        ),
        (
            _ask(
                "ask_less",
                "Ask to keep it up with less",
                "asked to keep it up with less",
                "I feel fine now. Could I keep it up with less?",
            ),
        ),
        card="staying-well",
        card_words="Staying well after relief, a short read",
    ),
}


def offer_of(what: str, code: str) -> Offer | None:
    """The offer with that code among those of the answer."""
    return next((offer for offer in HELP[what].offers if offer.code == code), None) if what in HELP else None


def told_of(what: str, code: str) -> str:
    """What staff read of the change that was chosen; empty where none was."""
    offer = offer_of(what, code)
    return offer.told if offer else ""


def asks_of(what: str) -> bool:
    """Whether an answer is worth a look soon: the therapist alone can do most about it."""
    return what in HELP and HELP[what].asks_staff
