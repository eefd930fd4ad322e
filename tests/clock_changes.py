"""Every clock change from 2026 to 2028, for whatever promises a local hour."""

import csv
import datetime as dt
from pathlib import Path
from zoneinfo import ZoneInfo

import pytest

ODDITIES = Path(__file__).resolve().parents[2] / "shared/data/tz-oddities/transitions_2026_2028.csv"


@pytest.fixture(scope="session")
def clock_changes() -> list[dict[str, str]]:
    """Skips with the reason where the list is not at hand."""
    if not ODDITIES.is_file():
        pytest.skip("the list of clock changes is not beside the project (../shared/data/tz-oddities)")
    with ODDITIES.open(encoding="utf-8", newline="") as lines:
        return list(csv.DictReader(lines))


def still_holds(row: dict[str, str]) -> bool:
    """Whether this machine's zone files still know that change; governments change their minds."""
    there = dt.datetime.fromisoformat(row["utc"]).astimezone(ZoneInfo(row["zone"]))
    return there.replace(tzinfo=None) == dt.datetime.fromisoformat(row["local_after"])
