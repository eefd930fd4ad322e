"""Write the audit trail; every verb that acts calls this inside its own transaction."""

from django.db.models import Model

from clinic.models import AuditEvent, Clinic, User

SYSTEM = "system"


def record(verb: str, *, clinic: Clinic, target: Model, by: User | None, detail: str = "") -> AuditEvent:
    """Add one event; `by=None` means the system itself acted, as in a planned reminder."""
    return AuditEvent.objects.create(
        clinic_ref=clinic.pk,
        actor_ref=str(by.pk) if by else SYSTEM,
        actor_name=str(by)[:160] if by else SYSTEM,
        verb=verb,
        target_type=target._meta.model_name or "",
        target_ref=str(target.pk),
        detail=detail[:500],
    )
