"""The data sets that IOM tidied: yearly totals, months without rows, doubled pairs, empty origins."""

from __future__ import annotations

from datetime import date
from pathlib import Path

import numpy as np
import pytest

from safeconduct.errors import InputError, NotFound
from safeconduct.impact.readers import read
from safeconduct.impact.series import series
from tests.impact.written import IOM_SOUTHWEST, csv

BP = "U.S. Border Patrol"


def test_yearly_totals_before_2020_are_no_months(tmp_path: Path) -> None:
    path = csv(
        tmp_path,
        "t,q,nat,n",
        "2010-01-01,2010-01-01,CUB,79",
        "2019-01-01,2019-01-01,VEN,78",
        "2020-01-01,2020-01-01,VEN,5",
    )
    reading = read(path)
    assert reading.table["month"].to_list() == [date(2020, 1, 1)]
    assert "2 rows before 2020 are yearly totals and were left out." in reading.notes


def test_a_month_before_2020_that_is_no_january_is_refused(tmp_path: Path) -> None:
    path = csv(tmp_path, "t,q,nat,n", "2019-03-01,2019-01-01,VEN,78")
    with pytest.raises(InputError, match="while figures before 2020 are yearly") as refused:
        read(path)
    assert str(refused.value.place) == "figures.csv:2:1"


def test_a_file_of_yearly_totals_alone_has_no_month(tmp_path: Path) -> None:
    with pytest.raises(InputError, match="has no month in it"):
        read(csv(tmp_path, "t,q,nat,n", "2010-01-01,2010-01-01,CUB,79"))


def test_a_month_without_any_row_is_missing_and_a_nationality_without_one_is_zero(
    tmp_path: Path,
) -> None:
    path = csv(
        tmp_path,
        "t,q,nat,n",
        "2020-03-01,2020-01-01,VEN,10",
        "2020-06-01,2020-04-01,HTI,20",
        "2020-08-01,2020-07-01,VEN,30",
    )
    reading = read(path)
    note = "There is no row for 2020-04, 2020-05, 2020-07: missing, not zero."
    assert note in reading.notes
    found = series(reading.table, "transits", "darien", nationality="VE")
    assert found.missing == (None, "no_rows", "no_rows", None, "no_rows", None)
    assert np.isnan(found.values).tolist() == [False, True, True, False, True, False]
    assert found.at(date(2020, 6, 1)) == 0


def test_pairs_that_stand_twice_are_added_up(tmp_path: Path) -> None:
    path = csv(
        tmp_path,
        "t,nat,n",
        "2019-05-01,GIN,8",
        "2019-05-01,GIN,1",
        "2019-05-01,HND,100",
        "2019-05-01,OOO,3",
        "2019-05-01,STL,4",
    )
    reading = read(path)
    assert reading.format == "iom-mexico"
    assert "1 (month, nationality) pairs stand twice and were added up." in reading.notes
    assert series(reading.table, "irregular_events", "mexico", nationality="GN").values[0] == 9
    assert series(reading.table, "irregular_events", "mexico").values[0] == 116
    assert series(reading.table, "irregular_events", "mexico", nationality="OTHER").values[0] == 7


@pytest.mark.parametrize("code", ["HND", "MEX"])
def test_a_row_that_was_given_twice_is_no_second_name(tmp_path: Path, code: str) -> None:
    """Two names of one nationality seldom have the same count; a row pasted twice always has."""
    rows = [f"2022-10-01,{code},5", "2022-10-01,FRA,9", "2022-10-01,FRA,9", "2022-11-01,VEN,21751"]
    assert read(csv(tmp_path, "t,nat,n", *rows)).table.height == 3
    with pytest.raises(InputError, match="this one was given twice") as refused:
        read(csv(tmp_path, "t,nat,n", *rows, "2022-11-01,VEN,21751"))
    assert str(refused.value.place) == "figures.csv:6:3"


def test_both_dates_of_a_row_have_to_say_one_month(tmp_path: Path) -> None:
    slip = f"2022-10-01,2022-10-01,{BP},Yuma Sector,Title 8,Apprehensions,FMUA,VEN,5"
    with pytest.raises(InputError, match="is not the month of `t` with its fiscal year") as refused:
        read(csv(tmp_path, IOM_SOUTHWEST, slip))
    assert str(refused.value.place) == "figures.csv:2:2"
    with pytest.raises(InputError, match="is not the quarter in which `t` lies"):
        read(csv(tmp_path, "t,q,nat,n", "2022-11-01,2022-07-01,VEN,668"))
    assert read(csv(tmp_path, "t,q,nat,n", "2022-11-01,2022-10-01,VEN,668")).table.height


def test_two_files_with_the_same_columns_are_told_apart_by_whom_they_cannot_name(
    tmp_path: Path,
) -> None:
    mexico = csv(tmp_path, "t,nat,n", "2020-01-01,HND,1", "2020-01-01,VEN,2")
    assert read(mexico).format == "iom-mexico"
    honduras = csv(tmp_path, "t,nat,n", "2020-01-01,MEX,1", "2020-01-01,VEN,2")
    assert read(honduras).format == "iom-honduras"
    for nationals in (("VEN", "CUB"), ("MEX", "HND")):
        either = csv(tmp_path, "t,nat,n", *(f"2020-01-01,{code},1" for code in nationals))
        with pytest.raises(InputError, match="could be irregular events in Mexico"):
            read(either)


def test_early_southwest_rows_name_nobody(tmp_path: Path) -> None:
    path = csv(
        tmp_path,
        IOM_SOUTHWEST,
        f"2019-09-01,2019-09-01,{BP},,Title 8,Apprehensions,FMUA,,40",
        f"2019-09-01,2019-09-01,{BP},,Title 8,Apprehensions,Single Adults,,60",
        f"2019-10-01,2020-10-01,{BP},Yuma Sector,Title 8,Apprehensions,FMUA,VEN,5",
        f"2019-10-01,2020-10-01,{BP},Del Rio Sector,Title 8,Apprehensions,FMUA,VEN,6",
        f"2019-10-01,2020-10-01,{BP},Del Rio Sector,Title 8,Apprehensions,FMUA,OOO,7",
    )
    reading = read(path)
    assert "2 rows, up to 2019-09, name no nationality and no area." in reading.notes
    assert reading.releases == (("CBP", "iom-irreg-usa-2019-10"),)
    everyone = series(reading.table, "encounters", "southwest", component="USBP")
    assert list(everyone.values) == [100, 18]
    venezuelans = series(
        reading.table, "encounters", "southwest", component="USBP", nationality="VE"
    )
    assert venezuelans.months == (date(2019, 10, 1),), "before, nobody was named: missing, not 0"


def test_the_month_is_the_calendar_one_and_not_that_of_the_fiscal_year(tmp_path: Path) -> None:
    row = f"2022-10-01,2023-10-01,{BP},Yuma Sector,Title 8,Apprehensions,FMUA,VEN,5"
    assert read(csv(tmp_path, IOM_SOUTHWEST, row)).table["month"].to_list() == [date(2022, 10, 1)]


def test_a_row_with_a_nationality_and_no_area_is_refused(tmp_path: Path) -> None:
    row = f"2022-10-01,2023-10-01,{BP},,Title 8,Apprehensions,FMUA,VEN,5"
    with pytest.raises(InputError, match="given together or not at all"):
        read(csv(tmp_path, IOM_SOUTHWEST, row))


def test_returns_from_mexico_are_the_sum_of_their_kinds(tmp_path: Path) -> None:
    path = csv(
        tmp_path,
        "t,nat,type,n",
        "2022-10-01,VEN,deportation,1",
        "2022-10-01,VEN,assisted return,2",
        "2022-11-01,HND,assisted return of children,4",
    )
    table = read(path).table
    assert list(series(table, "returns", "mexico", nationality="VE").values) == [3, 0]
    assert list(series(table, "deportations", "mexico", nationality="VE").values) == [1]


def test_parts_are_no_sum_where_one_of_them_is_not_there(tmp_path: Path) -> None:
    table = read(csv(tmp_path, "t,nat,type,n", "2022-10-01,VEN,deportation,1")).table
    with pytest.raises(NotFound, match="the table has no returns mexico"):
        series(table, "returns", "mexico")


def test_an_empty_origin_stays_unstated(tmp_path: Path) -> None:
    path = csv(
        tmp_path,
        "t,sex,age,origin,n",
        "2023-12-01,male,adult,USA,10",
        "2024-01-01,male,adult,,20",
        "2024-01-01,female,adult,,1",
        "2024-01-01,male,adult,MEX,30",
    )
    reading = read(path)
    assert any("21 people were returned; they stand under `not_stated`" in n for n in reading.notes)
    assert list(series(reading.table, "returns", "united_states").values) == [10]
    assert list(series(reading.table, "returns", "not_stated", group="adult").values) == [21]


@pytest.mark.parametrize(
    ("row", "where", "what"),
    [
        ("2022-10-15,VEN,1", "figures.csv:3:1", "`t` holds '2022-10-15', which is no first day"),
        ("10/2022,VEN,1", "figures.csv:3:1", "`t` holds '10/2022'"),
        ("2022-10-01,VZL,1", "figures.csv:3:2", "`nat` holds 'VZL', which is no nationality"),
        ("2022-10-01,,1", "figures.csv:3:2", "`nat` is empty"),
        ("2022-10-01,VEN,many", "figures.csv:3:3", "`n` holds 'many', which is no count"),
    ],
)
def test_a_bad_cell_is_named(tmp_path: Path, row: str, where: str, what: str) -> None:
    with pytest.raises(InputError) as refused:
        read(csv(tmp_path, "t,nat,n", "2022-10-01,HND,1", row))
    assert str(refused.value.place) == where
    assert what in refused.value.message
