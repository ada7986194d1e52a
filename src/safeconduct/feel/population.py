"""What leaves run over: one row a case, and flat tables for the lists of the cases."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field

import polars as pl

from safeconduct.errors import InputError

#: The column of a child frame that says to which row of the main frame it belongs.
ROW = "row"


@dataclass(frozen=True, slots=True, eq=False)
class Child:
    """The records of one list fact over all cases.

    `frame` has the column "row" (UInt32, sorted) and one a field. `complete` says for each case
    whether all of its records are there; None: for every case.
    """

    frame: pl.DataFrame
    complete: pl.Series | None = None


@dataclass(frozen=True, slots=True, eq=False)
class Population:
    """`main` has one row a case and a column a fact; `lists` has one child a list fact.

    A null is unknown, unless a Boolean column "<fact>.known" beside it says true: then it is none.
    Raises InputError where a child does not fit the main frame.
    """

    main: pl.DataFrame
    lists: Mapping[str, Child] = field(default_factory=dict)

    def __post_init__(self) -> None:
        for name, child in self.lists.items():
            _check(name, child, self.main.height)


def _check(name: str, child: Child, height: int) -> None:
    if child.frame.schema.get(ROW) != pl.UInt32():
        raise InputError(f"The list `{name}` has no column `{ROW}` of type UInt32.")
    rows = child.frame.get_column(ROW)
    if rows.null_count() or not rows.is_sorted():
        raise InputError(f"The column `{ROW}` of the list `{name}` is not in order.")
    if len(rows) and rows[-1] >= height:
        raise InputError(
            f"The list `{name}` has a record for row {rows[-1]} of {height}.", given=rows[-1]
        )
    if child.complete is not None and (
        child.complete.dtype != pl.Boolean()
        or len(child.complete) != height
        or child.complete.null_count()
    ):
        raise InputError(f"`complete` of the list `{name}` needs true or false for each case.")
