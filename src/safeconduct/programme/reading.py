"""YAML as data that remembers on which line each part stands."""

from __future__ import annotations

from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import yaml

from safeconduct.errors import Place, shown

Path_ = tuple[str | int, ...]
#: Last step of the path of a value itself; without it, the path of a key leads to the key.
VALUE = "\0value"
#: A programme is never this deep, and what is far deeper overflows the parser's own stack.
DEEPEST = 60
#: Aliases of aliases unfold without bound; this is some ten times the largest file that ships.
MOST_PARTS = 300_000
_PLAIN_TAGS = ("tag:yaml.org,2002:map", "tag:yaml.org,2002:seq")
_DATE_TAG = "tag:yaml.org,2002:timestamp"


@dataclass(frozen=True, slots=True)
class Problem:
    """Something wrong in a programme, with its place."""

    place: Place
    message: str

    def __str__(self) -> str:
        return f"{self.place}: {self.message}"


@dataclass(frozen=True, slots=True)
class Located:
    """The data of one file, and the place of each part by its path of keys and positions."""

    data: Any
    places: dict[Path_, Place]

    def place(self, path: Path_) -> Place:
        """Where a part stands; where it has no place of its own, that of the nearest part above."""
        while path and path not in self.places:
            path = path[:-1]
        return self.places[path]


@dataclass(slots=True)
class _Walk:
    file: str
    loader: yaml.CSafeLoader
    places: dict[Path_, Place] = field(default_factory=dict)
    problems: list[Problem] = field(default_factory=list)
    parts: int = 0

    def build(self, node: yaml.Node, path: Path_) -> Any:
        place = _place_of(self.file, node.start_mark)
        self.parts += 1
        if len(path) > DEEPEST or self.parts > MOST_PARTS:
            raise _TooMuch(place)
        self.places[path] = place
        if isinstance(node, yaml.CollectionNode) and node.tag not in _PLAIN_TAGS:
            self.problems.append(Problem(place, f"the tag `{node.tag}` is not accepted"))
        if isinstance(node, yaml.MappingNode):
            return self._mapping(node, path)
        if isinstance(node, yaml.SequenceNode):
            return [self.build(item, (*path, i)) for i, item in enumerate(node.value)]
        try:
            return self.loader.construct_object(node)
        except (yaml.YAMLError, ValueError) as error:
            if node.tag == _DATE_TAG:
                # Whoever wants a date here refuses the text, and can say what is wanted.
                return node.value
            self.problems.append(
                Problem(place, f"{shown(node.value)} cannot be read: {_reason(error)}")
            )
            return None

    def _mapping(self, node: yaml.MappingNode, path: Path_) -> dict[Any, Any]:
        data: dict[Any, Any] = {}
        for key_node, value_node in node.value:
            place = _place_of(self.file, key_node.start_mark)
            if key_node.tag == "tag:yaml.org,2002:merge":
                self.problems.append(
                    Problem(place, "`<<` takes over no keys here; write each key out")
                )
                continue
            key = self.build(key_node, (*path, "\0key"))
            if isinstance(key, list | dict):
                key = str(key)
            if key is True or key is False:  # YAML 1.1 reads a bare `no` or `on` as a truth value
                key = key_node.value
            if key in data:
                self.problems.append(Problem(place, f"`{key}` stands here twice"))
            data[key] = self.build(value_node, (*path, key))
            self.places[(*path, key, VALUE)] = self.places[(*path, key)]
            self.places[(*path, key)] = place
        return data


def read_yaml(path: Path, shown_as: str) -> tuple[Located | None, list[Problem]]:
    """Read one file; what is wrong comes back as problems and never as an exception."""
    try:
        text = read_text(path)
    except Unreadable as error:
        return None, [Problem(Place(shown_as, error.line), str(error))]
    loader = yaml.CSafeLoader(text)
    try:
        _refuse_depth(text, shown_as)
        node = loader.get_single_node()
        if node is None:
            return None, [Problem(Place(shown_as, 1), "the file is empty")]
        walk = _Walk(shown_as, loader)
        data = walk.build(node, ())
    except yaml.YAMLError as error:
        return None, [_syntax_problem(error, shown_as)]
    except _TooMuch as error:
        message = (
            f"this is nested more than {DEEPEST} deep, refers to itself,"
            f" or unfolds to more than {MOST_PARTS:,} parts"
        )
        return None, [Problem(error.place, message)]
    finally:
        loader.dispose()
    return Located(data, walk.places), walk.problems


class _TooMuch(Exception):
    def __init__(self, place: Place) -> None:
        super().__init__(str(place))
        self.place = place


class Unreadable(Exception):
    """A file that holds no text; `line` counts from 1."""

    def __init__(self, message: str, line: int | None = None) -> None:
        super().__init__(message)
        self.line = line


def read_text(path: Path) -> str:
    """The text of a file in UTF-8; `Unreadable` says why there is none, and on which line."""
    if path.exists() and not path.is_file():
        raise Unreadable("this is no file that can be read")
    try:
        content = path.read_bytes()
    except OSError as error:
        raise Unreadable(f"the file cannot be read: {error.strerror}") from error
    try:
        return content.decode("utf-8")
    except UnicodeDecodeError as error:
        line = content.count(b"\n", 0, error.start) + 1
        raise Unreadable("the file is no text in UTF-8", line) from error


def _refuse_depth(text: str, shown_as: str) -> None:
    """Walk over the events first: building the nodes recurses, and in C a deep file ends the process."""
    depth = 0
    for event in yaml.parse(text, Loader=yaml.CSafeLoader):
        if isinstance(event, yaml.CollectionStartEvent):
            depth += 1
            if depth > DEEPEST:
                raise _TooMuch(_place_of(shown_as, event.start_mark))
        elif isinstance(event, yaml.CollectionEndEvent):
            depth -= 1


def _place_of(file: str, mark: Any) -> Place:
    return Place(file, mark.line + 1, mark.column + 1)


def _syntax_problem(error: yaml.YAMLError, shown_as: str) -> Problem:
    mark = getattr(error, "problem_mark", None)
    place = Place(shown_as, mark.line + 1, mark.column + 1) if mark else Place(shown_as)
    return Problem(place, f"this is not valid YAML: {_reason(error)}")


def _reason(error: Exception) -> str:
    return getattr(error, "problem", None) or str(error).splitlines()[0]
