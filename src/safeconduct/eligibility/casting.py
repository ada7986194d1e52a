"""A column of a file in the type of its fact; null where a value does not fit."""

from __future__ import annotations

from typing import Any

import polars as pl

from safeconduct.eligibility.dictionary import EARLIEST, LATEST
from safeconduct.programme.schema import Fact

_TRUE, _FALSE = ("true", "True", "TRUE", "yes", "1"), ("false", "False", "FALSE", "no", "0")


def typed_as(given: pl.Series, fact: Fact, dtype: Any) -> pl.Series:
    """The column in the fact's type, null where a value does not fit."""
    return _within(_cast(given, dtype), fact)


def _within(typed: pl.Series, fact: Fact) -> pl.Series:
    """Null instead of what a single case would not accept either."""
    if fact.type == "text":
        blank = typed.str.strip_chars() == ""
        return typed if not blank.any() else typed.set(blank, None)
    least: Any = EARLIEST if fact.type == "date" else 1 - 2**53
    most: Any = LATEST if fact.type == "date" else 2**53 - 1
    if fact.type not in ("date", "integer", "money") or typed.null_count() == len(typed):
        return typed
    lowest, highest = typed.min(), typed.max()
    if least <= lowest and highest <= most:
        return typed
    return typed.set(~typed.is_between(least, most), None)


def _cast(given: pl.Series, dtype: Any) -> pl.Series:
    if given.dtype == dtype and not isinstance(dtype, pl.Enum):
        return given
    if given.dtype == pl.Null:
        return given.cast(dtype)
    if dtype == pl.Boolean:
        return truth_values(given)
    if given.dtype == pl.String:
        text = given.str.strip_chars()
        if dtype == pl.Date:
            exact = text.set(text.str.len_chars() != 10, None)
            return exact.str.to_date("%Y-%m-%d", strict=False)
        return text.cast(dtype, strict=False)
    if isinstance(dtype, pl.Enum) and is_textual(given.dtype):
        return given.cast(pl.String).cast(dtype, strict=False)
    if given.dtype.is_integer() and dtype.is_integer():
        return given.cast(dtype, strict=False)
    if dtype == pl.String and is_textual(given.dtype):
        return given.cast(pl.String)
    return _nothing(given, dtype)


def truth_values(given: pl.Series) -> pl.Series:
    """A column of truth values, from words too; null where a value is none."""
    if given.dtype in (pl.Boolean, pl.Null):
        return given.cast(pl.Boolean)
    if given.dtype != pl.String:
        return _nothing(given, pl.Boolean)
    text = given.str.strip_chars()
    words = pl.when(text.is_in(_TRUE)).then(True).when(text.is_in(_FALSE)).then(False)
    return pl.select(words).to_series().alias(given.name)


def is_textual(dtype: pl.DataType) -> bool:
    """Whether a column of the type holds words, or nothing at all."""
    return dtype == pl.String or isinstance(dtype, pl.Enum | pl.Categorical | pl.Null)


def _nothing(given: pl.Series, dtype: Any) -> pl.Series:
    return pl.Series(given.name, [None], dtype=dtype).new_from_index(0, len(given))
