"""One row of a table of people, as the facts of a case."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import polars as pl

from safeconduct.programme.schema import Fact


def facts_at(frame: pl.DataFrame, position: int, dictionary: Mapping[str, Fact]) -> dict[str, Any]:
    """The facts of one row, as `screen` takes them: an unknown one is absent, None is none."""
    return _known(frame.row(position, named=True), dictionary)


def _known(row: Mapping[str, Any], dictionary: Mapping[str, Fact]) -> dict[str, Any]:
    facts: dict[str, Any] = {}
    for name, fact in dictionary.items():
        value = row.get(name)
        if value is not None:
            facts[name] = _records(fact, value, row) if fact.type == "records" else value
        elif fact.may_be_none and row.get(f"{name}.known"):
            facts[name] = None
    return facts


def _records(fact: Fact, records: list[Mapping[str, Any]], row: Mapping[str, Any]) -> Any:
    fields = {field.id: field for field in fact.fields}
    held = [_known(record, fields) for record in records]
    if row.get(f"{fact.id}.complete") is False:
        return {"records": held, "complete": False}
    return held
