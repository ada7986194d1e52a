"""Two releases are compared cell by cell: equal, equal within rounding, or different by how much."""

from __future__ import annotations

from datetime import date
from typing import Any

import polars as pl
import pytest

from safeconduct.errors import InputError
from safeconduct.impact.reconcile import Compared, Report, reconcile
from tests.impact.test_series import row, table

MONTH, NEXT = date(2022, 10, 1), date(2022, 11, 1)
NATIONS = ("VE", "CU", "OTHER")


def by_nation(counts: tuple[int | None, ...], month: date = MONTH, **other: Any) -> pl.DataFrame:
    rows = [
        row(
            month,
            count,
            nationality=code,
            missing=None if count is not None else "not_applicable",
            **other,
        )
        for code, count in zip(NATIONS, counts, strict=True)
    ]
    return table(*rows)


def only(report: Report) -> Compared:
    assert len(report.comparisons) == 1
    return report.comparisons[0]


def test_equal_cells_are_counted() -> None:
    report = reconcile(by_nation((22060, 5, 7)), by_nation((22060, 5, 7), release="two"))
    one = only(report)
    assert (one.by, one.equal, one.different) == (("nationality",), 3, 0)
    assert report.agrees and report.differences.is_empty()
    assert one.sentence() == (
        "CBP one and CBP two: encounters, southwest, by nationality, 2022-10 to 2022-10: 3 cells: "
        "3 equal."
    )


def test_a_difference_is_said_with_both_counts() -> None:
    report = reconcile(by_nation((22060, 5, 7)), by_nation((22044, 5, 7), release="two"))
    one = only(report)
    assert (one.equal, one.different, one.largest) == (2, 1, 16)
    assert not report.agrees
    cell = report.differences.row(0, named=True)
    assert (cell["nationality"], cell["first"], cell["second"]) == ("VE", 22060, 22044)
    assert cell["difference"] == -16


@pytest.mark.parametrize(
    ("exact", "rounded", "status"),
    [(21845, 21850, "within"), (4, 0, "within"), (20, 20, "equal"), (24, 30, "different")],
)
def test_half_of_ten_is_rounding_and_more_is_not(exact: int, rounded: int, status: str) -> None:
    report = reconcile(
        by_nation((exact, 10, 10)),
        by_nation((rounded, 10, 10), release="two", rounded_to=10),
    )
    one = only(report)
    expected = {"equal": (3, 0, 0), "within": (2, 1, 0), "different": (2, 0, 1)}[status]
    assert (one.equal, one.within_rounding, one.different) == expected


def test_a_finer_release_is_added_up_to_the_coarser_one() -> None:
    finer = table(
        *(
            row(MONTH, 1, nationality=code, area=area, component=component)
            for code in NATIONS
            for area in ("Yuma", "Laredo")
            for component in ("USBP", "OFO")
        )
    )
    assert only(reconcile(finer, by_nation((4, 4, 4), release="two"))).equal == 3


def test_an_absent_cell_is_zero_where_both_have_the_month() -> None:
    first = table(row(MONTH, 3, nationality="VE"), row(NEXT, 4, nationality="VE"))
    second = table(
        row(MONTH, 3, nationality="VE", release="two"), row(MONTH, 2, nationality="CU", release="two"),
    )  # fmt: skip
    both = table(row(MONTH, 0, nationality="CU"))
    report = reconcile(pl.concat([first, both]), second)
    assert (only(report).equal, only(report).different) == (1, 1), (
        "November is the first one's alone"
    )


def test_nationalities_that_one_side_does_not_name_are_put_into_other() -> None:
    first = by_nation((10, 5, 7))
    second = table(
        row(MONTH, 10, nationality="VE", release="two"),
        row(MONTH, 12, nationality="OTHER", release="two"),
    )
    assert only(reconcile(first, second)).equal == 2


def test_without_a_remainder_only_what_both_name_is_compared() -> None:
    first = by_nation((10, 5, 7))
    second = table(row(MONTH, 10, nationality="VE", release="two"))
    assert only(reconcile(first, second)).cells == 1


def test_what_is_not_applicable_is_not_compared() -> None:
    report = reconcile(by_nation((10, None, 7)), by_nation((10, 5, 7), release="two"))
    assert (only(report).equal, only(report).not_given) == (2, 1)
    assert "1 not given by one" in only(report).sentence()


def test_two_releases_in_one_table_are_compared_one_by_one_and_never_added_up() -> None:
    both = pl.concat([by_nation((1, 2, 3)), by_nation((1, 2, 4), release="later")])
    report = reconcile(both, by_nation((1, 2, 3), release="two"))
    assert [(one.first, one.equal, one.different) for one in report.comparisons] == [
        ("CBP later", 2, 1),
        ("CBP one", 3, 0),
    ]
    assert report.differences["first_release"].to_list() == ["CBP later"]


def test_two_that_have_nothing_in_common_are_refused() -> None:
    other = by_nation((1, 2, 3), place="northern")
    with pytest.raises(InputError, match="no cell in common"):
        reconcile(by_nation((1, 2, 3)), other)
    with pytest.raises(InputError, match="no cell in common"):
        reconcile(by_nation((1, 2, 3)), by_nation((1, 2, 3), month=NEXT))
