"""A version cut up for paper: phases, their sessions, and one line for every exercise."""

import base64
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field

from exercises import services as exercises
from exercises.figures import AS_COMMITTED, Drawn, paper_svg
from exercises.vocabulary import Pattern
from programmes.models import Item, Phase, Session, Version
from programmes.turns import Turn, turns_of

INK = "ink"
EASY = "easy"  # the kind of a session that was made for a flare-up
GRID_WEEKS = 4  # more columns than this are too narrow to tick with a pen
MOST_LETTERS = 2_000  # of one text on paper; the forms stop well before
MOST_BOXES = 7


@dataclass(frozen=True)
class Line:
    """One exercise on paper."""

    number: int
    item: Item
    look: str = AS_COMMITTED
    turn: Turn | None = None

    @property
    def dose_main(self) -> str:
        return self.item.dose_words.split("; ")[0]

    @property
    def dose_more(self) -> str:
        return " · ".join(self.item.dose_words.split("; ")[1:])

    @property
    def steps(self) -> list[str]:
        return [shortened(step) for step in self.item.exercise.step_list[:4]]

    @property
    def note(self) -> str:
        return shortened(self.item.note)

    @property
    def easier(self) -> str:
        return shortened(self.item.exercise.easier)

    @property
    def boxes(self) -> int:
        """How many sets there are to tick off; one where it is not counted in sets."""
        return min(int(self.item.sets_hi or 1), MOST_BOXES)

    @property
    def picture(self) -> str:
        """The exercise's own picture as a data address; nothing where it has none or its file is gone."""
        own = self.item.exercise.picture
        return data_address("image/jpeg", exercises.for_paper(own, grey=self.look == INK)) if own else ""

    @property
    def drawing(self) -> str:
        """Our own drawing as a data address, for an exercise without a picture of its own."""
        exercise = self.item.exercise
        return data_address(
            "image/svg+xml", (paper_svg(exercise.drawing_key, self.look, self.item.one_side) or "").encode()
        )

    @property
    def example_of(self) -> str:
        """The side to train where the drawing shows one side and cannot say which; the picture must not mislead."""
        side, shown = self.item.one_side, self.drawn
        is_example = shown and not shown.side and self.item.exercise.per_side and not self.item.exercise.picture
        return side if is_example else ""

    @property
    def drawn(self) -> Drawn | None:
        """What there is to say of that drawing, on the side that was prescribed."""
        found = self.item.exercise.drawn
        return found.seen(side=self.item.one_side) if found else None


@dataclass(frozen=True)
class Part:
    """One session with its exercises and its grid for ticking off."""

    session: Session
    lines: list[Line]
    weeks: range
    times: range

    @property
    def columns(self) -> int:
        return len(self.weeks) * len(self.times)

    @property
    def boxes(self) -> int:
        """How many times in a week there are to tick off, of an extra; 0 where it is done when it suits."""
        _, _, most = self.session.per_week.rpartition("-")
        return int(most) if most else 0


@dataclass(frozen=True)
class Stage:
    """One phase on paper: what to do, and what of it suits a flare-up."""

    phase: Phase
    parts: list[Part]
    easy: list[Line] = field(default_factory=list)
    has_plan: bool = False

    @property
    def training(self) -> list[Part]:
        return [part for part in self.parts if part.times]

    @property
    def extras(self) -> list[Part]:
        return [part for part in self.parts if not part.times]

    @property
    def alongside(self) -> list[tuple[Part, Line]]:
        return [(part, line) for part in self.extras for line in part.lines]


def stages_of(version: Version, number: int, look: str) -> list[Stage]:
    """The phase of that number, the last one where there are fewer; every phase for 0."""
    phases = list(version.phases.all())
    chosen = phases[number - 1 : number] or phases[-1:] if number else phases
    made = [line for phase in chosen for line in made_easy(phase, look)]
    made = made or [line for phase in phases for line in made_easy(phase, look)]
    stages = [stage_of(phase, look) for phase in chosen]
    suiting = made or once(line for stage in stages for part in stage.parts for line in part.lines if suits(line))
    return [Stage(stage.phase, stage.parts, renumbered(suiting), bool(made)) for stage in stages]


def stage_of(phase: Phase, look: str) -> Stage:
    return Stage(phase, parts_of(phase, look))


def parts_of(phase: Phase, look: str = AS_COMMITTED) -> list[Part]:
    """Its sessions that hold something; what was made for a flare-up stands on a page of its own."""
    weeks = range(1, min(phase.weeks, GRID_WEEKS) + 1)
    ordinary = [session for session in phase.sessions.all() if session.kind != EASY]
    return [part_of(session, phase, weeks, look) for session in ordinary if session.items.all()]


def part_of(session: Session, phase: Phase, weeks: range, look: str = AS_COMMITTED) -> Part:
    training = [s for s in phase.sessions.all() if s.kind == Session.Kind.TRAINING]
    turns = -(-phase.per_week_hi // len(training)) if session in training else 0
    return Part(session, lines_of(session, look), weeks, range(1, turns + 1))


def lines_of(session: Session, look: str) -> list[Line]:
    items = list(session.items.all())
    places = enumerate(zip(items, turns_of(items), strict=True), 1)
    return [Line(number, item, look, turn) for number, (item, turn) in places]


def made_easy(phase: Phase, look: str) -> list[Line]:
    """What the therapist wrote down for a flare-up in this phase."""
    return [line for session in phase.sessions.all() if session.kind == EASY for line in lines_of(session, look)]


def suits(line: Line) -> bool:
    """Whether it may go on in a flare-up: the library says so, and it is something to do rather than to read."""
    return line.item.exercise.flare_ok and line.item.exercise.pattern != Pattern.EDUCATION


def once(lines: Iterable[Line]) -> list[Line]:
    """The first of every exercise; two sessions often share one."""
    found: dict[int, Line] = {}
    for line in lines:
        found.setdefault(line.item.exercise_id, line)
    return list(found.values())


def renumbered(lines: Sequence[Line]) -> list[Line]:
    return [Line(number, line.item, line.look) for number, line in enumerate(lines, 1)]


def shortened(text: str) -> str:
    """As it is, unless somebody pasted a book."""
    return text if len(text) <= MOST_LETTERS else f"{text[:MOST_LETTERS]} … (shortened)"


def data_address(content_type: str, content: bytes) -> str:
    return f"data:{content_type};base64,{base64.b64encode(content).decode()}" if content else ""
