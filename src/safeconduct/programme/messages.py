"""What a model refused, in the words of someone who writes a programme."""

from __future__ import annotations

import difflib
from typing import Any

from pydantic import BaseModel, ValidationError

from safeconduct.errors import shown
from safeconduct.programme.folder import RawEntry
from safeconduct.programme.reading import Problem


def problems_of(error: ValidationError, entry: RawEntry, model: type[BaseModel]) -> list[Problem]:
    """One problem for each refusal, at the line of the key that it is about."""
    return [_problem(detail, entry, model) for detail in error.errors()]


def _problem(detail: Any, entry: RawEntry, model: type[BaseModel]) -> Problem:
    path = _path_in_data(detail["loc"], entry.data)
    name = entry.data.get("id")
    whose = f"{name}: " if isinstance(name, str) else ""
    place = entry.place(*path)
    return Problem(place, whose + _sentence(detail, path, model))


def _path_in_data(location: tuple[Any, ...], data: Any) -> tuple[Any, ...]:
    """The location without the names of union members, which do not stand in the file."""
    path: list[Any] = []
    for step in location:
        if isinstance(data, dict):
            stands_there = step in data
        else:
            stands_there = (
                isinstance(step, int) and isinstance(data, list | tuple) and step < len(data)
            )
        if stands_there:
            data = data[step]
            path.append(step)
    return tuple(path)


def _sentence(detail: Any, path: tuple[Any, ...], model: type[BaseModel]) -> str:
    key = next((str(s) for s in reversed(detail["loc"]) if isinstance(s, str)), "")
    given = detail.get("input")
    kind = detail["type"]
    if kind == "missing":
        return f"`{key}` is missing"
    if kind == "extra_forbidden":
        known = [f.alias or n for n, f in model.model_fields.items() if not f.exclude]
        near = difflib.get_close_matches(key, known, n=1)
        hint = f"; did you mean `{near[0]}`?" if near else f"; known here: {', '.join(known)}"
        return f"`{key}` is no key of this entry" + (hint if len(detail["loc"]) == 1 else "")
    if kind in ("literal_error", "enum"):
        return f"`{key}` is {shown(given)}; accepted: {detail['ctx']['expected']}"
    if kind == "union_tag_not_found" or kind == "union_tag_invalid":
        return f"`{key}` has to be a FEEL text, or one of `is`, `all`, `any`, `not`, not {shown(given)}"
    if kind.startswith("date"):
        return f"`{key}` is {shown(given)}; accepted: a date such as 2022-10-19"
    if kind == "string_pattern_mismatch":
        return f"`{key}` is {shown(given)}; accepted: text of the form {detail['ctx']['pattern']}"
    if kind == "too_short":
        return f"`{key}` is empty; at least one is needed"
    if kind == "value_error":
        return str(detail["ctx"]["error"])
    return f"`{key}` is {shown(given)}: {detail['msg'].lower()}"
