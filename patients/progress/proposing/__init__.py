"""What the next step of a programme might be: pure rules that propose; a therapist decides, and nothing else does.

Defaults that need the review of a registered physiotherapist. No evidence was found that these rules together
improve outcomes (clinical.md 8). Values in, proposals out: no database, no clock, no message.
"""

from patients.progress.proposing.deciding import decide, propose, still_holds, worth_deciding
from patients.progress.proposing.facts import CheckIn, Earlier, Exercise, Mode, Patient, Rung, Session
from patients.progress.proposing.gates import Plan, propose_phase
from patients.progress.proposing.proposal import Change, Kind, Proposal
from patients.progress.proposing.thresholds import DEFAULTS, Thresholds

__all__ = [
    "DEFAULTS",
    "Change",
    "CheckIn",
    "Earlier",
    "Exercise",
    "Kind",
    "Mode",
    "Patient",
    "Plan",
    "Proposal",
    "Rung",
    "Session",
    "Thresholds",
    "decide",
    "propose",
    "propose_phase",
    "still_holds",
    "worth_deciding",
]
