"""Tell the browser at once which modules a page's scripts import, instead of file by file as it reads them."""

import posixpath
import re
from functools import cache
from pathlib import Path

from django import template
from django.conf import settings
from django.templatetags.static import static
from django.utils.html import format_html_join
from django.utils.safestring import SafeString

register = template.Library()
IMPORTED = re.compile(r"^(?:import|export)\b[^;(]*?[\"'](\.[^\"']+)[\"']", re.MULTILINE)


@register.simple_tag
def preload_modules(*names: str) -> SafeString:
    """A link for each module that these scripts, named below static/, import at once; the scripts among them."""
    return format_html_join("\n", '<link rel="modulepreload" href="{}">', ((static(name),) for name in graph(names)))


@cache
def graph(names: tuple[str, ...]) -> tuple[str, ...]:
    """The scripts and all they import, those nearest to the scripts first."""
    (root,) = map(Path, settings.STATICFILES_DIRS)
    found = list(dict.fromkeys(names))
    for name in found:  # grows while it is gone through
        imported = (_beside(name, path) for path in IMPORTED.findall((root / name).read_text()))
        found += dict.fromkeys(each for each in imported if each not in found)
    return tuple(found)


def _beside(name: str, path: str) -> str:
    return posixpath.normpath(posixpath.join(posixpath.dirname(name), path))
