"""The files behind pictures and videos: shared by copies and snapshots, gone when nobody shows them."""

from collections.abc import Iterable
from functools import partial

from django.core.files.storage import default_storage
from django.db import transaction

from exercises.models import ExerciseMedia


def forget(names: Iterable[str]) -> None:
    """After commit, remove those of the files that no row shows any more."""
    for name in {name for name in names if name}:
        if not ExerciseMedia.objects.filter(file=name).exists():
            transaction.on_commit(partial(default_storage.delete, name), robust=True)
