"""The invented people of the measurements: as a table of columns, and as cases one by one."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import numpy as np
import polars as pl

from safeconduct import feel
from safeconduct.demo.caseload import draw
from safeconduct.eligibility.files import only
from safeconduct.eligibility.tables import piece_of
from safeconduct.programme.schema import Fact

SEED = 20221123
AUTUMN = ("2022-10", "2022-11", "2022-12")
SPRING = ("2023-01", "2023-02", "2023-03", "2023-04", "2023-05")
SISTERS = ("VE", "CU", "HT", "NI")
Dictionary = Mapping[str, Fact]


def drawn(size: int) -> pl.DataFrame:
    """Venezuelans of autumn 2022, as a table in memory or in a file has them."""
    return draw(seed=SEED, size=size, months=AUTUMN)


def drawn_sisters(size: int) -> pl.DataFrame:
    """People of the four nationalities, early 2023."""
    return draw(seed=SEED, size=size, months=SPRING, nationalities=SISTERS)


def population(frame: pl.DataFrame, dictionary: Dictionary) -> feel.Population:
    """Every fact typed, lists of records as child tables."""
    piece = piece_of(frame, dictionary)
    assert not piece.bad, piece.bad[0]
    return piece.population


def fully_known(people: feel.Population, dictionary: Dictionary) -> feel.Population:
    """The same people with every gap closed, for a peer that knows no unknown.

    What is unknown is copied from someone of whom it is known, drawn at random; where it is known of
    nobody, from all that the dictionary allows. Every list is complete.
    """
    chance = np.random.default_rng(SEED)
    main = _closed(people.main, list(dictionary.values()), chance)
    lists = {}
    for name, child in people.lists.items():
        frame = _closed(child.frame, list(dictionary[name].fields), chance)
        everything = pl.repeat(True, people.main.height, dtype=pl.Boolean(), eager=True)
        lists[name] = feel.Child(frame, everything.alias("complete"))
    return feel.Population(main, lists)


def _closed(frame: pl.DataFrame, facts: list[Fact], chance: np.random.Generator) -> pl.DataFrame:
    closed = []
    for fact in facts:
        if fact.type == "records":
            continue
        values = frame[fact.id]
        mark = feel.known_mark(fact.id)
        known = frame[mark] if fact.may_be_none else values.is_not_null()
        donors = known.arg_true().to_numpy()
        if len(donors):
            taken = np.arange(frame.height)
            gaps = (~known).arg_true().to_numpy()
            taken[gaps] = chance.choice(donors, len(gaps))
            closed.append(values.gather(taken))
        else:
            closed.append(_any_value(fact, frame.height, chance))
        if fact.may_be_none:
            closed.append(pl.repeat(True, frame.height, dtype=pl.Boolean(), eager=True).alias(mark))
    return frame.with_columns(closed)


def _any_value(fact: Fact, height: int, chance: np.random.Generator) -> pl.Series:
    dtype = fact.column_type
    if fact.may_be_none:
        return pl.Series(fact.id, [None], dtype=dtype).new_from_index(0, height)
    if dtype == pl.Boolean():
        return pl.Series(fact.id, chance.random(height) < 0.5)
    if isinstance(dtype, pl.Enum):
        options = dtype.categories.to_list()
        return pl.Series(fact.id, options, dtype=dtype).gather(
            chance.integers(0, len(options), height)
        )
    if dtype == pl.String():
        # Names are asked by no rule.
        return pl.Series(fact.id, ["somebody"]).new_from_index(0, height)
    raise AssertionError(f"{fact.id} is known of nobody")


def some_with_records(people: feel.Population, size: int) -> feel.Population:
    """Some of the people, in order, of whom the last has an entry.

    OpenFisca's sum over a group leaves out the groups without members behind the last that has one.
    """
    owners = people.lists["entries"].frame["row"]
    last = int(owners.filter(owners >= min(size, people.main.height) - 1)[0])
    rows = pl.int_range(people.main.height, eager=True)
    return only(people, (rows > last - size) & (rows <= last))


def cases(people: feel.Population, dictionary: Dictionary) -> list[dict[str, Any]]:
    """The people as `screen` takes them: an unknown fact is absent, None is none."""
    found = [_known(row, dictionary) for row in people.main.rows(named=True)]
    for name, child in people.lists.items():
        fields = {field.id: field for field in dictionary[name].fields}
        held: list[list[dict[str, Any]]] = [[] for _ in found]
        for row in child.frame.rows(named=True):
            held[row["row"]].append(_known(row, fields))
        complete = child.complete if child.complete is not None else [True] * len(found)
        for case, records, is_complete in zip(found, held, complete, strict=True):
            case[name] = records if is_complete else {"records": records, "complete": False}
    return found


def _known(row: Mapping[str, Any], facts: Mapping[str, Fact]) -> dict[str, Any]:
    known = {}
    for name, fact in facts.items():
        if fact.type == "records":
            continue
        if row[name] is not None:
            known[name] = row[name]
        elif fact.may_be_none and row[feel.known_mark(name)]:
            known[name] = None
    return known
