"""What log lines say, and what they never say."""

import json
import logging
import sys
from datetime import timedelta
from types import SimpleNamespace

import pytest
from django.test import Client
from gunicorn.config import Config

from clinic.logs import JsonFormatter, masked
from clinic.server_log import ServerLogger


def line_of(record: logging.LogRecord) -> dict[str, object]:
    return json.loads(JsonFormatter().format(record))


@pytest.mark.parametrize(
    ("path", "shown"),
    [
        ("/", "/"),
        ("/patients/12/", "/patients/12/"),
        ("/programmes/7/handout.pdf", "/programmes/7/handout.pdf"),
        ("/start/abcdef/", "/start/***/"),
        ("/u/12/", "/u/***/"),
        ("/t/d12/", "/t/***/"),
        ("/accounts/password/reset/key/3-c8v1x9-0ab/", "/accounts/password/reset/key/***/"),
        ("/caseload/?q=Pine", "/caseload/"),
        ("/Pat Pine/", "/***/"),
        ("", "/"),
    ],
)
def test_masked_path_shows_only_our_own_words_and_numbers(path: str, shown: str) -> None:
    assert masked(path) == shown


def test_refused_request_is_logged_without_its_token(
    client: Client, caplog: pytest.LogCaptureFixture, db: None
) -> None:
    client.get("/start/../my-secret-token/nowhere?q=Pine")

    assert [line_of(record)["message"] for record in caplog.records] == ["Not Found: /start/***/"]


def test_exception_is_logged_by_kind_and_place() -> None:
    try:
        raise ValueError("Pat Pine, knee pain")
    except ValueError as error:
        record = logging.getLogger().makeRecord("x", logging.ERROR, "", 0, "task raised: %s", (error,), sys.exc_info())

    line = line_of(record)

    assert (line["message"], line["error"]) == ("task raised: ValueError", "ValueError")
    assert [place.split()[-1] for place in line["where"]] == ["test_exception_is_logged_by_kind_and_place"]


def test_email_address_in_a_message_is_masked() -> None:
    record = logging.getLogger().makeRecord("x", logging.INFO, "", 0, "mail to <pat@example.test> refused", (), None)

    assert line_of(record)["message"] == "mail to <***> refused"


def access_messages(caplog: pytest.LogCaptureFixture, **environ: str) -> list[str]:
    caplog.set_level(logging.INFO)
    logger = ServerLogger(Config())
    logger.access(SimpleNamespace(status="200 OK"), None, dict(environ), timedelta(milliseconds=3))
    return [record.getMessage() for record in caplog.records]


def test_access_line_has_method_place_status_and_time(caplog: pytest.LogCaptureFixture) -> None:
    environ = {"REQUEST_METHOD": "GET", "PATH_INFO": "/start/abc/", "QUERY_STRING": "q=Pine", "REMOTE_ADDR": "10.0.0.1"}

    assert access_messages(caplog, **environ) == ["GET /start/***/ 200 3 ms"]


@pytest.mark.parametrize("path", ["/healthz", "/static/css/app.css"])
def test_access_to_health_and_static_files_is_not_logged(caplog: pytest.LogCaptureFixture, path: str) -> None:
    assert access_messages(caplog, REQUEST_METHOD="GET", PATH_INFO=path) == []


def test_malformed_request_is_logged_without_its_words(caplog: pytest.LogCaptureFixture) -> None:
    ServerLogger(Config()).warning("Invalid request from ip=10.0.0.1: bad line 'GET /start/abc'")

    assert [record.getMessage() for record in caplog.records] == ["Invalid request"]
