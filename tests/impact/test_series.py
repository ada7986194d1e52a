"""A series never adds what overlaps, never mixes releases, and keeps zero, missing and rounded apart."""

from __future__ import annotations

from datetime import date
from itertools import combinations, product
from pathlib import Path
from typing import Any

import numpy as np
import polars as pl
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from safeconduct.errors import InputError, NotFound
from safeconduct.impact.series import series
from safeconduct.impact.table import normal, read_table

MONTHS = (date(2022, 9, 1), date(2022, 10, 1))


def row(month: date, count: int | None, **other: Any) -> dict[str, Any]:
    return {
        "month": month,
        "place": "southwest",
        "measure": "encounters",
        "component": None,
        "nationality": None,
        "authority": None,
        "group": None,
        "area": None,
        "missing": None,
        "publisher": "CBP",
        "release": "one",
        "count": count,
    } | other


def table(*rows: dict[str, Any]) -> pl.DataFrame:
    return normal(pl.DataFrame(list(rows), infer_schema_length=None))


#: Every cell of a small world, told apart in three ways.
FINEST = [
    {"component": component, "nationality": nationality, "authority": authority}
    for component, nationality, authority in product(("USBP", "OFO"), ("VE", "OTHER"), ("8", "42"))
]
LEVELS = [
    names
    for size in range(3)
    for names in combinations(("component", "nationality", "authority"), size)
]


@settings(max_examples=100, deadline=None, derandomize=True)
@given(
    counts=st.lists(st.integers(0, 10**6), min_size=len(FINEST), max_size=len(FINEST)),
    levels=st.lists(st.sampled_from(LEVELS), unique=True),
    asked=st.sampled_from([*LEVELS, ("component", "nationality", "authority")]),
)
def test_totals_beside_their_parts_change_no_sum(
    counts: list[int], levels: list[tuple[str, ...]], asked: tuple[str, ...]
) -> None:
    """Whatever totals a release repeats, each series is the sum of the finest cells that it means."""
    month = MONTHS[0]
    finest = [row(month, count, **cell) for cell, count in zip(FINEST, counts, strict=True)]
    totals: dict[tuple[tuple[str, str], ...], int] = {}
    for names in levels:
        for cell, count in zip(FINEST, counts, strict=True):
            key = tuple((name, cell[name]) for name in names)
            totals[key] = totals.get(key, 0) + count
    repeated = [row(month, count, **dict(key)) for key, count in totals.items()]
    wanted = {"component": "USBP", "nationality": "VE", "authority": "42"}
    named = {name: wanted[name] for name in asked}
    meant = sum(
        count
        for cell, count in zip(FINEST, counts, strict=True)
        if all(cell[name] == value for name, value in named.items())
    )
    found = series(table(*finest, *repeated), "encounters", "southwest", **named)  # type: ignore[arg-type]
    assert found.values[0] == meant


def test_a_published_total_goes_before_the_sum_of_its_rounded_parts() -> None:
    some = table(
        row(MONTHS[0], 100, rounded_to=10),
        row(MONTHS[0], 40, rounded_to=10, nationality="VE"),
        row(MONTHS[0], 50, rounded_to=10, nationality="OTHER"),
    )
    found = series(some, "encounters", "southwest")
    assert (found.values[0], found.cells) == (100, (1,))


def two_releases() -> pl.DataFrame:
    """The older has fiscal years 2022 and 2023, the newer revised 2023 and has 2024."""
    older = [(date(2022, 9, 1), 10), (date(2022, 10, 1), 20), (date(2023, 9, 1), 30)]
    newer = [(date(2022, 10, 1), 21), (date(2023, 9, 1), 31), (date(2023, 10, 1), 40)]
    return table(
        *(row(month, count, release="older") for month, count in older),
        *(row(month, count, release="newer") for month, count in newer),
    )


def test_two_releases_are_never_mixed_unasked() -> None:
    with pytest.raises(InputError, match="2 releases give these figures") as refused:
        series(two_releases(), "encounters", "southwest")
    assert "CBP: newer; CBP: older" in str(refused.value)


def test_one_release_is_taken_when_named() -> None:
    found = series(two_releases(), "encounters", "southwest", release="older")
    assert found.sources == (("CBP", "older"),)
    assert (found.values[0], found.values[1], found.values[-1]) == (10, 20, 30)


def test_releases_are_joined_with_one_of_them_for_each_fiscal_year() -> None:
    found = series(two_releases(), "encounters", "southwest", release=("newer", "older"))
    assert found.at(date(2022, 9, 1)) == 10, "only the older has fiscal year 2022"
    assert found.at(date(2022, 10, 1)) == 21, "not 41: a year is one release's"
    assert found.at(date(2023, 9, 1)) == 31
    assert found.at(date(2023, 10, 1)) == 40
    assert found.sources == (("CBP", "newer"), ("CBP", "older"))


def test_publishers_are_not_joined_by_the_name_of_a_release() -> None:
    both = table(row(MONTHS[0], 1, publisher="CBP"), row(MONTHS[0], 2, publisher="OHSS"))
    with pytest.raises(InputError, match="never mixes them"):
        series(both, "encounters", "southwest", release=("one", "another"))
    assert series(both, "encounters", "southwest", publisher="OHSS").values[0] == 2


@pytest.mark.parametrize("place", ["nationwide", "other", "air"])
def test_places_with_a_programmes_own_arrivals_are_no_outcome(place: str) -> None:
    only = table(
        row(MONTHS[0], 5631, place=place, component="OFO"),
        row(MONTHS[0], 1, place=place, component="USBP"),
    )
    with pytest.raises(InputError, match="arrived by air with a programme's leave"):
        series(only, "encounters", place, outcome=True)
    with pytest.raises(InputError, match="arrived by air"):
        series(only, "encounters", place, component="OFO", outcome=True)
    assert series(only, "encounters", place, component="USBP", outcome=True).values[0] == 1
    assert series(only, "encounters", place).values[0] == 5632
    asked = series(only, "encounters", place, outcome=True, arrivals_included=True)
    assert asked.values[0] == 5632


def test_months_are_consecutive_and_a_gap_is_missing_with_its_reason() -> None:
    gap = table(row(date(2022, 11, 1), 1), row(date(2023, 2, 1), 0))
    found = series(gap, "encounters", "southwest")
    assert found.months == tuple(date(2022 + n // 12, n % 12 + 1, 1) for n in range(10, 14))
    assert found.missing == (None, "no_rows", "no_rows", None)
    assert found.at(date(2023, 2, 1)) == 0
    assert not found.values.flags.writeable


def test_a_window_beyond_the_figures_is_missing_there() -> None:
    found = series(
        table(row(MONTHS[1], 3)), "encounters", "southwest", first=MONTHS[0], last=date(2022, 11, 1)
    )
    assert found.missing == ("no_rows", None, "no_rows")
    with pytest.raises(InputError, match="2022-10 is after 2022-09"):
        series(table(row(MONTHS[1], 3)), "encounters", "southwest", first=MONTHS[1], last=MONTHS[0])


def test_several_nationalities_are_added_up() -> None:
    some = table(
        *(row(MONTHS[0], 2**n, nationality=code) for n, code in enumerate(("VE", "CU", "HT")))
    )
    found = series(some, "encounters", "southwest", nationality=("VE", "HT"))
    assert found.values[0] == 5
    assert found.text["en"] == "encounters, southwest land border, Venezuela, Haiti"
    assert found.text["es"] == "encuentros, frontera terrestre suroeste, Venezuela, Haití"


@pytest.mark.parametrize(
    ("asked", "what"),
    [
        ({"measure": "paroles"}, "the table has no paroles southwest"),
        ({"place": "moon"}, "the table has no encounters moon"),
        ({"nationality": "CU"}, r"do not name the nationality Cuba \(CU\); it is in OTHER there"),
        ({"authority": "42"}, "nothing there tells authority apart"),
        ({"component": "XYZ"}, "nothing there tells component apart"),
    ],
)
def test_what_is_not_there_is_said(asked: dict[str, Any], what: str) -> None:
    some = table(row(MONTHS[0], 1, nationality="VE"), row(MONTHS[0], 2, nationality="OTHER"))
    with pytest.raises(NotFound, match=what) as refused:
        series(some, **{"measure": "encounters", "place": "southwest"} | asked)
    assert refused.value.accepted


def test_a_month_outside_the_series_is_said() -> None:
    found = series(table(row(MONTHS[0], 1)), "encounters", "southwest")
    with pytest.raises(NotFound, match="there is no month 2030-01"):
        found.at(date(2030, 1, 1))


@pytest.mark.parametrize(
    ("change", "what"),
    [
        ({"month": date(2022, 9, 2)}, "2022-09-02 as its month"),
        ({"count": -1}, "-1 as its count"),
        ({"count": None}, "null as its missing"),
        ({"missing": "not_available"}, "'not_available' as its missing"),
        ({"measure": "sightings"}, "'sightings' as its measure"),
        ({"rounded_to": 7}, "7 as its rounded_to"),
        ({"place": None}, "null as its place"),
        ({"release": None}, "null as its release"),
    ],
)
def test_a_table_that_breaks_a_promise_is_refused(change: dict[str, Any], what: str) -> None:
    with pytest.raises(InputError, match=what):
        table(row(MONTHS[0], 1) | change)


def test_a_cell_that_stands_twice_is_refused() -> None:
    with pytest.raises(InputError, match="the cell 2022-09 encounters southwest VE stands twice"):
        table(row(MONTHS[0], 1, nationality="VE"), row(MONTHS[0], 2, nationality="VE"))


def test_a_table_survives_its_file_and_another_file_is_none(tmp_path: Path) -> None:
    path = tmp_path / "table.parquet"
    two_releases().write_parquet(path)
    assert read_table(path).equals(two_releases())
    pl.DataFrame({"month": [1]}).write_parquet(path)
    with pytest.raises(InputError, match="this is no table of figures"):
        read_table(path)
    path.write_bytes(b"nothing")
    with pytest.raises(InputError, match="is no table of figures"):
        read_table(path)


def test_missing_is_not_a_number_and_zero_is() -> None:
    some = table(
        row(MONTHS[0], 0, nationality="VE"),
        row(MONTHS[1], None, nationality="VE", missing="not_available"),
    )
    found = series(some, "encounters", "southwest", nationality="VE")
    assert found.values[0] == 0 and np.isnan(found.values[1])
