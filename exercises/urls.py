"""Addresses of the library."""

from django.urls import path

from exercises import views

app_name = "exercises"
urlpatterns = [
    path("", views.exercises, name="list"),
    path("<int:pk>/", views.exercise, name="detail"),
]
