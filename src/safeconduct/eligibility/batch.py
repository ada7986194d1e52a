"""Many cases: the same compiled track over a table, with all findings as columns."""

from __future__ import annotations

from dataclasses import dataclass

import polars as pl

from safeconduct import feel
from safeconduct.eligibility.compiling import RESULT, CompiledCondition, CompiledTrack
from safeconduct.eligibility.findings import Result


@dataclass(frozen=True, eq=False)
class Screened:
    """Findings of a table, row for row: Boolean columns in which null is unknown.

    `leaves` has a column per leaf, `statuses` one per condition (by id), `clear` one per condition
    and per group of them for which the result was drawn together; `result` is true for eligible,
    false for barred, null for open.
    """

    compiled: CompiledTrack
    leaves: pl.DataFrame
    statuses: pl.DataFrame
    clear: pl.DataFrame
    result: pl.Series


def screen_population(
    compiled: CompiledTrack, population: feel.Population, *, earlier: Screened | None = None
) -> Screened:
    """Screen a table.

    `earlier` is an answer for the *same* rows under other conditions: leaves that both ask are taken
    from it, so that after one changed condition only that one is computed.
    """
    if earlier is None:
        leaves = compiled.plan.run(population)
        statuses = leaves.select(compiled.statuses)
        clear = _clear(compiled, statuses, pl.DataFrame(), set())
    else:
        leaves = _leaves_after(earlier, compiled, population)
        kept = _asking_the_same(earlier.compiled, compiled)
        statuses = _statuses_after(earlier, compiled, leaves, kept)
        clear = _clear(compiled, statuses, earlier.clear, kept)
    result = _result(compiled, clear, statuses.height)
    return Screened(compiled, leaves, statuses, clear, result)


def _leaves_after(
    earlier: Screened, compiled: CompiledTrack, population: feel.Population
) -> pl.DataFrame:
    held = set(earlier.leaves.columns)
    wanted = {name: leaf for name, leaf in compiled.leaves.items() if name not in held}
    computed = feel.prepare(wanted).run(population).get_columns()
    return pl.DataFrame([*computed, *(earlier.leaves[n] for n in compiled.leaves if n in held)])


def _asking_the_same(old: CompiledTrack, new: CompiledTrack) -> set[str]:
    """The conditions of which nothing changed that an answer could depend on, exceptions apart."""
    before = {c.condition.id: _asked(c) for c in old.conditions}
    return {c.condition.id for c in new.conditions if before.get(c.condition.id) == _asked(c)}


def _asked(condition: CompiledCondition) -> tuple[object, ...]:
    columns = condition.tree.asked()
    kind, is_draft = condition.condition.kind, condition.condition.is_draft
    return columns, kind, is_draft, condition.exceptions, condition.doubtful


def _statuses_after(
    earlier: Screened, compiled: CompiledTrack, leaves: pl.DataFrame, kept: set[str]
) -> pl.DataFrame:
    ids = [c.condition.id for c in compiled.conditions]
    pairs = zip(ids, compiled.statuses, strict=True)
    computed = leaves.select([status for name, status in pairs if name not in kept])
    return pl.DataFrame([(earlier.statuses if n in kept else computed)[n] for n in ids])


def _clear(
    compiled: CompiledTrack, statuses: pl.DataFrame, held: pl.DataFrame, kept: set[str]
) -> pl.DataFrame:
    """All levels beside each other; what asks none but `kept` conditions is taken from `held`."""
    below = statuses
    columns: dict[str, pl.Series] = {}
    for level in compiled.levels:
        old = {c.name for c in level if c.name in held.columns and kept.issuperset(c.asks)}
        anew = below.select(c.expression for c in level if c.name not in old)
        below = pl.DataFrame([(held if c.name in old else anew)[c.name] for c in level])
        columns |= {column.name: column for column in below}
    return pl.DataFrame(list(columns.values()))


def _result(compiled: CompiledTrack, clear: pl.DataFrame, height: int) -> pl.Series:
    """The column of the last level, in which all are together."""
    for everything in compiled.levels[-1]:
        return clear.get_column(everything.name).alias(RESULT)
    return pl.repeat(True, height, dtype=pl.Boolean(), eager=True).alias(RESULT)


def ways(screened: Screened) -> pl.DataFrame:
    """Per condition that can keep a case out: true where it does, exceptions considered."""
    expressions = [
        condition.stands_in_the_way().alias(condition.condition.id)
        for condition in screened.compiled.conditions
        if condition.condition.kind != "exception"
    ]
    return screened.statuses.select(expressions)


def counts(screened: Screened) -> pl.DataFrame:
    """One row per condition: how many cases meet it, do not, and are unknown."""
    conditions = screened.compiled.conditions
    height = screened.statuses.height
    met = [screened.statuses[c.condition.id].sum() for c in conditions]
    unknown = [screened.statuses[c.condition.id].null_count() for c in conditions]
    in_the_way = ways(screened)
    return pl.DataFrame(
        {
            "condition": [c.condition.id for c in conditions],
            "kind": [c.condition.kind for c in conditions],
            "met": met,
            "not_met": [height - m - u for m, u in zip(met, unknown, strict=True)],
            "unknown": unknown,
            "in_the_way": [
                in_the_way[c.condition.id].sum() if c.condition.id in in_the_way.columns else 0
                for c in conditions
            ],
        },
        schema_overrides={"met": pl.Int64, "not_met": pl.Int64, "unknown": pl.Int64},
    )


def result_counts(screened: Screened) -> dict[str, int]:
    """How many cases are eligible, barred and open."""
    result = screened.result
    eligible, still_open = int(result.sum()), result.null_count()
    return {
        Result.ELIGIBLE.value: eligible,
        Result.BARRED.value: len(result) - eligible - still_open,
        Result.OPEN.value: still_open,
    }


def as_table(screened: Screened) -> pl.DataFrame:
    """The findings as words, for a file: `result`, then one column per condition."""
    words = pl.Enum([result.value for result in Result])
    statuses = pl.Enum(["met", "not_met", "unknown"])

    def told(column: str, true: str, false: str, null: str, dtype: pl.Enum) -> pl.Expr:
        truth = pl.col(column)
        return (
            pl.when(truth)
            .then(pl.lit(true, dtype))
            .when(~truth)
            .then(pl.lit(false, dtype))
            .otherwise(pl.lit(null, dtype))
            .alias(column)
        )

    result = screened.result.to_frame().select(
        told(RESULT, Result.ELIGIBLE, Result.BARRED, Result.OPEN, words)
    )
    found = screened.statuses.select(
        told(name, "met", "not_met", "unknown", statuses) for name in screened.statuses.columns
    )
    return pl.concat([result, found], how="horizontal")
