"""The ground floor: settings, people, walls between clinics, and how the app is run."""

import sys

try:  # A newer SQLite than the system's: before 3.51.3 a WAL reset could corrupt the file.
    import pysqlite3
    from pysqlite3 import dbapi2
except ImportError:  # Not on Linux, or the wheel does not exist there: the system's SQLite it is.
    pass
else:
    sys.modules.update({"sqlite3": pysqlite3, "sqlite3.dbapi2": dbapi2})

from clinic.celery import app as celery_app

__all__ = ["celery_app"]
