"""Addresses of the patient's own pages."""

from django.urls import path

from patients.portal.views import cards, handouts, logs, progress, settings, today, training
from patients.portal.views import help as help_page

app_name = "portal"
urlpatterns = [
    path("", today.today, name="today"),
    path("news/", today.news_read, name="news_read"),
    path("session/<int:session_pk>/", training.session, name="session"),
    path("session/<int:session_pk>/<int:number>/", training.exercise, name="exercise"),
    path("session/<int:session_pk>/finish/", training.finish, name="finish"),
    path("log/", logs.log, name="log"),
    path("log/<int:log_pk>/", logs.edit, name="edit"),
    path("log/<int:log_pk>/felt/", logs.felt, name="felt"),
    path("log/<int:log_pk>/done/", logs.done, name="done"),
    path("log/<int:log_pk>/remove/", logs.remove, name="remove"),
    path("late/", logs.late, name="late"),
    path("progress/", progress.progress, name="progress"),
    path("handout.pdf", handouts.handout, name="handout"),
    path("settings/", settings.settings, name="settings"),
    path("settings/pause/", settings.pause, name="pause"),
    path("settings/resume/", settings.resume, name="resume"),
    path("cards/", cards.cards, name="cards"),
    path("cards/<slug:key>/", cards.card, name="card"),
    path("help/", help_page.get_help, name="help"),
]
