"""A hint: what it says, where it belongs, and what may be done about it."""

from collections.abc import Collection, Iterable
from dataclasses import dataclass
from typing import Final, Literal

LONGEST_AMOUNT: Final = 120  # of the 160 letters of a key

Place = Literal["programme", "phase", "session", "item"]

# The most useful first: the person's safety, then what they can do, then the whole body.
KINDS: Final = (
    "empty", "fit", "excluded", "words", "home", "new", "load", "jump", "long", "many", "close",
    "pull", "push", "sides", "trunk", "pillar", "foundation", "turns",
)  # fmt: skip


@dataclass(frozen=True, kw_only=True)
class Swap:
    """Do another exercise in these rows."""

    rows: tuple[int, ...]
    exercise: int
    name: str


@dataclass(frozen=True, kw_only=True)
class Reword:
    """Say it in other words in these rows' notes."""

    rows: tuple[int, ...]
    phrase: str
    before: str
    after: str


Remedy = Swap | Reword


@dataclass(frozen=True, kw_only=True)
class Hint:
    """`key` is kind:what:how-much and stays the same from version to version; `about` names the place in words.

    `at` are the ids of the phases, sessions or items it belongs to. How much is a number, or words joined by "+".
    """

    key: str
    says: str
    about: str = ""
    why: str = ""
    place: Place = "programme"
    at: tuple[int, ...] = ()
    remedy: Remedy | None = None

    @property
    def kind(self) -> str:
        return self.key.partition(":")[0]

    @property
    def sentence(self) -> str:
        return f"{self.about}: {self.says}" if self.about else self.says[:1].upper() + self.says[1:]

    @property
    def anchor(self) -> str:
        """Where in the page it belongs; '' for the whole."""
        return f"#{self.place}-{self.at[0]}" if self.at else ""


def in_order(hints: Iterable[Hint]) -> list[Hint]:
    return sorted(hints, key=lambda hint: KINDS.index(hint.kind))


def is_covered(key: str, set_aside: Iterable[str]) -> bool:
    """Whether one of the hints set aside was about the same and no less: what has become worse comes back."""
    what, _, amount = key.rpartition(":")
    return any(_covers(amount, aside.rpartition(":")[2]) for aside in set_aside if aside.rpartition(":")[0] == what)


def _covers(amount: str, aside: str) -> bool:
    if amount.isdecimal() and aside.isdecimal():
        return int(amount) <= int(aside)
    return set(amount.split("+")) <= set(aside.split("+"))


def amount(codes: Collection[str]) -> str:
    """Codes as the end of a key; how many they are where they would not fit into it."""
    joined = "+".join(codes)
    return joined if len(joined) <= LONGEST_AMOUNT else str(len(codes))


def listed(words: Iterable[object]) -> str:
    """a, b and c."""
    *first, last = map(str, words)
    return f"{', '.join(first)} and {last}" if first else last
