"""Count the SQL statements of each row, in a process of its own.

`python -m bench.count` reads the cast and writes the counts, both as JSON; a page that does not answer counts as null.
"""

import json
import sys
from collections.abc import Callable
from functools import partial
from typing import Any

import django

django.setup()  # models can be imported from here on, hence the noqa below

from django.db import connection  # noqa: E402
from django.test import Client  # noqa: E402
from django.test.utils import CaptureQueriesContext  # noqa: E402

from bench.pages import PAGES, STORE_PATH, STORING, Page, session_body  # noqa: E402

BRACKETS = ("BEGIN", "COMMIT", "SAVEPOINT", "RELEASE SAVEPOINT")


def main(cast: dict[str, Any], show: str) -> None:
    regular = cast["regulars"][0]
    counts = {page.name: _count_page(page, cast, regular, show) for page in PAGES}
    client, body = _client(regular["cookie"]), session_body(regular)
    send = partial(client.post, STORE_PATH, body, content_type="application/json")
    counts[STORING] = _count(STORING, show, send)
    json.dump(counts, sys.stdout)


def _count_page(page: Page, cast: dict[str, Any], regular: dict[str, Any], show: str) -> int | None:
    ask = partial(_client(page.cookie(cast, regular)).get, page.path(cast, regular))
    ask()  # the first request may fill caches
    return _count(page.name, show, ask)


def _client(cookie: str) -> Client:
    client = Client(SERVER_NAME="127.0.0.1", raise_request_exception=False)
    client.cookies["sessionid"] = cookie
    return client


def _count(name: str, show: str, ask: Callable[[], Any]) -> int | None:
    """Statements without the brackets round a transaction; `show` prints those of one row."""
    with CaptureQueriesContext(
        connection,
    ) as captured:
        answer = ask()
    if answer.status_code not in (200, 201):
        print(f"{name} answered {answer.status_code}", file=sys.stderr)
        return None
    statements = [query for query in captured.captured_queries if not query["sql"].startswith(BRACKETS)]
    if show and show.lower() in name.lower():
        for query in statements:
            print(f"-- {name} {query['time']}\n{query['sql']}", file=sys.stderr)
    return len(statements)


if __name__ == "__main__":
    main(json.load(sys.stdin), sys.argv[1] if len(sys.argv) > 1 else "")
