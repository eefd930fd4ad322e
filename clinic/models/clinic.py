"""The tenant: every other row in the database reaches exactly one clinic, or belongs to the shared library."""

import zoneinfo

from django.core.validators import MaxValueValidator, MinValueValidator
from django.db import models

from clinic.fields import hex_colour, time_zone_name


class Clinic(models.Model):
    """A practice with its own people, patients, name and colours."""

    class Paper(models.TextChoices):
        A4 = "A4", "A4"
        LETTER = "letter", "Letter"

    class WeightUnit(models.TextChoices):
        KG = "kg", "kilograms"
        LB = "lb", "pounds"

    class FigureLook(models.TextChoices):
        """Who is drawn doing the exercises; the drawings themselves are made in a room above."""

        TEAL = "teal", "Teal shirt, brown hair in a bun"
        AMBER = "amber", "Yellow shirt, short black hair"
        SILVER = "silver", "Blue shirt, short grey hair"
        ROSE = "rose", "Rose shirt, dark hair in a bun"

    name = models.CharField(max_length=80)
    slug = models.SlugField(max_length=60, unique=True)
    timezone = models.CharField("time zone", max_length=64, default="Europe/London", validators=[time_zone_name])
    paper = models.CharField("paper size", max_length=6, choices=Paper, default=Paper.A4)
    weight_unit = models.CharField(max_length=2, choices=WeightUnit, default=WeightUnit.KG)
    brand_colour = models.CharField(max_length=7, default="#1f6f73", validators=[hex_colour])
    logo = models.ImageField(upload_to="logos/", blank=True)
    phone = models.CharField(max_length=40, blank=True)
    email = models.EmailField("e-mail", blank=True)
    address = models.CharField(max_length=200, blank=True)
    booking_url = models.URLField("booking link", blank=True)
    message_hours = models.CharField("when messages are read", max_length=120, blank=True)
    emergency_number = models.CharField(max_length=20, default="999")
    advice_number = models.CharField("medical advice number", max_length=20, blank=True, default="111")
    figure_look = models.CharField("who shows the exercises", max_length=8, choices=FigureLook, default=FigureLook.TEAL)
    ink_handouts = models.BooleanField("handouts in black and white", default=False)
    full_names = models.BooleanField("full names on handouts", default=False)
    alarm_again_hours = models.PositiveSmallIntegerField(
        "hours until an alert is sent again",
        default=2,
        validators=[MinValueValidator(1), MaxValueValidator(48)],
    )
    proposals_on = models.BooleanField("proposals for the next step", default=False)
    is_demo = models.BooleanField(default=False)
    created_at = models.DateTimeField(auto_now_add=True)

    class Meta:
        ordering = ["name"]

    def __str__(self) -> str:
        return self.name

    @property
    def zone(self) -> zoneinfo.ZoneInfo:
        """The clinic's time zone; UTC, should it have vanished from the zone files."""
        try:
            return zoneinfo.ZoneInfo(self.timezone)
        except (zoneinfo.ZoneInfoNotFoundError, ValueError):
            return zoneinfo.ZoneInfo("UTC")
