"""What stands beside the builder: whom it is for, the minutes, the week, and what is worth a thought."""

import secrets
from collections import defaultdict
from collections.abc import Iterator
from dataclasses import dataclass
from functools import lru_cache
from typing import Final
from zlib import crc32

from django.core.cache import cache
from django.template.loader import render_to_string
from django.utils import timezone
from django.utils.safestring import SafeString, mark_safe

from clinic.models import Clinic
from programmes import hints, services
from programmes.board import Board, address, board
from programmes.fitting import fit_of
from programmes.hints import Former, Hint, Reword, Swap
from programmes.models import SetAside, Version
from programmes.person import Person
from programmes.scheme import Stage
from programmes.week_table import week_table

FIRST: Final = 6  # hints at a time; the others wait behind "more"
AT_THE_ROW: Final = {"fit", "home", "new"}
KEPT_SECONDS: Final = 3600
NO_TOKEN: Final = secrets.token_hex()  # stands in kept pieces where a form's token comes


@dataclass(frozen=True)
class Shown:
    """A hint as the page shows it; `aside` says who set it aside, when and why, if somebody did."""

    hint: Hint
    aside: str = ""

    @property
    def key(self) -> str:
        return self.hint.key

    @property
    def pk(self) -> str:
        return f"{crc32(self.key.encode()):08x}"

    @property
    def says(self) -> str:
        return self.hint.says if self.hint.about else self.hint.sentence

    @property
    def swap(self) -> Swap | None:
        return self.hint.remedy if isinstance(self.hint.remedy, Swap) else None

    @property
    def reword(self) -> Reword | None:
        return self.hint.remedy if isinstance(self.hint.remedy, Reword) else None

    @property
    def places(self) -> int:
        """In how many rows, where it is more than one."""
        return len(self.hint.at) if self.hint.place == "item" and len(self.hint.at) > 1 else 0


@dataclass(frozen=True)
class Minutes:
    """A session against the minutes there are."""

    title: str
    minutes: int
    has: int | None

    @property
    def over(self) -> int:
        return max(self.minutes - self.has, 0) if self.has else 0

    @property
    def most(self) -> int:
        return max(self.minutes, self.has or 0)


@dataclass(frozen=True)
class PhaseMinutes:
    label: str
    a_week: str
    sessions: list[Minutes]


class Advice:
    """Everything the panel says about a draft, worked out once for an answer."""

    def __init__(self, draft: Version, board: Board, clinic: Clinic) -> None:
        self.draft, self.board, self.clinic = draft, board, clinic
        self.person: Person | None = services.person_of(draft.programme)
        self.address = f"{address(draft)}hints/"
        self.entries = services.set_aside_of(draft.programme)
        self.open: list[Shown] = []
        self.aside: list[Shown] = []
        for hint in hints.in_order(self._hints()):
            entry = next(self._covering(hint.key), None)
            (self.aside if entry else self.open).append(Shown(hint, _who_and_why(entry) if entry else ""))
        self._tell_rows()

    def find(self, key: str) -> Shown | None:
        return next((shown for shown in (*self.open, *self.aside) if shown.key == key), None)

    def covering(self, shown: Shown) -> list[str]:
        """Every key that was set aside and keeps this hint out of the way."""
        return [entry.key for entry in self._covering(shown.key)]

    def sessions_of(self, shown: Shown) -> frozenset[int]:
        """The sessions whose rows show the hint."""
        if shown.hint.kind not in AT_THE_ROW:
            return frozenset()
        rows = set(shown.hint.at)
        return frozenset(
            outing.pk
            for stage in self.board.stages
            for outing in stage.outings
            if any(line.pk in rows for line in outing.lines)
        )

    @property
    def minutes(self) -> Iterator[PhaseMinutes]:
        has = self.person.minutes if self.person else None
        for stage in self.board.stages:
            sessions = [Minutes(outing.title, outing.minutes, has) for outing in stage.training if outing.lines]
            if sessions:
                yield PhaseMinutes(stage.label, _a_week(stage), sessions)

    def worth_a_thought(self, token: str) -> SafeString:
        """The hints as they stand in the panel; `token` goes into their forms."""
        html = _worth_a_thought(self.address, tuple(self.open), tuple(self.aside))
        return mark_safe(html.replace(NO_TOKEN, token))  # noqa: S308 (a token is letters and digits)

    @property
    def table(self) -> SafeString:
        return week_table(self.board.stages)

    def _hints(self) -> list[Hint]:
        stages, person = self.board.stages, self.person
        found = [
            *hints.balance_hints(stages),
            *hints.time_hints(
                stages,
                name=person.first_name if person else "",
                has=person.minutes if person else None,
                before=in_force(self.draft),
            ),
            *hints.word_hints(stages),
        ]
        if person:
            fit = fit_of(self.clinic, person, (row.exercise for row in self.board.rows))
            found += hints.fit_hints(stages, fit, excluded=self.draft.programme.exclusions.split())
        return found

    def _covering(self, key: str) -> Iterator[SetAside]:
        return (entry for entry in self.entries if hints.is_covered(key, [entry.key]))

    def _tell_rows(self) -> None:
        told: dict[int, list[Shown]] = defaultdict(list)
        for shown in self.open:
            if shown.hint.kind in AT_THE_ROW:
                for pk in shown.hint.at:
                    told[pk].append(shown)
        if told:
            for row in self.board.rows:
                row.advice = _at_row(self.address, tuple(told[row.part.pk])) if row.part.pk in told else ""


def in_force(draft: Version) -> dict[int, Former]:
    """What a draft is compared with. It cannot change while the draft is open, so it is read once."""
    if draft.number == 1:
        return {}
    key = f"programmes:in-force:{draft.pk}:{draft.created_at.timestamp()}"
    return cache.get_or_set(key, lambda: _read_in_force(draft), KEPT_SECONDS) or {}


def _read_in_force(draft: Version) -> dict[int, Former]:
    return hints.former(board(services.newest_published(draft.programme)).stages)


def _a_week(stage: Stage) -> str:
    lo, hi = round(stage.minutes(stage.lo)), round(stage.minutes(stage.hi))
    return f"about {lo} min a week" if lo == hi else f"about {lo} to {hi} min a week"


@lru_cache(maxsize=128)
def _worth_a_thought(address: str, shown: tuple[Shown, ...], aside: tuple[Shown, ...]) -> str:
    """Kept, because most edits of a dose change no hint."""
    context = {
        "address": address,
        "count": len(shown),
        "first": shown[:FIRST],
        "more": shown[FIRST:],
        "aside": aside,
        "token": NO_TOKEN,
    }
    return render_to_string("programmes/_hints.html#panel", context)


@lru_cache(maxsize=512)
def _at_row(address: str, shown: tuple[Shown, ...]) -> SafeString:
    return render_to_string("programmes/_hints.html#at_row", {"address": address, "at_row": shown})


def _who_and_why(entry: SetAside) -> str:
    why = f"“{entry.reason}” " if entry.reason else ""
    return f"{why}{entry.by}, {timezone.localtime(entry.at):%-d %b %Y}"
