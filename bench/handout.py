"""Print the handout of a template with eight exercises, with and without their drawings, as bytes and seconds.

`python -m bench.handout`, in a filled database, writes JSON. Without: the same words, with the plain picture that an
exercise nobody has drawn gets.
"""

import json
import sys
import time
from statistics import median

import django

django.setup()  # models can be imported from here on, hence the noqa below

from programmes import handouts  # noqa: E402
from programmes.handouts import child, paper  # noqa: E402
from programmes.models import Item, Version  # noqa: E402
from programmes.services import load_library  # noqa: E402

TEMPLATE, EXERCISES = "foundations-strength", 8
TIMES = 5


def main() -> None:
    load_library()
    drawn, undrawn = _version(), _version()
    for item in _items(undrawn):
        item.exercise.key = "drawn-by-nobody"
    rounds = [(_rendered(drawn), _rendered(undrawn)) for _ in range(TIMES)]
    result = {
        name: {"bytes": rounds[0][place][0], "seconds": median(one[place][1] for one in rounds)}
        for place, name in enumerate(("with", "without"))
    }
    json.dump(result, sys.stdout)


def _version() -> Version:
    version = Version.objects.whole().get(programme__key=TEMPLATE, programme__clinic=None)
    if len(_items(version)) != EXERCISES:
        raise SystemExit(f"The template '{TEMPLATE}' has {len(_items(version))} exercises instead of {EXERCISES}.")
    return version


def _items(version: Version) -> list[Item]:
    """As the handout finds them: fetched once, so what is changed here is printed."""
    sessions = [session for phase in version.phases.all() for session in phase.sessions.all()]
    return [item for session in sessions for item in session.items.all()]


def _rendered(version: Version) -> tuple[int, float]:
    """Seconds of processor time, in this process as in the child that prints: what else runs here does not count."""
    began = time.process_time()
    page = handouts.html(version, handout_for=None, clinic=None, site_url="http://127.0.0.1")
    pdf, _ = child.print_(page, [], paper.FONTS)
    return len(pdf), time.process_time() - began


if __name__ == "__main__":
    main()
