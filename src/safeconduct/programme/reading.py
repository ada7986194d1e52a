"""YAML as data that remembers on which line each part stands."""

from __future__ import annotations

from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import yaml

from safeconduct.errors import Place

Path_ = tuple[str | int, ...]
#: Last step of the path of a value itself; without it, the path of a key leads to the key.
VALUE = "\0value"


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

    def build(self, node: yaml.Node, path: Path_) -> Any:
        place = Place(self.file, node.start_mark.line + 1, node.start_mark.column + 1)
        self.places[path] = place
        if isinstance(node, yaml.MappingNode):
            return self._mapping(node, path)
        if isinstance(node, yaml.SequenceNode):
            return [self.build(item, (*path, i)) for i, item in enumerate(node.value)]
        try:
            return self.loader.construct_object(node)
        except (yaml.YAMLError, ValueError) as error:
            self.problems.append(Problem(place, f"{node.value!r} cannot be read: {_reason(error)}"))
            return None

    def _mapping(self, node: yaml.MappingNode, path: Path_) -> dict[Any, Any]:
        data: dict[Any, Any] = {}
        for key_node, value_node in node.value:
            key = self.build(key_node, (*path, "\0key"))
            if isinstance(key, list | dict):
                key = str(key)
            if key is True or key is False:  # YAML 1.1 reads a bare `no` or `on` as a truth value
                key = key_node.value
            place = Place(self.file, key_node.start_mark.line + 1, key_node.start_mark.column + 1)
            if key in data:
                self.problems.append(Problem(place, f"`{key}` stands here twice"))
            data[key] = self.build(value_node, (*path, key))
            self.places[(*path, key, VALUE)] = self.places[(*path, key)]
            self.places[(*path, key)] = place
        return data


def read_yaml(path: Path, shown_as: str) -> tuple[Located | None, list[Problem]]:
    """Read one file; what is wrong comes back as problems and never as an exception."""
    try:
        text = path.read_text(encoding="utf-8")
    except (OSError, UnicodeDecodeError) as error:
        return None, [Problem(Place(shown_as), f"the file cannot be read as UTF-8 text: {error}")]
    loader = yaml.CSafeLoader(text)
    try:
        node = loader.get_single_node()
        if node is None:
            return None, [Problem(Place(shown_as, 1), "the file is empty")]
        walk = _Walk(shown_as, loader)
        data = walk.build(node, ())
    except yaml.YAMLError as error:
        return None, [_syntax_problem(error, shown_as)]
    finally:
        loader.dispose()
    return Located(data, walk.places), walk.problems


def _syntax_problem(error: yaml.YAMLError, shown_as: str) -> Problem:
    mark = getattr(error, "problem_mark", None)
    place = Place(shown_as, mark.line + 1, mark.column + 1) if mark else Place(shown_as)
    return Problem(place, f"this is not valid YAML: {_reason(error)}")


def _reason(error: Exception) -> str:
    return getattr(error, "problem", None) or str(error).splitlines()[0]
