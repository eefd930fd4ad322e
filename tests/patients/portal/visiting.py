"""What a patient's visits have in common: the clock's times, reading a page, sending a session."""

import datetime as dt
import json
import uuid
from html.parser import HTMLParser

from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from programmes.models import Session

MONDAY = dt.date(2026, 3, 2)
NOON = dt.datetime(2026, 3, 4, 12, tzinfo=dt.UTC)  # the Wednesday of the plan's first week


class Forms(HTMLParser):
    """The fields a browser would send with a form's button, and the words of the page."""

    def __init__(self, html: str) -> None:
        super().__init__()
        self.words: list[str] = []
        self.hidden: dict[str, str] = {}
        self.feed(html)

    def handle_starttag(self, tag: str, attrs: list) -> None:
        found = dict(attrs)
        if tag == "input" and found.get("type") == "hidden" and found["name"] != "csrfmiddlewaretoken":
            self.hidden[found["name"]] = found.get("value", "")

    def handle_data(self, data: str) -> None:
        self.words.append(data)

    @property
    def text(self) -> str:
        return " ".join(" ".join(self.words).split())


def read(response) -> Forms:
    assert response.status_code == 200, response.status_code
    return Forms(response.content.decode())


def text(client: Client, name: str, *args: int) -> str:
    return read(client.get(reverse(f"portal:{name}", args=args))).text


def statements(client: Client, url: str) -> int:
    client.get(url)
    with CaptureQueriesContext(connection) as asked:
        assert client.get(url).status_code == 200
    return len(asked)


def begin(client: Client, session: Session, number: int = 1, **more: str):
    one = session.items.order_by("position")[number - 1]
    url = reverse("portal:exercise", args=[session.pk, number])
    return client.post(url, {f"i{one.pk}-s1": "on", "go": "next", **more})


def quick(client: Client, what: Session, **changes: str):
    data = {"uuid": str(uuid.uuid4()), "session": what.pk, "day": "2026-03-04"}
    return client.post(reverse("portal:log"), data | changes)


def sent(what: Session, **changes):
    first, second = what.items.order_by("position")[:2]
    return {
        "uuid": str(uuid.uuid4()),
        "session": what.pk,
        "local_date": "2026-03-04",
        "items": [
            {"item": first.pk, "sets": [{"number": n, "reps": 10, "load_kg": 2.5} for n in (1, 2, 3)]},
            {"item": second.pk, "sets": [{"number": 1, "side": "left"}], "skipped": "time", "easier": "slower"},
        ],
        "pain_now": 1,
        "note": "ok",
    } | changes


def send(client: Client, payload, **headers):
    body = payload if isinstance(payload, str | bytes) else json.dumps(payload)
    return client.post(reverse("portal:log"), body or " ", content_type="application/json", **headers)
