"""The floor: Django with sessions and sign-in and nothing else, on the same server and database."""

from clinic.settings import *  # noqa: F403
from clinic.settings import INSTALLED_APPS

INSTALLED_APPS = [app for app in INSTALLED_APPS if app.startswith("django.contrib") or app == "clinic"]
AUTHENTICATION_BACKENDS = ["django.contrib.auth.backends.ModelBackend"]
MIDDLEWARE = [
    "django.contrib.sessions.middleware.SessionMiddleware",
    "django.contrib.auth.middleware.AuthenticationMiddleware",
]
ROOT_URLCONF = "bench.floor"
LOGIN_URL = "/floor/"
