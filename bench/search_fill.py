"""Fill a migrated database with a library of a thousand exercises, the clinic's own among them, and a therapist.

`python -m bench.search_fill EXERCISES` prints the cookies to ask with, as JSON. The therapist has stars and has used
some exercises lately. With `--time` it times the search itself in that database instead and prints the milliseconds.
"""

import json
import sys
import time
from statistics import median

import django

django.setup()  # models can be imported from here on, hence the noqa below

from django.db import connection, transaction  # noqa: E402
from django.utils import timezone  # noqa: E402

from bench.fill import clinic_of, cookie_of  # noqa: E402
from clinic.models import Clinic  # noqa: E402
from exercises.facets import Asked  # noqa: E402
from exercises.models import Exercise, ExerciseMark, ExerciseTag  # noqa: E402
from exercises.search import ranked  # noqa: E402
from exercises.services.library import shelves_of  # noqa: E402
from exercises.services.loading import load_library  # noqa: E402
from exercises.shelves import Habits, look_through  # noqa: E402
from tests.exercises.phrasings import PHRASINGS  # noqa: E402

HOW = ("Slow", "Fast", "Loaded", "Supported", "Paused", "Elevated", "Tempo", "Partial", "Alternate", "Seated")


def fill(number: int) -> None:
    with transaction.atomic():
        load_library()
        clinic, staff = clinic_of("bench", 1)
        _own(clinic, number - Exercise.objects.count())
        marked = Exercise.objects.order_by("key")[:30]
        ExerciseMark.objects.bulk_create(
            ExerciseMark(membership=staff[0], exercise=each, is_starred=n % 2 == 0, used_at=timezone.now())
            for n, each in enumerate(marked)
        )
        cookies = {
            "therapist": cookie_of(staff[0]),
            "floor": cookie_of(staff[0], "django.contrib.auth.backends.ModelBackend"),
        }
    with connection.cursor() as cursor:
        cursor.execute("VACUUM ANALYZE")
    json.dump({**cookies, "exercises": Exercise.objects.count()}, sys.stdout)


def _own(clinic: Clinic, number: int) -> None:
    """The clinic's own: variations of the built-in ones with all their words and tags."""
    originals = list(Exercise.objects.order_by("key").with_tags())
    own, tags = [], []
    for n in range(number):
        original = originals[n % len(originals)]
        how = HOW[n // len(originals) % len(HOW)]
        values = {field.attname: getattr(original, field.attname) for field in Exercise._meta.concrete_fields}
        changed = {
            "id": None,
            "clinic_id": clinic.pk,
            "key": f"own-{n}",
            "source_id": "",
            "adapted_from_id": original.pk,
        }
        own.append(Exercise(**values | changed | {"name": f"{how} {original.name}"}))
        tags.append([(tag.kind, tag.value) for tag in original.tags.all()])
    Exercise.objects.bulk_create(own, batch_size=200)
    ExerciseTag.objects.bulk_create(
        ExerciseTag(exercise=exercise, kind=kind, value=value)
        for exercise, pairs in zip(own, tags, strict=True)
        for kind, value in pairs
    )


def time_search(rounds: int = 20) -> None:
    """Milliseconds of the search itself: words to exercises in their order, and of making the index."""
    began = time.perf_counter()
    shelves = shelves_of(Clinic.objects.get(slug="bench"))
    made = time.perf_counter() - began
    ranked([shelf.index for shelf in shelves], "warm")
    found = {}
    for typed, _ in PHRASINGS * rounds:
        began = time.perf_counter()
        look_through(shelves, Asked(q=typed), Habits())
        found.setdefault(typed, []).append((time.perf_counter() - began) * 1000)
    each = {typed: median(times) for typed, times in found.items()}
    slowest = max(each, key=each.__getitem__)
    json.dump(
        {"median": median(each.values()), "slowest": each[slowest], "which": slowest, "made": made * 1000}, sys.stdout
    )


if __name__ == "__main__":
    time_search() if sys.argv[1] == "--time" else fill(int(sys.argv[1]))
