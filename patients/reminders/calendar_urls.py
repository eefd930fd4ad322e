"""The address of a patient's calendar."""

from django.urls import path

from patients.reminders import calendar_views

app_name = "calendar"
urlpatterns = [path("<slug:key>.ics", calendar_views.feed, name="feed")]
