"""How the tests are run: what needs the database is marked, the slowest go first, and little garbage is looked for."""

import gc

import pytest

from tests.needs import needs

SLOWEST_FIRST = ("services", "browser", "apart")
OBJECTS_BEFORE_GARBAGE_IS_LOOKED_FOR = 50_000


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Put the slow ones in front, so that no process is left alone with them at the end.

    pytest-django lets a test that asks for no database reach none, so one run of it is enough; so it is of one that
    prints, for paper is made in a process apart.
    """
    for item in items:
        if needs(item, "pdf"):
            item.add_marker(pytest.mark.apart)
        if item.get_closest_marker("django_db") or "django_db_setup" in item.fixturenames:
            item.add_marker(pytest.mark.database)
    items.sort(key=place)


def place(item: pytest.Item) -> int:
    marked = (place for place, marker in enumerate(SLOWEST_FIRST) if item.get_closest_marker(marker))
    return next(marked, len(SLOWEST_FIRST))


def pytest_collection_finish() -> None:
    """Modules and tests stay to the end; looking through them again and again for garbage takes a tenth of the time."""
    gc.collect()
    gc.freeze()
    gc.set_threshold(OBJECTS_BEFORE_GARBAGE_IS_LOOKED_FOR, 20, 50)
