"""Tables of people: what is good is screened, what is bad is named by row, column, value and reason."""

from __future__ import annotations

from datetime import date
from pathlib import Path

import polars as pl
import pytest

from safeconduct.eligibility import TableError, open_table
from safeconduct.eligibility import tables as tables_module
from safeconduct.eligibility.files import screen_table
from safeconduct.errors import InputError
from safeconduct.programme import Definition, load
from tests import small_programme

DAY = date(2023, 2, 1)
GOOD = """\
case_id,nationality,order_date,entries
A,VE,none,[]
B,VE,2022-05-01,[]
C,VE,none,"[{""country"": ""MX"", ""entry_date"": ""2022-10-20""}]"
D,VE,,[]
E,CO,none,
"""


@pytest.fixture
def small(tmp_path: Path) -> Definition:
    return load(str(small_programme.write(tmp_path)))


def csv(tmp_path: Path, text: str, name: str = "people.csv") -> Path:
    path = tmp_path / name
    path.write_text(text, encoding="utf-8")
    return path


def screened(definition: Definition, path: Path, out: Path, **options: bool) -> pl.DataFrame:
    table = open_table(path, definition.facts)
    screen_table(definition, "admission", DAY, table, out, **options)
    return pl.read_parquet(out) if out.suffix == ".parquet" else pl.read_csv(out)


def test_a_csv_is_screened(small: Definition, tmp_path: Path) -> None:
    found = screened(small, csv(tmp_path, GOOD), tmp_path / "f.parquet")
    assert found["case_id"].to_list() == ["A", "B", "C", "D", "E"]
    assert found["result"].to_list() == ["eligible", "barred", "barred", "open", "barred"]
    assert found["ordered_removed"].to_list() == ["not_met", "met", "not_met", "unknown", "not_met"]
    assert found["entered_mexico"].to_list() == ["not_met", "not_met", "met", "not_met", "unknown"]


def test_parquet_with_lists_of_structs_gives_the_same(small: Definition, tmp_path: Path) -> None:
    record = pl.Struct({"country": pl.String, "entry_date": pl.Date})
    frame = pl.DataFrame(
        {
            "case_id": ["A", "B", "C", "D", "E"],
            "nationality": ["VE", "VE", "VE", "VE", "CO"],
            "order_date": [None, date(2022, 5, 1), None, None, None],
            "order_date.known": [True, True, True, False, True],
            "entries": [[], [], [{"country": "MX", "entry_date": date(2022, 10, 20)}], [], None],
        },
        schema_overrides={"entries": pl.List(record)},
    )
    frame.write_parquet(tmp_path / "people.parquet")
    by_parquet = screened(small, tmp_path / "people.parquet", tmp_path / "a.parquet")
    by_csv = screened(small, csv(tmp_path, GOOD), tmp_path / "b.parquet")
    assert by_parquet.equals(by_csv)


def test_pieces_add_up_to_the_whole(
    small: Definition, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    whole = screened(small, csv(tmp_path, GOOD), tmp_path / "a.csv")
    monkeypatch.setattr(tables_module, "ROWS_AT_A_TIME", 2)
    seen: list[int] = []
    table = open_table(csv(tmp_path, GOOD), small.facts)
    summary = screen_table(small, "admission", DAY, table, tmp_path / "b.csv", progress=seen.append)
    assert pl.read_csv(tmp_path / "b.csv").equals(whole)
    assert seen == [2, 4, 5]
    assert summary.results == {"eligible": 1, "barred": 3, "open": 1}


BAD = (
    GOOD
    + """\
F,Venezuela,none,[]
G,VE,2022-02-30,[]
H,VE,none,[{]
I,none,none,[]
J,VE,none,"[{""country"": ""mexico""}]"
"""
)


def test_bad_cells_are_named_and_nothing_is_written(small: Definition, tmp_path: Path) -> None:
    out = tmp_path / "f.parquet"
    with pytest.raises(TableError) as caught:
        screened(small, csv(tmp_path, BAD), out)
    assert caught.value.count == 5
    told = str(caught.value)
    assert "row 6, column nationality: 'Venezuela'; accepted: a two-letter country code" in told
    assert "row 7, column order_date: '2022-02-30'; accepted: a date" in told
    assert "row 8, column entries: '[{]'; accepted: JSON" in told
    assert "row 9, column nationality: 'none'" in told
    assert "row 10, column entries[1].country: 'mexico'" in told
    assert sorted(p.name for p in tmp_path.iterdir()) == ["people.csv", "small"]


def test_good_rows_are_kept_if_asked_with_a_file_of_the_rest(
    small: Definition, tmp_path: Path
) -> None:
    found = screened(small, csv(tmp_path, BAD), tmp_path / "f.csv", keep_good=True)
    assert found["case_id"].to_list() == ["A", "B", "C", "D", "E"]
    assert pl.read_csv(tmp_path / "f.csv.bad.csv")["row"].to_list() == [6, 7, 8, 9, 10]


@pytest.mark.parametrize(
    ("name", "content", "expected"),
    [
        ("people.parquet", b"PAR1 but nothing behind it", "people.parquet cannot be read"),
        ("people.csv", b"\x89PNG\r\n\x00\x00", "people.csv is no table that can be read"),
        ("people.csv", b"", "people.csv is no table that can be read"),
        (
            "people.csv",
            b"nationality,shoe_size\nVE,44\n",
            "column 'shoe_size' is no fact of this programme",
        ),
        ("people.csv", b"case_id\nA\n", "none of the columns that the rules need is there"),
        ("people.csv", b"nationality\n\xff\xfe\n", "people.csv"),
    ],
)
def test_a_file_that_is_not_what_its_name_says(
    small: Definition, tmp_path: Path, name: str, content: bytes, expected: str
) -> None:
    path = tmp_path / name
    path.write_bytes(content)
    with pytest.raises(InputError) as caught:
        table = open_table(path, small.facts, frozenset({"nationality"}))
        screen_table(small, "admission", DAY, table, None)
    assert expected in str(caught.value)


def test_a_column_of_the_wrong_type_is_named(small: Definition, tmp_path: Path) -> None:
    pl.DataFrame({"nationality": [1, 2], "entries": [3, 4]}).write_parquet(tmp_path / "p.parquet")
    with pytest.raises(TableError) as caught:
        screened(small, tmp_path / "p.parquet", tmp_path / "f.parquet")
    assert "row 1, column nationality: 1" in str(caught.value)
    assert "column entries" in str(caught.value)


def test_findings_go_only_where_they_can(small: Definition, tmp_path: Path) -> None:
    with pytest.raises(InputError, match=r"ends in \.parquet or \.csv"):
        screened(small, csv(tmp_path, GOOD), tmp_path / "f.xlsx")
    with pytest.raises(InputError, match="there is no folder"):
        screened(small, csv(tmp_path, GOOD), tmp_path / "nowhere" / "f.csv")
