"""Our settings with what people use instead: one periodic task for each patient, in django-celery-beat."""

from clinic.settings import *  # noqa: F403 (Django's settings are the names of a module)
from clinic.settings import INSTALLED_APPS

INSTALLED_APPS = [*INSTALLED_APPS, "django_celery_beat"]
