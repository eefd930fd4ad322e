"""The flare-up plan written together: easy items from the programme's ladders, what else helps, and whom to call."""

from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils import timezone

from clinic import audit
from clinic.models import User
from exercises import services as exercises
from exercises.models import Exercise
from patients import watching
from patients.models import FlarePlan, Patient, Plan
from programmes import services as programmes
from programmes.dose import Dose, less
from programmes.handouts import FlareWords
from programmes.models import Item, Phase, Session, Version
from programmes.services import easy_session
from programmes.services.easy_session import Easy
from programmes.services.swapping import carried_over

SHARES = (40, 60, 80, 100)  # per cent of the usual dose that are offered
USUAL_SHARE = 60  # as in a flare-up without a plan of its own
STEPS_DOWN = 2  # rungs below that are offered
PUBLISHED, IN_DRAFT = "published", "in the draft"
WITH = ("exercise__snapshot_of", "session")
NEWS = "Your plan for a flare-up is written. It waits for the days on which less is right."


@dataclass(frozen=True)
class Choice:
    """One thing that may be done in place of an item: itself, or a step below it; with smaller doses by share."""

    exercise: Exercise
    doses: Mapping[int, Dose]
    is_itself: bool

    @property
    def suits(self) -> bool:
        return self.exercise.flare_ok


@dataclass(frozen=True)
class Offer:
    """One exercise of the programme, the easiest choice last."""

    item: Item
    choices: Sequence[Choice]

    @property
    def usual(self) -> Choice:
        """What is put forward: the first that the library calls suitable in a flare-up, else the easiest."""
        return next((choice for choice in self.choices if choice.suits), self.choices[-1])


def phase_in_force(plan: Plan) -> Phase:
    phases = list(plan.version.phases.order_by("position", "id"))
    return phases[min(plan.phase_number, len(phases)) - 1]


def today(item: Item) -> Item:
    """The row with its exercise as it is in the library, where the version shows a snapshot; never saved."""
    item.exercise = item.exercise.snapshot_of or item.exercise
    return item


def offers_of(plan: Plan) -> list[Offer]:
    """Each exercise of the phase in force, once, with the easier steps of its ladder, and what else the plan for a
    flare-up holds already; a few queries.
    """
    rows = Item.objects.filter(session__phase=phase_in_force(plan)).exclude(session__kind=Session.Kind.EASY)
    once: dict[int, Item] = {}
    for item in rows.select_related(*WITH).order_by("session__position", "position", "id"):
        once.setdefault(today(item).exercise_id, item)
    below = _below([item.exercise for item in once.values()])
    found = [Offer(item, [_choice(item, each) for each in [item.exercise, *below[pk]]]) for pk, item in once.items()]
    offered = {choice.exercise.pk for offer in found for choice in offer.choices}
    others = written_in(plan)
    return found + [Offer(item, [_choice(item, item.exercise)]) for item in others if item.exercise_id not in offered]


def written_in(plan: Plan) -> list[Item]:
    """What the flare-up plan of the version in force asks for, of the phase the patient is in or else any."""
    rows = Item.objects.filter(session__phase__version=plan.version_id, session__kind=Session.Kind.EASY)
    rows = rows.select_related(*WITH).order_by("session__phase__position", "position", "id")
    found = [today(item) for item in rows]
    here = [item for item in found if item.session.phase_id == phase_in_force(plan).pk]
    first = found[0].session_id if found else None
    return here or [item for item in found if item.session_id == first]


def of(patient: Patient) -> FlarePlan | None:
    """What they wrote down; one query."""
    return FlarePlan.objects.filter(patient=patient).select_related("written_by").first()


@transaction.atomic
def write(
    *,
    plan: Plan,
    by: User,
    items: Sequence[Easy],
    helps_patient: str = "",
    helps_therapist: str = "",
    call: str = "",
) -> str:
    """Keep the words, and put the items into the programme; returns PUBLISHED or IN_DRAFT.

    Published at once where the draft holds nothing else, so that one visit is enough; other edits wait for a look.
    Raises ValidationError.
    """
    plan = Plan.objects.select_for_update(of=("self",)).select_related("patient__clinic", "programme").get(pk=plan.pk)
    if plan.state == Plan.State.ENDED:
        raise ValidationError("This plan has ended. Assign a programme first.")
    if not items:
        raise ValidationError("Choose at least one exercise for such days.")
    _keep(plan.patient, by, helps_patient=helps_patient, helps_therapist=helps_therapist, call=call)
    if not _differs(plan, items):
        return PUBLISHED
    had_draft = plan.programme.versions.drafts().exists()
    draft: Version = programmes.draft_of(programme=plan.programme, by=by)
    easy_session.write(phase=_same_phase(draft, plan), by=by, items=items)
    if had_draft:
        return IN_DRAFT
    programmes.publish(programme=plan.programme, by=by, news=NEWS)
    return PUBLISHED


def words_of(patient: Patient) -> FlareWords | None:
    """What they wrote down, for paper; one query."""
    found = of(patient)
    if found is None:
        return None
    written = f"{found.written_by}, {found.written_at.astimezone(patient.clinic.zone):%-d %B %Y}"
    return FlareWords(found.helps_patient, found.helps_therapist, found.call, written)


def words_to_keep(patient: Patient) -> dict[str, str] | None:
    words = words_of(patient)
    return asdict(words) if words else None


def kept_words(kept: Mapping[str, str] | None) -> FlareWords | None:
    return FlareWords(**kept) if kept else None


def _below(found: Sequence[Exercise]) -> dict[int, list[Exercise]]:
    """The steps below each, nearest first; a query for each step down."""
    steps: dict[int, list[Exercise]] = {exercise.pk: [] for exercise in found}
    now = {exercise.pk: exercise for exercise in found}
    for _ in range(STEPS_DOWN):
        places = exercises.neighbours(now.values())
        now = {pk: easier for pk, each in now.items() if (easier := getattr(places.get(each.pk), "easier", None))}
        for pk, easier in now.items():
            steps[pk].append(easier)
    return steps


def _choice(item: Item, exercise: Exercise) -> Choice:
    is_itself = exercise.pk == item.exercise_id
    dose = item.dose if is_itself else carried_over(item.dose, item.exercise, exercise)
    return Choice(exercise, {share: less(dose, share) for share in SHARES}, is_itself)


def _keep(patient: Patient, by: User, **words: str) -> None:
    found = FlarePlan.objects.filter(patient=patient).first()
    if found and all(getattr(found, name) == text for name, text in words.items()):
        return
    FlarePlan.objects.update_or_create(
        patient=patient, defaults={**words, "written_by": by, "written_at": timezone.now()}
    )
    watching.note(patient.pk)
    audit.record("flare_plan_written", clinic=patient.clinic, target=patient, by=by)


def _differs(plan: Plan, items: Sequence[Easy]) -> bool:
    if plan.programme.versions.drafts().exists():
        return True
    now = [(item.exercise_id, item.dose) for item in written_in(plan)]
    return now != [(each.exercise.pk, each.dose) for each in items]


def _same_phase(draft: Version, plan: Plan) -> Phase:
    """The draft's phase at the patient's number; the last one where there are fewer by now."""
    phases = list(draft.phases.order_by("position", "id"))
    if not phases:
        raise ValidationError("The programme's draft has no phases. Open it and add one first.")
    return phases[min(plan.phase_number, len(phases)) - 1]
