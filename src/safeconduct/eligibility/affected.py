"""Who of a table is affected by a change, by condition and direction."""

from __future__ import annotations

from dataclasses import dataclass

import polars as pl

from safeconduct import feel
from safeconduct.eligibility.batch import Screened, screen_population, ways
from safeconduct.eligibility.compiling import CompiledTrack
from safeconduct.eligibility.findings import Result

_ORDER = (Result.ELIGIBLE, Result.OPEN, Result.BARRED)
_PAIRS = tuple((old.value, new.value) for old in _ORDER for new in _ORDER)


@dataclass(frozen=True)
class Affected:
    """What a change does to a table of people.

    `moves` counts cases by their result before and after. `now_barred_by` counts, among those who are
    barred only after the change, the conditions that bar them (one person may be barred by several,
    and `alone` counts those whom a condition bars by itself); `no_longer_barred_by` is its mirror.
    `now_in_the_way` and `no_longer_in_the_way` count per condition all whom it newly keeps out or
    keeps out no more, whatever else bars them.
    """

    cases: int
    moves: dict[tuple[str, str], int]
    now_barred_by: dict[str, int]
    now_barred_by_alone: dict[str, int]
    no_longer_barred_by: dict[str, int]
    now_in_the_way: dict[str, int]
    no_longer_in_the_way: dict[str, int]

    @property
    def lose_the_way_in(self) -> int:
        """How many were not barred before and are barred now."""
        return sum(n for (old, new), n in self.moves.items() if new == "barred" != old)

    @property
    def gain_the_way_in(self) -> int:
        """How many were barred before and are not barred now."""
        return sum(n for (old, new), n in self.moves.items() if old == "barred" != new)

    @property
    def barred_before(self) -> int:
        return sum(n for (old, _), n in self.moves.items() if old == "barred")

    @property
    def barred_after(self) -> int:
        return sum(n for (_, new), n in self.moves.items() if new == "barred")

    def plus(self, other: Affected) -> Affected:
        """Two pieces of one table together, in the order that the whole table has."""
        moves = _add(self.moves, other.moves)
        return Affected(
            self.cases + other.cases,
            {pair: moves[pair] for pair in _PAIRS if pair in moves},
            _most_first(_add(self.now_barred_by, other.now_barred_by)),
            _most_first(_add(self.now_barred_by_alone, other.now_barred_by_alone)),
            _most_first(_add(self.no_longer_barred_by, other.no_longer_barred_by)),
            _most_first(_add(self.now_in_the_way, other.now_in_the_way)),
            _most_first(_add(self.no_longer_in_the_way, other.no_longer_in_the_way)),
        )

    def as_data(self) -> dict[str, object]:
        """The counts as plain data."""
        return {
            "cases": self.cases,
            "barred_before": self.barred_before,
            "barred_after": self.barred_after,
            "lose_the_way_in": self.lose_the_way_in,
            "gain_the_way_in": self.gain_the_way_in,
            "moves": [{"from": old, "to": new, "cases": n} for (old, new), n in self.moves.items()],
            "now_barred_by": self.now_barred_by,
            "now_barred_by_alone": self.now_barred_by_alone,
            "no_longer_barred_by": self.no_longer_barred_by,
            "now_in_the_way": self.now_in_the_way,
            "no_longer_in_the_way": self.no_longer_in_the_way,
        }


def _add(one: dict, other: dict) -> dict:
    return {key: one.get(key, 0) + other.get(key, 0) for key in dict.fromkeys([*one, *other])}


def affected(
    old: CompiledTrack, new: CompiledTrack, old_people: feel.Population, new_people: feel.Population
) -> Affected:
    """Screen the same rows under both; the two populations differ only in their dictionaries' columns."""
    before = screen_population(old, old_people)
    earlier = before if old_people is new_people else None
    after = screen_population(new, new_people, earlier=earlier)
    moved = pl.DataFrame({"old": before.result, "new": after.result})
    pairs = {
        (Result.of(row[0]).value, Result.of(row[1]).value): row[2]
        for row in moved.group_by("old", "new").len().rows()
    }
    moves = {pair: pairs.get(pair, 0) for pair in _PAIRS}
    barred_before = ~before.result.fill_null(True)
    barred_after = ~after.result.fill_null(True)
    losing, gaining = barred_after & ~barred_before, barred_before & ~barred_after
    stood, stands = _standing(before), _standing(after)
    by, alone = _by_condition(stands, losing)
    gained, _ = _by_condition(stood, gaining)
    return Affected(
        moved.height,
        {pair: number for pair, number in moves.items() if number},
        by,
        alone,
        gained,
        _newly(stands, stood),
        _newly(stood, stands),
    )


def _standing(screened: Screened) -> pl.DataFrame:
    """Per condition that can bar: true where it certainly does. A draft never bars."""
    firm = [
        c.condition.id
        for c in screened.compiled.conditions
        if c.condition.kind != "exception" and not c.condition.is_draft
    ]
    return ways(screened).select(pl.col(firm).fill_null(False))


def _by_condition(standing: pl.DataFrame, rows: pl.Series) -> tuple[dict[str, int], dict[str, int]]:
    chosen = standing.filter(rows)
    if not chosen.width or not chosen.height:
        return {}, {}
    single = chosen.filter(pl.sum_horizontal(pl.all()) == 1)
    return _counted(chosen), _counted(single)


def _newly(these: pl.DataFrame, those: pl.DataFrame) -> dict[str, int]:
    """How many stand in these columns and not in those."""
    known = set(those.columns)
    return _counted(
        pl.DataFrame([these[n] & ~those[n] if n in known else these[n] for n in these.columns])
    )


def _counted(columns: pl.DataFrame) -> dict[str, int]:
    return _most_first({name: int(columns[name].sum()) for name in columns.columns})


def _most_first(numbers: dict[str, int]) -> dict[str, int]:
    """By number, and equal ones by name, so that no order hangs on how a table was cut."""
    ordered = sorted(numbers, key=lambda name: (-numbers[name], name))
    return {name: numbers[name] for name in ordered if numbers[name]}
