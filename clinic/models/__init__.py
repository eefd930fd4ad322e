"""The clinic's own tables: the tenant, the people who sign in, and the trail of what they did."""

from clinic.models.audit import AuditEvent
from clinic.models.clinic import Clinic
from clinic.models.heartbeat import Heartbeat
from clinic.models.people import Membership, Role, User

__all__ = ["AuditEvent", "Clinic", "Heartbeat", "Membership", "Role", "User"]
