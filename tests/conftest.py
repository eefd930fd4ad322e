"""The cast that every test knows, and the house rules of testing."""

import os
from collections.abc import Iterator

import pytest
from django.test import Client

from clinic.middleware import SESSION_KEY
from clinic.models import Clinic, Membership, Role
from patients.models import Patient, Plan
from tests.factories import ClinicFactory, MembershipFactory, PatientFactory, PlanFactory
from tests.hostile import hostile_strings, some_hostile_strings
from tests.needs import pytest_runtest_makereport, pytest_runtest_setup  # noqa: F401 (hooks)
from tests.running import pytest_collection_finish, pytest_collection_modifyitems  # noqa: F401 (hooks)

__all__ = ["hostile_strings", "some_hostile_strings"]

os.environ.setdefault("DJANGO_ALLOW_ASYNC_UNSAFE", "true")  # Playwright's loop runs in this thread


@pytest.fixture
def clinic(db: None) -> Clinic:
    return ClinicFactory(name="Harbour Physio", slug="harbour")


@pytest.fixture
def anna(clinic: Clinic) -> Membership:
    """A therapist."""
    return MembershipFactory(clinic=clinic, user__name="Anna Archer", user__email="anna@example.test")


@pytest.fixture
def ada(clinic: Clinic) -> Membership:
    """The admin of Anna's clinic."""
    return MembershipFactory(clinic=clinic, role=Role.ADMIN, user__name="Ada Admin", user__email="ada@example.test")


@pytest.fixture
def ben(db: None) -> Membership:
    """A therapist of another clinic."""
    return MembershipFactory(
        clinic__name="Hill Physio", clinic__slug="hill", user__name="Ben Brook", user__email="ben@example.test"
    )


@pytest.fixture
def pat(anna: Membership) -> Patient:
    """Anna's patient."""
    return PatientFactory(
        clinic=anna.clinic, therapist=anna, first_name="Pat", last_name="Pine", email="pat@example.test"
    )


@pytest.fixture
def sam(anna: Membership) -> Patient:
    """Another patient of Anna's."""
    return PatientFactory(
        clinic=anna.clinic, therapist=anna, first_name="Sam", last_name="Stone", email="sam@example.test"
    )


@pytest.fixture
def plan(pat: Patient) -> Plan:
    """Pat's plan: one session of two items, since Monday 2 March 2026."""
    return PlanFactory(patient=pat)


def signed_in(membership: Membership) -> Client:
    """A browser in which this seat is taken."""
    client = Client()
    client.force_login(membership.user)
    session = client.session
    session[SESSION_KEY] = membership.pk
    session.save()
    return client


@pytest.fixture
def as_anna(anna: Membership) -> Client:
    return signed_in(anna)


@pytest.fixture
def as_ada(ada: Membership) -> Client:
    return signed_in(ada)


@pytest.fixture
def as_ben(ben: Membership) -> Client:
    return signed_in(ben)


@pytest.fixture
def as_pat(pat: Patient) -> Client:
    return signed_in(pat.membership)


@pytest.fixture
def as_sam(sam: Patient) -> Client:
    return signed_in(sam.membership)


@pytest.fixture(autouse=True)
def _empty_cache() -> Iterator[None]:
    """Rate limits live in the cache; one test's sign-ins are not another's, nor is its library in memory."""
    yield
    from django.core.cache import cache  # noqa: PLC0415 (settings must be read first)

    from exercises.services.library import SHELVES  # noqa: PLC0415
    from programmes.handouts import kept  # noqa: PLC0415

    cache.clear()
    SHELVES.clear()
    kept.forget()
