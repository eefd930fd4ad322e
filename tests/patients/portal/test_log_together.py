"""Sessions that waited on a device, several in one request: each is stored or refused for itself."""

import json

from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from patients.models import SessionLog
from patients.portal.wire import MOST_TOGETHER
from tests.patients.portal.visiting import sent

BRACKETS = ("BEGIN", "COMMIT", "SAVEPOINT", "RELEASE SAVEPOINT")


def send_together(client: Client, texts: object) -> object:
    headers = {"accept": "application/json"}
    return client.post("/my/log/?together", json.dumps(texts), content_type="application/json", headers=headers)


def test_each_is_stored_or_refused_for_itself_and_known_when_sent_again(as_pat, plan, session):
    good, other = sent(session), sent(session)
    too_old = sent(session, local_date="2026-01-01")
    texts = [json.dumps(good), json.dumps(too_old), "{half a session", json.dumps(other), json.dumps(good)]
    answers = send_together(as_pat, texts).json()["answers"]
    assert [answer["status"] for answer in answers] == [201, 422, 422, 201, 200]
    assert [answer.get("uuid") for answer in answers] == [good["uuid"], None, None, other["uuid"], good["uuid"]]
    assert all(answers[place]["errors"] for place in (1, 2))
    assert {str(log.uuid) for log in SessionLog.objects.all()} == {good["uuid"], other["uuid"]}
    again = send_together(as_pat, texts).json()["answers"]
    assert [answer["status"] for answer in again] == [200, 422, 422, 200, 200]
    assert SessionLog.objects.count() == 2


def test_what_is_no_list_of_sessions_or_too_long_is_refused_whole(as_pat, plan, session):
    one = json.dumps(sent(session))
    for texts in ({}, [], "x", [1], [one] * (MOST_TOGETHER + 1)):
        assert send_together(as_pat, texts).status_code == 422
    assert SessionLog.objects.count() == 0


def test_who_asks_is_read_once_for_all(as_pat, plan, session):
    def statements(number: int) -> int:
        texts = [json.dumps(sent(session)) for _ in range(number)]
        with CaptureQueriesContext(connection) as captured:
            assert send_together(as_pat, texts).status_code == 200
        return sum(not query["sql"].startswith(BRACKETS) for query in captured.captured_queries)

    statements(1)
    assert statements(5) <= 3 + 5 * (statements(1) - 3)
