"""Addresses of this room."""

from django.urls import path

from patients.reminders import views

app_name = "reminders"
urlpatterns = [path("<str:token>/", views.unsubscribe, name="unsubscribe")]
