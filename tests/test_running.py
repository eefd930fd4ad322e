"""The run on PostgreSQL picks its tests by a mark; one that misses it would be lost there without a word."""

import pytest

from clinic.models import Clinic


def is_marked(request: pytest.FixtureRequest) -> bool:
    return request.node.get_closest_marker("database") is not None


def test_who_asks_for_the_database_is_marked(request: pytest.FixtureRequest, db: None) -> None:
    assert is_marked(request)


def test_who_asks_for_rows_that_need_it_is_marked(request: pytest.FixtureRequest, clinic: object) -> None:
    assert is_marked(request)


@pytest.mark.django_db
def test_who_says_so_by_a_mark_is_marked(request: pytest.FixtureRequest) -> None:
    assert is_marked(request)


def test_who_asks_for_none_is_not_marked_and_reaches_none(request: pytest.FixtureRequest) -> None:
    assert not is_marked(request)
    with pytest.raises(RuntimeError, match="Database access not allowed"):
        Clinic.objects.exists()
