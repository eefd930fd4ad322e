"""The Wednesday of every visit, and the session that is trained."""

import pytest
import time_machine

from patients.models import Plan
from programmes.models import Session
from tests.patients.portal.visiting import NOON


@pytest.fixture(autouse=True)
def clock():
    with time_machine.travel(NOON, tick=False) as traveller:
        yield traveller


@pytest.fixture
def session(plan: Plan) -> Session:
    return Session.objects.get(phase__version=plan.version)
