"""The shipped table holds the published figures, and can be made again."""

import hashlib
import os
import warnings
from datetime import date
from importlib.resources import files
from pathlib import Path

import polars as pl
import pytest
from click.testing import CliRunner

from safeconduct.cli.figures import command
from safeconduct.demo import figures
from safeconduct.errors import InputError, NotFound


def shipped() -> bytes:
    return (files("safeconduct.demo") / "data" / "encounters.csv").read_bytes()


def total(**wanted: object) -> int:
    table = figures.encounters()
    for column, value in wanted.items():
        table = table.filter(pl.col(column) == value)
    return int(table["encounters"].sum())


def test_table_has_one_sorted_row_per_cell_and_no_zero() -> None:
    table = figures.encounters()
    cell = list(figures.COLUMNS[:-1])
    assert table.columns == list(figures.COLUMNS)
    assert table.select(cell).is_unique().all()
    assert table.equals(table.sort(cell))
    assert table["encounters"].min() == 1
    assert (table["month"].min(), table["month"].max()) == (date(2019, 10, 1), date(2025, 5, 1))
    assert set(table["group"]) == set(figures.GROUPS)
    assert set(table["component"]) == set(figures.COMPONENTS)
    assert set(table["title"]) == {8, 42}
    assert table["nationality"].n_unique() == 22


@pytest.mark.parametrize(
    ("month", "nationality", "published"),
    [
        (date(2020, 10, 1), "VE", 143),
        (date(2021, 2, 1), "VE", 913),
        (date(2022, 9, 1), "VE", 33_804),
        (date(2022, 10, 1), "VE", 22_060),
        (date(2022, 11, 1), "VE", 8_013),
        (date(2022, 12, 1), "VE", 8_187),
        (date(2025, 5, 1), "VE", 213),
        (date(2022, 10, 1), "CU", 28_851),
        (date(2022, 12, 1), "NI", 35_381),
        (date(2024, 4, 1), "CO", 11_023),
        (date(2021, 7, 1), "MX", 59_959),
    ],
)
def test_nationality_of_a_month_as_published(month: date, nationality: str, published: int) -> None:
    assert total(month=month, nationality=nationality) == published


@pytest.mark.parametrize(
    ("month", "published"),
    [
        (date(2020, 10, 1), 71_929),
        (date(2022, 10, 1), 231_529),
        (date(2023, 9, 1), 269_735),
        (date(2023, 12, 1), 301_981),
        (date(2025, 5, 1), 12_452),
    ],
)
def test_all_nationalities_of_a_month_as_published(month: date, published: int) -> None:
    assert total(month=month) == published


@pytest.mark.parametrize(
    ("first", "last", "published"),
    [
        (date(2019, 10, 1), date(2020, 9, 1), 458_088),
        (date(2020, 10, 1), date(2021, 9, 1), 1_734_686),
        (date(2021, 10, 1), date(2022, 9, 1), 2_378_944),
        (date(2022, 10, 1), date(2023, 9, 1), 2_475_669),
        (date(2023, 10, 1), date(2024, 9, 1), 2_135_005),
    ],
)
def test_fiscal_years_as_published(first: date, last: date, published: int) -> None:
    table = figures.encounters().filter(pl.col("month").is_between(first, last))
    assert table["encounters"].sum() == published


def test_expulsions_of_venezuelans_between_ports_as_published() -> None:
    months = [date(2022, 10, 1), date(2022, 11, 1), date(2022, 12, 1)]
    returned = [
        total(month=month, nationality="VE", component="USBP", title=42) for month in months
    ]
    assert returned == [6_555, 5_891, 5_473]
    assert sum(returned) == 17_919
    assert total(month=months[0], nationality="VE", component="USBP", title=8) == 15_290


def test_provenance_is_that_of_the_shipped_table() -> None:
    table = figures.provenance()["table"]
    assert hashlib.sha256(shipped()).hexdigest() == table["sha256"]
    assert figures.encounters().height == table["rows"]
    assert len(shipped()) < 400_000


def _raw_folder() -> Path:
    beside = Path(__file__).parents[2] / ".." / "shared" / "data"
    folder = Path(os.environ.get("SAFECONDUCT_RAW_FIGURES") or beside)
    name = figures.provenance()["raw_file"]["name"]
    if not (folder / name).is_file():
        reason = f"{name} is not in {folder}; set SAFECONDUCT_RAW_FIGURES to the folder with it"
        warnings.warn(f"the shipped table was NOT made again: {reason}", stacklevel=2)
        pytest.skip(reason)
    return folder


def test_table_made_again_is_the_shipped_one(tmp_path: Path) -> None:
    out = tmp_path / "again.csv"
    done = CliRunner().invoke(command, ["build", "--from", str(_raw_folder()), "--out", str(out)])
    assert done.exit_code == 0, done.output
    assert out.read_bytes() == shipped()


def test_another_file_is_refused_by_its_checksum(tmp_path: Path) -> None:
    name = figures.provenance()["raw_file"]["name"]
    (tmp_path / name).write_bytes(b"something else")
    with pytest.raises(InputError, match="is another file") as refused:
        figures.build_table(tmp_path)
    assert figures.provenance()["raw_file"]["sha256"] in str(refused.value)


def test_missing_file_is_named(tmp_path: Path) -> None:
    with pytest.raises(NotFound, match=figures.provenance()["raw_file"]["name"]):
        figures.build_table(tmp_path)


def test_file_that_cannot_be_written_is_one_sentence(tmp_path: Path) -> None:
    with pytest.raises(InputError, match="cannot be written"):
        figures.write_whole(tmp_path / "absent" / "table.csv", b"")


def test_about_says_where_figures_come_from() -> None:
    told = CliRunner().invoke(command, ["about"]).output
    assert "US Customs and Border Protection" in told
    assert "An encounter is an event, not a person" in told
