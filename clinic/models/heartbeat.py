"""When beat was last seen alive, for the health check."""

from django.db import models


class Heartbeat(models.Model):
    """The last time a named background service ran."""

    name = models.CharField(max_length=40, unique=True)
    at = models.DateTimeField()

    def __str__(self) -> str:
        return f"{self.name} at {self.at:%F %T}"
