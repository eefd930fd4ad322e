"""A query that is written once asks what the plain one asks, for whichever numbers it is given."""

import threading

import pytest
from django.db import connection

from clinic.models import Clinic, Membership
from clinic.prepared import Prepared
from tests.factories import ClinicFactory


@Prepared
def staff(clinic: int, user: int):
    return Membership.objects.filter(clinic=clinic, user=user, is_active=True).select_related("user", "clinic")


@Prepared
def names(pk: int):
    return Clinic.objects.filter(pk__gte=pk).order_by("name").values_list("name", "pk")


def test_each_question_gets_its_own_answer(anna: Membership, ben: Membership, django_assert_num_queries):
    for seat in (anna, ben, anna):
        with django_assert_num_queries(1):
            found = staff.first(seat.clinic_id, seat.user_id)
            assert (found, found.user, found.clinic) == (seat, seat.user, seat.clinic)
    assert staff.all(anna.clinic_id, ben.user_id) == []
    assert staff.first(anna.clinic_id, 0) is None


def test_it_answers_with_what_stands_there_now(anna: Membership):
    assert staff.first(anna.clinic_id, anna.user_id) == anna
    Membership.objects.update(is_active=False)
    assert staff.first(anna.clinic_id, anna.user_id) is None


def test_values_are_answered_as_tuples(clinic: Clinic):
    other = ClinicFactory(name="A clinic before all others")
    assert names.all(clinic.pk) == [(other.name, other.pk), (clinic.name, clinic.pk)]


@pytest.mark.django_db(transaction=True)
def test_another_thread_asks_over_its_own_connection(anna: Membership):
    found = [staff.first(anna.clinic_id, anna.user_id)]

    def ask() -> None:
        found.append(staff.first(anna.clinic_id, anna.user_id))
        connection.close()

    thread = threading.Thread(target=ask)
    thread.start()
    thread.join()
    assert found == [anna, anna]
