"""Which words a reminder has."""

from django.conf import settings
from django.urls import reverse

from patients.models import Plan, Reminder
from patients.reminders.content import Action, Content

SUBJECT = "Your plan for today"


def content_for(reminder: Reminder, plan: Plan) -> Content:
    """Return what this reminder says; reads `reminder.patient` with its clinic, causes no SQL of its own."""
    opening = "Today is one of your days." if plan.training_days else "Today could be a good day for your plan."
    return Content(
        subject=SUBJECT,
        short=SUBJECT,
        opening=(f"{opening} It is ready when you are.",),
        main=Action("Open today’s plan", settings.SITE_URL + reverse("portal:today")),
        closing=(
            "Short of time? A little counts too, and there is always an easier version.",
            "If today is not the day, that is fine. Nothing is lost.",
        ),
    )
