"""Which tables of OHSS's workbook are read, and what a column of each means.

A table is known by what its title begins with. In this order: of two tables with the same cell the first
is kept, so that what has more columns stands first.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass

from safeconduct.impact import nations

TOTAL = "Total"
_COMPONENTS = {"Total CBP": None, "USBP": "USBP", "OFO": "OFO"}
_PLACES = {
    "Total": "nationwide",
    "SW Land Border": "southwest",
    "Northern Land Border": "northern",
    "Coastal Border": "coastal",
    "Air Ports of Entry": "air",
}
_BY_TYPE = {
    "Total CBP": "encounters",
    "Enforcement Encounters": "enforcement_encounters",
    "Administrative Encounters": "administrative_encounters",
}
_GROUPS = {
    "Single Adults": "single_adult",
    "Family Unit Individuals": "family_unit",
    "Unaccompanied Children/Single Minors": "unaccompanied_minor",
    "Accompanied Minors (OFO)": "accompanied_minor",
}
_REPATRIATIONS = {
    "Total Repatriations": "repatriations",
    "Title 42 Expulsions": "expulsions",
    "Total Removals": "removals",
    "Total Enforcement Returns": "enforcement_returns",
    "Total Administrative Returns": "administrative_returns",
}
Meaning = dict[str, str | None]


@dataclass(frozen=True)
class Column:
    """A column of a sheet: where it stands, its upper header and its own, without footnotes."""

    position: int
    group: str
    name: str


Sums = Iterator[tuple[Column, tuple[Column, ...]]]


def _nothing_adds_up(columns: tuple[Column, ...]) -> Sums:
    yield from ()


@dataclass(frozen=True)
class Table:
    """What a sheet's title begins with, and what a column of it means (None: left out)."""

    title: str
    means: Callable[[Column], Meaning | None]
    #: Of the columns that are read: each that others make up, and those others.
    sums: Callable[[tuple[Column, ...]], Sums] = _nothing_adds_up


def _within_groups(columns: tuple[Column, ...]) -> Sums:
    """Beside a total stand all of its parts."""
    for total in columns:
        parts = tuple(one for one in columns if one.group == total.group and one is not total)
        if total.name in (TOTAL, f"{TOTAL} {total.group}") and parts:
            yield total, parts


def _across_groups(columns: tuple[Column, ...]) -> Sums:
    """The first group is made up by the others: of what stands in both of these, column by column."""
    groups = list(dict.fromkeys(column.group for column in columns))
    for whole in (column for column in columns if column.group == groups[0]):
        parts = tuple(one for one in columns if one.group != groups[0] and one.name == whole.name)
        if len(parts) > 1:
            yield whole, parts


def _both_ways(columns: tuple[Column, ...]) -> Sums:
    yield from _within_groups(columns)
    yield from _across_groups(columns)


def _areas(columns: tuple[Column, ...]) -> Sums:
    """Sectors make up the Border Patrol's total, field offices the other, and both the whole."""
    yield from _within_groups(columns)
    yield from _first_of(tuple(one for one in columns if one.name.startswith(TOTAL)))


def _repatriated(columns: tuple[Column, ...]) -> Sums:
    """Every repatriation is one of the four kinds."""
    yield from _first_of(columns)


def _first_of(columns: tuple[Column, ...]) -> Sums:
    if len(columns) > 1:
        yield columns[0], columns[1:]


def _citizenship(name: str) -> str | None:
    """The nationality of a column; None for the total of all. KeyError for a name nobody knows."""
    if name == TOTAL:
        return None
    code = nations.from_name(name)
    if code is None:
        raise KeyError(name)
    return code


def _citizenships(
    title: str, measure: str, place: str, component: str | None = None, *, adds_up: bool = True
) -> Table:
    """A table with a column for each of some citizenships, for each component if it has several."""

    def means(column: Column) -> Meaning | None:
        own = _COMPONENTS[column.group] if column.group else component
        return {
            "measure": measure,
            "place": place,
            "component": own,
            "nationality": _citizenship(column.name),
        }

    return Table(title, means, _both_ways if adds_up else _nothing_adds_up)


def _by_region(column: Column) -> Meaning | None:
    return {"measure": _BY_TYPE[column.group], "place": _PLACES[column.name]}


def _by_family(column: Column) -> Meaning | None:
    group = None if column.name == TOTAL else _GROUPS[column.name]
    return {
        "measure": "encounters",
        "place": "southwest",
        "component": _COMPONENTS[column.group],
        "group": group,
    }


def _by_area(column: Column) -> Meaning | None:
    meaning: Meaning = {"measure": "encounters", "place": "southwest"}
    if column.name == "Total CBP":
        return meaning
    whole = column.name == f"Total {column.group}"
    return meaning | {
        "component": _COMPONENTS[column.group],
        "area": None if whole else column.name,
    }


def _repatriations(column: Column) -> Meaning | None:
    measure = _REPATRIATIONS.get(column.name)
    return {"measure": measure, "place": "nationwide"} if measure else None


def _expulsions_by_component(column: Column) -> Meaning | None:
    if column.name != "T42 expulsions":
        return None
    component = _COMPONENTS[column.group]
    return {"measure": "expulsions", "place": "southwest", "component": component}


def _expulsions_by_citizenship(column: Column) -> Meaning | None:
    # The total stands in the table by component too.
    if column.name != "T42 expulsions" or column.group == "Total Encounters":
        return None
    return {
        "measure": "expulsions",
        "place": "southwest",
        "nationality": _citizenship(column.group),
    }


TABLES = (
    Table("Nationwide CBP Encounters by Encounter Type and Region", _by_region, _both_ways),
    _citizenships(
        "SW Border USBP Encounters by Top 100 Citizenships", "encounters", "southwest", "USBP"
    ),
    _citizenships(
        "CBP SW Border Encounters by Agency and Selected Citizenship", "encounters", "southwest"
    ),
    Table("CBP SW Border Encounters by Agency and Family Status", _by_family, _both_ways),
    Table("CBP SW Border Encounters by Agency and Sector or Field Office", _by_area, _areas),
    _citizenships(
        "Nationwide USBP Encounters by Top 100 Citizenships", "encounters", "nationwide", "USBP"
    ),
    _citizenships(
        "Nationwide OFO Enforcement Encounters by Top 100 Citizenships",
        "enforcement_encounters",
        "nationwide",
        "OFO",
    ),
    _citizenships("CBP One Appointments", "appointments", "southwest"),
    Table("CBP SW Border Encounters Book-Outs by Agency", _expulsions_by_component, _across_groups),
    Table("CBP SW Border Encounters Book-Outs by Selected Citizenship", _expulsions_by_citizenship),
    _citizenships(
        "ERO Administrative Arrests by Selected Citizenship", "interior_arrests", "interior"
    ),
    _citizenships(
        "Book-Ins to ICE Detention by Selected Citizenship", "detention_book_ins", "interior"
    ),
    _citizenships(
        "ICE ERO Removals and Returns by Selected Citizenship", "detention_removals", "interior"
    ),
    Table("DHS Repatriations by Type", _repatriations, _repatriated),
    _citizenships("DHS Removals by Selected Citizenship", "removals", "nationwide"),
    _citizenships(
        "DHS Enforcement Returns by Selected Citizenship", "enforcement_returns", "nationwide"
    ),
    _citizenships(
        "DHS Administrative Returns by Selected Citizenship", "administrative_returns", "nationwide"
    ),
    _citizenships(
        "SW Border Credible Fear Screenings Referred to USCIS by Selected Citizenship",
        "credible_fear_referrals",
        "southwest",
        adds_up=False,
    ),
    _citizenships(
        "Nationwide Credible Fear Screenings Referred to USCIS by Selected Citizenship",
        "credible_fear_referrals",
        "nationwide",
    ),
    _citizenships("Confirmed CHNV Beneficiaries by Process", "confirmed_supporters", "nationwide"),
    _citizenships(
        "CHNV Parole Process Advance Travel Authorizations by Process",
        "authorizations",
        "nationwide",
    ),
    _citizenships("Confirmed CHNV Paroles by Process", "paroles", "nationwide"),
)
