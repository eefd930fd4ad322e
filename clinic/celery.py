"""The Celery application; its settings are Django's, prefixed CELERY_."""

import os
from typing import Any

from celery import Celery
from celery.signals import setup_logging

import clinic.embedded  # noqa: F401  (names the broker of the embedded mode)

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "clinic.settings")
app = Celery("loadwell")
app.config_from_object("django.conf:settings", namespace="CELERY")
app.autodiscover_tasks()


@setup_logging.connect
def keep_our_logging(**kwargs: Any) -> None:
    """Being connected is enough: Celery then adds no handlers and formats of its own to Django's."""
