"""The published files themselves, where they are: totals as published, and each source against the others."""

from __future__ import annotations

from datetime import date
from functools import cache

import polars as pl
import pytest

from safeconduct.impact.readers import Reading, read
from safeconduct.impact.readers.fiscal import fiscal_year_of
from safeconduct.impact.reconcile import Compared, Report, reconcile
from safeconduct.impact.series import series
from tests.impact.written import published

STATE = "cbp-nationwide-encounters-fy20-fy23-state.csv.gz"
SOUTHWEST = "cbp-southwest-encounters-iom-2017-10_2025-05.csv.gz"
EARLIER = "sbo-encounters-fy19-fy22.csv.gz"
LATER = "sbo-encounters-fy22-fy25-aug.csv.gz"
MONTHLY_TABLES = (
    "2024_1206_ohss_immigration-enforcement-and-legal-processes-tables-august-2024.xlsx"
)
KEY_METRICS = "KHSM_Encounters_USBP_fy25m11.xlsx"
DARIEN = "panama-darien-transits-by-nationality.csv.gz"
MEXICO = "mexico-irregular-by-nationality.csv.gz"
MEXICO_RETURNS = "mexico-returns-by-nationality.csv.gz"
HONDURAS = "honduras-irregular-by-nationality.csv.gz"
GUATEMALA = "guatemala-returned-from-mexico-usa.csv.gz"


@cache
def _read(name: str) -> Reading:
    return read(published(name))


def reading(name: str) -> Reading:
    published(name)  # skips loudly, each time
    return _read(name)


def compared(first: str, second: str) -> Report:
    return reconcile(reading(first).table, reading(second).table)


def by(report: Report, *dimensions: str) -> Compared:
    return next(one for one in report.comparisons if one.by == dimensions)


def by_fiscal_year(table: pl.DataFrame) -> dict[int, int]:
    sums: dict[int, int] = {}
    for month, count in table.group_by("month").agg(pl.col("count").sum()).iter_rows():
        sums[fiscal_year_of(month)] = sums.get(fiscal_year_of(month), 0) + count
    return sums


@pytest.mark.parametrize(
    ("name", "form", "rows"),
    [
        (STATE, "cbp-nationwide-by-state", 42_532),
        (SOUTHWEST, "iom-southwest", 36_676),
        (EARLIER, "cbp-southwest", 2_264),
        (LATER, "cbp-southwest", 1_936),
        (MONTHLY_TABLES, "ohss-monthly-tables", 63_370),
        (KEY_METRICS, "ohss-khsm-usbp", 35_069),
        (DARIEN, "iom-darien", 2_009),
        (MEXICO, "iom-mexico", 5_708),
        (MEXICO_RETURNS, "iom-mexico-returns", 5_251),
        (HONDURAS, "iom-honduras", 4_161),
        (GUATEMALA, "iom-guatemala", 371),
    ],
)
def test_each_is_recognised_by_what_it_contains(name: str, form: str, rows: int) -> None:
    assert (reading(name).format, reading(name).table.height) == (form, rows)


def test_fiscal_years_of_the_file_by_state_are_those_published() -> None:
    table = reading(STATE).table
    assert by_fiscal_year(table) == {
        2020: 646_822,
        2021: 1_956_519,
        2022: 2_766_582,
        2023: 3_201_144,
    }
    southwest = by_fiscal_year(table.filter(pl.col("place") == "southwest"))
    assert list(dict(sorted(southwest.items())).values()) == [
        458_088,
        1_734_686,
        2_378_944,
        2_475_669,
    ]


def test_the_southwest_total_of_fiscal_year_2024_is_that_published() -> None:
    assert by_fiscal_year(reading(SOUTHWEST).table)[2024] == 2_135_005


@pytest.mark.parametrize(
    ("month", "nationwide", "southwest", "paroles"),
    [
        (date(2022, 9, 1), 33_961, 33_804, None),
        (date(2022, 10, 1), 22_686, 22_060, 470),
        (date(2022, 11, 1), 13_644, 8_013, 5_230),
        (date(2022, 12, 1), 13_676, 8_187, 5_130),
        (date(2023, 1, 1), 14_946, 9_102, 5_570),
        (date(2023, 2, 1), 13_779, 5_565, 7_990),
    ],
)
def test_nationwide_less_southwest_moves_with_the_programmes_own_arrivals(
    month: date, nationwide: int, southwest: int, paroles: int | None
) -> None:
    table = reading(STATE).table.filter(pl.col("nationality") == "VE", pl.col("month") == month)
    assert table["count"].sum() == nationwide
    assert table.filter(pl.col("place") == "southwest")["count"].sum() == southwest
    if paroles is not None:
        parole = series(reading(MONTHLY_TABLES).table, "paroles", "nationwide", nationality="VE")
        assert parole.at(month) == paroles
        assert nationwide - southwest >= paroles


def test_file_by_state_and_tidied_southwest_file_are_equal_cell_by_cell() -> None:
    """Every month, authority and group of 21 citizenships and the rest; 16 were compared by hand."""
    report = compared(STATE, SOUTHWEST)
    finest = by(report, "authority", "nationality", "group")
    assert report.agrees and finest.within_rounding == 0 and finest.cells == 4_357
    assert (finest.first_month, finest.last_month) == (date(2019, 10, 1), date(2023, 9, 1))


def test_tidied_southwest_file_and_cbps_own_are_equal_by_component() -> None:
    report = compared(SOUTHWEST, EARLIER)
    one = by(report, "component", "authority", "group")
    assert report.agrees
    assert (one.first_month, one.last_month) == (date(2018, 10, 1), date(2022, 9, 1))


def test_months_of_fiscal_year_2025_were_later_revised_by_up_to_6() -> None:
    report = compared(SOUTHWEST, LATER)
    years = {fiscal_year_of(month) for month in report.differences["month"].to_list()}
    assert years == {2025}
    assert report.differences["difference"].abs().max() == 6


def test_two_releases_of_one_file_overlap_and_are_joined_year_by_year() -> None:
    both = pl.concat([reading(EARLIER).table, reading(LATER).table])
    joined = series(
        both,
        "encounters",
        "southwest",
        release=("southwest-fy22-fy25-2025-08", "southwest-fy19-fy22"),
    )
    assert (joined.months[0], joined.months[-1]) == (date(2018, 10, 1), date(2025, 8, 1))
    year = [joined.at(month) for month in joined.months if fiscal_year_of(month) == 2022]
    assert sum(year) == 2_378_944, "once, not twice"


def test_venezuelans_agree_with_ohss_within_rounding_in_every_month() -> None:
    mine = reading(SOUTHWEST).table
    for name in (MONTHLY_TABLES, KEY_METRICS):
        exact = mine.filter(pl.col("nationality") == "VE")
        other = reading(name).table.filter(pl.col("nationality") == "VE")
        assert reconcile(exact, other).agrees


def test_where_ohss_and_cbp_differ_by_more_than_rounding_is_known() -> None:
    """OHSS revised summer 2020, and counts a few more as Chinese; since then nothing else differs."""
    report = compared(SOUTHWEST, MONTHLY_TABLES)
    since = report.differences.filter(pl.col("month") > date(2020, 10, 1))
    assert set(since["nationality"].to_list()) == {"CN"}
    assert since["difference"].abs().max() == 7
    total = by(report, "component", "nationality")
    assert (total.different, total.cells) == (10, 1_888)


def test_both_ohss_workbooks_agree() -> None:
    report = compared(MONTHLY_TABLES, KEY_METRICS)
    southwest = [one for one in report.comparisons if one.place == "southwest"]
    assert sum(one.different for one in southwest) == 0
    assert by(report, "component", "nationality").cells == 13_100


def test_monthly_tables_hold_what_others_took_out_of_them() -> None:
    """A long table of the same workbook, made by hand with other tools."""
    long = pl.read_csv(
        published("ohss-monthly-tables-2024-08-long.csv.gz"), infer_schema=False, null_values=[""]
    )
    table = reading(MONTHLY_TABLES).table
    measures = {
        "SWB USBP": {"measure": "encounters", "place": "southwest", "component": "USBP"},
        "Nationwide OFO": {"measure": "enforcement_encounters", "place": "nationwide"},
        "CBP One Appointments": {"measure": "appointments", "place": "southwest"},
        "CHNV Travel Authorization": {"measure": "authorizations", "place": "nationwide"},
        "CHNV I-134": {"measure": "confirmed_supporters", "place": "nationwide"},
        "DHS Removals by Citizenship": {"measure": "removals", "place": "nationwide"},
    }
    for sheet, named in measures.items():
        theirs = long.filter(pl.col("table") == sheet)
        mine = table.filter(
            pl.col("nationality").is_not_null(),
            *(pl.col(column) == value for column, value in named.items()),
        )
        apart = theirs.filter(pl.col("column") != "Total")
        assert mine.height == apart.height, sheet
        assert mine["count"].sum() == apart["value"].cast(pl.Float64).sum(), sheet
        flags = apart["flag"].drop_nulls().len()
        assert mine["missing"].drop_nulls().len() == flags, sheet


def test_key_metrics_hold_what_others_took_out_of_them() -> None:
    theirs = pl.read_csv(
        published("khsm-usbp-monthly-region-citizenship.csv.gz"), infer_schema=False
    ).with_columns(pl.col("quantity").cast(pl.Int64))
    mine = reading(KEY_METRICS).table.filter(
        pl.col("nationality").is_not_null(), pl.col("place") != "nationwide"
    )
    assert mine["count"].sum() == theirs["quantity"].sum()
    theirs = theirs.filter(
        pl.col("citizenship") == "Venezuela", pl.col("region") == "Southwest Land Border"
    )
    found = mine.filter(pl.col("nationality") == "VE", pl.col("place") == "southwest")
    mine_by_month = dict(zip(found["month"].dt.strftime("%Y-%m"), found["count"], strict=True))
    assert mine_by_month == dict(zip(theirs["month"], theirs["quantity"], strict=True))
    assert len(mine_by_month) == 144, "of 302 months; the others are zero or under 5"


def test_transits_of_2023_are_those_published_and_yearly_rows_are_left_out() -> None:
    table = reading(DARIEN).table
    assert table["month"].min() == date(2020, 1, 1)
    assert table.filter(pl.col("month").dt.year() == 2023)["count"].sum() == 520_085
    found = series(table, "transits", "darien")
    missing = [month for month, why in zip(found.months, found.missing, strict=True) if why]
    assert missing == [date(2020, month, 1) for month in (4, 5, 7)]


def test_doubled_pairs_are_counted_as_the_readme_has_them() -> None:
    assert "51 (month, nationality) pairs stand twice and were added up." in reading(MEXICO).notes
    assert "35 (month, nationality) pairs stand twice and were added up." in reading(HONDURAS).notes


def test_origins_that_are_empty_sum_to_61_680_in_2024() -> None:
    table = reading(GUATEMALA).table.filter(pl.col("place") == "not_stated")
    assert table.filter(pl.col("month").dt.year() == 2024)["count"].sum() == 61_680
