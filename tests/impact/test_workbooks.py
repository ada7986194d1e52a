"""OHSS's workbooks: headers in several rows, footnote digits, X and NA, totals, rounding to ten."""

from __future__ import annotations

from datetime import date
from pathlib import Path

import numpy as np
import pytest

from safeconduct.errors import InputError, NotFound
from safeconduct.impact.readers import read
from safeconduct.impact.series import series
from tests.impact.written import Cell, workbook

Sheets = dict[str, list[list[Cell]]]
REGIONS = "CBP Encounter by Type + Region"


def monthly_tables() -> Sheets:
    """A workbook with four of the tables, two months each, as published in shape."""
    years = "Fiscal Years 2014 to 2024 YTD (August 2024)"
    back: list[Cell] = ["Return to Table of Contents."]
    places: list[Cell] = [
        "Total",
        "SW Land Border",
        "Northern Land Border",
        "Coastal Border",
        "Air Ports of Entry",
    ]
    return {
        "TOC": [["Table of Contents"], ["Category", "Table", "Starting Date"]],
        REGIONS: [
            back,
            [f"Nationwide CBP Encounters by Encounter Type and Region: {years}"],
            [None, None, "Total CBP", None, None, None, None, "Enforcement Encounters1"],
            ["Fiscal Year", "Month", *places, *places],
            ["2023", "Total", 390, 330, 20, 10, 30, 350, 330, 20, 0, 0],
            [None, "October", 200, 170, 10, 10, 10, 180, 170, 10, 0, 0],
            [None, "November", 190, 160, 10, 0, 20, 170, 160, 10, 0, 0],
            ["1Includes all USBP encounters."],
            ["Source: Office of Homeland Security Statistics Persist Dataset."],
        ],
        "SWB USBP": [
            back,
            [f"SW Border USBP Encounters by Top 100 Citizenships: {years}"],
            ["Fiscal Year", "Month", "Total", "Cuba", "Venezuela", "Nicaragua", "Other"],
            ["2023", "Total", 250, 60, 90, 60, 40],
            [None, "October", 130, 30, 50, 30, 20],
            [None, "November", 120, 30, 40, 30, 20],
            ["Notes: To protect privacy, table cells are rounded to the nearest ten."],
        ],
        "SWB Encounters by Citizenship": [
            back,
            [f"CBP SW Border Encounters by Agency and Selected Citizenship: {years}"],
            [None, None, "Total CBP", None, None, None, "USBP", None, None, None],
            ["Fiscal Year", "Month", *(["Total", "Cuba", "Venezuela", "Other"] * 2)],
            ["2023", "Total", 330, 60, 120, 150, 250, 60, 90, 100],
            [None, "October", 170, 30, 60, 80, 130, 30, 50, 50],
            [None, "November", 160, 30, 60, 70, 120, 30, 40, 50],
        ],
        "CHNV Paroles": [
            back,
            [f"Confirmed CHNV Paroles by Process: {years}"],
            ["Fiscal Year", "Month", "Total", "Cuba", "Venezuela"],
            ["2023", "Total", 480, 10, 470],
            [None, "October", 470, "X", 470],
            [None, "November", 10, 10, "NA"],
            ["2024 YTD", "Total", 20, 10, 10],
            [None, "October", 20, 10, 10],
            ["X Not applicable."],
        ],
    }


def changed(sheet: str, row: int, column: int, value: Cell) -> Sheets:
    sheets = monthly_tables()
    sheets[sheet][row][column] = value
    return sheets


def test_months_are_calendar_months_and_yearly_totals_are_left_out(tmp_path: Path) -> None:
    reading = read(workbook(tmp_path, monthly_tables()))
    paroles = series(reading.table, "paroles", "nationwide", nationality="CU")
    assert paroles.months[0] == date(2022, 10, 1)
    assert paroles.months[-1] == date(2023, 10, 1), "`2024 YTD` begins in October 2023"
    assert reading.releases == (("OHSS", "monthly-tables-2023-10"),)
    assert reading.table["count"].max() == 470, "no total of a year"


def test_not_applicable_and_not_available_are_neither_zero_nor_each_other(tmp_path: Path) -> None:
    table = read(workbook(tmp_path, monthly_tables())).table
    cuba = series(table, "paroles", "nationwide", nationality="CU")
    venezuela = series(table, "paroles", "nationwide", nationality="VE")
    assert np.isnan(cuba.at(date(2022, 10, 1))) and np.isnan(venezuela.at(date(2022, 11, 1)))
    assert (cuba.missing[0], venezuela.missing[1]) == ("not_applicable", "not_available")
    both = series(table, "paroles", "nationwide", nationality=("CU", "VE"))
    assert both.at(date(2022, 10, 1)) == 470, "what is not applicable adds nothing"
    assert np.isnan(both.at(date(2022, 11, 1))), "what is not available leaves the sum unknown"


def test_rounding_is_kept(tmp_path: Path) -> None:
    reading = read(workbook(tmp_path, monthly_tables()))
    assert set(reading.table["rounded_to"]) == {10}
    found = series(reading.table, "paroles", "nationwide", nationality=("CU", "VE"))
    assert found.rounded_to == 10
    assert found.cells[-1] == 2, "the sum of two rounded cells"
    assert any("a 0 may be up to 4" in note for note in reading.notes)


def test_an_upper_header_holds_up_to_the_next_and_footnote_digits_go(tmp_path: Path) -> None:
    table = read(workbook(tmp_path, monthly_tables())).table
    assert series(table, "encounters", "air").values[1] == 20
    assert series(table, "enforcement_encounters", "southwest").values[1] == 160
    everywhere = series(table, "encounters", "southwest", nationality="VE")
    between = series(table, "encounters", "southwest", nationality="VE", component="USBP")
    assert (everywhere.values[0], between.values[0]) == (60, 50)


def test_a_remainder_is_that_of_the_table_with_more_columns(tmp_path: Path) -> None:
    table = read(workbook(tmp_path, monthly_tables())).table
    named = {"component": "USBP", "nationality": "OTHER"}
    assert series(table, "encounters", "southwest", **named).values[0] == 20  # type: ignore[arg-type]
    assert series(table, "encounters", "southwest", nationality="OTHER").values[0] == 80
    with pytest.raises(
        NotFound, match=r"do not name the nationality Nicaragua \(NI\); it is in OTHER there"
    ):
        series(table, "encounters", "southwest", nationality="NI")


def test_totals_stand_beside_their_parts_and_are_never_added_to_them(tmp_path: Path) -> None:
    table = read(workbook(tmp_path, monthly_tables())).table
    assert series(table, "encounters", "southwest").values[0] == 170
    assert series(table, "encounters", "southwest", component="USBP").values[0] == 130


def test_tables_that_are_not_there_or_not_read_are_named(tmp_path: Path) -> None:
    sheets = monthly_tables()
    sheets["ERO Arrests by Criminality"] = [
        ["Return"],
        ["ERO Administrative Arrests by Criminality: Fiscal Years 2014 to 2024"],
    ]
    notes = " ".join(read(workbook(tmp_path, sheets)).notes)
    assert "left out: ERO Arrests by Criminality." in notes
    assert "There is no table 'CBP One Appointments' in it." in notes


@pytest.mark.parametrize(
    ("sheets", "where", "what"),
    [
        (
            changed("CHNV Paroles", 3, 2, 600),
            "figures.xlsx[CHNV Paroles]:4:3",
            "`Total` holds '600', but its months sum to 480",
        ),
        (
            changed("SWB USBP", 4, 4, 90),
            "figures.xlsx[SWB USBP]:4:5",
            "`Venezuela` holds '90', but its months sum to 130",
        ),
        (
            changed("CHNV Paroles", 4, 1, "Octobre"),
            "figures.xlsx[CHNV Paroles]:5:2",
            "holds 'Octobre', which is no month",
        ),
        (
            changed("CHNV Paroles", 5, 1, "October"),
            "figures.xlsx[CHNV Paroles]:6:2",
            "holds 'October', which stands twice in its year",
        ),
        (
            changed("CHNV Paroles", 4, 4, "some"),
            "figures.xlsx[CHNV Paroles]:5:5",
            "`Venezuela` holds 'some', which is no count",
        ),
        (
            changed("CHNV Paroles", 4, 4, 473),
            "figures.xlsx[CHNV Paroles]:5:5",
            "`Venezuela` holds '473', which is not rounded to ten",
        ),
        (
            changed(REGIONS, 3, 2, "Sum"),
            f"figures.xlsx[{REGIONS}]:3",
            "the column 'Sum' is none that this table has",
        ),
        (
            changed("SWB USBP", 2, 4, "Atlantis"),
            "figures.xlsx[SWB USBP]:5",
            "the column 'Atlantis' is none that this table has",
        ),
    ],
)
def test_what_does_not_fit_is_named_with_sheet_row_and_column(
    tmp_path: Path, sheets: Sheets, where: str, what: str
) -> None:
    with pytest.raises(InputError) as refused:
        read(workbook(tmp_path, sheets))
    assert str(refused.value.place) == where
    assert what in refused.value.message


def test_a_total_that_its_parts_do_not_make_up_is_refused(tmp_path: Path) -> None:
    sheets = monthly_tables()
    for row, total in ((3, 500), (4, 380)):
        sheets["SWB USBP"][row][2] = total
    with pytest.raises(
        InputError, match="`Total` holds '380', but the columns beside it sum to 130"
    ):
        read(workbook(tmp_path, sheets))


def with_totals() -> Sheets:
    """The tables in which a total stands above others: by region, family, area, agency and kind."""
    years = "Fiscal Years 2014 to 2024 YTD (August 2024)"
    head: list[Cell] = ["Fiscal Year", "Month"]
    types = ("Total CBP", "Enforcement Encounters", "Administrative Encounters")

    def over(*groups: tuple[str, int]) -> list[Cell]:
        return [
            None,
            None,
            *(held for name, wide in groups for held in (name, *[None] * (wide - 1))),
        ]

    def sheet(
        title: str, upper: list[Cell], header: list[Cell], row: list[Cell]
    ) -> list[list[Cell]]:
        return [
            ["Return"],
            [f"{title}: {years}"],
            ["Notes"],
            upper,
            head + header,
            ["2023", "October", *row],
        ]

    agencies = ("Total CBP", "USBP", "OFO")
    return {
        **{name: monthly_tables()[name] for name in ("TOC", "CHNV Paroles")},
        REGIONS: sheet(
            "Nationwide CBP Encounters by Encounter Type and Region",
            over(*((name, 3) for name in types)),
            ["Total", "SW Land Border", "Coastal Border"] * 3,
            [900, 700, 200, 600, 500, 100, 300, 200, 100],
        ),
        "Family": sheet(
            "CBP SW Border Encounters by Agency and Family Status",
            over(*((name, 3) for name in agencies)),
            ["Total", "Single Adults", "Family Unit Individuals"] * 3,
            [700, 400, 300, 500, 300, 200, 200, 100, 100],
        ),
        "Area": sheet(
            "CBP SW Border Encounters by Agency and Sector or Field Office",
            [None, None, None, "USBP", None, None, "OFO", None, None],
            ["Total CBP", "Total USBP", "Yuma, AZ", "El Paso, TX", "Total OFO", "Tucson, AZ", "El Paso, TX"],
            [700, 500, 300, 200, 200, 150, 50],
        ),
        "Book-Outs": sheet(
            "CBP SW Border Encounters Book-Outs by Agency",
            over(*((name, 2) for name in agencies)),
            ["Total Encounters", "T42 expulsions2"] * 3,
            [700, 300, 500, 200, 200, 100],
        ),
        "Repatriations": sheet(
            "DHS Repatriations by Type",
            over(("Total Repatriations", 2), ("DHS Removals", 1), ("DHS Enforcement Returns", 1),
                 ("DHS Administrative Returns", 1)),
            ["Total Repatriations", "Title 42 Expulsions", "Total Removals", "Total Enforcement Returns",
             "Total Administrative Returns"],
            [900, 300, 400, 100, 100],
        ),
    }  # fmt: skip


@pytest.mark.parametrize(
    ("sheet", "column", "what"),
    [
        (REGIONS, 5, "`Enforcement Encounters Total` holds '1600', but the columns beside it"),
        (REGIONS, 3, "`Total CBP Total` holds '900', but the columns beside it sum to 1,900"),
        (REGIONS, 6, "Encounters Total` holds '600', but the columns beside it sum to 1,600"),
        ("Family", 3, "`Total CBP Total` holds '700', but the columns beside it sum to 1,700"),
        ("Family", 2, "`Total CBP Total` holds '1700', but the columns beside it sum to 700"),
        ("Area", 2, "`Total CBP` holds '1700', but USBP and OFO sum to 700"),
        ("Area", 4, "`USBP Total USBP` holds '500', but the columns beside it sum to 1,500"),
        ("Area", 8, "`OFO Total OFO` holds '200', but the columns beside it sum to 1,200"),
        ("Book-Outs", 5, "`Total CBP T42 expulsions` holds '300', but USBP and OFO sum to 1,300"),
        ("Repatriations", 4, "Total Repatriations` holds '900', but the columns beside it sum"),
    ],
)
def test_each_total_has_to_be_made_up_by_what_stands_below_it(
    tmp_path: Path, sheet: str, column: int, what: str
) -> None:
    sheets = with_totals()
    assert read(workbook(tmp_path, sheets)).table.height
    held = sheets[sheet][5][column]
    assert isinstance(held, int)
    sheets[sheet][5][column] = held + 1000
    with pytest.raises(InputError) as refused:
        read(workbook(tmp_path, sheets))
    assert what in refused.value.message
    assert refused.value.place and refused.value.place.line == 6


def test_agencies_have_to_make_up_the_whole_for_each_citizenship(tmp_path: Path) -> None:
    """Sound within each agency: 300 Venezuelans of the Border Patrol were written under Cuba."""
    sheets = with_totals()
    sheets["SWB Encounters by Citizenship"] = [
        ["Return"],
        ["CBP SW Border Encounters by Agency and Selected Citizenship: 2014 to 2024"],
        ["Notes"],
        [None, None, "Total CBP", None, None, "USBP", None, None, "OFO", None, None],
        ["Fiscal Year", "Month", *["Total", "Cuba", "Venezuela"] * 3],
        ["2023", "October", 700, 100, 600, 500, 400, 100, 200, 0, 200],
    ]
    with pytest.raises(InputError, match="`Total CBP Cuba` holds '100', but USBP and OFO sum to"):
        read(workbook(tmp_path, sheets))


def test_two_sheets_that_contradict_each_other_are_refused(tmp_path: Path) -> None:
    sheets = monthly_tables()
    # Still sound in itself: 30 move from the rest to Cubans.
    for row in (4, 5, 6):
        moved = 60 if row == 4 else 30
        for column, sign in ((7, 1), (9, -1)):
            held = sheets["SWB Encounters by Citizenship"][row][column]
            assert isinstance(held, int)
            sheets["SWB Encounters by Citizenship"][row][column] = held + sign * moved
    with pytest.raises(InputError, match="has 60 for CU in 2022-10, where 'SWB USBP' has 30"):
        read(workbook(tmp_path, sheets))


def key_metrics() -> Sheets:
    """Two months of the key metrics and their year, in every sheet."""
    months: list[tuple[Cell, Cell]] = [("2025", "01 October"), ("2025", "02 November")]
    year, month, count = "Fiscal\nYear", "Month", "Quantity"
    southwest, northern = "Southwest Land Border", "Northern Land Border"
    adults, families = "Single Adults", "Family Unit Individuals"
    # Sheet -> what it tells apart, and its counts in October and November.
    told: dict[str, tuple[list[str], dict[tuple[str, ...], tuple[int | None, int | None]]]] = {
        "Count": ([], {(): (110, 90)}),
        "Region": (["Region"], {(southwest,): (100, 90), (northern,): (10, None)}),
        "Citizenship": (
            ["Citizenship"],
            {("Venezuela",): (60, 50), ("Unknown",): (40, 40), ("Canada",): (10, None)},
        ),
        "Family Status": (["Family Status"], {(adults,): (80, 70), (families,): (30, 20)}),
        "Rgn and Citp": (
            ["Region", "Citizenship"],
            {
                (southwest, "Venezuela"): (60, 50),
                (southwest, "Unknown"): (40, 40),
                (northern, "Canada"): (10, None),
            },
        ),
        "Rgn and Fam Status": (
            ["Region", "Family Status"],
            {
                (southwest, adults): (70, 70),
                (southwest, families): (30, 20),
                (northern, adults): (10, None),
            },
        ),
        "Rgn and Sector": (
            ["Region", "Sector"],
            {
                (southwest, "Yuma, AZ"): (40, 40),
                (southwest, "Del Rio, TX"): (60, 50),
                (northern, "Blaine, WA"): (10, None),
            },
        ),
    }
    sheets: Sheets = {}
    for name, (columns, cells) in told.items():
        sheets[f"Annual {name}"] = [[year, *columns, count]] + [
            ["2025", *key, sum(held or 0 for held in counts)] for key, counts in cells.items()
        ]
        sheets[f"Monthly {name}"] = [[year, month, *columns, count]] + [
            [*months[at], *key, held]
            for at in (0, 1)
            for key, counts in cells.items()
            if (held := counts[at]) is not None
        ]
    return sheets


def test_key_metrics_write_months_as_01_october_of_a_fiscal_year(tmp_path: Path) -> None:
    reading = read(workbook(tmp_path, key_metrics()))
    assert reading.releases == (("OHSS", "khsm-usbp-2024-11"),)
    found = series(reading.table, "encounters", "southwest", component="USBP")
    assert found.months == (date(2024, 10, 1), date(2024, 11, 1))
    assert (list(found.values), found.rounded_to) == ([100, 90], 10)
    area = series(reading.table, "encounters", "southwest", component="USBP", area="Yuma, AZ")
    assert area.values[0] == 40


def test_one_component_alone_does_not_pass_for_the_whole(tmp_path: Path) -> None:
    table = read(workbook(tmp_path, key_metrics())).table
    with pytest.raises(NotFound, match="only one component is there"):
        series(table, "encounters", "southwest")
    with pytest.raises(NotFound, match="do not name the component OFO"):
        series(table, "encounters", "southwest", component="OFO")


@pytest.mark.parametrize(
    ("sheet", "row", "column", "value", "what"),
    [
        ("Annual Count", 1, 1, 400, "`Quantity` holds '400', but its months sum to 200"),
        ("Annual Region", 1, 2, 400, "`Quantity` holds '400', but its months sum to 190"),
        ("Annual Rgn and Citp", 1, 3, 20, "`Quantity` holds '20', but its months sum to 110"),
        (
            "Monthly Region",
            1,
            3,
            10,
            "`Quantity` holds '110', but the regions of that month sum to 20",
        ),
        (
            "Monthly Citizenship",
            1,
            3,
            160,
            "`Quantity` holds '110', but the citizenships of that month sum to 210",
        ),
        (
            "Monthly Family Status",
            1,
            3,
            0,
            "`Quantity` holds '110', but the family statuses of that month sum to 30",
        ),
        (
            "Monthly Rgn and Citp",
            1,
            4,
            600,
            "`Quantity` holds '100', but the citizenships of that month and region sum to 640",
        ),
        (
            "Monthly Rgn and Fam Status",
            1,
            4,
            10,
            "`Quantity` holds '100', but the family statuses of that month and region sum to 40",
        ),
        (
            "Monthly Rgn and Sector",
            1,
            4,
            400,
            "`Quantity` holds '100', but the sectors of that month and region sum to 460",
        ),
        (
            "Monthly Rgn and Sector",
            3,
            2,
            "Coastal Border",
            "and figures.xlsx[Monthly Region] has no total for it",
        ),
        ("Monthly Count", 1, 1, "02 October", "holds '02 October', which is no month"),
        (
            "Monthly Count",
            0,
            2,
            "Sum",
            "the sheet 'Monthly Count' of figures.xlsx has other columns",
        ),
    ],
)
def test_key_metrics_that_do_not_fit_are_refused(
    tmp_path: Path, sheet: str, row: int, column: int, value: Cell, what: str
) -> None:
    sheets = key_metrics()
    sheets[sheet][row][column] = value
    with pytest.raises(InputError) as refused:
        read(workbook(tmp_path, sheets))
    assert what in refused.value.message


def test_a_region_that_nobody_knows_is_refused(tmp_path: Path) -> None:
    sheets = key_metrics()
    for rows in sheets.values():
        for row in rows:
            row[:] = ["Moon" if held == "Northern Land Border" else held for held in row]
    with pytest.raises(InputError, match="`Region` holds 'Moon', which is no region"):
        read(workbook(tmp_path, sheets))


def test_key_metrics_leave_room_for_rounding_and_for_cells_under_5(tmp_path: Path) -> None:
    """Two rounded cells and their total move by up to 5 each, and the absent third may hide 4: 19."""
    sheets = key_metrics()
    november = sheets["Monthly Citizenship"][4]
    assert november[2:] == ["Venezuela", 50]
    # The year and the region have room of their own.
    november[3] = 40
    assert read(workbook(tmp_path, sheets)).table.height
    november[3] = 30
    with pytest.raises(
        InputError, match="holds '90', but the citizenships of that month sum to 70"
    ):
        read(workbook(tmp_path, sheets))


@pytest.mark.parametrize("sheet", sorted(key_metrics()))
def test_key_metrics_without_one_of_their_sheets_are_refused(tmp_path: Path, sheet: str) -> None:
    sheets = key_metrics()
    del sheets[sheet]
    known = {"Monthly Count", "Monthly Rgn and Citp"}
    what = "none of the published workbooks" if sheet in known else f"has no sheet '{sheet}'"
    with pytest.raises(InputError, match=what):
        read(workbook(tmp_path, sheets))


def test_another_workbook_is_refused_by_its_sheets(tmp_path: Path) -> None:
    with pytest.raises(InputError, match="none of the published workbooks known: its sheets are A"):
        read(workbook(tmp_path, {"A": [["x"]]}))
