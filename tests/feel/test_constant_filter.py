"""A filter that asks only constants leaves every record, also where none of their fields is known."""

from __future__ import annotations

import polars as pl
import pytest

from safeconduct import feel

SCOPE = {"rows": feel.FactType(feel.ListOf(feel.Record({"n": feel.FactType(feel.NUMBER, True)})))}


@pytest.mark.parametrize(
    "text", ["some r in rows[0 = 0] satisfies r.n = 1", "count(rows[0 = 0 and n = 1]) = 1"]
)
def test_unknown_in_every_record_is_unknown(text: str) -> None:
    child = pl.DataFrame(
        {"row": [0, 0, 1], "n": [None, None, None], "n.known": [False] * 3},
        schema={"row": pl.UInt32, "n": pl.Int64, "n.known": pl.Boolean},
    )
    population = feel.Population(pl.DataFrame({"case": [1, 2]}), {"rows": feel.Child(child, None)})
    leaf = feel.compile_leaf(text, SCOPE)
    assert feel.run_leaves(population, {"leaf": leaf})["leaf"].to_list() == [None, None]
