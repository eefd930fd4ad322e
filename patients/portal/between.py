"""What Today says beside the training: a flare-up, the way back from one, and what is asked between sessions."""

import datetime as dt
from collections.abc import Sequence
from dataclasses import dataclass, field

from patients.answers import is_due
from patients.easing import WHOLE
from patients.models import Patient, Plan, SessionLog, Standing, standing_of
from patients.portal.mornings import Asking, asked_about
from patients.services import barriers

TOLD_FOR_DAYS = 3  # how long Today says that a clinician has looked at a lock


@dataclass(frozen=True)
class Between:
    """`share` is per cent of each dose; `looked_at` that a clinician opened the programme again lately."""

    is_in_flare: bool = False
    share: int = WHOLE
    morning: Asking | None = None
    check_in_is_due: bool = False
    looked_at: bool = False
    barrier_is_asked: bool = False
    kept: barriers.Kept = field(default_factory=barriers.Kept)

    @property
    def is_coming_back(self) -> bool:
        """After a flare-up, while less is asked for than before."""
        return self.share < WHOLE and not self.is_in_flare


def between_sessions(patient: Patient, plan: Plan, logs: Sequence[SessionLog], today: dt.date) -> Between:
    """Two queries, and three more after a week that fell short; `logs` are the newest, with their mornings."""
    standing = standing_of(patient)
    return Between(
        is_in_flare=standing.in_flare(today),
        share=standing.share(today),
        morning=asked_about(logs, today),
        check_in_is_due=_check_in_is_due(patient, plan, today),
        looked_at=_was_looked_at(standing, patient, today),
        barrier_is_asked=barriers.is_asked(patient, plan, today),
        kept=barriers.kept_in_mind(patient),
    )


def _check_in_is_due(patient: Patient, plan: Plan, today: dt.date) -> bool:
    """Nothing is asked while nothing is expected."""
    if plan.state in (Plan.State.PAUSED, Plan.State.ENDED):
        return False
    last_on = patient.check_ins.order_by("-week").values_list("local_date", flat=True).first()
    trained = patient.last_session_on is not None
    return is_due(today, last_on=last_on, starts_on=plan.starts_on, has_trained=trained)


def _was_looked_at(standing: Standing, patient: Patient, today: dt.date) -> bool:
    if standing.cleared_at is None:
        return False
    return (today - standing.cleared_at.astimezone(patient.zone).date()).days < TOLD_FOR_DAYS
