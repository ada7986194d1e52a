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
    with pytest.raises(InputError, match="There is no folder"):
        screened(small, csv(tmp_path, GOOD), tmp_path / "nowhere" / "f.csv")


def answer(definition: Definition, path: Path) -> str:
    """The error in words, or the statuses of the two bars of the first row."""
    try:
        out = path.with_name("answer.parquet")
        table = open_table(path, definition.facts)
        screen_table(definition, "admission", DAY, table, out)
    except InputError as error:
        return str(error)
    row = pl.read_parquet(out).row(0, named=True)
    return f"{row['ordered_removed']}, {row['entered_mexico']}"


HEAD = "case_id,nationality,order_date,entries\n"


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        (HEAD + "A,VE,none,[]\nA,CO,none,[]\n", "row 2, column case_id: 'A'; accepted: an id that no"),
        (HEAD + "A,VE,none,[]\n\nB,VE,none,[]\n", "row 2, column any: ''; accepted: a value in at least one"),
        (HEAD + "A,VE,2022-1-1,[]\n", "'2022-1-1'; accepted: a date such as 2022-10-19, from 1900 to 2100, or the word"),
        (HEAD + "A,VE,1899-12-31,[]\n", "row 1, column order_date: '1899-12-31'"),
        (HEAD + "A,VE,2101-01-01,[]\n", "row 1, column order_date: '2101-01-01'"),
        (HEAD + "A, VE , none ,[]\n", "not_met, not_met"),
        (HEAD + "A,VE,none," + "[" * 100_000 + "\n", "row 1, column entries: '[[["),
        (HEAD + 'A,VE,none,"[{""country"":""VE"",""country"":""MX""}]"\n', "row 1, column entries"),
        (HEAD + "A,VE,none,[" + "9" * 5000 + "]\n", "row 1, column entries: '[999"),
        (HEAD + "A," + "x" * 5000 + ",none,[]\n", "xxx...; accepted: a two-letter"),
        ("nationality,nationality\nVE,CO\n", "column 'nationality' stands there twice"),
        ("nationality,nationality.known\nVE,true\n", "column 'nationality.known' is no fact"),
        ("nationality,entries.known\nVE,true\n", "column 'entries.known' is no fact"),
        ("nationality,order_date.complete\nVE,true\n", "column 'order_date.complete' is no fact"),
        ("order_date,order_date.known,entries,entries.complete\n,true,[],false\n", "not_met, unknown"),
        ("order_date,order_date.known,entries,entries.complete\n,,[],\n", "unknown, not_met"),
        ("nationality,order_date,order_date.known\nVE,,maybe\n", "row 1, column order_date.known: 'maybe'"),
        ("nationality,entries,entries.complete\nVE,[],maybe\n", "row 1, column entries.complete: 'maybe'"),
    ],
)  # fmt: skip
def test_a_cell_that_could_mislead_is_refused_or_understood(
    small: Definition, tmp_path: Path, text: str, expected: str
) -> None:
    said = answer(small, csv(tmp_path, text))
    assert expected in said
    assert len(said) < 300


RECORD = pl.Struct({"country": pl.String, "entry_date": pl.Date})


@pytest.mark.parametrize(
    ("columns", "expected"),
    [
        ({"order_date": [date(1, 1, 1)]}, "row 1, column order_date: 0001-01-01; accepted: a date"),
        ({"entries": pl.Series([[]], dtype=pl.List(RECORD)), "entries.complete": ["no"]}, "unknown, unknown"),
        ({"entries": pl.Series([[]], dtype=pl.List(RECORD)), "entries.complete": [0]}, "entries.complete: 0; accepted: true"),
        ({"entries": pl.Series([[]], dtype=pl.List(pl.Null))}, "unknown, not_met"),
        ({"entries": [None], "order_date": [None], "order_date.known": [None]}, "unknown, unknown"),
        ({"entries": [[{"country": "MX"}, {"country": "VE", "shoes": 5}]]}, "row 1, column entries[2].shoes: 5; accepted: fields country, entry_date"),
        ({"order_date": pl.Series([None], dtype=pl.Date), "order_date.known": [1]}, "order_date.known: 1; accepted: true or false"),
        ({"case_id": [[1]]}, "column 'case_id' holds values of the type List(Int64)"),
    ],
)  # fmt: skip
def test_a_column_of_parquet_is_understood_or_refused(
    small: Definition, tmp_path: Path, columns: dict, expected: str
) -> None:
    pl.DataFrame({"nationality": ["VE"], **columns}).write_parquet(tmp_path / "p.parquet")
    assert expected in answer(small, tmp_path / "p.parquet")


def test_a_table_without_rows_gives_findings_with_columns(
    small: Definition, tmp_path: Path
) -> None:
    found = screened(small, csv(tmp_path, HEAD), tmp_path / "f.parquet")
    assert (found.height, found.columns[:2]) == (0, ["case_id", "result"])


def test_a_name_with_signs_of_a_pattern_is_one_file(small: Definition, tmp_path: Path) -> None:
    csv(tmp_path, "shoes\n5\n", "people2.csv")
    assert screened(small, csv(tmp_path, GOOD, "people[2]*.csv"), tmp_path / "f.csv").height == 5


def test_findings_replace_neither_the_table_nor_a_folder(small: Definition, tmp_path: Path) -> None:
    table = csv(tmp_path, GOOD)
    (tmp_path / "link.csv").symlink_to(table)
    (tmp_path / "folder.csv").mkdir()
    (tmp_path / "f.csv.bad.csv").mkdir()
    for name, expected in (
        ("people.csv", "is the table itself"),
        ("link.csv", "is the table itself"),
        ("folder.csv", "is no file"),
        ("f.csv", "f.csv.bad.csv is no file"),
    ):
        with pytest.raises(InputError, match=expected):
            screened(small, table, tmp_path / name)
    assert table.read_text() == GOOD


def test_the_list_of_bad_rows_goes_when_there_are_none(small: Definition, tmp_path: Path) -> None:
    screened(small, csv(tmp_path, BAD), tmp_path / "f.csv", keep_good=True)
    screened(small, csv(tmp_path, GOOD), tmp_path / "f.csv", keep_good=True)
    assert not (tmp_path / "f.csv.bad.csv").exists()


def test_a_disk_that_takes_nothing_is_said(
    small: Definition, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def full(*_: object, **__: object) -> None:
        raise pl.exceptions.ComputeError("No space left on device")

    monkeypatch.setattr(pl.DataFrame, "write_parquet", full)
    with pytest.raises(InputError, match=r"f\.csv cannot be written: No space left on device"):
        screened(small, csv(tmp_path, GOOD), tmp_path / "f.csv")
    assert sorted(p.name for p in tmp_path.iterdir()) == ["people.csv", "small"]
