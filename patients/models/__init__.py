"""The tables of who trains, with what plan, and what came of it."""

from patients.models.invitation import Invitation
from patients.models.log import ItemLog, SessionLog, SetLog
from patients.models.note import Note
from patients.models.patient import Patient, PatientTag
from patients.models.plan import Plan, PlanEvent, PlanWeek
from patients.models.reminder import Reminder

__all__ = [
    "Invitation",
    "ItemLog",
    "Note",
    "Patient",
    "PatientTag",
    "Plan",
    "PlanEvent",
    "PlanWeek",
    "Reminder",
    "SessionLog",
    "SetLog",
]
