"""The demonstration's invented people under a programme's rules, as the caseload pages read them."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from functools import cached_property, lru_cache
from typing import Any

import polars as pl

from safeconduct.demo.people import DemoPeople, demo_people
from safeconduct.eligibility import (
    Result,
    Screened,
    Screening,
    compile_track,
    result_counts,
    screen,
    screen_population,
    ways,
)
from safeconduct.eligibility.affected import Affected, affected
from safeconduct.programme import Definition
from safeconduct.programme.schema import Condition

TRACK = "admission"
PAGE_SIZE = 25
EFFECTS = ("in_the_way", "undecided", "lifted", "fine")


@dataclass(frozen=True)
class Tally:
    """One condition's counts: what it does to how many, and how its statement came out."""

    condition: Condition
    in_the_way: int
    undecided: int
    lifted: int
    fine: int
    met: int
    not_met: int
    unknown: int


@dataclass(frozen=True)
class Wanted:
    """Which people a list shows; empty means all."""

    result: str = ""
    condition: str = ""
    effect: str = ""
    then: str = ""
    after: str = ""


@dataclass(frozen=True)
class Listed:
    """One line of the list."""

    case_id: str
    name: str
    family_id: str
    nationality: str
    age: int | None
    result: str
    then: str | None
    in_the_way: tuple[Condition, ...]
    then_in_the_way: tuple[Condition, ...]


@dataclass(frozen=True, eq=False)
class Caseload:
    """A caseload screened under one variant as of a day."""

    people: DemoPeople
    definition: Definition
    day: date
    screened: Screened

    @cached_property
    def ways(self) -> pl.DataFrame:
        """Per condition that can keep a case out: true where it does, null where undecided."""
        return ways(self.screened)

    @property
    def size(self) -> int:
        """How many people there are."""
        return self.people.frame.height

    @cached_property
    def results(self) -> dict[str, int]:
        """How many are eligible, barred and open."""
        return result_counts(self.screened)

    @cached_property
    def tallies(self) -> tuple[Tally, ...]:
        """The counts of each requirement and bar, those that keep most people out first."""
        found = [self._tally(c.condition) for c in self.screened.compiled.conditions]
        weighed = [tally for tally in found if tally.condition.kind != "exception"]
        return tuple(sorted(weighed, key=lambda t: (-t.in_the_way, -t.lifted, -t.undecided)))

    def _tally(self, condition: Condition) -> Tally:
        status = self.screened.statuses[condition.id]
        met, unknown = int(status.sum()), status.null_count()
        counts = {effect: 0 for effect in EFFECTS}
        if condition.id in self.ways.columns:
            counts = {e: int(self.with_effect(condition.id, e).sum()) for e in EFFECTS}
        return Tally(
            condition, **counts, met=met, not_met=self.size - met - unknown, unknown=unknown
        )

    def with_effect(self, condition: str, effect: str) -> pl.Series:
        """The rows on which a condition has that effect."""
        way, status = self.ways[condition], self.screened.statuses[condition]
        if effect == "in_the_way":
            return way.fill_null(False)
        if effect == "undecided":
            return way.is_null()
        compiled = next(c for c in self.screened.compiled.conditions if c.condition.id == condition)
        free = way.fill_null(True).not_()
        is_bar = compiled.condition.kind == "bar"
        is_lifted = free & status.fill_null(True) if is_bar else free & pl.Series([False])
        return is_lifted if effect == "lifted" else free & ~is_lifted

    def with_result(self, result: str) -> pl.Series:
        """The rows with that result."""
        truth = self.screened.result
        if result == "open":
            return truth.is_null()
        return truth.fill_null(False) if result == "eligible" else truth.fill_null(True).not_()

    def in_the_way_of(self, position: int) -> tuple[Condition, ...]:
        """What keeps one row out."""
        standing = self.ways.row(position, named=True)
        conditions = (c.condition for c in self.screened.compiled.conditions)
        return tuple(condition for condition in conditions if standing.get(condition.id))

    def result_of(self, position: int) -> str:
        """One row's result."""
        return Result.of(self.screened.result[position]).value


def caseload(definition: Definition, day: date) -> Caseload:
    """The programme's invented people, screened. NotFound if none were drawn for it."""
    return _screened(demo_people(definition.programme.id), definition, day)


@lru_cache(maxsize=12)
def _screened(people: DemoPeople, definition: Definition, day: date) -> Caseload:
    compiled = compile_track(definition, TRACK, day)
    screened = screen_population(compiled, people.population(definition))
    return Caseload(people, definition, day, screened)


@lru_cache(maxsize=12)
def moved(before: Caseload, after: Caseload) -> Affected:
    """Who is affected by going from one variant to another."""
    return affected(
        before.screened.compiled,
        after.screened.compiled,
        before.people.population(before.definition),
        after.people.population(after.definition),
    )


def listed(
    held: Caseload, wanted: Wanted, other: Caseload | None
) -> tuple[list[Listed], str | None]:
    """A page of the list, and the case number after which the next one begins, if there is one."""
    keep = pl.repeat(True, held.size, eager=True)
    if wanted.result:
        keep &= held.with_result(wanted.result)
    if wanted.condition:
        keep &= held.with_effect(wanted.condition, wanted.effect or "in_the_way")
    if wanted.then and other is not None:
        keep &= other.with_result(wanted.then)
    start = held.people.position(wanted.after) + 1 if wanted.after else 0
    kept = keep.arg_true()
    positions = kept.filter(kept >= start).head(PAGE_SIZE + 1).to_list()
    lines = [_line(held, other, position) for position in positions[:PAGE_SIZE]]
    return lines, lines[-1].case_id if len(positions) > PAGE_SIZE else None


def _line(held: Caseload, other: Caseload | None, position: int) -> Listed:
    row = held.people.frame.row(position, named=True)
    return Listed(
        case_id=row["case_id"],
        name=row["name"],
        family_id=row["family_id"],
        nationality=row["nationality"] or "",
        age=_age(row["birth_date"], held.day),
        result=held.result_of(position),
        then=other.result_of(position) if other else None,
        in_the_way=held.in_the_way_of(position),
        then_in_the_way=other.in_the_way_of(position) if other else (),
    )


def _age(born: date | None, day: date) -> int | None:
    if born is None:
        return None
    return day.year - born.year - ((day.month, day.day) < (born.month, born.day))


@dataclass(frozen=True)
class Person:
    """One invented person with the answer of every variant that runs casework."""

    line: Listed
    facts: dict[str, Any]
    screening: Screening
    others: tuple[Screening, ...]
    family: tuple[tuple[str, str], ...]


def person(held: Caseload, case_id: str, others: Iterator[Definition]) -> Person:
    """One person; NotFound if there is none of that case number."""
    position = held.people.position(case_id)
    facts = held.people.facts(case_id, held.definition)
    return Person(
        line=_line(held, None, position),
        facts=facts,
        screening=screen(held.definition, TRACK, held.day, facts),
        others=tuple(
            screen(each, TRACK, held.day, held.people.facts(case_id, each)) for each in others
        ),
        family=_family(held, position),
    )


def _family(held: Caseload, position: int) -> tuple[tuple[str, str], ...]:
    frame = held.people.frame
    family, own = frame["family_id"][position], frame["case_id"][position]
    members = frame.filter((pl.col("family_id") == family) & (pl.col("case_id") != own))
    return tuple(members.select("case_id", "name").rows())
