"""From files to previewed rows: read, shaped, judged and written down a chunk at a time."""

from collections import Counter
from collections.abc import Callable, Iterable, Iterator
from contextlib import nullcontext
from functools import partial
from itertools import islice
from typing import Any

from exercises.exchange import columns, encodings, fixtures, media, ours
from exercises.exchange.comparing import Action, Judge, Verdict
from exercises.exchange.csv_rows import DELIMITERS
from exercises.exchange.drafts import LONGEST, Draft
from exercises.exchange.limits import MOST_ROWS, REFUSED, Refused
from exercises.exchange.shaping import Shaper
from exercises.exchange.tables import Found, Table, Upload, dumped, opened, survey
from exercises.models import ImportFile, ImportRow, LibraryImport

CHUNK = 250
DEFAULT_LANGUAGE = "en"
WAITING = (Action.NEW, Action.UPDATED, Action.DUPLICATE, Action.KEPT)  # what may be written
Tell = Callable[[int], None]


def uploads_of(job: LibraryImport) -> list[Upload]:
    return [Upload(file.name, partial(_open, file), file.file.size) for file in job.files.all()]


def _open(file: ImportFile) -> Any:
    return file.file.storage.open(file.file.name or "", "rb")


def look(job: LibraryImport) -> Found:
    """Read the files once and write down what is in them; raises Refused."""
    options = job.options
    found = survey(uploads_of(job), encoding=options.get("encoding", ""), delimiter=options.get("delimiter", ""))
    languages = found.fixture.language_names() if found.fixture else {}
    guessed: dict[str, str] = {}
    for table in found.tables:
        if not table.is_ours:
            for column, target in columns.recognise(table.columns).items():
                guessed[column] = guessed.get(column) or target
    job.total = sum(table.count for table in found.tables) + (found.fixture.count if found.fixture else 0)
    job.found = {
        "tables": [_told(table) for table in [*found.tables, *found.dumps]],
        "languages": languages,
        "language": _language(options.get("language", ""), languages),
        "columns": list(guessed.items()),  # pairs: PostgreSQL does not keep the order of an object
    }
    return found


def needs_help(job: LibraryImport) -> bool:
    """Whether some table has no column that we take for a name."""
    return any(
        "name" not in meanings_in(job, table["columns"]).values()
        for table in job.found["tables"]
        if not table["is_dump"] and not table["is_ours"]
    )


def meanings(job: LibraryImport) -> dict[str, str]:
    """What each column of all files means: as the clinic said, otherwise as we guessed."""
    return {**dict(job.found.get("columns", [])), **job.options.get("columns", {})}


def meanings_in(job: LibraryImport, names: list[str]) -> dict[str, str]:
    """The same in one table: a title is a name where no other column is one."""
    said = job.options.get("columns", {})
    return {column: said.get(column, guess) for column, guess in columns.recognise(names).items()}


def stage(job: LibraryImport, found: Found, tell: Tell) -> None:
    """Write a row of the preview for every row of the files."""
    job.rows.all().delete()
    judge = Judge(job.clinic)
    shapers: list[Shaper] = []
    rows = _drafts(job, found, shapers)
    done = 0
    with opened(found.media) if found.media else nullcontext() as archive:
        while chunk := list(islice(rows, CHUNK)):
            for draft in chunk:
                draft.problem = draft.problem or media.problem(draft.media, archive)
            ImportRow.objects.bulk_create(
                _row(job, done + number, verdict) for number, verdict in enumerate(judge.judge(chunk), 1)
            )
            done += len(chunk)
            tell(done)
    job.total = done
    job.notes = _notes(job, shapers)


def _drafts(job: LibraryImport, found: Found, shapers: list[Shaper]) -> Iterator[Draft]:
    for table in found.tables:
        if table.is_ours:
            yield from (_own_draft(table, number, row) for number, row in enumerate(table.rows(), 1))
        else:
            shapers.append(_shaper(job, table.upload.name, meanings_in(job, table.columns), table.stem))
            yield from (shapers[-1].draft(number, row) for number, row in enumerate(table.rows(), 1))
    if found.fixture:
        yield from _dumped_drafts(job, found.fixture, found.dumps, shapers)


def _dumped_drafts(
    job: LibraryImport, fixture: fixtures.Fixture, dumps: list[Table], shapers: list[Shaper]
) -> Iterator[Draft]:
    source = "wger" if fixture.is_wger else dumps[0].stem
    shapers.append(_shaper(job, source, {}, source))
    shaper = shapers[-1]
    for number, row in enumerate(fixture.rows(dumped(dumps), job.found["language"]), 1):
        if number > MOST_ROWS:
            raise Refused(f"There are more than {MOST_ROWS:,} exercises in these files. Import them in parts.")
        shaper.columns = columns.recognise(column for column in row if column != REFUSED)
        yield shaper.draft(number, row)


def _own_draft(table: Table, number: int, row: Any) -> Draft:
    place = f"{table.upload.name}, {number}"
    if not isinstance(row, dict) or REFUSED in row or not ours.is_ours(row):
        reason = row.get(REFUSED, "lacks a column") if isinstance(row, dict) else "is not an object with fields"
        return Draft(place, number=number, problem=reason)
    if table.kind == "csv":
        row = {column: ours.read_cell(column, cell) for column, cell in row.items()}
    return ours.draft(place, row)


def _shaper(job: LibraryImport, place: str, meant: dict[str, str], source: str) -> Shaper:
    options = job.options
    return Shaper(
        place=place,
        columns=meant,
        source=(options.get("source") or source)[: LONGEST["source"]],
        licence=options.get("licence", ""),
        author=options.get("author", ""),
        language=job.found["language"],
        hint=source,
    )


def _row(job: LibraryImport, number: int, verdict: Verdict) -> ImportRow:
    draft = verdict.draft
    return ImportRow(
        library_import=job,
        number=number,
        place=draft.place[:220],
        name=draft.name.replace("\0", "")[:200],
        action=verdict.action,
        reason=verdict.reason.replace("\0", "")[:500],
        data=draft.as_data() if verdict.action in WAITING else None,
    )


def _language(wished: str, languages: dict[str, int]) -> str:
    """As wished, else English, else what most is written in."""
    if wished in languages or not languages:
        return wished or DEFAULT_LANGUAGE
    return DEFAULT_LANGUAGE if DEFAULT_LANGUAGE in languages else next(iter(languages))


def _told(table: Table) -> dict[str, Any]:
    return {
        "file": table.upload.name, "place": table.place, "kind": table.kind, "count": table.count,
        "encoding": encodings.NAMES[table.encoding], "delimiter": DELIMITERS.get(table.delimiter, ""),
        "columns": table.columns, "sample": table.sample, "is_ours": table.is_ours,
        "is_dump": not table.sample and not table.columns,
    }  # fmt: skip


UNKNOWN = {
    "equipment": "Equipment we have no word for, written into the set-up",
    "muscle": "Muscles we have no region for, left out",
    "pillar": "Kinds we do not know, counted as strength",
    "position": "Positions we do not know, counted as any position",
    "no pillar": "Nothing says what kind of exercise it is, so it counts as strength",
    "no pattern": "Nothing says how it moves, so its pattern is “lift”",
    "no region": "Nothing says where it works, so its region is the whole body",
}


def _notes(job: LibraryImport, shapers: Iterable[Shaper]) -> list[str]:
    """What a reader of the preview should know about words and columns."""
    notes = []
    for kind, words in UNKNOWN.items():
        counts: Counter[str] = sum((shaper.unknown.get(kind, Counter()) for shaper in shapers), Counter())
        if counts:
            shown = ", ".join(f"{word} ({count})" if count > 1 else word for word, count in counts.most_common(8))
            more = f" and {len(counts) - 8} more" if len(counts) > 8 else ""
            notes.append(f"{words}: {shown}{more}.")
    meant = meanings(job)
    pictures = [column for column in meant if not meant[column] and columns.is_picture(column)]
    if pictures:
        notes.append(f"Pictures are not fetched from elsewhere: {', '.join(pictures)}.")
    unread = [column for column in meant if not meant[column] and column not in pictures]
    if unread:
        notes.append(f"Columns that are not read: {', '.join(unread)}.")
    return [note[:600] for note in notes]
