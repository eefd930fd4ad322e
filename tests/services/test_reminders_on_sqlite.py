"""Several processes on one SQLite file, without any server: each row is planned once and sent by one of them."""

import re
import sqlite3
from collections import Counter

from tests.services.house import House

PATIENTS = 60
BEAT_AND_WORKER = """
import django
django.setup()
from patients.reminders import delivery, planning
planning.plan()
while delivery.drain():
    pass
"""


def test_processes_side_by_side_send_each_reminder_once(bare_house: House) -> None:
    bare_house.manage("migrate", "--verbosity", "0")
    bare_house.run("-m", "tests.services.seed", str(PATIENTS))
    for number in range(3):
        bare_house.start(f"process {number}", "-c", BEAT_AND_WORKER)
    bare_house.wait()

    mails = "".join(path.read_text() for path in (bare_house.logs / "mail").iterdir())
    sent = Counter(re.findall(r"^Message-ID: (.+)$", mails, re.MULTILINE))
    assert (len(sent), set(sent.values())) == (PATIENTS, {1})
    with sqlite3.connect(bare_house.logs / "loadwell.sqlite3") as database:
        due = "SELECT state, count(*) FROM patients_reminder WHERE due_at <= datetime('now') GROUP BY state"
        assert database.execute(due).fetchall() == [("sent", PATIENTS)]
