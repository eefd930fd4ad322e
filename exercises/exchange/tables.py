"""From uploaded files to tables of rows: ours, any CSV, any JSON list of objects, or a dump of several tables."""

import io
import re
import struct
import zipfile
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from functools import partial
from pathlib import PurePath
from typing import Any, BinaryIO

from exercises.exchange import columns, csv_rows, encodings, fixtures, json_rows, ours, sniffing
from exercises.exchange.encodings import Opener
from exercises.exchange.limits import MOST_BYTES, MOST_COLUMNS, MOST_ROWS, MOST_ZIP_BYTES, REFUSED, Refused, megabytes

SAMPLE = 5
LONGEST_SHOWN = 160
OUR_FILE = "library.json"
MOST_ENTRIES_IN_ZIP = 5_000
LARGEST_INDEX = 4 * 1024 * 1024
AGAIN = re.compile(r"[ _-]*(\(\d+\)|copy|kopie|\d{4}-\d{2}-\d{2})$", re.IGNORECASE)


@dataclass(frozen=True)
class Upload:
    """A file as the clinic named it, and how to open its bytes."""

    name: str
    open: Opener
    size: int

    @property
    def kind(self) -> str:
        with self.open() as file:
            return sniffing.kind_of(self.name, file.read(sniffing.BYTES))


@dataclass
class Table:
    """Rows of one list in one file, and what a first look at it found."""

    upload: Upload
    kind: str  # csv or json
    place: str = ""
    encoding: str = ""
    delimiter: str = ""
    columns: list[str] = field(default_factory=list)
    count: int = 0
    sample: list[dict[str, str]] = field(default_factory=list)

    @property
    def is_ours(self) -> bool:
        return ours.is_ours(self.columns)

    @property
    def stem(self) -> str:
        """The name of the file without what a second download adds to it."""
        name = PurePath(self.upload.name).stem
        return AGAIN.sub("", AGAIN.sub("", name)).strip() or name

    def rows(self) -> Iterator[Any]:
        if self.kind == "json":
            entries = json_rows.objects(self.upload.name, self.upload.open, self.encoding)
            return (entry for place, entry in entries if place == self.place)
        return self._csv_rows()

    def _csv_rows(self) -> Iterator[dict[str, Any]]:
        rows = csv_rows.rows(self.upload.name, self.upload.open, self.encoding, self.delimiter)
        header = _header(next(rows, []))
        for cells in rows:
            if any(cell.strip() for cell in cells[len(header) :]):
                yield {REFUSED: f"has {len(cells)} cells, the header has {len(header)}"}
            else:
                yield dict(zip(header, [*cells, *[""] * (len(header) - len(cells))], strict=False))

    def look(self, row: Any) -> None:
        """Take note of one row."""
        self.count += 1
        if self.count > MOST_ROWS:
            raise Refused(f"“{self.upload.name}” has more than {MOST_ROWS:,} rows. Import it in parts.")
        if not isinstance(row, dict):
            return
        new = [column for column in row if column not in self.columns]
        if any("\0" in column and column != REFUSED for column in new):
            raise Refused(f"“{self.upload.name}” has a column whose name is no text.")
        self.columns += new
        if len(self.columns) > MOST_COLUMNS:
            raise Refused(f"“{self.upload.name}” has more than {MOST_COLUMNS} different fields.")
        if len(self.sample) < SAMPLE:
            self.sample.append({column: _shown(value) for column, value in row.items()})


@dataclass
class Found:
    """Everything in the files of one import."""

    tables: list[Table] = field(default_factory=list)
    fixture: fixtures.Fixture | None = None
    dumps: list[Table] = field(default_factory=list)
    media: Upload | None = None


def survey(uploads: list[Upload], *, encoding: str = "", delimiter: str = "") -> Found:
    """Read every file once: what tables there are, how they are written, and how many rows they have."""
    found = Found()
    for upload in uploads:
        if upload.kind == "zip":
            found.media, upload = upload, _library_in(upload)
        elif upload.size > MOST_BYTES:
            raise Refused(
                f"“{upload.name}” has {megabytes(upload.size)}; {megabytes(MOST_BYTES)} are the most we read."
            )
        _survey_one(found, upload, encoding, delimiter)
    if found.fixture:
        found.fixture.check()
    elif not found.tables:
        raise Refused("There is no list of exercises in there. A JSON file needs a list of objects, a CSV file rows.")
    if sum(table.count for table in found.tables) > MOST_ROWS:
        raise Refused(f"There are more than {MOST_ROWS:,} rows in these files. Import them in parts.")
    return found


def _survey_one(found: Found, upload: Upload, encoding: str, delimiter: str) -> None:
    kind, encoding = upload.kind, encoding or encodings.detect(upload.open)
    if kind == "csv":
        delimiter = delimiter or csv_rows.detect_delimiter(upload.name, upload.open, encoding)
        table = Table(upload, kind, encoding=encoding, delimiter=delimiter)
        for row in table.rows():
            table.look(row)
        if not table.count:
            raise Refused(f"“{upload.name}” has a header at most, and no rows.")
        table.columns = [column for column in table.columns if column != REFUSED]
        if len(table.columns) == 1 and "name" not in columns.recognise(table.columns).values():
            raise Refused(
                f"“{upload.name}” has a single column, “{table.columns[0][:40]}”. Is it a table of exercises?"
            )
        found.tables.append(table)
        return
    _survey_json(found, upload, encoding)


def _survey_json(found: Found, upload: Upload, encoding: str) -> None:
    lists: dict[str, Table] = {}
    for place, row in json_rows.objects(upload.name, upload.open, encoding):
        table = lists.setdefault(place, Table(upload, "json", place, encoding))
        if fixtures.is_fixture(row):
            found.fixture = found.fixture or fixtures.Fixture()
            found.fixture.add(row)
            if table not in found.dumps:
                found.dumps.append(table)
        else:
            table.look(row)
    named = [table for table in lists.values() if table.sample and table not in found.dumps]
    if named:
        found.tables.append(max(named, key=_likeness))
    elif not lists:
        raise Refused(f"“{upload.name}” holds no list of objects.")


def _likeness(table: Table) -> tuple[bool, int]:
    """Of several lists in a file, the one that has names, and the longest of those."""
    return "name" in columns.recognise(table.columns).values(), table.count


def dumped(tables: Iterable[Table]) -> Iterator[dict[str, Any]]:
    for table in tables:
        yield from (row for row in table.rows() if fixtures.is_fixture(row))


def _header(cells: list[str]) -> list[str]:
    """Names for the columns; one that is there twice, or empty, gets a number."""
    header: list[str] = []
    for number, cell in enumerate(cells, 1):
        name = " ".join(cell.split()) or f"Column {number}"
        header.append(name if name not in header else f"{name} ({number})")
    return header


def _shown(value: Any) -> str:
    text = str(value) if not isinstance(value, list) else "; ".join(map(str, value[:8]))
    return text.replace("\0", "")[:LONGEST_SHOWN]


@contextmanager
def opened(upload: Upload) -> Iterator[zipfile.ZipFile]:
    """A zip whose contents are bounded before anything is unpacked."""
    with upload.open() as file:
        _check_index(upload.name, file)
        try:
            with zipfile.ZipFile(file) as archive:
                _check_contents(upload.name, archive)
                yield archive
        except (zipfile.BadZipFile, NotImplementedError, EOFError, RuntimeError, OSError) as error:
            raise Refused(f"“{upload.name}” is a damaged zip file. Copy or export it again.") from error


def _check_index(name: str, file: BinaryIO) -> None:
    """The end of a zip says how large its table of contents is, which is read whole."""
    size = file.seek(0, io.SEEK_END)
    file.seek(max(0, size - 66_000))
    end = file.read()
    place = end.rfind(b"PK\x05\x06")
    if place < 0 or len(end) < place + 22:
        raise Refused(f"“{name}” is a damaged zip file. Copy or export it again.")
    entries, index = struct.unpack("<HL", end[place + 10 : place + 16])
    if entries > MOST_ENTRIES_IN_ZIP or index > LARGEST_INDEX:
        raise Refused(f"“{name}” holds more than {MOST_ENTRIES_IN_ZIP:,} files; it is not one of our exports.")
    file.seek(0)


def _check_contents(name: str, archive: zipfile.ZipFile) -> None:
    entries = archive.infolist()
    if len(entries) > MOST_ENTRIES_IN_ZIP or sum(entry.file_size for entry in entries) > MOST_ZIP_BYTES:
        raise Refused(f"“{name}” unpacks to more than {megabytes(MOST_ZIP_BYTES)}; we do not open it.")
    if OUR_FILE not in archive.namelist():
        raise Refused(f"“{name}” is not one of our exports. Unpack it and upload the CSV or JSON file inside.")


def _library_in(upload: Upload) -> Upload:
    with opened(upload) as archive:
        size = archive.getinfo(OUR_FILE).file_size
        if size > MOST_BYTES:
            raise Refused(f"“{upload.name}” unpacks to more than {megabytes(MOST_BYTES)} of text; we do not open it.")
    return Upload(f"{upload.name}/{OUR_FILE}", partial(_open_inside, upload), size)


def _open_inside(upload: Upload) -> BinaryIO:
    """The data file in the zip, unpacked beside the memory; a lie about its size ends where it begins."""
    with opened(upload) as archive, archive.open(OUR_FILE) as inside:
        text = inside.read(MOST_BYTES + 1)
    if len(text) > MOST_BYTES:
        raise Refused(f"“{upload.name}” unpacks to more than {megabytes(MOST_BYTES)} of text; we do not open it.")
    return io.BytesIO(text)
