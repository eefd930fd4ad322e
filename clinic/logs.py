"""Log lines as JSON, one a line, without names, addresses, tokens or anything about health.

What a line may hold is listed, not what it may not: an address shows only parts that look like our
own words and numbers, an exception shows its kind and where it happened, never its text.
"""

import json
import logging
import re
from datetime import UTC, datetime
from types import TracebackType
from typing import Any

MASK = "***"
PLAIN_PART = re.compile(r"[a-z][a-z_-]{0,23}(?:\.[a-z]{2,5})?|\d{1,12}|")
TOKEN_ROOMS = ("start", "t", "u", "calendar")  # whatever follows is a key to somebody's room
EMAIL = re.compile(r"[^\s<>@]+@[^\s<>@]+\.[^\s<>@]+")
DEEPEST_PLACES = 12


def masked(path: str) -> str:
    """The path without its query and without every part that could be a token or somebody's words."""
    _, *parts = path.split("?")[0].split("/")
    if parts[:1] and parts[0] in TOKEN_ROOMS:
        return f"/{parts[0]}/{MASK}/"
    return "/" + "/".join(part if PLAIN_PART.fullmatch(part) else MASK for part in parts)


def places(trace: TracebackType | None) -> list[str]:
    """Where an exception went through, deepest last; places, not values."""
    found = []
    while trace is not None:
        code = trace.tb_frame.f_code
        found.append(f"{code.co_filename}:{trace.tb_lineno} {code.co_name}")
        trace = trace.tb_next
    return found[-DEEPEST_PLACES:]


def safe_args(record: logging.LogRecord) -> Any:
    """The record's arguments; Django puts the path of a refused request among them."""
    if hasattr(record, "request") and isinstance(record.args, tuple):
        return tuple(masked(arg) if isinstance(arg, str) and arg.startswith("/") else arg for arg in record.args)
    return record.args


def safe_message(record: logging.LogRecord) -> str:
    """The record's message; an exception's text is replaced by its kind, an e-mail address by stars."""
    args = safe_args(record)
    message = str(record.msg) % args if args else str(record.msg)
    error = record.exc_info[1] if record.exc_info else None
    if error is not None:
        for text in filter(None, (repr(error), str(error))):
            message = message.replace(text, type(error).__name__)
    return EMAIL.sub(MASK, message)


class JsonFormatter(logging.Formatter):
    """Write when, how serious, where from and what."""

    def format(self, record: logging.LogRecord) -> str:
        line: dict[str, Any] = {
            "at": datetime.fromtimestamp(record.created, UTC).isoformat(timespec="milliseconds"),
            "level": record.levelname,
            "logger": record.name,
            "message": safe_message(record),
        }
        if record.exc_info and record.exc_info[0]:
            line["error"] = record.exc_info[0].__name__
            line["where"] = places(record.exc_info[2])
        return json.dumps(line, ensure_ascii=False)
