"""Each person's entries: the legs of the journey, the crossing, and the handover after it."""

from __future__ import annotations

import calendar
from dataclasses import dataclass
from datetime import date
from functools import cache
from typing import Any

import numpy as np
import numpy.typing as npt
import polars as pl

from safeconduct.demo.caseload import columns
from safeconduct.demo.caseload.assumptions import (
    NONE,
    UNKNOWN,
    Chance,
    Mask,
    Whole,
    assumed,
    day_number,
)
from safeconduct.demo.caseload.cells import Cell
from safeconduct.demo.caseload.families import Families, People

_REGULAR, _IRREGULAR = (columns.MANNERS.index(word) for word in ("regular", "irregular"))
_EXPELLED = columns.DEPARTURES.index("expelled")


@dataclass(frozen=True, eq=False)
class Journeys:
    """What happened on the way. Arrays with one place per family; the last three, per person."""

    through_panama: Mask
    panama_day: Whole
    panama_manner: Whole
    has_mexican_leg: Mask
    mexico_day: Whole
    mexico_manner: Whole
    list_is_complete: Mask
    #: How the stay in the United States ended.
    departure: Whole
    #: The agreement under which the family was returned; NONE or UNKNOWN otherwise.
    returned_under: Whole
    was_encountered: Mask
    earlier_entry: Whole
    removal_order: Whole


def agreements() -> tuple[str, ...]:
    """The agreements under which people of the caseload may have been returned."""
    return tuple(entry["agreement"] for entry in assumed("returns_under"))


def journeys_of(cells: list[Cell], families: Families, people: People, chance: Chance) -> Journeys:
    """Draw every family's way and what came of it."""
    number = len(families)
    crossing = families.crossing
    nationality = np.array([cell.nationality for cell in cells])[families.cell]
    shares: dict[str, float] = assumed("came_through_panama")
    share = np.array([shares.get(cell.nationality, 0.0) for cell in cells])[families.cell]
    came = chance.uniform("through Panama", number) < share
    panama = _panama_days(nationality, crossing, chance)
    mexico = np.where(
        came,
        _mexico_after_panama(panama, crossing, chance),
        crossing - chance.among("days from Mexico", "days_from_mexico", number),
    ).astype(np.int32)
    departure, returned_under = _outcomes(cells, families, chance)
    manners = columns.MANNERS
    asked = ~chance.happens("incomplete", assumed("list_of_entries_is_incomplete"), number)
    returned = columns.has_value(returned_under)
    earlier_entry, removal_order = _earlier_removals(people, crossing[people.family], chance)
    return Journeys(
        through_panama=came & asked,
        panama_day=panama,
        panama_manner=chance.answer("manner PA", assumed("manner_in_panama"), manners, number),
        has_mexican_leg=np.asarray(nationality != "MX"),
        mexico_day=mexico,
        mexico_manner=chance.answer("manner MX", assumed("manner_in_mexico"), manners, number),
        # Where someone was sent other than under an agreement is not published.
        list_is_complete=asked & ~((departure == _EXPELLED) & ~returned),
        departure=departure,
        returned_under=returned_under,
        was_encountered=~(people.is_companion & returned[people.family]),
        earlier_entry=earlier_entry,
        removal_order=removal_order,
    )


def _outcomes(cells: list[Cell], families: Families, chance: Chance) -> tuple[Whole, Whole]:
    """How each family's stay ended, and under which agreement it was returned."""
    weights = assumed("departure_after_title_8")
    after_title_8 = chance.answer("departure", weights, columns.DEPARTURES, len(families))
    is_expulsion = np.array([cell.title == 42 for cell in cells])[families.cell]
    departure = np.where(is_expulsion, _EXPELLED, after_title_8).astype(np.int32)
    returned_under = np.where(is_expulsion, UNKNOWN, NONE).astype(np.int32)
    for code, entry in enumerate(assumed("returns_under")):
        covered = np.array(
            [cell.nationality in entry["nationalities"] and cell.is_of(entry) for cell in cells]
        )[families.cell]
        first, last = day_number(entry["first"]), day_number(entry["last"])
        in_force = (first <= families.crossing) & (families.crossing <= last)
        returned_under[covered & in_force] = code
    return departure, returned_under


def _panama_days(nationality: npt.NDArray[np.str_], crossing: Whole, chance: Chance) -> Whole:
    """Days of entry into Panama: Venezuelans' as published where that reaches, others' evenly."""
    span = assumed("days_from_panama")
    earliest, latest = crossing - span["most"], crossing - span["least"]
    place = chance.uniform("days from Panama", len(crossing))
    evenly = earliest + np.floor(place * (latest - earliest + 1)).astype(np.int32)
    start, below = _transits()
    reaches = (nationality == "VE") & (earliest >= start) & (latest < start + len(below) - 1)
    days = evenly.copy()
    low = below[earliest[reaches] - start]
    high = below[latest[reaches] + 1 - start]
    sought = low + place[reaches] * (high - low)
    found = start + np.searchsorted(below, sought, side="right") - 1
    days[reaches] = np.clip(found, earliest[reaches], latest[reaches])
    return days.astype(np.int32)


@cache
def _transits() -> tuple[int, npt.NDArray[np.float64]]:
    """The first day of the published transits, and how many lie before each day from it on."""
    months: dict[str, int] = assumed("darien_transits")
    fall: dict[str, Any] = assumed("darien_fall")
    daily: list[float] = []
    for month, people in months.items():
        length = calendar.monthrange(int(month[:4]), int(month[5:]))[1]
        shape = np.ones(length)
        if month == fall["month"]:
            steps = fall["to_day"] - fall["from_day"]
            falling = np.linspace(1.0, fall["left"], steps + 1)
            shape[fall["from_day"] - 1 : fall["to_day"]] = falling
            shape[fall["to_day"] :] = fall["left"]
        daily += (shape * people / shape.sum()).tolist()
    first = day_number(date.fromisoformat(f"{next(iter(months))}-01"))
    return first, np.concatenate([[0.0], np.cumsum(daily)])


def _mexico_after_panama(panama: Whole, crossing: Whole, chance: Chance) -> Whole:
    way, wait = assumed("days_panama_to_mexico"), assumed("days_from_mexico")
    latest = np.minimum(panama + way["most"], crossing - wait["least"]).astype(np.int32)
    earliest = np.minimum(panama + way["least"], latest).astype(np.int32)
    return chance.whole("days to Mexico", earliest, latest, len(panama))


def _earlier_removals(people: People, crossing: Whole, chance: Chance) -> tuple[Whole, Whole]:
    """The day of an earlier entry and of the removal order after it; NONE for nearly everyone."""
    number = len(people)
    removed = chance.happens("earlier removal", assumed("earlier_removal"), number)
    removed &= people.age >= 25
    span = assumed("earlier_removal_years")
    before = chance.whole("years", span["least"] * 365, span["most"] * 365, number)
    order = np.where(removed, crossing - before, NONE).astype(np.int32)
    entry = np.where(removed, order - chance.whole("until the order", 1, 20, number), NONE)
    return entry.astype(np.int32), order


def present_country(families: Families, people: People, way: Journeys) -> Whole:
    """Codes of the country in which each person is, as far as the table and the draw tell."""
    mexico, us = columns.country_code("MX"), columns.country_code("US")
    of_family = np.select(
        [columns.has_value(way.returned_under) | _left(way), way.departure == NONE],
        [mexico, us],
        UNKNOWN,
    )
    return of_family[people.family].astype(np.int32)


def entries_of(
    cells: list[Cell], families: Families, people: People, way: Journeys
) -> list[pl.Series]:
    """The column `entries`, one list of records a person in the order of the days, and its mark."""
    family = people.family
    met = way.was_encountered
    at_port = np.array([cell.component == "OFO" for cell in cells])[families.cell]
    manner_us = np.where(at_port, _REGULAR, _IRREGULAR).astype(np.int32)
    # Only who was met was returned: a companion's own legs led to no return.
    under = np.where(met, way.returned_under[family], NONE).astype(np.int32)
    returned = met & columns.has_value(way.returned_under)[family]
    no_one = np.full(len(families), NONE, np.int32)
    handed = np.full(len(families), columns.MANNERS.index("handed_over"), np.int32)
    after = families.crossing + 1
    removed = np.full(len(people), columns.DEPARTURES.index("removed"), np.int32)
    legs = [
        _leg("US", columns.has_value(way.earlier_entry), way.earlier_entry,
             np.full(len(people), _IRREGULAR), removed, np.full(len(people), NONE)),
        _leg("PA", way.through_panama[family], way.panama_day[family],
             way.panama_manner[family], no_one[family], under),
        _leg("MX", way.has_mexican_leg[family], way.mexico_day[family],
             way.mexico_manner[family], no_one[family], under),
        _leg("US", met, families.crossing[family], manner_us[family], way.departure[family], under),
        _leg("MX", returned, after[family], handed[family], no_one[family], no_one[family]),
        _leg("MX", met & _left(way)[family], after[family],
             np.full(len(people), _REGULAR), no_one[family], no_one[family]),
    ]  # fmt: skip
    flat = pl.concat(legs).sort("row", maintain_order=True)
    fields = [name for name in flat.columns if name != "row"]
    # Every person has at least the crossing or the leg in Mexico, so that no row is lost here.
    held = flat.group_by("row", maintain_order=True).agg(pl.struct(fields).alias("entries"))
    complete = pl.Series("entries.complete", way.list_is_complete[family])
    return [held["entries"], complete]


def _left(way: Journeys) -> Mask:
    """Families who were allowed to leave by themselves."""
    by_themselves = [
        columns.DEPARTURES.index(word) for word in ("voluntary_departure", "withdrawal")
    ]
    return np.isin(way.departure, by_themselves)


def _leg(
    country: str, has_it: Mask, day: Whole, manner: Whole, departure: Whole, under: Whole
) -> pl.DataFrame:
    """One leg of everyone who has it; `row` is the place of the person."""
    rows = np.flatnonzero(has_it)
    border = "southwest" if country == "US" else "other"
    codes = np.full(len(rows), columns.country_code(country), np.int32)
    borders = np.full(len(rows), columns.BORDERS.index(border), np.int32)
    return pl.DataFrame(
        [
            pl.Series("row", rows, dtype=pl.UInt32),
            *columns.choice("country", codes, columns.COUNTRIES),
            *columns.day("entry_date", day[rows]),
            *columns.choice("manner", manner[rows], columns.MANNERS),
            *columns.choice("border", borders, columns.BORDERS),
            *columns.choice("departure", departure[rows], columns.DEPARTURES, may_be_none=True),
            *columns.choice("returned_under", under[rows], agreements(), may_be_none=True),
        ]
    )
