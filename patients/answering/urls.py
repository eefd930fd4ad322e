"""Addresses of the taps; short, because mailers break long ones."""

from django.urls import path

from patients.answering import views

app_name = "answering"
urlpatterns = [path("<str:token>/", views.tap, name="tap")]
