"""What the rules have proposed for a plan, with what it was made from, and what a person decided."""

from django.conf import settings
from django.db import models
from django.db.models import Q

from exercises.models import Exercise
from patients.models.plan import Plan
from programmes.models import Item, Version


class Proposal(models.Model):
    """One proposal; `item` is empty where it is about the whole plan.

    `rule` and `version` name the rule that spoke, `data` holds what it was told and `change` what it would change,
    both as `patients.progress.proposing` wrote them. `about` is what it was made from. `applied_in` is the version,
    a draft then, that the change went into.
    """

    class State(models.TextChoices):
        OPEN = "open", "Open"
        ACCEPTED = "accepted", "Accepted"
        EDITED = "edited", "Accepted with changes"
        DECLINED = "declined", "Declined"
        EXPIRED = "expired", "Expired"
        OVERTAKEN = "overtaken", "Overtaken"

    plan = models.ForeignKey(Plan, on_delete=models.CASCADE, related_name="proposals")
    item = models.ForeignKey(Item, null=True, blank=True, on_delete=models.SET_NULL, related_name="+")
    exercise = models.ForeignKey(Exercise, null=True, blank=True, on_delete=models.SET_NULL, related_name="+")
    name = models.CharField("exercise, as it was called", max_length=120, blank=True)
    kind = models.CharField(max_length=8)
    rule = models.CharField(max_length=40)
    version = models.PositiveSmallIntegerField()
    made_on = models.DateField()
    therapist = models.TextField("why, for the therapist")
    patient = models.TextField("why, for the patient", blank=True)
    about = models.JSONField(default=list)
    data = models.JSONField(default=dict)
    change = models.JSONField(default=dict)
    is_flag = models.BooleanField(default=False)
    state = models.CharField(max_length=9, choices=State, default=State.OPEN)
    decided_at = models.DateTimeField(null=True, blank=True)
    decided_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, blank=True, on_delete=models.PROTECT, related_name="+"
    )
    reason = models.CharField(max_length=300, blank=True)
    applied_in = models.ForeignKey(Version, null=True, blank=True, on_delete=models.SET_NULL, related_name="+")

    class Meta:
        ordering = ["-made_on", "-id"]
        constraints = [
            models.UniqueConstraint(
                fields=["plan", "item"], condition=Q(state="open", item__isnull=False), name="one_open_proposal_an_item"
            ),
            models.UniqueConstraint(
                fields=["plan", "rule"], condition=Q(state="open", item__isnull=True), name="one_open_proposal_a_plan"
            ),
        ]
        indexes = [models.Index(fields=["made_on"], condition=Q(state="open"), name="proposal_open")]

    def __str__(self) -> str:
        return f"{self.rule}: {self.name}".rstrip(": ")
