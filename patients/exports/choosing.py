"""Whose handouts are wanted, and who may want them."""

import datetime as dt
from dataclasses import dataclass
from typing import Any

from django.db.models import Exists, OuterRef, Q, QuerySet

from clinic.models import Membership, Role
from patients.models import Export, PlanEvent
from patients.models.patient import PatientQuerySet

CHANGES = (PlanEvent.Kind.ASSIGNED, PlanEvent.Kind.NEW_VERSION, PlanEvent.Kind.PHASE)


@dataclass(frozen=True)
class Wish:
    """Every part narrows it down; `ticked`, where there is any, leaves only those."""

    q: str = ""
    therapist: int | None = None
    programme: str = ""
    since: dt.date | None = None  # the plan started or changed
    review_by: dt.date | None = None
    ticked: frozenset[int] = frozenset()

    def words(self, therapists: dict[int, str]) -> str:
        """What was asked for, as the list of exports says it; whoever was ticked is not named."""
        said = [f"Patients of {therapists[self.therapist]}" if self.therapist in therapists else "Patients"]
        said += [f"with “{self.programme}”"] if self.programme else []
        said += [f"new or changed since {self.since:%-d %b %Y}"] if self.since else []
        said += [f"due for review by {self.review_by:%-d %b %Y}"] if self.review_by else []
        said += [f"found by “{self.q}”"] if self.q else []
        words = " ".join(said[:1]) + (" " + ", ".join(said[1:]) if said[1:] else "")
        return f"{words}, ticked by hand" if self.ticked else "All patients" if words == "Patients" else words


def may_see_all(membership: Membership) -> bool:
    return membership.role == Role.ADMIN


def patients_for(membership: Membership) -> PatientQuerySet:
    """An admin exports for the whole clinic, a therapist for their own patients."""
    found = membership.clinic.patients.current()
    return found if may_see_all(membership) else found.of_therapist(membership)


def exports_for(membership: Membership) -> QuerySet[Export]:
    """Whoever asked sees an export, and the clinic's admins do."""
    found = membership.clinic.exports.select_related("by", "clinic")
    return found if may_see_all(membership) else found.filter(by=membership.user)


def found(membership: Membership, wish: Wish) -> Any:
    """Who is wanted and has a plan in force, by name; each with the plan joined as `open_plan`."""
    wanted = matching(membership, wish)
    return wanted.filter(pk__in=wish.ticked) if wish.ticked else wanted


def matching(membership: Membership, wish: Wish) -> Any:
    """Whom the list shows to tick."""
    patients = _with_plan(_asked(membership, wish))
    if wish.programme:
        patients = patients.filter(open_plan__programme__name=wish.programme)
    if wish.since:
        patients = patients.filter(_changed(wish.since, membership))
    if wish.review_by:
        patients = patients.filter(open_plan__review_on__lte=wish.review_by)
    return patients.by_name()


def without_plan(membership: Membership, wish: Wish) -> int:
    """How many are left out because there is nothing to print; plans' own dates leave nobody out without saying so."""
    if wish.programme or wish.since or wish.review_by or wish.ticked:
        return 0
    asked = _asked(membership, wish)
    return asked.count() - _with_plan(asked).count()


def _with_plan(patients: PatientQuerySet) -> Any:
    """Only who has a plan in force, with it as `open_plan`."""
    joined: Any = patients.with_open_plan()  # the stubs know nothing of what is joined under a name
    return joined.filter(open_plan__isnull=False)


def _asked(membership: Membership, wish: Wish) -> PatientQuerySet:
    patients = patients_for(membership)
    if wish.therapist:
        patients = patients.filter(therapist=wish.therapist)
    return patients.matching(wish.q) if wish.q else patients


def _changed(since: dt.date, membership: Membership) -> Q:
    moment = dt.datetime.combine(since, dt.time(), tzinfo=membership.clinic.zone)
    events = PlanEvent.objects.filter(plan=OuterRef("open_plan__pk"), kind__in=CHANGES, at__gte=moment)
    return Q(open_plan__starts_on__gte=since) | Q(Exists(events))


def therapists_of(membership: Membership) -> dict[int, str]:
    """Whose patients can be asked for; empty where there is no choice."""
    if not may_see_all(membership):
        return {}
    staff = membership.clinic.memberships.staff().filter(caseload__isnull=False).distinct().select_related("user")
    return {one.pk: str(one.user) for one in sorted(staff, key=lambda one: str(one.user).casefold())}


def programmes_of(membership: Membership) -> list[str]:
    """The names of what is in force for these patients."""
    patients = _with_plan(patients_for(membership))
    return sorted(set(patients.order_by().values_list("open_plan__programme__name", flat=True)), key=str.casefold)


def columns(patients: Any) -> QuerySet[Any, Any]:
    """What the list to tick shows."""
    return patients.values(
        "pk", "first_name", "last_name", "open_plan__programme__name", "open_plan__starts_on",
        "open_plan__review_on", "therapist__user__name",
    )  # fmt: skip
