"""The tables of who trains, with what plan, and what came of it."""

from patients.models.attention import Attention, Away, Threshold
from patients.models.barrier import BarrierAnswer
from patients.models.between import CheckIn, Consent, Flare, MorningAnswer, SafetyLock
from patients.models.channel import CalendarFeed, Channel
from patients.models.export import Export, ExportPart
from patients.models.flare_plan import FlarePlan
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
from patients.models.summary import Summary
from patients.models.wording import MessageRule, MessageText

__all__ = [
    "Attention",
    "Away",
    "BarrierAnswer",
    "CalendarFeed",
    "Channel",
    "CheckIn",
    "Consent",
    "Export",
    "ExportPart",
    "Flare",
    "FlarePlan",
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
    "Summary",
    "Threshold",
    "standing_of",
    "with_standing",
]
