"""Which seat a browser has taken and which others it may take: the session remembers, the database decides.

An address may hold several seats: a family's patients, or a therapist who is a patient elsewhere.
Whoever proved the address, by a code or a password, may choose among them; a device that was
signed in by an invitation keeps to the seat it was invited to.
"""

import time
from collections.abc import Callable, Sequence

from django.conf import settings
from django.http import HttpRequest

from clinic.models import Membership, User
from clinic.models.people import MembershipQuerySet
from clinic.prepared import Prepared

SESSION_KEY = "membership"
PROVED_KEY = "proved_address"
SEEN_KEY = "seen"
HOUR_SECONDS, DAY_SECONDS = 3_600, 86_400
PATIENT_STAYS_SECONDS = 90 * DAY_SECONDS  # since the last day of use
STAFF_STAYS_SECONDS = 12 * HOUR_SECONDS  # since the last hour of use

Names = Callable[[Sequence[Membership]], dict[int, str]]
PATIENT_NAMES: list[Names] = []  # this room knows no patients; whoever does adds a function, see patients/apps.py


def user_with_seats(user_id: int) -> User | None:
    """Read a user together with the seats that `usable` will be asked for; None for one who has no seat."""
    rows = _with_user.all(user_id)
    if not rows:
        return None
    user = rows[0].user
    for row in rows:
        row.user = user
    user.seats_read = rows  # type: ignore[attr-defined]
    return user


def usable(user: User) -> list[Membership]:
    """Return the user's seats that count now, oldest first; a demo clinic's count only in demo mode."""
    rows = getattr(user, "seats_read", None)
    if rows is None:
        rows = list(_active(user.pk))
    return [row for row in rows if settings.DEMO or not row.clinic.is_demo]


def _active(user_id: int) -> MembershipQuerySet:
    return Membership.objects.active().filter(user=user_id).select_related("clinic").order_by("id")


@Prepared
def _with_user(user_id: int) -> MembershipQuerySet:
    return _active(user_id).select_related("user")


def in_force(request: HttpRequest) -> Membership | None:
    """The seat this browser sits on. A lone seat needs no choice, but a lost one is never swapped silently."""
    seats = usable(request.user)
    chosen = request.session.get(SESSION_KEY)
    if chosen is None and len(seats) == 1:
        return seats[0]
    return next((seat for seat in seats if seat.pk == chosen), None)


def offered(request: HttpRequest) -> list[Membership]:
    """The seats this browser may choose from."""
    return usable(request.user) if request.session.get(PROVED_KEY) else []


def names(seats: Sequence[Membership]) -> dict[int, str]:
    """Say whose seat each is: the clinic's name for staff, the patient's for patients."""
    found = {seat.pk: f"{seat.clinic} ({seat.get_role_display().lower()})" for seat in seats}
    patients = [seat for seat in seats if not seat.is_staff]
    for name in PATIENT_NAMES:
        found |= name(patients)
    return found


def prove(request: HttpRequest) -> None:
    """Note that the address itself was proved, and take its seat where there is only one."""
    request.session[PROVED_KEY] = True
    request.session.set_expiry(STAFF_STAYS_SECONDS)
    seats = usable(request.user)
    if len(seats) == 1:
        take(request, seats[0])


def take(request: HttpRequest, seat: Membership) -> None:
    """Sit this browser on the seat: a patient's device for months, a clinic's for a working day."""
    request.session[SESSION_KEY] = seat.pk
    request.session[SEEN_KEY] = int(time.time())
    request.session.set_expiry(STAFF_STAYS_SECONDS if seat.is_staff else PATIENT_STAYS_SECONDS)


def note_visit(request: HttpRequest, seat: Membership) -> None:
    """Push the end of the session forward, but write at most once an hour (staff) or a day (patients)."""
    seen, now = request.session.get(SEEN_KEY), int(time.time())
    if seen is not None and now - seen > (HOUR_SECONDS if seat.is_staff else DAY_SECONDS):
        request.session[SEEN_KEY] = now
