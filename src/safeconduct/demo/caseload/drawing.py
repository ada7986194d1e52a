"""Drawing a caseload: from the published table to a table of invented people."""

from __future__ import annotations

from collections.abc import Callable, Sequence

import numpy as np
import polars as pl

from safeconduct.demo.caseload import columns, facts, journeys
from safeconduct.demo.caseload.assumptions import Chance, invented_names
from safeconduct.demo.caseload.cells import AUTUMN_2022, Cell, chosen_cells, returns_cells
from safeconduct.demo.caseload.families import People, families_of, people_of
from safeconduct.errors import InputError

LARGEST = 10_000_000
#: How many steps `progress` counts.
STEPS = 6
Progress = Callable[[int], None]


def draw(
    *,
    seed: int = 0,
    months: Sequence[str] = AUTUMN_2022,
    nationalities: Sequence[str] = ("VE",),
    size: int | None = None,
    progress: Progress = lambda step: None,
) -> pl.DataFrame:
    """Invented people, one row each, drawn from the published encounters of these months.

    Without `size`, one person for every encounter, and beside them the relatives of another
    nationality who travel along; with it, that many rows in proportion. Columns are `case_id`,
    `family_id`, `name` and facts of the programme us-mx-ve-2022. The same arguments give the same
    table. InputError for a month, nationality, seed or size that cannot be.
    """
    _check_number("seed", seed, 0, 2**63 - 1)
    if size is not None:
        _check_number("size", size, 1, LARGEST)
    return _drawn(chosen_cells(months, nationalities, size), seed, progress)


def returned_people(*, seed: int = 0, progress: Progress = lambda step: None) -> pl.DataFrame:
    """The 17,919 returns of Venezuelans to Mexico, October to December 2022, as `draw` draws people.

    Published are events, of which one person may have several; here each is an invented person.
    """
    _check_number("seed", seed, 0, 2**63 - 1)
    return _drawn(returns_cells(), seed, progress)


def _check_number(name: str, given: int, least: int, most: int) -> None:
    if isinstance(given, bool) or not isinstance(given, int) or not least <= given <= most:
        raise InputError(
            f"The {name} is {given!r}.",
            given=given,
            accepted=f"a whole number from {least:,} to {most:,}",
        )


def _drawn(cells: list[Cell], seed: int, progress: Progress) -> pl.DataFrame:
    chance = Chance(seed)
    families = families_of(cells, chance)
    people = people_of(families, chance)
    progress(1)
    way = journeys.journeys_of(cells, families, people, chance)
    progress(2)
    own = facts.nationalities(cells, families, people, chance)
    present = journeys.present_country(families, people, way)
    series = [
        *_labels(people, chance),
        *facts.family_facts(own, cells, families, people, chance),
        *columns.choice("present_country", present, columns.COUNTRIES),
    ]
    progress(3)
    series += journeys.entries_of(cells, families, people, way)
    progress(4)
    series += facts.personal_facts(own, families, people, way, chance)
    progress(5)
    series += facts.request_facts(families, people, way, chance)
    progress(STEPS)
    return pl.DataFrame(series)


def _labels(people: People, chance: Chance) -> list[pl.Series]:
    """Ids that say what they are, and names that nobody bears; a family shares its last name."""
    number = len(people)
    given, last = invented_names()
    family_count = int(people.family[-1]) + 1 if number else 0
    last_of = chance.whole("family names", 0, len(last) - 1, family_count)[people.family]
    first_of = chance.whole("given names", 0, len(given) - 1, number)
    every_name = pl.Series([f"{first} {surname}" for first in given for surname in last])
    return [
        _ids("case_id", "DEMO-", np.arange(1, number + 1)),
        _ids("family_id", "DEMO-F", people.family + 1),
        every_name.gather(pl.Series(first_of * len(last) + last_of, dtype=pl.UInt32)).alias("name"),
    ]


def _ids(name: str, start: str, numbers: np.ndarray) -> pl.Series:
    return (start + pl.Series(numbers).cast(pl.String).str.zfill(6)).alias(name)
