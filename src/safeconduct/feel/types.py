"""The types that a fact can have, and the Polars type that holds each.

Numbers are whole numbers: counts, or money in cents. A `Choice` is text out of a closed list.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from functools import lru_cache

import polars as pl


@dataclass(frozen=True, slots=True)
class Scalar:
    """A type of single values; `name` is FEEL's own name for it."""

    name: str

    def __str__(self) -> str:
        return self.name


NUMBER = Scalar("number")
TEXT = Scalar("string")
BOOLEAN = Scalar("boolean")
DATE = Scalar("date")
DATETIME = Scalar("date and time")
TIME = Scalar("time")
YM_DURATION = Scalar("years and months duration")
DT_DURATION = Scalar("days and time duration")

SCALARS = (NUMBER, TEXT, BOOLEAN, DATE, DATETIME, TIME, YM_DURATION, DT_DURATION)


@dataclass(frozen=True, slots=True)
class Choice:
    """Text out of a closed list; the order of `options` says nothing."""

    options: tuple[str, ...]

    def __str__(self) -> str:
        return "choice of " + ", ".join(f'"{option}"' for option in self.options[:6])


@dataclass(frozen=True, slots=True)
class FactType:
    """What a fact holds, and whether it may be known that there is none."""

    type: Type
    may_be_none: bool = False


@dataclass(frozen=True)
class Record:
    """Named fields of one thing, such as one entry or one family member."""

    fields: Mapping[str, FactType] = field(hash=False)

    def __post_init__(self) -> None:
        given: Mapping[str, Type | FactType] = self.fields
        typed = {
            name: entry if isinstance(entry, FactType) else FactType(entry)
            for name, entry in given.items()
        }
        object.__setattr__(self, "fields", typed)

    def __hash__(self) -> int:
        return hash(tuple(self.fields.items()))

    def __str__(self) -> str:
        return "record of " + ", ".join(self.fields)


@dataclass(frozen=True, slots=True)
class ListOf:
    """Any number of items of one type, a person's entries for example."""

    item: Type

    def __str__(self) -> str:
        return f"list of {self.item}"


Type = Scalar | Choice | Record | ListOf
Kind = Scalar | Choice
Scope = Mapping[str, FactType]

#: The column of a child frame that holds the items of a `ListOf` a scalar type.
ITEM = "item"

_POLARS: dict[Scalar, pl.DataType] = {
    NUMBER: pl.Int64(),
    TEXT: pl.String(),
    BOOLEAN: pl.Boolean(),
    DATE: pl.Date(),
    DATETIME: pl.Datetime("us"),
    TIME: pl.Time(),
    YM_DURATION: pl.Int64(),
    DT_DURATION: pl.Duration("us"),
}


@lru_cache(maxsize=1024)
def polars_type(kind: Kind) -> pl.DataType:
    """The column type of a fact: years and months durations are whole months in Int64."""
    if isinstance(kind, Choice):
        return pl.Enum(list(kind.options))
    return _POLARS[kind]


def item_fields(type_: ListOf) -> Mapping[str, FactType]:
    """The columns of the child frame of a list, by name."""
    if isinstance(type_.item, Record):
        return type_.item.fields
    return {ITEM: FactType(type_.item)}


def known_mark(column: str) -> str:
    """The Boolean column beside `column` that says whether its null is none or unknown."""
    return f"{column}.known"
