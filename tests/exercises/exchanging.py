"""Send files through the front door and wait for what becomes of them."""

import csv
import io
import json
from collections.abc import Callable, Iterable
from contextlib import AbstractContextManager
from pathlib import Path
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client

from exercises.models import LibraryImport

PAGE = "/exercises/import/"
SHARED = Path(__file__).resolve().parents[3] / "shared/data"
Capture = Callable[..., AbstractContextManager[list[Any]]]
Content = bytes | str | list[Any]


def shared(*names: str) -> list[Path]:
    """Files that lie beside the project; skips with the reason where they do not."""
    files = [SHARED / name for name in names]
    if missing := [file.name for file in files if not file.exists()]:
        pytest.skip(f"{missing[0]} is not beside the project (../shared/data)")
    return files


def wger() -> list[Path]:
    (folder,) = shared("wger")
    return sorted(folder.glob("*.json"))


def as_bytes(content: Content) -> bytes:
    if isinstance(content, list):
        return json.dumps(content).encode()
    return content.encode() if isinstance(content, str) else content


def as_csv(rows: Iterable[Iterable[str]], delimiter: str = ",") -> str:
    out = io.StringIO()
    csv.writer(out, delimiter=delimiter).writerows(rows)
    return out.getvalue()


class Desk:
    """A member of staff at the import page; what rings is heard at once."""

    def __init__(self, client: Client, capture: Capture) -> None:
        self.client, self.capture = client, capture

    def post(self, path: str, data: dict[str, Any] | None = None) -> Any:
        with self.capture(execute=True):
            return self.client.post(path, data or {})

    def send(self, files: dict[str, Content] | list[Path], **fields: str) -> Any:
        """The answer to the form."""
        if isinstance(files, list):
            files = {file.name: file.read_bytes() for file in files}
        sent = [SimpleUploadedFile(name, as_bytes(content)) for name, content in files.items()]
        return self.post(PAGE, {"chosen": sent, **fields})

    def upload(self, files: dict[str, Content] | list[Path], **fields: str) -> LibraryImport:
        """The import after it was read."""
        answer = self.send(files, **fields)
        assert answer.status_code == 302, answer.context["form"].errors
        return LibraryImport.objects.get(pk=int(answer["Location"].split("/")[-2]))

    def confirm(self, job: LibraryImport, **ticks: str) -> LibraryImport:
        self.post(f"{PAGE}{job.pk}/confirm/", ticks or {"duplicates": "on"})
        job.refresh_from_db()
        return job

    def bring_in(self, files: dict[str, Content] | list[Path], **fields: str) -> LibraryImport:
        return self.confirm(self.upload(files, **fields))

    def take_back(self, job: LibraryImport) -> str:
        return page(self.client, self.post(f"{PAGE}{job.pk}/take-back/")["Location"])


def page(client: Client, path: str) -> str:
    return client.get(path).content.decode()


def report(job: LibraryImport) -> dict[str, str]:
    """What the preview says of each row, by name."""
    return {row.name: f"{row.action} {row.reason}".strip() for row in job.rows.all()}
