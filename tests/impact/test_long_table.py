"""A table that was written as CSV is read again, and what was changed in it is refused where it stands."""

from __future__ import annotations

from pathlib import Path

import pytest

from safeconduct.errors import InputError
from safeconduct.impact.readers import read
from tests.impact.test_workbooks import monthly_tables
from tests.impact.written import workbook


@pytest.fixture
def written(tmp_path: Path) -> Path:
    """The monthly tables, with X, NA and rounding, as CSV."""
    path = tmp_path / "long.csv"
    read(workbook(tmp_path, monthly_tables())).table.write_csv(path)
    return path


def test_a_table_written_as_csv_is_read_again_whole(written: Path, tmp_path: Path) -> None:
    first, again = read(workbook(tmp_path, monthly_tables())), read(written)
    assert again.format == "long-table"
    assert again.table.equals(first.table) and again.releases == first.releases
    assert {"not_applicable", "not_available"} < set(again.table["missing"].to_list())


@pytest.mark.parametrize(
    ("column", "value", "what"),
    [
        (0, "2022-10-03", "`month` holds '2022-10-03', which is no first day of a month"),
        (1, "", "`place` is empty"),
        (3, "CIA", "`component` holds 'CIA', which is no component"),
        (7, "wishes", "`measure` holds 'wishes', which is no measure"),
        (8, "-3", "`count` holds '-3', which is no count"),
        (8, "", "`count` is empty, which does not fit what its row gives as `missing`"),
        (9, "7", "`rounded_to` holds '7', which is no rounding known"),
        (10, "gone", "`missing` holds 'gone', which is no missing"),
        (11, "", "`publisher` is empty"),
    ],
)
def test_a_changed_cell_is_named(written: Path, column: int, value: str, what: str) -> None:
    lines = written.read_text().splitlines()
    row = next(number for number, line in enumerate(lines) if number and ",10,," in line)
    cells = lines[row].split(",")
    cells[column] = value
    lines[row] = ",".join(cells)
    written.write_text("\n".join([*lines, ""]))
    with pytest.raises(InputError) as refused:
        read(written)
    assert what in refused.value.message
    assert str(refused.value.place) == f"long.csv:{row + 1}:{column + 1}"


def test_a_row_that_was_pasted_twice_is_refused(written: Path) -> None:
    written.write_text(written.read_text() + written.read_text().splitlines()[3] + "\n")
    with pytest.raises(InputError, match="this row gives the same cell as row 4"):
        read(written)
