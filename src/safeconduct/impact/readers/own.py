"""The long table itself, as `safeconduct impact read --out` writes it as CSV."""

from __future__ import annotations

from collections.abc import Iterable

import polars as pl

from safeconduct.impact.readers.reading import CsvFormat, Read
from safeconduct.impact.readers.source import Rows
from safeconduct.impact.table import (
    AUTHORITIES,
    COMPONENTS,
    GROUPS,
    KEY,
    MEASURES,
    MISSING,
    SCHEMA,
    normal,
)

#: Columns that hold one of some words, or nothing.
_WORDS = {
    "component": COMPONENTS,
    "authority": AUTHORITIES,
    "group": GROUPS,
    "missing": MISSING,
}


def _read(rows: Rows) -> Read:
    columns = {
        "month": rows.first_days("month"),
        "measure": _one_of(rows, "measure", MEASURES),
        "count": rows.counts("count", may_be_empty=True),
        "rounded_to": rows.counts("rounded_to"),
    }
    for column, words in _WORDS.items():
        columns[column] = _one_of(rows, column, words, may_be_empty=True)
    rows.refuse_first(
        columns["count"].is_null() == columns["missing"].is_null(),
        "count",
        "which does not fit what its row gives as `missing`",
        "a reason where there is no count, and nowhere else",
    )
    for column in ("place", "publisher", "release"):
        rows.refuse_first(rows.frame[column].is_null(), column, "which is no name", "a name")
    coarse = ~columns["rounded_to"].is_in([1, 10])
    rows.refuse_first(coarse, "rounded_to", "which is no rounding known", "1 or 10")
    rows.refuse_repeated(KEY)
    return Read(normal(rows.frame.with_columns(**columns)))


def _one_of(
    rows: Rows, column: str, words: Iterable[str], *, may_be_empty: bool = False
) -> pl.Series:
    known = {word: word for word in words}
    return rows.recoded(column, known.get, column, ", ".join(known), may_be_empty=may_be_empty)


FORMATS = (
    CsvFormat(
        "long-table", "a table that `safeconduct impact read` has written", tuple(SCHEMA), _read
    ),
)
