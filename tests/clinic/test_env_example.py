"""Every setting that is read is explained, and nothing is explained that is not read."""

import re
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
READ_ELSEWHERE = {"POSTGRES_PASSWORD", "WEB_CONCURRENCY"}  # by compose.yaml and by clinic/serve.py


def test_env_example_names_exactly_what_settings_read() -> None:
    settings = (ROOT / "clinic" / "settings.py").read_text()
    read = set(re.findall(r"env(?:\.\w+)?\(\s*[\"']([A-Z_]+)", settings))
    explained = set(re.findall(r"^#?([A-Z_]+)=", (ROOT / ".env.example").read_text(), re.MULTILINE))

    assert explained == read | READ_ELSEWHERE
