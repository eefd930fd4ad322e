"""The tables of who trains, with what plan, and what came of it."""

from patients.models.attention import Attention, Threshold
from patients.models.barrier import BarrierAnswer
from patients.models.between import CheckIn, Consent, Flare, MorningAnswer, SafetyLock
from patients.models.channel import CalendarFeed, Channel
from patients.models.invitation import Invitation
from patients.models.log import ItemLog, SessionLog, SetLog
from patients.models.measure import Measure
from patients.models.message import Message, QuickReply
from patients.models.note import Note
from patients.models.patient import Patient, PatientTag
from patients.models.plan import Plan, PlanEvent, PlanWeek
from patients.models.proposal import Proposal
from patients.models.reminder import Reminder
from patients.models.standing import Standing, standing_of, with_standing
from patients.models.wording import MessageRule, MessageText

__all__ = [
    "Attention",
    "BarrierAnswer",
    "CalendarFeed",
    "Channel",
    "CheckIn",
    "Consent",
    "Flare",
    "Invitation",
    "ItemLog",
    "Measure",
    "Message",
    "MessageRule",
    "MessageText",
    "MorningAnswer",
    "Note",
    "Patient",
    "PatientTag",
    "Plan",
    "PlanEvent",
    "PlanWeek",
    "Proposal",
    "QuickReply",
    "Reminder",
    "SafetyLock",
    "SessionLog",
    "SetLog",
    "Standing",
    "Threshold",
    "standing_of",
    "with_standing",
]
