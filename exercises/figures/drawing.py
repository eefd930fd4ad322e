"""Draws figures into a folder and keeps the list of what is drawn."""

import hashlib
import json
from collections.abc import Iterable
from concurrent.futures import ProcessPoolExecutor
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from exercises.figures.moving import moving
from exercises.figures.paper import on_paper
from exercises.figures.pose_files import POSE_FOLDER, Figure
from exercises.figures.still import layout, still

SOURCES = Path(__file__).parent
NOT_DRAWING = {
    "__init__.py",
    "shelf.py",
    "turned.py",
    "frames.py",
    "dressing.py",
    "checks.py",
    "drawing.py",
    "sheet.py",
}


@dataclass(frozen=True)
class Files:
    """What is drawn of one exercise."""

    key: str
    still: str
    moving: str | None
    paper: str
    turned_paper: str | None
    entry: tuple[int, int, int, bool, str]


def draw(figure: Figure) -> Files:
    page = layout(figure)
    first = still(page)
    second = moving(figure).svg if figure.can_move else None
    turned = on_paper(page, turned=True) if figure.side else None
    entry = (first.width, first.height, len(figure.shown), figure.can_move, figure.side)
    return Files(figure.key, first.svg, second, on_paper(page), turned, entry)


def draw_all(figures: Iterable[Figure], *, processes: int) -> Iterable[Files]:
    if processes == 1:
        return map(draw, figures)
    with ProcessPoolExecutor(processes) as pool:
        return list(pool.map(draw, figures))


def entries_of(figures: dict[str, Figure], drawn: dict[str, Any]) -> dict[str, list[Any]]:
    """What the list says of every figure; one that looks like another points to the other's files."""
    return {
        key: [figure.drawn_as, *drawn[figure.drawn_as]] for key, figure in figures.items() if figure.drawn_as in drawn
    }


def write(files: Files, folder: Path, paper_folder: Path) -> None:
    folder.mkdir(parents=True, exist_ok=True)
    paper_folder.mkdir(parents=True, exist_ok=True)
    (paper_folder / f"{files.key}.svg").write_text(files.paper, encoding="utf-8")
    if files.turned_paper is not None:
        (paper_folder / f"{files.key}.turned.svg").write_text(files.turned_paper, encoding="utf-8")
    (folder / f"{files.key}.svg").write_text(files.still, encoding="utf-8")
    if files.moving is not None:
        (folder / f"{files.key}.moving.svg").write_text(files.moving, encoding="utf-8")


def fingerprint(figures: Iterable[str]) -> str:
    """Of everything that decides how a drawing looks: it tells drawings that are out of date."""
    digest = hashlib.sha256()
    paths = [path for path in SOURCES.glob("*.py") if path.name not in NOT_DRAWING]
    for path in sorted([*paths, *POSE_FOLDER.glob("*.yaml")]):
        digest.update(path.name.encode() + path.read_bytes())
    digest.update(" ".join(sorted(figures)).encode())
    return digest.hexdigest()[:16]


def read_list(path: Path) -> dict[str, Any]:
    return json.loads(path.read_text(encoding="utf-8")) if path.exists() else {"fingerprint": "", "figures": {}}


def write_list(path: Path, entries: dict[str, list[Any]], mark: str) -> None:
    lines = ",\n".join(f'    "{key}": {json.dumps(entries[key])}' for key in sorted(entries))
    path.write_text(f'{{\n  "fingerprint": "{mark}",\n  "figures": {{\n{lines}\n  }}\n}}\n', encoding="utf-8")
