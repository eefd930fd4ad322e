"""What is measured: each row of the table is a request, with its budget."""

import datetime as dt
import json
import uuid
from collections.abc import Callable
from dataclasses import dataclass
from math import inf
from typing import Any

PAGE, STORE, RECORD = (5.0, 12), (6.0, 15), (6.0, 15)  # times the floor, SQL statements
NO_BUDGET = (inf, 1000)  # said, but held against nothing: what a patient's page fetches when it comes into view


@dataclass(frozen=True)
class Page:
    """A page to open: `path` is made of the cast and of the regular whose turn it is.

    One that shows logs is opened once more right after one was stored.
    """

    name: str
    path: Callable[[dict[str, Any], dict[str, Any]], str]
    by_patient: bool = False
    shows_logs: bool = True
    budget: tuple[float, float] = PAGE

    def cookie(self, cast: dict[str, Any], regular: dict[str, Any]) -> str:
        return regular["cookie"] if self.by_patient else cast["therapist"]["cookie"]


PAGES = (
    Page("Caseload, own patients", lambda cast, regular: "/caseload/"),
    Page("Caseload, whole clinic", lambda cast, regular: "/caseload/?who=all"),
    Page("Caseload, by last session", lambda cast, regular: "/caseload/?who=all&sort=-session"),
    Page("Needs a look, own patients", lambda cast, regular: "/caseload/attention/"),
    Page("Needs a look, whole clinic", lambda cast, regular: "/caseload/attention/?who=all"),
    Page("Patient, a year of sessions", lambda cast, regular: f"/patients/{regular['patient']}/", budget=RECORD),
    Page(
        "Patient, charts of all the year",
        lambda cast, regular: f"/patients/{regular['patient']}/?period=year",
        budget=RECORD,
    ),
    Page("Patient, the timeline", lambda cast, regular: f"/patients/{regular['patient']}/timeline/", budget=NO_BUDGET),
    Page(
        "Patient, sessions in it",
        lambda cast, regular: f"/patients/{regular['patient']}/timeline/?kind=sessions",
        budget=NO_BUDGET,
    ),
    Page("Programme, 8 exercises", lambda cast, regular: f"/programmes/{regular['programme']}/", shows_logs=False),
    Page("Programme, 40 exercises", lambda cast, regular: f"/programmes/{cast['programme_40']}/", shows_logs=False),
    Page("Portal, today", lambda cast, regular: "/my/", by_patient=True),
)
STORING = "Storing 8 exercises x 3 sets"
STORE_PATH = "/my/log/"


def session_body(regular: dict[str, Any]) -> bytes:
    """A session as the player sends it, with every set of every exercise."""
    sets = [{"number": number, "reps": 9, "load_kg": "12.5"} for number in (1, 2, 3)]
    entry = {
        "uuid": str(uuid.uuid4()),
        "session": regular["session"],
        "local_date": dt.datetime.now(dt.UTC).date().isoformat(),
        "items": [{"item": item, "sets": sets} for item in regular["items"]],
        "pain_now": 2,
        "pain_highest": 3,
        "effort": 5,
        "confidence": 7,
    }
    return json.dumps(entry).encode()
