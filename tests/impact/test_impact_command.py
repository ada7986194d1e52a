"""`safeconduct impact read | reconcile | build`: what is printed, what is written, what is refused."""

from __future__ import annotations

import json
from pathlib import Path

import polars as pl
import pytest

from safeconduct.cli.main import call
from safeconduct.impact.table import SCHEMA, read_table
from tests.impact.test_cbp import SW, state
from tests.impact.written import SOUTHWEST, STATE, csv, published


@pytest.fixture
def files(tmp_path: Path) -> tuple[Path, Path]:
    """The same October by state and by component, with one count that differs."""
    one = csv(
        tmp_path, STATE, state(citizenship="OTHER", count="10"), state(citizenship="MEXICO", count="4"), name="state.csv",
    )  # fmt: skip
    nobody = "Office of Field Operations,Single Adults,Other,Title 8,Inadmissibles,0"
    rows = (
        f"2023,FYTD,OCT,{SW},9",
        f"2023,FYTD,OCT,{SW.replace('Other', 'Mexico')},4",
        f"2023,FYTD,OCT,{nobody}",
    )
    return one, csv(tmp_path, SOUTHWEST, *rows, name="southwest.csv")


def test_read_tells_what_a_file_is(
    files: tuple[Path, Path], capsys: pytest.CaptureFixture[str]
) -> None:
    assert call(["impact", "read", *map(str, files)]) == 0
    said = capsys.readouterr().out
    assert "state.csv: cbp-nationwide-by-state" in said
    assert "CBP, release southwest-fy23-fy23" in said
    assert "The file does not tell USBP and OFO apart." in said
    assert (
        "Never to be added up: state.csv and southwest.csv both give encounters southwest." in said
    )


def test_read_writes_one_long_table(
    files: tuple[Path, Path], tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    out = tmp_path / "table.parquet"
    assert call(["impact", "read", *map(str, files), "--out", str(out), "--json"]) == 0
    said = json.loads(capsys.readouterr().out)
    assert [file["rows"] for file in said["files"]] == [2, 3]
    assert said["files"][0]["first_month"] == "2022-10" and len(said["overlaps"]) == 1
    table = read_table(out)
    assert table.columns == list(SCHEMA) and table["count"].sum() == 27
    as_csv = tmp_path / "table.csv"
    assert call(["impact", "read", str(files[0]), "--out", str(as_csv)]) == 0
    assert pl.read_csv(as_csv).columns == list(SCHEMA)


def test_reconcile_says_what_differs(
    files: tuple[Path, Path], tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert call(["impact", "reconcile", *map(str, files)]) == 0
    said = capsys.readouterr().out
    assert "2 cells: 1 equal, 1 different, by up to 1." in said
    assert "2022-10 encounters southwest 8 OTHER single_adult: 10 and 9 (-1)" in said
    table = tmp_path / "table.parquet"
    assert call(["impact", "read", str(files[1]), "--out", str(table)]) == 0
    capsys.readouterr()
    assert call(["impact", "reconcile", str(files[0]), str(table), "--json"]) == 0
    data = json.loads(capsys.readouterr().out)
    assert data["agrees"] is False and data["comparisons"][0]["equal"] == 1
    assert data["differences"][0]["month"] == "2022-10"


def test_bad_input_is_one_sentence_and_exit_code_2(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    bad = csv(tmp_path, STATE, state(month="OKT"))
    out = tmp_path / "table.parquet"
    assert call(["impact", "read", str(bad), "--out", str(out)]) == 2
    said = capsys.readouterr()
    assert said.out == "" and not out.exists()
    assert said.err.startswith("figures.csv:2:3: `Month (abbv)` holds 'OKT', which is no month.")
    assert said.err.count("\n") == 1
    assert call(["impact", "read", str(bad), "--json"]) == 2
    error = json.loads(capsys.readouterr().err)
    assert error["place"] == {"file": "figures.csv", "line": 2, "column": 3}
    assert error["given"] == "OKT" and "JAN" in error["accepted"]


@pytest.mark.parametrize(
    ("out", "what"),
    [
        ("table.xlsx", "A table cannot be written to table.xlsx."),
        ("absent/table.parquet", "cannot be written"),
        ("state.csv", "is one of the files to be read"),
    ],
)
def test_a_target_that_will_not_do_is_refused(
    files: tuple[Path, Path], tmp_path: Path, capsys: pytest.CaptureFixture[str],
    out: str, what: str,
) -> None:  # fmt: skip
    before = files[0].read_bytes()
    assert call(["impact", "read", str(files[0]), "--out", str(tmp_path / out)]) == 2
    assert what in capsys.readouterr().err
    assert files[0].read_bytes() == before


def test_one_release_twice_is_refused(
    files: tuple[Path, Path], capsys: pytest.CaptureFixture[str]
) -> None:
    assert call(["impact", "read", str(files[0]), str(files[0])]) == 2
    assert "are both CBP, nationwide-by-state-fy23-fy23" in capsys.readouterr().err


def test_build_makes_the_shipped_table_again(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    folder = published("KHSM_Encounters_USBP_fy25m11.xlsx").parent
    out = tmp_path / "figures.csv"
    assert call(["impact", "build", "us-mx-ve-2022", "--from", str(folder), "--out", str(out)]) == 0
    assert "This is the table that ships." in capsys.readouterr().out


def test_build_of_a_programme_without_figures_is_refused(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    out = tmp_path / "figures.csv"
    code = call(
        ["impact", "build", "eu-georgia-readmission", "--from", str(tmp_path), "--out", str(out)]
    )
    assert code == 2 and not out.exists()
    assert "eu-georgia-readmission has no published figures of its own" in capsys.readouterr().err
