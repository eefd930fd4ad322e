"""Reads YAML data files that people edit by hand and says, in plain words and with the line, what is wrong.

Nothing here knows what an exercise is: the models come from the caller, the words from pydantic's error types.
"""

import difflib
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from enum import Enum
from pathlib import Path
from typing import Annotated, Any, TypeAlias, TypeVar

import yaml
from pydantic import (
    AfterValidator,
    BaseModel,
    BeforeValidator,
    ConfigDict,
    Field,
    TypeAdapter,
    ValidationError,
)
from pydantic_core import ErrorDetails

# libyaml's parser where the wheel brings it: ten times faster, the same line numbers.
_Loader: Any = getattr(yaml, "CSafeLoader", yaml.SafeLoader)

T = TypeVar("T")
Location: TypeAlias = Sequence[int | str]


@dataclass(frozen=True, order=True)
class Problem:
    """One mistake: the file, the line (from 1), and what to do about it."""

    file: str
    line: int
    message: str

    def __str__(self) -> str:
        return f"{self.file} line {self.line}: {self.message}"


class DataFileErrors(ValueError):
    """Everything wrong with a set of files, one line each, in reading order."""

    def __init__(self, problems: Iterable[Problem]) -> None:
        self.problems = sorted(problems)
        super().__init__("\n".join(str(problem) for problem in self.problems))


class FrozenData(BaseModel):
    """A record read from a file: it never changes, and a misspelt key is an error."""

    model_config = ConfigDict(frozen=True, extra="forbid", str_strip_whitespace=True)


class Document:
    """One YAML file that remembers the line of every value in it."""

    def __init__(self, path: Path) -> None:
        self.path = path
        loader = _Loader(path.read_text(encoding="utf-8"))
        try:
            self.node = loader.get_single_node()
            self.data = loader.construct_document(self.node) if self.node else None
        finally:
            loader.dispose()

    def line(self, location: Location = ()) -> int:
        """The line of the value at `location`, or of the nearest thing around it that exists."""
        node, line = self.node, self.node.start_mark.line if self.node else 0
        for step in location:
            found = _child(node, step)
            if found is None:
                break
            node, line = found
        return line + 1

    def problem(self, message: str, location: Location = ()) -> Problem:
        return Problem(self.path.name, self.line(location), message)

    def repeated_keys(self) -> Iterator[Problem]:
        """Keys written twice in one entry; YAML would silently keep the last."""
        for node in _mappings(self.node):
            seen: set[str] = set()
            for key, _ in node.value:
                if key.value in seen:
                    yield Problem(
                        self.path.name, key.start_mark.line + 1, f"'{key.value}' is written twice in the same entry"
                    )
                seen.add(key.value)


def read(path: Path, shape: TypeAdapter[T], problems: list[Problem]) -> tuple[Document, T] | None:
    """The file and its checked content; on mistakes they go to `problems` and the answer is None."""
    try:
        document = Document(path)
    except UnicodeDecodeError:
        problems.append(Problem(path.name, 1, "the file is not saved as UTF-8 text"))
        return None
    except yaml.YAMLError as error:
        problems.append(_unreadable(path, error))
        return None
    found = list(document.repeated_keys())
    try:
        value = shape.validate_python(document.data)
    except ValidationError as error:
        wrong = (detail for detail in error.errors() if not _is_echo(detail))
        found += [document.problem(in_words(detail), detail["loc"]) for detail in wrong]
    problems.extend(found)
    return None if found else (document, value)


def in_words(error: ErrorDetails) -> str:
    """A pydantic error as a sentence for somebody who never saw a line of code."""
    name, context = _name(error["loc"]), error.get("ctx", {})
    found = f"found {_shown(error['input'])}"
    match error["type"]:
        case "missing":
            return f"{name} is missing"
        case "extra_forbidden":
            return f"{name} is not a known key; check the spelling"
        case "enum" | "literal_error":
            choices = context["expected"].replace("'", "").replace(" or ", ", ")
            return f"{name} must be one of {choices}; {found}{_guess(error['input'], choices.split(', '))}"
        case "string_type":
            return f"{name} must be plain text; {found} (text that holds a colon needs quotes around it)"
        case "string_too_long":
            return f"{name} may have {context['max_length']} characters at most; it has {len(error['input'])}"
        case "string_too_short" | "too_short":
            return f"{name} has too little in it; {found}"
        case "too_long":
            return f"{name} may have {context['max_length']} lines at most; it has {context['actual_length']}"
        case "list_type" | "tuple_type":
            return f"{name} must be a list, in [brackets] or one '- ' per line; {found}"
        case "dict_type" | "model_type" | "model_attributes_type":
            return f"{name} must be an entry of 'key: value' lines; {found}"
        case "bool_type" | "bool_parsing":
            return f"{name} must be yes or no; {found}"
        case "int_type" | "int_parsing":
            return f"{name} must be a whole number; {found}"
        case "value_error":
            return f"{name}: {context['error']}"
        case _:
            return f"{name}: {error['msg']}; {found}"


def closest(word: str, words: Iterable[str]) -> str:
    """' (did you mean ...?)' when a known word is near, otherwise nothing."""
    near = difflib.get_close_matches(word, list(words), n=1)
    return f" (did you mean '{near[0]}'?)" if near else ""


def _check_times_a_week(value: str) -> str:
    low, _, high = value.partition("-")
    numbers = [part for part in (low, high or low) if part.isdigit()]
    if len(numbers) != 2 or not 1 <= int(numbers[0]) <= int(numbers[1]) <= 7:
        raise ValueError(f"write a number of times from 1 to 7, or a range like 2-3; found '{value}'")
    return value


def _check_unique(values: tuple[T, ...]) -> tuple[T, ...]:
    twice = next((value for index, value in enumerate(values) if value in values[:index]), None)
    if twice is not None:
        raise ValueError(f"'{twice.value if isinstance(twice, Enum) else twice}' is named twice")
    return values


def _check_key(value: str) -> str:
    if not all(part.isalnum() and part.isascii() and part == part.lower() for part in value.split("-")):
        raise ValueError(f"use small letters and digits joined by hyphens, like glute-bridge; found '{value}'")
    return value


Key: TypeAlias = Annotated[str, Field(min_length=1, max_length=60), AfterValidator(_check_key)]
Name: TypeAlias = Annotated[str, Field(min_length=1, max_length=80)]
# YAML reads a lone 3 as a number; to us "3" and "2-3" are the same kind of answer.
TimesAWeek: TypeAlias = Annotated[
    str,
    BeforeValidator(lambda value: str(value) if type(value) is int else value),
    AfterValidator(_check_times_a_week),
]
Unique: TypeAlias = Annotated[tuple[T, ...], AfterValidator(_check_unique)]


def _is_echo(error: ErrorDetails) -> bool:
    """pydantic calls a list too short when its entries have mistakes, which are reported anyway."""
    return error["type"] == "too_short" and len(error["input"]) >= error["ctx"]["min_length"]


def _child(node: yaml.Node | None, step: int | str) -> tuple[yaml.Node, int] | None:
    if isinstance(node, yaml.SequenceNode) and isinstance(step, int) and step < len(node.value):
        return node.value[step], node.value[step].start_mark.line
    if isinstance(node, yaml.MappingNode):
        return next(((value, key.start_mark.line) for key, value in node.value if key.value == step), None)
    return None


def _mappings(node: yaml.Node | None) -> Iterator[yaml.MappingNode]:
    if isinstance(node, yaml.MappingNode):
        yield node
        for _, value in node.value:
            yield from _mappings(value)
    elif isinstance(node, yaml.SequenceNode):
        for value in node.value:
            yield from _mappings(value)


def _unreadable(path: Path, error: yaml.YAMLError) -> Problem:
    mark = getattr(error, "problem_mark", None)
    reason = getattr(error, "problem", None) or "it is not YAML"
    return Problem(path.name, mark.line + 1 if mark else 1, f"cannot be read from here on: {reason}")


def _name(location: Location) -> str:
    """('steps', 1) is "'steps' number 2": the last name, and which of its values."""
    names = [step for step in location if isinstance(step, str)]
    if not names:
        return "the file" if not location else f"entry number {int(location[-1]) + 1}"
    last = location[-1]
    return f"'{names[-1]}' number {last + 1}" if isinstance(last, int) else f"'{names[-1]}'"


def _shown(value: object) -> str:
    match value:
        case None | "" | [] | ():
            return "nothing"
        case True:
            return "yes"
        case False:
            return "no"
        case str() if len(value) > 60:
            return f"'{value[:57]}...'"
        case str():
            return f"'{value}'"
        case dict():
            return "'key: value' lines"
        case list():
            return "a list"
        case _:
            return str(value)


def _guess(value: object, choices: list[str]) -> str:
    return closest(value, choices) if isinstance(value, str) else ""
