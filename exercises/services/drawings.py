"""Who of a clinic looked at which drawing, and what they found.

It counts as long as the drawing is the one they saw: one that is drawn anew wants to be looked at again.
"""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from enum import StrEnum

from django.core.exceptions import ValidationError
from django.db import transaction

from clinic import audit
from clinic.models import Clinic, User
from exercises.facets import Asked
from exercises.models import Exercise, FigureReview
from exercises.services.library import find
from exercises.shelves import Listed

DRAWN_ANEW = "The drawing was changed while you were looking. Look at it again before you save; your words are here."
SAID_MEANWHILE = "{name} said something about this drawing meanwhile. Read it before you save; your words are here."


class State(StrEnum):
    OPEN = "open"
    REMARKS = "remarks"
    RIGHT = "right"


@dataclass(frozen=True)
class Judgement:
    """What a clinic said of a drawing; `fingerprint` is how it is drawn now."""

    fingerprint: str
    said: FigureReview | None

    @property
    def counts(self) -> bool:
        """Whether what was said is about the drawing as it is now."""
        return bool(self.said and self.said.fingerprint == self.fingerprint)

    @property
    def state(self) -> State:
        if not self.counts or self.said is None:
            return State.OPEN
        return State.REMARKS if self.said.remark else State.RIGHT

    @property
    def seen(self) -> str:
        """What a form carries, to tell whether the drawing or the words about it changed meanwhile."""
        return f"{self.fingerprint}.{self.said.at.timestamp() if self.said else ''}"


@dataclass(frozen=True)
class Looked:
    """One exercise of the library with its drawing and what was said of it."""

    exercise: Listed
    judgement: Judgement

    @property
    def state(self) -> State:
        return self.judgement.state


def drawings_of(clinic: Clinic, words: str = "") -> list[Looked]:
    """Every exercise that the clinic shows with a drawing of ours, in the order of the library; two queries."""
    said = {review.exercise_id: review for review in FigureReview.objects.filter(clinic=clinic).select_related("by")}
    return [
        Looked(exercise, Judgement(exercise.drawn.fingerprint, said.get(exercise.pk)))
        for exercise in find(clinic=clinic, asked=Asked(q=words))
        if exercise.drawn and not exercise.picture
    ]


def counted(drawings: list[Looked]) -> Mapping[str, int]:
    """How many of them are in each state."""
    return {state.value: sum(looked.state is state for looked in drawings) for state in State}


@dataclass(frozen=True)
class Neighbouring:
    """The drawings before and after one, among those that are gone through."""

    before: int | None
    after: int | None


def neighbouring(drawings: list[Looked], exercise: Exercise, state: str = "") -> Neighbouring:
    """The exercise itself counts although it may have left the state by now."""
    order = [looked.exercise.pk for looked in drawings]
    here = order.index(exercise.pk) if exercise.pk in order else -1

    def wanted(part: list[Looked]) -> Iterator[int]:
        return (looked.exercise.pk for looked in part if not state or looked.state == state)

    before = wanted(drawings[: max(here, 0)][::-1])
    return Neighbouring(next(before, None), next(wanted(drawings[here + 1 :]), None))


def judgement_of(exercise: Exercise, clinic: Clinic) -> Judgement | None:
    """None where the exercise has no drawing of ours."""
    if exercise.drawn is None:
        return None
    said = FigureReview.objects.filter(exercise=exercise, clinic=clinic).select_related("by").first()
    return Judgement(exercise.drawn.fingerprint, said)


@transaction.atomic
def judge(*, exercise: Exercise, clinic: Clinic, by: User, seen: str, remark: str = "") -> FigureReview:
    """Say that it is drawn right, or what is wrong with it; takes the place of what the clinic said before.

    `seen` is the judgement's, as the person had it before them. Raises ValidationError when it is another by now.
    """
    judgement = _locked(exercise, clinic, seen)
    fields = {"fingerprint": judgement.fingerprint, "remark": remark.strip(), "by": by}
    review, _ = FigureReview.objects.update_or_create(clinic=clinic, exercise=exercise, defaults=fields)
    verb = "exercise_drawing_remarked" if review.remark else "exercise_drawing_right"
    audit.record(verb, clinic=clinic, target=exercise, by=by, detail=exercise.name)
    return review


@transaction.atomic
def take_back(*, exercise: Exercise, clinic: Clinic, by: User, seen: str) -> None:
    """The drawing is not looked at yet, whatever was said of it. Raises ValidationError like `judge`."""
    _locked(exercise, clinic, seen)
    gone, _ = FigureReview.objects.filter(clinic=clinic, exercise=exercise).delete()
    if gone:
        audit.record("exercise_drawing_withdrawn", clinic=clinic, target=exercise, by=by, detail=exercise.name)


def _locked(exercise: Exercise, clinic: Clinic, seen: str) -> Judgement:
    if exercise.clinic_id not in (None, clinic.pk) or exercise.snapshot_of_id:
        raise ValueError("only what the clinic prescribes is looked at")
    Exercise.objects.select_for_update(of=("self",)).get(pk=exercise.pk)
    judgement = judgement_of(exercise, clinic)
    if judgement is None:
        raise ValueError("the exercise has no drawing")
    if seen == judgement.seen:
        return judgement
    if judgement.said and seen.startswith(f"{judgement.fingerprint}."):
        raise ValidationError(SAID_MEANWHILE.format(name=judgement.said.by))
    raise ValidationError(DRAWN_ANEW)
