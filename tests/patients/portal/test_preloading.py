"""The player's modules are named in the shell, so that a slow line asks for all of them at once."""

import re
from pathlib import Path
from posixpath import dirname, join, normpath

from django.conf import settings
from django.template.loader import render_to_string

from patients.portal.release import files

IMPORTS = re.compile(r"^(?:import|export)\b[^;(]*?[\"'](\.[^\"']+)[\"']", re.MULTILINE)


def test_shell_preloads_each_module_its_scripts_import_once() -> None:
    shell = render_to_string("portal/shell.html")
    named = re.findall(r'rel="modulepreload" href="/static/([^"]+)"', shell)
    root = Path(settings.STATICFILES_DIRS[0])
    imported = {
        normpath(join(dirname(name), path))
        for name in named
        if name.startswith("js/")
        for path in IMPORTS.findall((root / name).read_text())
    }
    entries = {"js/portal/everywhere.js", "js/portal/shell.js"}
    assert set(named) == imported | entries
    assert len(named) == len(set(named))
    assert {f"/static/{name}" for name in named} <= set(files())
    assert "js/portal/player/painted.js" in named  # four steps from the shell
