"""Pictures, videos and links that a clinic adds to its own exercises."""

from urllib.parse import urlsplit

from django.db import models
from django.db.models import Q

from exercises.models.exercise import Exercise


class ExerciseMedia(models.Model):
    """One picture or video in a file of ours, or the address of a video elsewhere.

    Files are never overwritten: a snapshot of the exercise goes on showing the file it showed.
    """

    class Kind(models.TextChoices):
        PICTURE = "picture", "Picture"
        VIDEO = "video", "Video"
        LINK = "link", "Link to a video"

    exercise = models.ForeignKey(Exercise, on_delete=models.CASCADE, related_name="media")
    kind = models.CharField(max_length=7, choices=Kind)
    position = models.PositiveSmallIntegerField(default=0)
    file = models.FileField(upload_to="exercises/%Y/%m/", max_length=200, blank=True)
    content_type = models.CharField(max_length=40, blank=True)
    url = models.URLField(max_length=500, blank=True)
    alt = models.CharField("what it shows", max_length=200, blank=True)

    class Meta:
        ordering = ["position", "id"]
        constraints = [
            models.CheckConstraint(
                condition=Q(kind="link", file="") & ~Q(url="") | ~Q(kind="link") & Q(url="") & ~Q(file=""),
                name="exercise_media_file_or_link",
            )
        ]

    def __str__(self) -> str:
        return f"{self.get_kind_display()} of {self.exercise}"

    @property
    def site(self) -> str:
        """Where a link leads, as people know it: youtube.com."""
        return (urlsplit(self.url).hostname or "").removeprefix("www.")
