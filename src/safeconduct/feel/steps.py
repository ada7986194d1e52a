"""What a leaf asks of a list fact: one step a quantifier or aggregate, run before the leaf."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from hashlib import sha256
from typing import Literal

import polars as pl

from safeconduct.feel.terms import Input
from safeconduct.feel.types import FactType

StepKind = Literal["some", "every", "count", "sum", "min", "max"]


@dataclass(frozen=True, slots=True, eq=False)
class ListStep:
    """Reduces the rows of one list to one value for each case, in `column` of the main frame.

    `inner` is Boolean over the child frame: which rows count; null where a used field is unknown.
    `outer_facts` are columns of the main frame that it reads as "^name". A null in `column` means
    unknown; where `may_be_none`, a column "<column>.known" tells FEEL's null from unknown.
    """

    list_fact: str
    column: str
    kind: StepKind
    inner: pl.Expr
    #: some, every: the rows whose condition is FEEL's null; None where that cannot be.
    none: pl.Expr | None
    #: sum, min, max: what is reduced, dates and durations as integers.
    value: pl.Expr | None
    dtype: pl.DataType
    may_be_none: bool
    #: The columns of the child frame that are read, with their types.
    columns: Mapping[str, FactType]
    #: The columns of the main frame that are read: facts, and columns of earlier steps.
    outer_facts: frozenset[str]
    #: All that it reads, facts of the main frame as "^name": what decides, together with the list
    #: itself, where the step is unknown.
    reads: frozenset[Input]
    #: How many steps come before this one, because it reads their columns.
    depth: int


def step_column(
    list_fact: str, kind: StepKind, reads: frozenset[Input], *expressions: pl.Expr | None
) -> str:
    """A name that two steps share only if they ask the same."""
    digest = sha256(repr(sorted((one.column, one.may_be_none) for one in reads)).encode())
    for expression in expressions:
        digest.update(b"|" if expression is None else expression.meta.serialize())
    return f"{list_fact}|{kind}|{digest.hexdigest()[:24]}"
