"""A small dictionary of facts, and cases built from plain Python values."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Mapping
from typing import Any

import polars as pl
import pytest

from safeconduct.feel import (
    BOOLEAN,
    DATE,
    NUMBER,
    TEXT,
    Child,
    Choice,
    FactType,
    ListOf,
    Population,
    Record,
    compile_leaf,
    known_mark,
    polars_type,
    run_leaves,
)

COUNTRIES = Choice(("VE", "MX", "US", "PA"))
ENTRY = Record(
    {
        "country": FactType(COUNTRIES),
        "date": FactType(DATE),
        "irregular": FactType(BOOLEAN),
        "left": FactType(DATE, may_be_none=True),
        "fee": FactType(NUMBER),
    }
)
SCOPE = {
    "age": FactType(NUMBER),
    "name": FactType(TEXT),
    "married": FactType(BOOLEAN),
    "birth": FactType(DATE),
    "removal": FactType(DATE, may_be_none=True),
    "visits": FactType(NUMBER, may_be_none=True),
    "country": FactType(COUNTRIES),
    "second_country": FactType(COUNTRIES, may_be_none=True),
    "supporter": FactType(Record({"income": FactType(NUMBER), "country": FactType(COUNTRIES)})),
    "entries": FactType(ListOf(ENTRY)),
    "nationalities": FactType(ListOf(COUNTRIES)),
}
CONSTANTS = {"decision_date": dt.date(2022, 10, 19)}


class Unknown:
    """Stands for a value that is not known, where None says that there is none."""

    def __repr__(self) -> str:
        return "UNKNOWN"


UNKNOWN = Unknown()

Case = Mapping[str, Any]


def columns_of(types: Mapping[str, FactType], records: list[Case]) -> dict[str, pl.Series]:
    columns: dict[str, pl.Series] = {}
    for name, declared in types.items():
        values = [record.get(name, UNKNOWN) for record in records]
        plain = [None if value is UNKNOWN else value for value in values]
        columns[name] = pl.Series(name, plain, dtype=polars_type(declared.type))  # type: ignore[arg-type]
        if declared.may_be_none:
            marks = [value is not UNKNOWN for value in values]
            columns[known_mark(name)] = pl.Series(known_mark(name), marks, dtype=pl.Boolean)
    return columns


def population_of(cases: list[Case], scope: Mapping[str, FactType] = SCOPE) -> Population:
    """Cases as frames; a list that is not complete ends with UNKNOWN."""
    main: dict[str, pl.Series] = {}
    lists: dict[str, Child] = {}
    for name, declared in scope.items():
        if isinstance(declared.type, ListOf):
            lists[name] = child_of(declared.type, [case.get(name, [UNKNOWN]) for case in cases])
        elif isinstance(declared.type, Record):
            fields = {f"{name}.{key}": own for key, own in declared.type.fields.items()}
            main |= columns_of(fields, cases)
        else:
            main |= columns_of({name: declared}, cases)
    return Population(pl.DataFrame(main), lists)


def child_of(type_: ListOf, lists: list[list[Any]]) -> Child:
    rows = [row for row, items in enumerate(lists) for item in items if item is not UNKNOWN]
    items = [item for items in lists for item in items if item is not UNKNOWN]
    if isinstance(type_.item, Record):
        columns = columns_of(type_.item.fields, items)
    else:
        columns = columns_of({"item": FactType(type_.item)}, [{"item": item} for item in items])
    complete = [not any(item is UNKNOWN for item in items) for items in lists]
    frame = pl.DataFrame({"row": pl.Series(rows, dtype=pl.UInt32), **columns})
    return Child(frame, pl.Series(complete, dtype=pl.Boolean))


@pytest.fixture
def ask() -> Callable[..., bool | None]:
    """The answer of one leaf for one case: True, False, or None for unknown."""

    def answer(text: str, **case: Any) -> bool | None:
        leaf = compile_leaf(text, SCOPE, constants=CONSTANTS)
        result: bool | None = run_leaves(population_of([case]), [leaf]).item()
        return result

    return answer
