"""CBP's files: each quirk that changes a sum, and each slip that has to be said."""

from __future__ import annotations

import gzip
from datetime import date
from pathlib import Path

import polars as pl
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from safeconduct.errors import InputError, NotFound
from safeconduct.impact.readers import fiscal, read
from safeconduct.impact.reconcile import reconcile
from safeconduct.impact.series import series
from safeconduct.impact.table import joined
from tests.impact.written import AREA, SOUTHWEST, STATE, csv

SW = "U.S. Border Patrol,Single Adults,Other,Title 8,Apprehensions"


def state(year: str = "2023", month: str = "OCT", count: str = "7", **other: str) -> str:
    row = {
        "grouping": "FYTD",
        "region": "Southwest Land Border",
        "state": "TX",
        "group": "Single Adults",
        "citizenship": "VENEZUELA",
        "title": "Title 8",
    } | other
    return (
        f"{year},{row['grouping']},{month},{row['region']},{row['state']},{row['group']},"
        f"{row['citizenship']},{row['title']},{count}"
    )


def counts(table: pl.DataFrame) -> dict[date, int]:
    summed = table.group_by("month").agg(pl.col("count").sum()).sort("month")
    return dict(summed.iter_rows())


@pytest.mark.parametrize(
    ("year", "month", "calendar"),
    [
        ("2023", "OCT", date(2022, 10, 1)),
        ("2023", "DEC", date(2022, 12, 1)),
        ("2023", "JAN", date(2023, 1, 1)),
        ("2023", "SEP", date(2023, 9, 1)),
    ],
)
def test_a_fiscal_year_begins_in_october_of_the_year_before(
    tmp_path: Path, year: str, month: str, calendar: date
) -> None:
    table = read(csv(tmp_path, STATE, state(year, month))).table
    assert table["month"].to_list() == [calendar]


@settings(deadline=None, derandomize=True)
@given(st.integers(1990, 2098), st.integers(1, 12))
def test_months_of_a_fiscal_year_lie_in_it(year: int, month: int) -> None:
    day = fiscal.calendar_month(year, month)
    assert fiscal.fiscal_year_of(day) == year
    assert date(year - 1, 10, 1) <= day <= date(year, 9, 1)


def test_fytd_says_nothing_of_a_part_and_the_remaining_months_count_too(tmp_path: Path) -> None:
    path = csv(
        tmp_path,
        SOUTHWEST,
        f"2024,FYTD,AUG,{SW},10",
        f"2024,Remaining,SEP,{SW},20",
        f"2025 (FYTD),FYTD,AUG,{SW},30",
    )
    reading = read(path)
    assert counts(reading.table) == {
        date(2024, 8, 1): 10,
        date(2024, 9, 1): 20,
        date(2025, 8, 1): 30,
    }
    assert "Fiscal year 2025 is open, and may be revised." in reading.notes
    assert reading.releases == (("CBP", "southwest-fy24-fy25-2025-08"),)


def test_two_vintages_of_an_open_year_are_two_releases(tmp_path: Path) -> None:
    """August's file and September's give July alike or not: they can be compared, and never added up."""
    july = f"2025 (FYTD),FYTD,JUL,{SW}"
    older = read(csv(tmp_path, SOUTHWEST, f"{july},10", name="older.csv"))
    newer = read(
        csv(tmp_path, SOUTHWEST, f"{july},12", f"2025 (FYTD),FYTD,AUG,{SW},7", name="newer.csv")
    )
    assert older.releases != newer.releases
    report = reconcile(older.table, newer.table)
    assert "CBP southwest-fy25-fy25-2025-07 and CBP southwest-fy25-fy25-2025-08" in (
        report.comparisons[0].sentence()
    )
    assert report.differences["difference"].to_list() == [2] * len(report.comparisons)
    both = joined([("older.csv", older.table), ("newer.csv", newer.table)])
    with pytest.raises(InputError, match="one series never mixes them"):
        series(both, "encounters", "southwest", component="USBP")


def test_a_stray_letter_in_the_header_and_counts_written_12_0(tmp_path: Path) -> None:
    path = csv(tmp_path, f"w{SOUTHWEST}", f"2019,FYTD,OCT,{SW},12.0", f"2019,FYTD,NOV,{SW},0.0")
    reading = read(path)
    assert counts(reading.table) == {date(2018, 10, 1): 12, date(2018, 11, 1): 0}
    assert "The header begins with a stray 'w', which was passed over." in reading.notes


def test_line_ends_byte_order_mark_separators_and_compression_do_not_matter(tmp_path: Path) -> None:
    plain = csv(tmp_path, STATE, state(count="1234"), name="plain.csv")
    other = csv(tmp_path, f"﻿{STATE}", state(count='"1,234"'), name="other.csv", end="\r\n")
    packed = tmp_path / "named-as-nothing"
    packed.write_bytes(gzip.compress(other.read_bytes()))
    tables = [read(path).table for path in (plain, other, packed)]
    assert tables[0].equals(tables[1]) and tables[0].equals(tables[2])
    assert counts(tables[0]) == {date(2022, 10, 1): 1234}


def test_an_absent_cell_is_zero_in_a_month_that_has_rows(tmp_path: Path) -> None:
    path = csv(
        tmp_path,
        STATE,
        state("2023", "OCT", "7"),
        state("2023", "NOV", "9", citizenship="CUBA"),
        state("2023", "JAN", "5"),
    )
    found = series(read(path).table, "encounters", "southwest", nationality="VE")
    assert [found.at(date(2022, month, 1)) for month in (10, 11)] == [7, 0]
    assert found.missing == (None, None, "no_rows", None), "December has no row of anyone"


def test_children_alone_are_one_group_under_both_names(tmp_path: Path) -> None:
    rows = [
        f"2021,FYTD,SEP,{SW.replace('Single Adults', 'UC / Single Minors')},3",
        f"2022,FYTD,OCT,{SW.replace('Single Adults', 'UAC')},4",
    ]
    table = read(csv(tmp_path, SOUTHWEST, *rows)).table
    found = series(table, "encounters", "southwest", component="USBP", group="unaccompanied_minor")
    assert list(found.values) == [3, 4]


def test_several_rows_of_a_month_are_summed(tmp_path: Path) -> None:
    path = csv(
        tmp_path,
        STATE,
        state(count="1"),
        state(count="2", state="AZ"),
        state(count="4", group="FMUA"),
        state(count="8", title="Title 42"),
        state(count="16", region="Other", state="FL"),
    )
    table = read(path).table
    assert series(table, "encounters", "southwest").at(date(2022, 10, 1)) == 15
    assert series(table, "encounters", "southwest", authority="42").at(date(2022, 10, 1)) == 8


def test_the_file_by_state_tells_no_component_apart(tmp_path: Path) -> None:
    reading = read(csv(tmp_path, STATE, state()))
    assert "The file does not tell USBP and OFO apart." in reading.notes
    with pytest.raises(NotFound, match="nothing there tells component apart"):
        series(reading.table, "encounters", "southwest", component="USBP")


def test_nationalities_that_are_not_named_are_in_other(tmp_path: Path) -> None:
    path = csv(tmp_path, STATE, state(), state(citizenship="OTHER", count="90"))
    with pytest.raises(
        NotFound, match=r"do not name the nationality Nigeria \(NG\); it is in OTHER there"
    ):
        series(read(path).table, "encounters", "southwest", nationality="NG")


@pytest.mark.parametrize(
    ("written", "code"),
    [
        ('"CHINA, PEOPLES REPUBLIC OF"', "CN"),
        ("MYANMAR (BURMA)", "MM"),
        ("RUSSIA", "RU"),
        ("TURKEY", "TR"),
        ("OTHER", "OTHER"),
        ("El Salvador", "SV"),
    ],
)
def test_citizenships_become_codes(tmp_path: Path, written: str, code: str) -> None:
    table = read(csv(tmp_path, STATE, state(citizenship=written))).table
    assert table["nationality"].to_list() == [code]


def test_nationwide_counts_are_refused_as_an_outcome_unless_asked(tmp_path: Path) -> None:
    path = csv(tmp_path, STATE, state(region="Other", state="FL", count="5631"))
    reading = read(path)
    assert any("arrived by air" in note for note in reading.notes)
    with pytest.raises(InputError, match="contain people who arrived by air"):
        series(reading.table, "encounters", "other", outcome=True)
    asked = series(reading.table, "encounters", "other", outcome=True, arrivals_included=True)
    assert asked.at(date(2022, 10, 1)) == 5631


def test_expulsions_that_one_release_calls_apprehensions_are_read_by_their_title(
    tmp_path: Path,
) -> None:
    row = "2022,FYTD,OCT,U.S. Border Patrol,Single Adults,Other,Title 42,Apprehensions,6555.0"
    reading = read(csv(tmp_path, SOUTHWEST, row))
    assert reading.table["authority"].to_list() == ["42"]
    assert any("1 rows under Title 42 are called Apprehensions" in note for note in reading.notes)


def test_a_type_that_fits_neither_component_nor_title_is_refused(tmp_path: Path) -> None:
    row = "2022,FYTD,OCT,Office of Field Operations,Single Adults,Other,Title 8,Apprehensions,3"
    with pytest.raises(InputError, match="does not fit the row's component and title") as refused:
        read(csv(tmp_path, SOUTHWEST, row))
    assert str(refused.value.place) == "figures.csv:2:8"


def test_the_file_by_area_tells_components_places_and_areas_apart(tmp_path: Path) -> None:
    rows = [
        "2023,FYTD,OCT,U.S. Border Patrol,Southwest Land Border,Del Rio Sector,DRT,Single Adults,"
        "VENEZUELA,Title 42,Expulsions,11",
        "2023,FYTD,OCT,U.S. Border Patrol,Southwest Land Border,El Paso Sector,EPT,Single Adults,"
        "VENEZUELA,Title 42,Expulsions,13",
        "2023,FYTD,OCT,Office of Field Operations,Other,Miami Field Office,Miami,FMUA,"
        "VENEZUELA,Title 8,Inadmissibles,17",
    ]
    table = read(csv(tmp_path, AREA, *rows)).table
    expelled = {"component": "USBP", "nationality": "VE", "authority": "42"}
    assert series(table, "encounters", "southwest", **expelled).values[0] == 24  # type: ignore[arg-type]
    area = series(table, "encounters", "southwest", **expelled, area="El Paso Sector")  # type: ignore[arg-type]
    assert area.values[0] == 13
    assert series(table, "encounters", "other", component="OFO").values[0] == 17


def refused(path: Path) -> InputError:
    with pytest.raises(InputError) as error:
        read(path)
    assert "\n" not in str(error.value)
    return error.value


@pytest.mark.parametrize(
    ("row", "where", "what"),
    [
        (state(month="OKT"), "figures.csv:3:3", "`Month (abbv)` holds 'OKT', which is no month"),
        (state(year="23"), "figures.csv:3:1", "`Fiscal Year` holds '23', which is no fiscal year"),
        (state(count="-3"), "figures.csv:3:9", "`Encounter Count` holds '-3', which is no count"),
        (state(count="1.5"), "figures.csv:3:9", "`Encounter Count` holds '1.5'"),
        (state(count=""), "figures.csv:3:9", "`Encounter Count` is empty, which is no count"),
        (state(citizenship="ATLANTIS"), "figures.csv:3:7", "`Citizenship` holds 'ATLANTIS'"),
        (state(group="Couples"), "figures.csv:3:6", "`Demographic` holds 'Couples'"),
        (state(region="Moon"), "figures.csv:3:4", "`Land Border Region` holds 'Moon'"),
        (state(title="Title 7"), "figures.csv:3:8", "`Title of Authority` holds 'Title 7'"),
        (state(grouping="YTD"), "figures.csv:3:2", "`Month Grouping` holds 'YTD'"),
        (f"{state()},9", "figures.csv:3", "this row has 10 cells, and the header 9"),
        ("2023,FYTD,OCT", "figures.csv:3", "this row has 3 cells, and the header 9"),
    ],
)
def test_a_bad_cell_is_named_with_file_row_column_and_value(
    tmp_path: Path, row: str, where: str, what: str
) -> None:
    error = refused(csv(tmp_path, STATE, state(month="NOV"), row))
    assert str(error.place) == where
    assert what in error.message
    assert error.accepted and error.exit_code == 2


def test_a_row_that_stands_twice_is_refused(tmp_path: Path) -> None:
    rows = (state(count="7"), state(month="NOV"), state(count="8"))
    error = refused(csv(tmp_path, STATE, *rows))
    assert str(error.place) == "figures.csv:4"
    assert error.message == "this row gives the same cell as row 2 (`Encounter Count` '7' and '8')."


def test_other_columns_are_said_against_the_file_that_is_most_alike(tmp_path: Path) -> None:
    error = refused(csv(tmp_path, STATE.replace("State", "County"), state()))
    assert "most like CBP, nationwide encounters by state" in error.message
    assert "lacks State and has County besides" in error.message
    error = refused(csv(tmp_path, "apples,pears", "1,2"))
    assert "is none of the published files known: its columns are apples, pears" in error.message


def test_a_text_of_any_kind_is_no_published_file(tmp_path: Path) -> None:
    error = refused(
        csv(tmp_path, "# Public data", "", "Real, public, aggregate statistics, for trying")
    )
    assert "is none of the published files known: its columns are # Public data." in error.message


def test_what_is_no_table_at_all_is_one_sentence(tmp_path: Path) -> None:
    path = tmp_path / "figures.csv"
    path.write_bytes(STATE.encode() + b"\n2023,\xff\xfe\n")
    assert str(refused(path).place) == "figures.csv:2"
    path.write_bytes(b"")
    assert "is empty" in refused(path).message
    path.write_bytes(b"\x1f\x8b broken")
    assert "cannot be unpacked" in refused(path).message
    path.write_bytes(gzip.compress(STATE.encode() * 99)[:40])
    assert "cannot be unpacked" in refused(path).message
    path.write_bytes(b"PK\x03\x04 broken")
    assert "cannot be read as a workbook" in refused(path).message
    path.write_bytes(f"{STATE}\n".encode())
    assert "has a header and no row" in refused(path).message
    with pytest.raises(NotFound, match="There is no file"):
        read(tmp_path / "absent.csv")
    with pytest.raises(NotFound, match="is a folder"):
        read(tmp_path)


def test_a_file_that_was_cut_off_is_refused_though_its_last_row_seems_whole(tmp_path: Path) -> None:
    """`43` out of `4321` is a number like any other."""
    path = csv(tmp_path, STATE, state(), state(month="NOV"))
    path.write_bytes(path.read_bytes()[:-1])
    error = refused(path)
    assert "the last row is not ended" in error.message and str(error.place) == "figures.csv:3"


def test_a_quotation_mark_that_is_never_closed_is_named_where_it_begins(tmp_path: Path) -> None:
    """Also where what it swallows is more than a cell may hold."""
    for rows in (3, 4000):
        lines = [state(month="OCT"), state(month="NOV").replace("FYTD", '"FYTD'), *[state()] * rows]
        error = refused(csv(tmp_path, STATE, *lines))
        assert str(error.place) == "figures.csv:3"
    assert "a quotation mark that is never closed" in error.message


def test_a_header_written_otherwise_is_named_with_the_published_one(tmp_path: Path) -> None:
    for header, column in (
        (STATE.swapcase(), "fISCAL yEAR"),
        (STATE.replace(",", ", "), " Month Gr"),
    ):
        error = refused(csv(tmp_path, header, state()))
        assert (
            f"is most like CBP, nationwide encounters by state, but calls a column '{column}"
            in (error.message)
        )
        assert error.place and error.place.line == 1
    twice = refused(csv(tmp_path, f"{STATE},Citizenship", f"{state()},PERU"))
    assert "two columns of figures.csv are called 'Citizenship'" in twice.message
    assert str(twice.place) == "figures.csv:1:10"
