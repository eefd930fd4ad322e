"""Several sweeps at the same moment, on PostgreSQL and a real mail server: each alert and each notice arrives once."""

from collections import Counter

import pytest

from tests.services.house import Database, House, Inbox

SWEEPS, NUMBER = 4, 12
KINDS = {"alarm": NUMBER, "again": NUMBER, "message": NUMBER}


@pytest.mark.services
def test_of_several_sweeps_at_once_each_alert_and_each_notice_comes_from_one(
    house: House, database: Database, inbox: Inbox
) -> None:
    house.run("-m", "tests.services.sweeping", "seed", str(NUMBER))
    for place in range(SWEEPS):
        house.start(f"sweep {place}", "-m", "tests.services.sweeping", "sweep")
    house.wait()

    ids = Counter(message["Message-ID"] for message in inbox.messages)
    assert set(ids.values()) == {1}
    assert Counter(each.strip("<").split(".")[0] for each in ids) == KINDS
    unfinished = "SELECT count(*) FROM patients_safetylock WHERE lease_until IS NOT NULL OR told_at IS NULL"
    assert database.rows(unfinished) == [(0,)]
