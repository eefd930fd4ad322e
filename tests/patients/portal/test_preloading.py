"""What the player's first screen imports is named in the shell, so that a slow line asks for all of it at once."""

import re
from pathlib import Path
from posixpath import dirname, join, normpath

from django.conf import settings
from django.template.loader import render_to_string

from patients.portal.release import files

IMPORTS = re.compile(r"^(?:import|export)\b[^;(]*?[\"'](\.[^\"']+)[\"']", re.MULTILINE)


LATER = re.compile(r"\bimport\([\"'](\.[^\"']+)[\"']\)")


def found_in(pattern: re.Pattern[str], names: list[str]) -> set[str]:
    """What these scripts import, below static/."""
    root = Path(settings.STATICFILES_DIRS[0])
    scripts = [name for name in names if name.startswith("js/")]
    return {
        normpath(join(dirname(name), path)) for name in scripts for path in pattern.findall((root / name).read_text())
    }


def test_shell_preloads_each_module_of_the_first_screen_once() -> None:
    shell = render_to_string("portal/shell.html")
    named = re.findall(r'rel="modulepreload" href="/static/([^"]+)"', shell)
    entries = {"js/portal/everywhere.js", "js/portal/shell.js", "js/portal/places/player.js"}
    assert set(named) == found_in(IMPORTS, named) | entries
    assert len(named) == len(set(named))
    assert "js/portal/player/timing.js" in named  # four steps from the shell
    later = found_in(LATER, named)
    assert {"js/portal/player/training.js", "js/portal/places/today.js"} <= later - set(named)
    assert {f"/static/{name}" for name in {*named, *later}} <= set(files())  # kept for who has no network
