"""Addresses of the library."""

from django.urls import path

from exercises.views import cards, library, stars

app_name = "exercises"
urlpatterns = [
    path("", library.exercises, name="list"),
    path("<int:pk>/", library.exercise, name="detail"),
    path("cards/", cards.cards, name="cards"),
    path("cards/<slug:key>/", cards.card, name="card"),
    # finding
    path("<int:pk>/star/", stars.star, name="star"),
]
