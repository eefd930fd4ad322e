"""What was done to a draft, row by row, so that it can be undone and colleagues can follow."""

from django.conf import settings
from django.core.serializers.json import DjangoJSONEncoder
from django.db import models

from programmes.models.version import Version


class DraftEdit(models.Model):
    """One edit of a draft; its number is how far the draft has come.

    `changes` lists each row touched as {of, pk, in, before, after}: the columns that differ, all of them where
    the row was added (`before` is null) or removed (`after` is null). `undone` is the number of the entry that
    undid it. An entry that undoes or redoes names the edit in `reverts`. Gone when the draft is published.
    """

    version = models.ForeignKey(Version, on_delete=models.CASCADE, related_name="edits")
    by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    at = models.DateTimeField(auto_now_add=True)
    said = models.CharField(max_length=300)
    changes = models.JSONField(encoder=DjangoJSONEncoder)
    reverts = models.ForeignKey("self", null=True, blank=True, on_delete=models.SET_NULL, related_name="+")
    undone = models.BigIntegerField(null=True, blank=True)

    class Meta:
        ordering = ["id"]
        indexes = [models.Index(fields=["version", "id"], name="draft_edits_in_order")]

    def __str__(self) -> str:
        return self.said
