"""Settings of the real servers that tests start: the project's own, with a quicker pulse and nothing to collect."""

from clinic.settings import *  # noqa: F403 (Django's settings are the names of a module)
from clinic.settings import CELERY_BEAT_SCHEDULE, STORAGES

CELERY_BEAT_SCHEDULE["heartbeat"]["schedule"] = 0.5
STORAGES["staticfiles"] = {"BACKEND": "django.contrib.staticfiles.storage.StaticFilesStorage"}
WHITENOISE_USE_FINDERS = True
