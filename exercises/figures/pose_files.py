"""Reads the pose files and works out every key pose: what it inherits, both sides, mirrored ones."""

from collections.abc import Iterable
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

from pydantic import TypeAdapter

from exercises.data_files import DataFileErrors, Document, Problem, closest, read
from exercises.figures.pose_schema import PAIRED, AcceptData, ArrowData, Bases, FigureData, Figures
from exercises.figures.skeleton import Pose
from exercises.figures.vectors import padded

POSE_FOLDER = Path(__file__).parent / "poses"
BASES_FILE = "bases.yaml"
TURNED = ("lumbar", "thorax", "neck", "head")
OTHER = {"R": "L", "L": "R"}


@dataclass(frozen=True)
class Figure:
    """One exercise ready to be drawn; poses are counted from 1 in messages and files, from 0 here."""

    key: str
    drawn_as: str
    file: str
    lines: tuple[int, ...]
    view: tuple[float, float]
    props: list[dict[str, Any]]
    poses: tuple[Pose, ...]
    shown: tuple[int, ...]
    arrows: tuple[ArrowData, ...]
    moves: str
    seconds: float
    pause: float
    even: bool
    side: str
    accepted: tuple[AcceptData, ...]

    @property
    def can_move(self) -> bool:
        return self.moves != "no" and len(self.poses) > 1


def load_figures(folder: Path = POSE_FOLDER) -> dict[str, Figure]:
    """Every figure by its exercise's key, in the order of the files; raises DataFileErrors."""
    problems: list[Problem] = []
    bases = _bases(folder / BASES_FILE, problems)
    figures: dict[str, Figure] = {}
    same: list[tuple[Document, str, str]] = []
    for path in sorted(folder.glob("*.yaml")):
        if path.name == BASES_FILE:
            continue
        got = read(path, TypeAdapter(Figures), problems)
        if got is None:
            continue
        document, found = got
        for key, data in found.items():
            if key in figures:
                problems.append(document.problem(f"{key} is already drawn in {figures[key].file}", (key,)))
                continue
            if data.same_as:
                same.append((document, key, data.same_as))
                continue
            figure = _figure(key, data, document, bases, problems)
            if figure is not None:
                figures[key] = figure
    for document, key, other in same:
        if other in figures and figures[other].drawn_as == other:
            figures[key] = replace(figures[other], key=key, drawn_as=other)
        elif not problems:
            message = f"{key}: there is no drawing '{other}'{closest(other, figures)}"
            problems.append(document.problem(message, (key, "same_as")))
    if problems:
        raise DataFileErrors(problems)
    return figures


def _bases(path: Path, problems: list[Problem]) -> dict[str, Pose]:
    got = read(path, TypeAdapter(Bases), problems)
    if got is None:
        return {}
    document, found = got
    bases: dict[str, Pose] = {}
    for name, data in found.items():
        if data.base is not None and data.base not in bases:
            problems.append(document.problem(f"base '{data.base}' does not stand above", (name, "base")))
            continue
        bases[name] = inherit(bases[data.base] if data.base else {}, data.pose)
    return bases


def _figure(
    key: str, data: FigureData, document: Document, bases: dict[str, Pose], problems: list[Problem]
) -> Figure | None:
    before = len(problems)
    if data.base not in bases:
        message = f"{key}: there is no base '{data.base}'{closest(data.base, bases)}"
        problems.append(document.problem(message, (key, "base")))
        return None
    poses: list[Pose] = []
    start = inherit(bases[data.base], data.set) if data.set else bases[data.base]
    for number, given in enumerate(data.poses, 1):
        source = given.mirror or given.like
        if source is not None and source >= number:
            message = f"{key} pose {number}: 'like' and 'mirror' name an earlier pose; found {source}"
            problems.append(document.problem(message, (key, "poses", number - 1)))
            continue
        if given.mirror:
            start = mirrored(poses[given.mirror - 1])
        elif given.like:
            start = poses[given.like - 1]
        start = inherit(start, given)
        poses.append(start)
    numbers = [*(data.show or ()), *(n for arrow in data.arrows for n in (arrow.pose, arrow.to or 1))]
    numbers += [accept.pose or 1 for accept in data.accept]
    for missing in sorted({n for n in numbers if not 1 <= n <= len(data.poses)}):
        problems.append(document.problem(f"{key}: there is no pose {missing}", (key,)))
    if len(problems) > before:
        return None
    return Figure(
        key=key,
        drawn_as=key,
        file=document.path.name,
        lines=tuple(document.line((key, "poses", index)) for index in range(len(poses))),
        view=data.view,
        props=[plain(prop) for prop in data.props],
        poses=tuple(poses),
        shown=tuple(n - 1 for n in data.show) if data.show else tuple(range(len(poses))),
        arrows=data.arrows,
        moves=data.moves,
        seconds=data.seconds,
        pause=data.pause,
        even=data.even,
        side=data.side or "",
        accepted=data.accept,
    )


def plain(prop: Any) -> dict[str, Any]:
    return {key: value for key, value in prop.model_dump(by_alias=True).items() if value is not None}


def inherit(source: Pose, given: Any) -> Pose:
    """The source with what the file says changed; null takes something away, one side wins over both."""
    said = {name: _value(name, getattr(given, name)) for name in given.model_fields_set - {"like", "mirror"}}
    both = {key + side: _for_side(key, value, side) for key, value in said.items() if key in PAIRED for side in "RL"}
    alone = {key: value for key, value in said.items() if key not in PAIRED}
    return {key: value for key, value in {**source, **both, **alone}.items() if value is not None}


def _value(name: str, value: Any) -> Any:
    return [plain(prop) for prop in value] if name == "props" and value is not None else value


def _for_side(key: str, value: Any, side: str) -> Any:
    """A place said for both sides is the right one; the left one lies opposite."""
    if side == "L" and key in ("foot", "hand") and value is not None:
        return [*value[:-1], -value[-1]]
    return value


def mirrored(pose: Pose) -> Pose:
    """The same pose with left and right exchanged."""
    result: Pose = {}
    for key, value in pose.items():
        if key[:-1] in PAIRED and key[-1] in OTHER:
            result[key[:-1] + OTHER[key[-1]]] = _mirrored_target(key[:-1], value)
        elif key in TURNED:
            flexion, side_bend, rotation = padded(value)
            result[key] = [float(flexion), float(-side_bend), float(-rotation)]
        elif key == "lean":
            pitch, turn, roll = padded(value)
            result[key] = [float(pitch), float(-turn), float(-roll)]
        elif key == "pelvis":
            result[key] = [*value[:2], *(-z for z in value[2:])]
        elif key == "crank":
            result[key] = value - 180
        elif key in ("rest_on", "pin"):
            result[key] = _mirrored_names(value)
        else:
            result[key] = value
    return result


def _mirrored_target(key: str, value: Any) -> Any:
    if key not in ("foot", "hand"):
        return value
    if not isinstance(value[0], str):
        return [*value[:-1], -value[-1]]
    return ["@".join(_other(name) for name in value[0].split("@")), *value[1:-1], -value[-1]]


def _mirrored_names(value: Any) -> Any:
    if isinstance(value, dict):
        return {_other(name): height for name, height in value.items()}
    return [_other(value[0]), *value[1:2], *(-z for z in value[2:])]


def _other(name: str) -> str:
    return name[:-1] + OTHER[name[-1]] if name[-1:] in OTHER else name


def chosen(figures: dict[str, Figure], keys: Iterable[str]) -> dict[str, Figure]:
    """Only these; raises KeyError with a guess for one that is not drawn."""
    wanted = list(keys)
    for key in wanted:
        if key not in figures:
            raise KeyError(f"There is no figure '{key}'{closest(key, figures)}.")
    return {key: figures[key] for key in wanted} if wanted else figures
