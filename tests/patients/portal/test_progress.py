"""The patient's progress."""

import datetime as dt

from tests.factories import (
    SessionLogFactory,
)
from tests.patients.portal.visiting import MONDAY, read, send, sent, statements, text


def test_progress_before_the_first_session_is_kind(as_pat, plan):
    assert "Your sessions will gather here" in text(as_pat, "progress")


def test_progress_lists_sessions_newest_first_and_counts_weeks(as_pat, plan, session):
    for day in ("2026-03-02", "2026-03-04"):
        send(as_pat, sent(session, local_date=day, confidence=5, note=f"Note {day}"))
    page = text(as_pat, "progress")
    assert "1 week on target 2 sessions in all" in page
    assert page.index("Wednesday 4 March") < page.index("Monday 2 March")
    assert "Session A, 1 of 2 exercises Confidence 5 Note 2026-03-04 Change" in page
    assert "2 March 2 of 2, on target" in page


def test_progress_is_paged_and_takes_the_same_statements_for_one_and_for_many(as_pat, plan, session):
    SessionLogFactory(plan=plan, confidence=4)
    with_one = statements(as_pat, "/my/progress/")
    for n in range(15):
        SessionLogFactory(plan=plan, local_date=MONDAY + dt.timedelta(days=n % 3), confidence=5)
    assert (with_one, statements(as_pat, "/my/progress/")) == (12, 12)
    assert "2 of 2" in read(as_pat.get("/my/progress/?page=2")).text
    for nonsense in ("0", "999", "x", "-1"):
        assert as_pat.get("/my/progress/", {"page": nonsense}).status_code == 200
