"""Addresses of the library."""

from django.urls import path

from exercises.views import library

app_name = "exercises"
urlpatterns = [
    path("", library.exercises, name="list"),
    path("<int:pk>/", library.exercise, name="detail"),
    # finding
    path("<int:pk>/star/", library.star, name="star"),
]
