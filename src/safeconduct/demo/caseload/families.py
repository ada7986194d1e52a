"""From cells to families, and from families to the people in them, with their ages."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from safeconduct.demo.caseload.assumptions import (
    Chance,
    Mask,
    Whole,
    assumed,
    day_number,
    positions_at,
)
from safeconduct.demo.caseload.cells import Cell

Years = npt.NDArray[np.float64]

#: What kind of group travels together.
ALONE, COUPLE, GROWN_CHILD, FAMILY, CHILD_ALONE, CHILD_ACCOMPANIED = range(6)
#: What a person is in it.
PRINCIPAL, PARTNER, CHILD = range(3)
_DAYS_A_YEAR = 365.2425


@dataclass(frozen=True, eq=False)
class Families:
    """Arrays with one place per family, in the order of their crossings."""

    cell: npt.NDArray[np.intp]
    kind: Whole
    size: Whole
    crossing: Whole
    #: The place of the member who is of another nationality; -1 where there is none.
    companion: Whole

    def __len__(self) -> int:
        return len(self.cell)


@dataclass(frozen=True, eq=False)
class People:
    """Arrays with one place per person; `family` is a place in `Families`."""

    family: npt.NDArray[np.intp]
    role: Whole
    birth: Whole
    age: Years
    is_companion: Mask

    def __len__(self) -> int:
        return len(self.family)


def families_of(cells: list[Cell], chance: Chance) -> Families:
    """Gather each cell's people into families and give each family a day of crossing."""
    parts = [_families_of_cell(at, cell, chance) for at, cell in enumerate(cells)]
    cell, kind, size, crossing, companion = (
        np.concatenate([part[field] for part in parts]) for field in range(5)
    )
    order = np.lexsort((chance.uniform("order of families", len(cell)), crossing))
    return Families(*(array[order] for array in (cell, kind, size, crossing, companion)))


def _families_of_cell(at: int, cell: Cell, chance: Chance) -> tuple[Whole, ...]:
    kind, size = _grouped(cell, chance)
    number = len(size)
    order = chance.order(f"families {cell.name}", number)
    kind, size = kind[order], size[order]
    # One random place within each family's stretch of the cell: every day gets its published share.
    before = np.cumsum(size) - size
    place = (before + chance.uniform(f"day {cell.name}", number) * size) / size.sum()
    first = day_number(cell.month)
    crossing = first + positions_at(place, cell.weight_of_days().tolist())
    companion = np.full(number, -1)
    able = np.flatnonzero(size > 1)
    chosen = able[chance.order(f"companions {cell.name}", len(able))[: cell.companions]]
    companion[chosen] = chance.whole(
        f"which companion {cell.name}", 1, size[chosen] - 1, len(chosen)
    )
    return tuple(
        array.astype(np.int32) for array in (np.full(number, at), kind, size, crossing, companion)
    )


def _grouped(cell: Cell, chance: Chance) -> tuple[Whole, Whole]:
    people = cell.people + cell.companions
    if cell.group == "family_unit":
        size = _family_sizes(people, chance, cell.name)
        return np.full(len(size), FAMILY, np.int32), size
    if cell.group == "single_adult":
        pairs = int(people * assumed("single_adults_in_pairs") / 2)
        size = np.ones(people - pairs, np.int32)
        size[:pairs] = 2
        kind = np.full(len(size), ALONE, np.int32)
        grown = chance.happens(
            f"pairs {cell.name}", assumed("pair_is_parent_and_grown_child"), pairs
        )
        kind[:pairs] = np.where(grown, GROWN_CHILD, COUPLE)
        return kind, size
    kind_of_child = CHILD_ALONE if cell.group == "unaccompanied_minor" else CHILD_ACCOMPANIED
    return np.full(people, kind_of_child, np.int32), np.ones(people, np.int32)


def _family_sizes(people: int, chance: Chance, name: str) -> Whole:
    """Sizes that add up to `people`; the last family takes what is left over."""
    weights: Mapping[int, float] = assumed("family_size")
    sizes = np.array(list(weights), np.int32)
    drawn = sizes[chance.position(f"sizes {name}", tuple(weights.values()), people // 2 + 1)]
    number = int(np.searchsorted(np.cumsum(drawn), people)) + 1
    drawn = drawn[:number]
    drawn[-1] -= drawn.sum() - people
    if drawn[-1] == 1 and number > 1:
        drawn[-2] += 1
        drawn = drawn[:-1]
    return drawn


def people_of(families: Families, chance: Chance) -> People:
    """The members of each family: who they are to each other, and when they were born."""
    family = np.repeat(np.arange(len(families)), families.size)
    member = np.arange(len(family)) - (np.cumsum(families.size) - families.size)[family]
    kind = families.kind
    two_parents = chance.happens("two parents", assumed("two_parents"), len(families))
    has_partner = (kind == COUPLE) | ((kind == FAMILY) & (families.size > 2) & two_parents)
    role = np.full(len(family), CHILD, np.int32)
    role[member == 0] = PRINCIPAL
    role[(member == 1) & has_partner[family]] = PARTNER
    age = _ages(families, family, role, chance)
    days = np.floor(age * _DAYS_A_YEAR).astype(np.int32)
    days = np.maximum(days, assumed("youngest_age_days"))
    return People(
        family=family,
        role=role,
        birth=families.crossing[family] - days,
        age=age,
        is_companion=member == families.companion[family],
    )


def _ages(families: Families, family: npt.NDArray[np.intp], role: Whole, chance: Chance) -> Years:
    """Ages on the day of crossing, in whole years and a part that keeps clear of birthdays."""
    kind = families.kind
    number = len(families)
    grown_child = chance.whole("age of grown children", 18, 20, number)
    principal = np.select(
        [kind == FAMILY, kind == GROWN_CHILD, kind == CHILD_ALONE, kind == CHILD_ACCOMPANIED],
        [
            _banded("age_of_parent", 52, number, chance),
            grown_child + chance.whole("age of their parents", 18, 40, number),
            _banded("age_of_child_alone", 18, number, chance),
            chance.whole("age of accompanied children", 0, 17, number),
        ],
        _banded("age_of_single_adult", 80, number, chance),
    )
    partner = np.maximum(principal + chance.whole("age of partners", -6, 6, number), 18)
    of_family = principal[family]
    oldest_child = np.maximum(np.minimum(17, of_family - 16), 0)
    child = chance.whole("age of children", 0, oldest_child, len(family))
    child = np.where(kind[family] == GROWN_CHILD, grown_child[family], child)
    years = np.select([role == PRINCIPAL, role == PARTNER], [of_family, partner[family]], child)
    return np.asarray(years + 0.01 + 0.98 * chance.uniform("birthdays", len(family)))


def _banded(name: str, end: int, number: int, chance: Chance) -> Whole:
    bands: Mapping[int, float] = assumed(name)
    first = np.array(list(bands), np.int32)
    last = np.array([*list(bands)[1:], end], np.int32) - 1
    band = chance.position(name, tuple(bands.values()), number)
    return chance.whole(f"{name}, year", first[band], last[band], number)
