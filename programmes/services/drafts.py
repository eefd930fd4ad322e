"""Begin a programme, and open the next draft of one; a draft is locked while it is written."""

import uuid
from typing import TypeVar, cast

from django.core.exceptions import ValidationError
from django.db import transaction
from django.db.models import OuterRef, Q, QuerySet, Subquery

from clinic import audit
from clinic.models import Clinic, Membership, User
from clinic.prepared import Prepared
from exercises.models import Exercise
from exercises.vocabulary import PhaseKind
from programmes.models import Item, Phase, Programme, Session, Version
from programmes.models.programme import ProgrammeQuerySet
from programmes.services import outline
from programmes.services.outline import PhaseOutline, SessionOutline

BLANK = (PhaseOutline(name="Phase 1", kind=PhaseKind.STABILITY, sessions=(SessionOutline(name="A"),)),)


Row = TypeVar("Row", bound=Item | Session | Phase)
WITH: dict[type, tuple[str, ...]] = {Item: ("exercise", "session__phase"), Session: ("phase",), Phase: ()}


class Overtaken(ValidationError):
    """Somebody published the draft, or removed the part, while it was being edited; nothing was written."""


@transaction.atomic
def start(
    *,
    clinic: Clinic,
    name: str,
    by: User,
    template: Programme | None = None,
    made_for: str = "",
    is_template: bool = False,
    summary: str = "",
    private_to: User | None = None,
    form_token: uuid.UUID | None = None,
) -> Programme:
    """Begin a programme as a draft: a copy of the template's newest version, or one blank phase.

    `template` may be any programme the clinic can see. A form sent twice begins one programme.
    """
    if template and template.clinic_id not in (None, clinic.pk):
        raise ValueError("the template belongs to another clinic")
    if template and template.private_to_id not in (None, by.pk):
        raise ValueError("the template is private to somebody else")
    if form_token and (sent := clinic.programmes.filter(form_token=form_token).first()):
        return sent
    programme = clinic.programmes.create(
        name=name,
        summary=summary or (template.summary if template else ""),
        exclusions=template.exclusions if template else "",
        is_template=is_template,
        made_for=made_for,
        private_to=private_to,
        created_by=by,
        form_token=form_token,
    )
    fill(programme.versions.create(number=1), newest(template) if template else None)
    record("programme_started", programme, by, f"from {template}" if template else "blank")
    return programme


@transaction.atomic
def draft_of(*, programme: Programme, by: User) -> Version:
    """The programme's draft: the one there is, or a copy of the version in force with the next number."""
    if programme.clinic is None:
        raise ValueError("a built-in template is copied with start(), never edited")
    Programme.objects.select_for_update().get(pk=programme.pk)  # two people may press Edit at once
    newest_version = programme.versions.order_by("-number").first()
    if newest_version and newest_version.is_draft:
        return newest_version
    if programme.archived_at:
        raise ValidationError("This programme is archived. Restore it first.")
    draft = programme.versions.create(number=newest_version.number + 1 if newest_version else 1)
    fill(draft, newest_version)
    record("draft_opened", programme, by, f"version {draft.number}")
    return draft


def fill(draft: Version, source: Version | None) -> None:
    """Copy a version into an empty draft, each exercise as it is today, or begin with a blank phase."""
    outline.add_phases(draft, outline.of_version(source) if source else BLANK)
    today = Exercise.objects.filter(pk=OuterRef("exercise")).values("snapshot_of")
    outdated = Item.objects.filter(session__phase__version=draft, exercise__snapshot_of__isnull=False)
    outdated.update(exercise=Subquery(today))


ABOVE_A_ROW = ("", "__name", "__phase", "__phase__version", "__phase__version__number")
OF_A_ROW = (
    "side",
    *(f"exercise__{name}" for name in ("name", "key", "clinic", "drawn_as", "laterality")),
    *(f"session{name}" for name in ABOVE_A_ROW),
    *(
        f"session__phase__version__{name}"
        for name in ("published_at", "programme", "programme__name", "programme__clinic")
    ),
)


def item_in(seat: Membership, pk: int, item_pk: int) -> Item | None:
    """A row of the draft of a programme this person can change, with its draft, in one query.

    Only what its name, its sides and its place take: an edit reads the row again under the lock.
    """
    return _row.first(seat.user_id, seat.clinic_id, pk, item_pk)


def session_in(seat: Membership, pk: int, session_pk: int) -> Session | None:
    """A session of such a draft, with the draft, in one query."""
    return _session.first(seat.user_id, seat.clinic_id, pk, session_pk)


def draft_in(seat: Membership, pk: int) -> Version | None:
    """The draft of a programme this person can change, with its programme, in one query."""
    return _draft.first(seat.user_id, seat.clinic_id, pk)


@Prepared
def _row(user: int, clinic: int, pk: int, item: int) -> QuerySet[Item]:
    draft = _is_draft_of(user, clinic, pk, via="session__phase__version__")
    items = Item.objects.select_related("exercise", "session__phase__version__programme").only(*OF_A_ROW)
    return items.filter(draft, pk=item)


@Prepared
def _session(user: int, clinic: int, pk: int, session: int) -> QuerySet[Session]:
    sessions = Session.objects.select_related("phase__version__programme")
    return sessions.filter(_is_draft_of(user, clinic, pk, via="phase__version__"), pk=session)


@Prepared
def _draft(user: int, clinic: int, pk: int) -> QuerySet[Version]:
    return Version.objects.select_related("programme").filter(_is_draft_of(user, clinic, pk))


def _is_draft_of(user: int, clinic: int, pk: int, via: str = "") -> Q:
    """The draft of a programme which is the person's to change, as a condition."""
    own = ProgrammeQuerySet.owned_by(Membership(user_id=user, clinic_id=clinic), f"{via}programme__")
    draft = {"published_at": None, "programme": pk, "programme__archived_at": None}
    return own & Q(**{f"{via}{column}": value for column, value in draft.items()})


def newest_published(programme: Programme) -> Version | None:
    """The version in force."""
    return programme.versions.published().order_by("-number").first()


def newest(programme: Programme) -> Version | None:
    """What a copy is made of: the version in force, or the draft of a programme never published."""
    return newest_published(programme) or programme.versions.first()


def lock(version_id: int) -> Version:
    """The draft, locked until the transaction ends, so that nothing slips in while it is published.

    Raises Overtaken when it was published meanwhile.
    """
    draft = _to_lock.first(version_id)
    if draft is None:
        raise Overtaken("This draft was published meanwhile. Open the programme again to go on with the next one.")
    return draft


@Prepared
def _to_lock(version_id: int) -> QuerySet[Version]:
    drafts = Version.objects.drafts().select_related("programme__clinic")
    return drafts.filter(pk=version_id).select_for_update(of=("self",))


def reread(row: Row) -> Row:
    """The row as it is now, under the lock. Raises Overtaken when somebody removed it."""
    found = type(row)._default_manager.filter(pk=row.pk).select_related(*WITH[type(row)]).first()
    if found is None:
        raise gone(row)
    return cast("Row", found)


def gone(row: Item | Session | Phase) -> Overtaken:
    return Overtaken(f"“{row}” was removed meanwhile. Open the programme again to see how it is now.")


def record(verb: str, programme: Programme, by: User, detail: str) -> None:
    """Leave a trail at the programme, whatever part of it was touched."""
    if programme.clinic is None:
        raise ValueError("a built-in template is never edited")
    audit.record(verb, clinic=programme.clinic, target=programme, by=by, detail=detail)
