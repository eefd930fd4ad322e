"""The project's own settings, on a throw-away database: SQLite, or PostgreSQL where TEST_DATABASE_URL names one."""

import os
import tempfile

import environ

os.environ.setdefault("LOADWELL_MODE", "production")
os.environ.setdefault("SECRET_KEY", "only-for-tests-0123456789-abcdefghijklmnopqrstuvwxyz")
os.environ.setdefault("LOADWELL_VAR", tempfile.mkdtemp(prefix="loadwell-test-"))
os.environ.pop("DATABASE_URL", None)
os.environ.pop("REDIS_URL", None)

from clinic.settings import *  # noqa: F403 (Django's settings are the names of a module)
from clinic.settings import DATABASES, SQLITE_OPTIONS, STATIC_ROOT, STORAGES, TEMPLATES, VAR_DIR

if os.environ.get("TEST_DATABASE_URL"):
    DATABASES["default"] = environ.Env.db_url_config(os.environ["TEST_DATABASE_URL"])
else:
    # A file, as in real life: in memory all threads of the server that a browser asks would share one connection,
    # and two that use it at the same time break its statement cache.
    DATABASES["default"]["TEST"] = {"NAME": VAR_DIR / "test.sqlite3"}
    DATABASES["default"]["OPTIONS"] = {
        **SQLITE_OPTIONS,
        "init_command": "PRAGMA journal_mode=WAL;PRAGMA synchronous=OFF;PRAGMA foreign_keys=ON",
    }
STATIC_ROOT.mkdir(exist_ok=True)  # whitenoise warns when nothing was ever collected
ALLOWED_HOSTS = ["testserver", "127.0.0.1", "localhost"]
PASSWORD_HASHERS = ["django.contrib.auth.hashers.MD5PasswordHasher"]
EMAIL_BACKEND = "django.core.mail.backends.locmem.EmailBackend"
CELERY_BROKER_URL = "memory://"
CELERY_TASK_ALWAYS_EAGER = True
CELERY_TASK_EAGER_PROPAGATES = True
STORAGES["staticfiles"] = {"BACKEND": "django.contrib.staticfiles.storage.StaticFilesStorage"}
TEMPLATES[0]["OPTIONS"]["string_if_invalid"] = ""
CACHES = {"default": {"BACKEND": "django.core.cache.backends.locmem.LocMemCache"}}
