"""What a clinic changed about the messages its patients get: when each kind comes, and in which words."""

from django.db import models

from clinic.models import Clinic


class MessageRule(models.Model):
    """When one kind of message comes in one clinic; what is empty is as the table of `patients.reminders.kinds` says.

    `hour` is local to the patient; `days` are days after what the kind counts from, with spaces between.
    """

    clinic = models.ForeignKey(Clinic, on_delete=models.CASCADE, related_name="message_rules")
    kind = models.CharField(max_length=12)
    is_on = models.BooleanField(default=True)
    hour = models.TimeField(null=True, blank=True)
    days = models.CharField(max_length=60, blank=True)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["clinic", "kind"], name="message_rule_once")]

    def __str__(self) -> str:
        return self.kind


class MessageText(models.Model):
    """A clinic's own words for one kind of message; placeholders are checked when it is saved."""

    clinic = models.ForeignKey(Clinic, on_delete=models.CASCADE, related_name="message_texts")
    kind = models.CharField(max_length=12)
    subject = models.CharField(max_length=80)
    body = models.TextField(max_length=2000)
    short = models.CharField("on a locked screen and as a text message", max_length=120)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["clinic", "kind"], name="message_text_once")]

    def __str__(self) -> str:
        return self.kind
