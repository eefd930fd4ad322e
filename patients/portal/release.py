"""What the patient's pages are made of: the files a device keeps to show them without a network."""

import hashlib
import json
from functools import cache
from pathlib import Path

from django.conf import settings
from django.template.loader import render_to_string
from django.templatetags.static import static

# Below static/; whatever a portal page or a place of the shell asks for.
FILES = (
    "vendor/bootstrap.min.css",
    "css/theme.css",
    "css/portal*.css",
    "css/player*.css",
    "vendor/fonts/atkinson-hyperlegible-regular.woff2",
    "vendor/fonts/atkinson-hyperlegible-bold.woff2",
    "vendor/fonts/atkinson-hyperlegible-italic.woff2",
    "img/loadwell.svg",
    "js/theme.js",
    "js/figure.js",
    "js/moving.js",
    "js/portal/**/*.js",
    "vendor/idb.js",
    "vendor/lit-html.js",
)
WORKER, BACKGROUND = "js/portal/worker.js", "js/portal/background.js"  # kept by the browser itself


@cache
def files() -> tuple[str, ...]:
    """Their addresses; each carries a hash of what is in it, wherever static files were collected."""
    (root,) = map(Path, settings.STATICFILES_DIRS)
    names = (str(found.relative_to(root)) for pattern in FILES for found in sorted(root.glob(pattern)))
    return tuple(static(name) for name in names if name not in (WORKER, BACKGROUND))


@cache
def release() -> str:
    """Another one whenever the shell or one of its files is."""
    told = json.dumps([files(), static(WORKER), static(BACKGROUND), render_to_string("portal/shell.html")])
    return hashlib.sha256(told.encode()).hexdigest()[:16]
