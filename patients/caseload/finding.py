"""Which patients the list shows and in what order, as the address bar says it."""

from collections.abc import Collection
from dataclasses import dataclass, replace
from typing import Any
from urllib.parse import urlencode

from django.db.models import Case, SmallIntegerField, When
from django.http import QueryDict

from clinic.models import Clinic, Membership, Role
from patients.models.patient import PatientQuerySet

WHO = {"mine": "My patients", "all": "Whole clinic"}
STATES = {
    "": "Everyone",
    "active": "Training",
    "paused": "Paused",
    "new": "Not started",
    "finished": "Finished",
    "archived": "Archived",
}
SORTS = {"name": "Name", "session": "Last session", "weeks": "Weeks on target", "review": "Next review"}
DEFAULT_SORT = "review"
COLUMNS = {"session": "last_session_on", "weeks": "open_plan__weeks_on_target", "review": "open_plan__review_on"}
LONGEST_SEARCH = 80


@dataclass(frozen=True)
class Wish:
    """One way of looking at the caseload; every part has a place in the address."""

    who: str
    q: str = ""
    state: str = ""
    sort: str = DEFAULT_SORT
    default_who: str = "mine"

    @classmethod
    def read(cls, query: QueryDict, *, membership: Membership) -> "Wish":
        """Take what makes sense and pass over the rest: a mistyped address still shows the list."""
        default_who = "mine" if membership.role == Role.THERAPIST else "all"
        who, state, sort = query.get("who", ""), query.get("state", ""), query.get("sort", "")
        return cls(
            who=who if who in WHO else default_who,
            q=" ".join(query.get("q", "").replace("\0", " ").split())[:LONGEST_SEARCH],
            state=state if state in STATES else "",
            sort=sort if sort.removeprefix("-") in SORTS else DEFAULT_SORT,
            default_who=default_who,
        )

    @property
    def sort_key(self) -> str:
        return self.sort.removeprefix("-")

    @property
    def descending(self) -> bool:
        return self.sort.startswith("-")

    def address(self, **changes: str) -> str:
        """The address's parameters for this wish with some parts changed; what goes without saying is left out."""
        wish = replace(self, **changes)
        parts = {"q": wish.q, "state": wish.state}
        if wish.who != self.default_who:
            parts["who"] = wish.who
        if wish.sort != DEFAULT_SORT:
            parts["sort"] = wish.sort
        return urlencode({name: value for name, value in parts.items() if value})

    def choices(self, part: str, labels: dict[str, str]) -> list[dict[str, Any]]:
        """The links with which to change one part, the current one marked."""
        now = getattr(self, part)
        return [
            {"label": label, "query": self.address(**{part: value}), "current": value == now}
            for value, label in labels.items()
        ]

    def headers(self) -> dict[str, dict[str, Any]]:
        """The columns that sort: where a click leads, and what a screen reader says of the order now."""
        found = {}
        for key, label in SORTS.items():
            here = key == self.sort_key
            found[key] = {
                "label": label,
                "query": self.address(sort=f"-{key}" if here and not self.descending else key),
                "aria": ("descending" if self.descending else "ascending") if here else "",
            }
        return found


def find(clinic: Clinic, wish: Wish, *, membership: Membership, locked: Collection[int] = ()) -> PatientQuerySet:
    """The clinic's patients whom the wish asks for, each with the plan in force joined; who is locked comes first."""
    found = _sorted(clinic, wish, membership)
    if not locked:  # the rule: then an index sorts thousands
        return found
    first = Case(When(pk__in=locked, then=0), default=1, output_field=SmallIntegerField())
    return found.alias(is_open=first).order_by("is_open", *found.query.order_by)


def _sorted(clinic: Clinic, wish: Wish, membership: Membership) -> PatientQuerySet:
    found = clinic.patients.archived() if wish.state == "archived" else clinic.patients.current()
    if wish.who == "mine":
        found = found.of_therapist(membership)
    if wish.q:
        found = found.matching(wish.q)
    found = _in_state(found.with_open_plan(), wish.state)
    if wish.sort_key == "name":
        return found.by_name(descending=wish.descending)
    return found.by_column(COLUMNS[wish.sort_key], descending=wish.descending)


def _in_state(found: PatientQuerySet, state: str) -> PatientQuerySet:
    states = {
        "active": found.training,
        "paused": found.paused,
        "new": found.not_started,
        "finished": found.finished,
    }
    return states[state]() if state in states else found
