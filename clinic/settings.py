"""Settings, read from the environment; a fresh checkout runs with none of them set.

LOADWELL_MODE is `demo` or `production`. Unset, it is `demo` only while nothing else of a real
installation is named either; anything that looks real without a SECRET_KEY refuses to start.
"""

import os
from pathlib import Path
from urllib.parse import urlsplit

import environ
from csp.constants import NONE, SELF
from django.core.exceptions import ImproperlyConfigured

BASE_DIR = Path(__file__).resolve().parent.parent
env = environ.Env()
if (BASE_DIR / ".env").is_file():
    env.read_env(BASE_DIR / ".env")

# --- Which house is this ---------------------------------------------------------------------
REAL_SIGNS = ("SECRET_KEY", "DATABASE_URL", "REDIS_URL", "CELERY_BROKER_URL", "EMAIL_URL")
MODE = env("LOADWELL_MODE", default="production" if any(map(os.environ.get, REAL_SIGNS)) else "demo")
if MODE not in ("demo", "production"):
    raise ImproperlyConfigured(f"LOADWELL_MODE is '{MODE}'; set it to 'demo' or 'production'.")
DEMO = MODE == "demo"
if DEMO and env("DATABASE_URL", default=""):
    raise ImproperlyConfigured(
        "The demo keeps to its own SQLite file. Unset DATABASE_URL, or set LOADWELL_MODE=production."
    )
if not DEMO and not env("SECRET_KEY", default=""):
    raise ImproperlyConfigured(
        "A production start needs SECRET_KEY. Make one with "
        "`python -c 'import secrets; print(secrets.token_urlsafe(50))'` and keep it in the environment or in .env."
    )
SECRET_KEY = "demo-only-not-a-secret" if DEMO else env("SECRET_KEY")  # never used in production, see above
DEBUG = False
VAR_DIR = Path(env("LOADWELL_VAR", default=str(BASE_DIR / "var")))
SITE_URL = env("SITE_URL", default=f"http://127.0.0.1:{env('PORT', default='8000')}").rstrip("/")
ALLOWED_HOSTS = env.list("ALLOWED_HOSTS", default=[urlsplit(SITE_URL).hostname, "127.0.0.1", "localhost", "[::1]"])
CSRF_TRUSTED_ORIGINS = env.list("CSRF_TRUSTED_ORIGINS", default=[SITE_URL])

# --- Rooms -----------------------------------------------------------------------------------
INSTALLED_APPS = [
    "clinic",
    "exercises",
    "programmes",
    "patients",
    "django.contrib.auth",
    "django.contrib.contenttypes",
    "django.contrib.sessions",
    "django.contrib.messages",
    "whitenoise.runserver_nostatic",
    "django.contrib.staticfiles",
    "django.contrib.humanize",
    "allauth",
    "allauth.account",
    "crispy_forms",
    "crispy_bootstrap5",
    "template_partials",
    "django_htmx",
    "csp",
]
MIDDLEWARE = [
    "django.middleware.security.SecurityMiddleware",
    "whitenoise.middleware.WhiteNoiseMiddleware",
    "clinic.middleware.OursMiddleware",
    "csp.middleware.CSPMiddleware",
    "clinic.middleware.SameForEverybodyMiddleware",
    "django.contrib.sessions.middleware.SessionMiddleware",
    "django.middleware.common.CommonMiddleware",
    "django.middleware.csrf.CsrfViewMiddleware",
    "django.contrib.auth.middleware.AuthenticationMiddleware",
    "django.contrib.messages.middleware.MessageMiddleware",
    "django.middleware.clickjacking.XFrameOptionsMiddleware",
    "django_htmx.middleware.HtmxMiddleware",
    "allauth.account.middleware.AccountMiddleware",
    "clinic.middleware.SignInMiddleware",
    "clinic.middleware.MembershipMiddleware",
    "patients.middleware.PatientMiddleware",
    "patients.middleware.OwnerMiddleware",
]
SAME_FOR_EVERYBODY = (
    "/brand/",
    "/exercises/figures/",
    "/my/icon/",
    "/my/shell/",
    "/my/train/",
    "/my/sw.js",
    "/my/waiting/",
    "/t/",
)  # asked for without cookies, and kept for ever where the view says so
ROOT_URLCONF = "clinic.urls"
WSGI_APPLICATION = "clinic.wsgi.application"
TEMPLATES = [
    {
        "BACKEND": "django.template.backends.django.DjangoTemplates",
        "DIRS": [BASE_DIR / "templates"],
        "APP_DIRS": True,
        "OPTIONS": {
            "context_processors": [
                "django.template.context_processors.request",
                "django.contrib.auth.context_processors.auth",
                "django.contrib.messages.context_processors.messages",
                "clinic.branding.branding",
            ],
        },
    }
]
CRISPY_ALLOWED_TEMPLATE_PACKS = "bootstrap5"
CRISPY_TEMPLATE_PACK = "bootstrap5"
DEFAULT_AUTO_FIELD = "django.db.models.BigAutoField"

# --- Database: one file, or PostgreSQL -------------------------------------------------------
# IMMEDIATE takes the write lock at the start of a transaction; with Django's default, a read that
# turns into a write fails at once as "locked" under load, whatever the timeout.
SQLITE_OPTIONS = {
    "timeout": 20,
    "transaction_mode": "IMMEDIATE",
    "init_command": "PRAGMA journal_mode=WAL;PRAGMA synchronous=NORMAL;PRAGMA foreign_keys=ON",
}
if env("DATABASE_URL", default=""):
    DATABASES = {"default": env.db("DATABASE_URL")}
    DATABASES["default"].update(CONN_MAX_AGE=60, CONN_HEALTH_CHECKS=True)
else:
    DATABASES = {
        "default": {
            "ENGINE": "django.db.backends.sqlite3",
            "NAME": VAR_DIR / ("demo.sqlite3" if DEMO else "loadwell.sqlite3"),
            "OPTIONS": SQLITE_OPTIONS,
            "CONN_MAX_AGE": 60,
        }
    }

# --- Celery: the database is the truth, a message is only a doorbell -------------------------
CELERY_BROKER_URL = env("CELERY_BROKER_URL", default="") or env("REDIS_URL", default="") or "embedded://localhost"
EMBEDDED = CELERY_BROKER_URL.startswith("embedded")
CELERY_TASK_IGNORE_RESULT = True
CELERY_TASK_ACKS_LATE = True
CELERY_TASK_REJECT_ON_WORKER_LOST = True
CELERY_WORKER_PREFETCH_MULTIPLIER = 1
CELERY_WORKER_HIJACK_ROOT_LOGGER = False
CELERY_WORKER_SOFT_SHUTDOWN_TIMEOUT = 10
CELERY_BROKER_CONNECTION_RETRY_ON_STARTUP = True
CELERY_BROKER_CONNECTION_MAX_RETRIES = None
CELERY_BROKER_TRANSPORT_OPTIONS = (
    {}
    if EMBEDDED
    else {
        "visibility_timeout": 3600,
        "socket_timeout": 5,  # without it a half-open connection leaves a worker deaf
        "socket_connect_timeout": 2,
        "socket_keepalive": True,
        "max_retries": 1,
        "interval_start": 0,
        "interval_step": 0.2,
        "interval_max": 0.2,
    }
)
CELERY_IMPORTS = ["patients.exports.tasks"]  # what does not lie in an app's own tasks
CELERY_TIMEZONE = "UTC"
CELERY_BEAT_SCHEDULER = "celery.beat:Scheduler"  # the default keeps a file beside the code
# A tick that nobody took before the next one is useless: it expires instead of piling up.
TICK_SECONDS = env.float("LOADWELL_TICK_SECONDS", default=15.0)  # how soon after its hour a reminder leaves


def every(seconds: float, task: str) -> dict[str, object]:
    return {"task": task, "schedule": seconds, "options": {"expires": seconds}}


CELERY_BEAT_SCHEDULE = {
    "heartbeat": every(20.0, "clinic.tasks.beat"),
    "plan-reminders": every(20 * TICK_SECONDS, "patients.tasks.plan_reminders"),
    "deliver-reminders": every(TICK_SECONDS, "patients.tasks.deliver_reminders"),
    "watch-patients": every(30.0, "patients.tasks.watch_patients"),
    "tell-of-alarms": every(TICK_SECONDS, "patients.tasks.tell_of_alarms"),
    "tell-of-messages": every(2 * TICK_SECONDS, "patients.tasks.tell_of_messages"),
    "sweep-exports": every(TICK_SECONDS, "patients.exports.tasks.sweep_exports"),
    "sweep-imports": every(60.0, "exercises.tasks.sweep_imports"),
}

EXPORTS_AT_ONCE = env.int("LOADWELL_EXPORTS_AT_ONCE", default=2)  # handouts printed in the background at a time

# --- People and sign-in ----------------------------------------------------------------------
AUTH_USER_MODEL = "clinic.User"
AUTHENTICATION_BACKENDS = ["clinic.accounts.Backend"]
AUTH_PASSWORD_VALIDATORS = [
    {"NAME": "django.contrib.auth.password_validation.UserAttributeSimilarityValidator"},
    {"NAME": "django.contrib.auth.password_validation.MinimumLengthValidator", "OPTIONS": {"min_length": 12}},
    {"NAME": "django.contrib.auth.password_validation.CommonPasswordValidator"},
]
LOGIN_URL = "account_login"
LOGIN_REDIRECT_URL = "home"
LOGOUT_REDIRECT_URL = "account_login"
ACCOUNT_USER_MODEL_USERNAME_FIELD = None
ACCOUNT_LOGIN_METHODS = {"email"}
ACCOUNT_SIGNUP_FIELDS = ["email*", "password1*"]  # nobody signs up, but without it the sign-in form asks no password
ACCOUNT_ADAPTER = "clinic.accounts.Adapter"
ACCOUNT_FORMS = {
    "login": "clinic.forms.sign_in.PasswordForm",
    "request_login_code": "clinic.forms.sign_in.AskForCodeForm",
    "confirm_login_code": "clinic.forms.sign_in.CodeForm",
    "reset_password": "clinic.forms.sign_in.ForgottenPasswordForm",
    "reset_password_from_key": "clinic.forms.sign_in.NewPasswordForm",
}
ACCOUNT_EMAIL_VERIFICATION = "none"  # nobody signs up: staff are invited, patients prove the address by the code
ACCOUNT_LOGIN_BY_CODE_ENABLED = True
ACCOUNT_LOGIN_BY_CODE_TIMEOUT = 600
ACCOUNT_LOGIN_BY_CODE_SUPPORTS_RESEND = True
ACCOUNT_LOGIN_BY_CODE_FORMAT = {"numeric": True, "length": 8}
ACCOUNT_LOGIN_ON_PASSWORD_RESET = True
# Per network address and per e-mail address (key); a whole clinic may share one network address.
ACCOUNT_RATE_LIMITS = {
    "login": "30/m/ip",
    "login_failed": "10/m/ip,5/5m/key",
    "request_login_code": "20/m/ip,3/m/key,10/h/key",
    "reset_password": "10/m/ip,3/m/key,10/h/key",
    "reset_password_from_key": "20/m/ip",
    "new_link": "10/m/ip,3/m/key,10/h/key",
    "start": "60/m/ip",
    "test_message": "6/h/key",
    "tap": "60/m/ip,20/m/key",
}
ACCOUNT_PREVENT_ENUMERATION = True
ACCOUNT_EMAIL_SUBJECT_PREFIX = ""
ACCOUNT_SESSION_REMEMBER = True
SESSION_COOKIE_AGE = 90 * 24 * 3600  # a patient's device stays signed in for 90 days
SESSION_ENGINE = "django.contrib.sessions.backends.db"
# Rate limits live in the cache, so all processes must share one; the embedded mode is one process.
SHARED_CACHE_URL = next(
    (url for url in (env("REDIS_URL", default=""), CELERY_BROKER_URL) if url.startswith("redis")), ""
)
CACHES = {
    "default": {
        "BACKEND": "clinic.cache.ForgivingRedisCache",
        "LOCATION": SHARED_CACHE_URL,
        "KEY_PREFIX": "loadwell",
        "OPTIONS": {"socket_timeout": 1, "socket_connect_timeout": 1},
    }
    if SHARED_CACHE_URL
    else {"BACKEND": "django.core.cache.backends.locmem.LocMemCache"}
}

# --- Security --------------------------------------------------------------------------------
HTTPS = SITE_URL.startswith("https://")
SESSION_COOKIE_SECURE = CSRF_COOKIE_SECURE = HTTPS
SESSION_COOKIE_HTTPONLY = True
SESSION_COOKIE_SAMESITE = CSRF_COOKIE_SAMESITE = "Lax"
SECURE_SSL_REDIRECT = env.bool("SECURE_SSL_REDIRECT", default=HTTPS)
SECURE_REDIRECT_EXEMPT = [r"^healthz$"]
SECURE_HSTS_SECONDS = 31_536_000 if HTTPS else 0
SECURE_HSTS_INCLUDE_SUBDOMAINS = SECURE_HSTS_PRELOAD = HTTPS
SECURE_REFERRER_POLICY = "same-origin"
if env.bool("BEHIND_PROXY", default=False):
    ALLAUTH_TRUSTED_PROXY_COUNT = 1  # the address that is rate-limited is the visitor's, not the proxy's
    SECURE_PROXY_SSL_HEADER = ("HTTP_X_FORWARDED_PROTO", "https")
X_FRAME_OPTIONS = "DENY"
CONTENT_SECURITY_POLICY = {
    "DIRECTIVES": {
        "default-src": [SELF],
        "img-src": [SELF, "data:"],
        "object-src": [NONE],
        "base-uri": [SELF],
        "form-action": [SELF],
        "frame-ancestors": [NONE],
    }
}
DATA_UPLOAD_MAX_MEMORY_SIZE = 2_621_440
FILE_UPLOAD_HANDLERS = [
    "clinic.uploads.Quota",
    "django.core.files.uploadhandler.MemoryFileUploadHandler",
    "django.core.files.uploadhandler.TemporaryFileUploadHandler",
]
DATA_UPLOAD_MAX_NUMBER_FIELDS = 2_000  # a session of 10 exercises x 10 sets x 4 fields fits

# --- Static files, media, mail ---------------------------------------------------------------
STATIC_URL = "static/"
STATIC_ROOT = Path(env("STATIC_ROOT", default=str(VAR_DIR / "static")))
STATICFILES_DIRS = [BASE_DIR / "static"]
# What libraries bring for pages of theirs is not served; their scripts' imports could not be followed either.
STATICFILES_FINDERS = ["django.contrib.staticfiles.finders.FileSystemFinder"]
MEDIA_ROOT = VAR_DIR / "media"
STORAGES = {
    "default": {"BACKEND": "django.core.files.storage.FileSystemStorage"},
    "staticfiles": {"BACKEND": "clinic.storage.StaticFiles"},
}
DEFAULT_FROM_EMAIL = env("DEFAULT_FROM_EMAIL", default="Loadwell <no-reply@localhost>")
SERVER_EMAIL = DEFAULT_FROM_EMAIL
EMAIL_TIMEOUT = env.int("EMAIL_TIMEOUT", default=20)  # seconds; a reminder being sent is held for three times that
if env("EMAIL_URL", default=""):
    vars().update(env.email("EMAIL_URL"))
else:
    EMAIL_BACKEND = "django.core.mail.backends.filebased.EmailBackend"
    EMAIL_FILE_PATH = VAR_DIR / "mail"

# Reports of e-mails that came back go to this mailbox with +MARK before the @; `manage.py bounced` reads them.
BOUNCES_TO = env("BOUNCES_TO", default="")
# --- Other ways to a patient -----------------------------------------------------------------
VAPID_PRIVATE_KEY = env("VAPID_PRIVATE_KEY", default="")  # else VAR_DIR/vapid.key, made by `manage.py prepare`
SMS_URL = env("SMS_URL", default="")  # text messages are off without it
PUSH_TEST_SERVICE = ""  # a push service of tests, as the start of its addresses; never read from the environment

# --- Words, zones, logs ----------------------------------------------------------------------
LANGUAGE_CODE = "en-gb"
USE_I18N = True
USE_TZ = True
TIME_ZONE = "UTC"
SILENCED_SYSTEM_CHECKS: list[str] = []
LOGGING = {
    "version": 1,
    "disable_existing_loggers": False,
    "formatters": {
        "json": {"()": "clinic.logs.JsonFormatter"},
        "plain": {"format": "%(levelname)s %(name)s: %(message)s"},
    },
    "handlers": {"stderr": {"class": "logging.StreamHandler", "formatter": env("LOG_FORMAT", default="json")}},
    "root": {"handlers": ["stderr"], "level": env("LOG_LEVEL", default="INFO")},
    "loggers": {
        "celery.beat": {"level": "WARNING"},  # a line per tick says nothing; celery.app.trace tells what ran
        "celery.worker.strategy": {"level": "WARNING"},
        "fontTools": {"level": "WARNING"},
        "weasyprint": {"level": "ERROR"},
        "django.security.DisallowedHost": {"level": "CRITICAL"},
    },
}
