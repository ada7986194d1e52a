"""Tables of people from files: typed, checked row by row, read in pieces of bounded size.

A column is a fact of the dictionary. An empty cell is unknown; none is the word `none` in a CSV, and
null beside a true `FACT.known` in Parquet. A list of records is a list of structs in Parquet and JSON
text in a CSV; `FACT.complete` says whether a list is complete (it is, where the column is absent).
"""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import polars as pl

from safeconduct import feel
from safeconduct.eligibility.dictionary import Records, accepted_for, read_value
from safeconduct.eligibility.population import population_of
from safeconduct.errors import InputError, NotFound
from safeconduct.programme.schema import Fact

Dictionary = Mapping[str, Fact]
ROWS_AT_A_TIME = 100_000
#: Columns that a table may have beside facts; they name a case and are passed through.
LABELS = ("case_id", "family_id", "name")
_PARQUET_MAGIC = b"PAR1"
_ACCEPTED_FILES = "a Parquet file, or a CSV file in UTF-8 with a header"


@dataclass(frozen=True, slots=True)
class BadCell:
    """A value that cannot be used: `row` counts from 1 below the header."""

    row: int
    column: str
    value: object
    accepted: str

    def __str__(self) -> str:
        return f"row {self.row}, column {self.column}: {self.value!r}; accepted: {self.accepted}"


class TableError(InputError):
    """A table with cells that cannot be used; `cells` has the first of them, `count` their number."""

    code = "table"

    def __init__(self, path: Path, cells: list[BadCell], count: int) -> None:
        shown = "\n  ".join(str(cell) for cell in cells)
        more = f"\n  … and {count - len(cells)} more" if count > len(cells) else ""
        super().__init__(
            f"{path.name} has values that cannot be used:\n  {shown}{more}", given=str(path)
        )
        self.cells = tuple(cells)
        self.count = count


@dataclass(frozen=True, eq=False)
class Piece:
    """Some rows of a table: the population, the label columns, and the cells that were bad.

    Bad cells stand as unknown in the population; `bad_rows` are positions in this piece.
    """

    first_row: int
    labels: pl.DataFrame
    population: feel.Population
    bad: tuple[BadCell, ...]
    bad_rows: tuple[int, ...]

    @property
    def height(self) -> int:
        """How many rows the piece has."""
        return self.population.main.height


@dataclass(frozen=True)
class Table:
    """A table of people in a file."""

    path: Path
    is_parquet: bool
    columns: tuple[str, ...]
    rows: int

    def pieces(self, dictionary: Dictionary) -> Iterator[Piece]:
        """The table in pieces of at most ROWS_AT_A_TIME rows."""
        start = 0
        batches = iter(_scan(self.path, self.is_parquet).collect_batches(chunk_size=ROWS_AT_A_TIME))
        while True:
            try:
                rows = next(batches, None)
            except pl.exceptions.PolarsError as error:
                raise _unreadable(self.path, error) from error
            if rows is None:
                return
            yield piece_of(rows, dictionary, start)
            start += rows.height


def open_table(path: Path, dictionary: Dictionary, needed: frozenset[str] = frozenset()) -> Table:
    """Open a Parquet or CSV file, recognised by its content.

    InputError when it is neither, when a column is no fact, or when none of the needed facts is there.
    """
    if not path.is_file():
        raise NotFound(
            f"There is no file {path}.", given=str(path), accepted="a Parquet or CSV file"
        )
    with path.open("rb") as opened:
        head = opened.read(4096)
    is_parquet = head.startswith(_PARQUET_MAGIC)
    if not is_parquet and (b"\0" in head or not head.strip()):
        raise InputError(
            f"{path.name} is no table that can be read.", given=str(path), accepted=_ACCEPTED_FILES
        )
    try:
        frame = _scan(path, is_parquet)
        columns = tuple(frame.collect_schema().names())
        rows = int(frame.select(pl.len()).collect().item())
    except (pl.exceptions.PolarsError, OSError, UnicodeDecodeError) as error:
        raise _unreadable(path, error) from error
    _check_columns(path, columns, dictionary, needed)
    return Table(path, is_parquet, columns, rows)


def _unreadable(path: Path, error: Exception) -> InputError:
    reason = str(error).splitlines()[0]
    return InputError(
        f"{path.name} cannot be read: {reason}.", given=str(path), accepted=_ACCEPTED_FILES
    )


def _scan(path: Path, is_parquet: bool) -> pl.LazyFrame:
    if is_parquet:
        return pl.scan_parquet(path)
    return pl.scan_csv(path, infer_schema=False)


def _check_columns(
    path: Path, columns: tuple[str, ...], dictionary: Dictionary, needed: frozenset[str]
) -> None:
    strange = [c for c in columns if c not in LABELS and _fact_of(c) not in dictionary]
    if strange:
        raise InputError(
            f"{path.name}: column {strange[0]!r} is no fact of this programme.",
            given=strange[0],
            accepted=f"{', '.join(LABELS)}, {', '.join(dictionary)}",
        )
    missing = sorted(needed - set(columns))
    if needed and len(missing) == len(needed):
        raise InputError(
            f"{path.name}: none of the columns that the rules need is there.",
            given=", ".join(columns),
            accepted=", ".join(missing),
        )


def _fact_of(column: str) -> str:
    for ending in (".known", ".complete"):
        if column.endswith(ending):
            return column.removesuffix(ending)
    return column


def missing_columns(table: Table, needed: frozenset[str]) -> tuple[str, ...]:
    """Facts that rules use and the table lacks: they are unknown for every row."""
    return tuple(sorted(needed - set(table.columns)))


def piece_of(frame: pl.DataFrame, dictionary: Dictionary, start: int = 0) -> Piece:
    """Rows that are already in memory, typed and checked; `start` rows came before them."""
    checker = _Checker(frame, start)
    main: list[pl.Series] = []
    lists: dict[str, feel.Child] = {}
    for name, fact in dictionary.items():
        if fact.type == "records":
            lists[name] = checker.records(fact)
        else:
            main += checker.column(fact)
    labels = frame.select([name for name in LABELS if name in frame.columns])
    population = feel.Population(pl.DataFrame(main), lists)
    bad = sorted(checker.bad, key=lambda cell: (cell.row, cell.column))
    bad_rows = tuple(dict.fromkeys(cell.row - 1 - start for cell in bad))
    return Piece(start + 1, labels, population, tuple(bad), bad_rows)


class _Checker:
    """Turns one piece's raw columns into typed ones and notes the cells that do not fit."""

    def __init__(self, frame: pl.DataFrame, start: int) -> None:
        self.frame = frame
        self.start = start
        self.bad: list[BadCell] = []

    def column(self, fact: Fact) -> list[pl.Series]:
        dtype = fact.column_type
        height = self.frame.height
        if fact.id not in self.frame.columns:
            absent = [pl.Series(fact.id, [None], dtype=dtype).new_from_index(0, height)]
            if fact.may_be_none:
                absent.append(pl.Series(f"{fact.id}.known", [False]).new_from_index(0, height))
            return absent
        given = self.frame[fact.id]
        none_given = self._none_given(fact, given)
        typed = _typed(given, fact, dtype)
        self._note(fact, given, typed, none_given)
        if not fact.may_be_none:
            return [typed.alias(fact.id)]
        return [typed.alias(fact.id), (typed.is_not_null() | none_given).alias(f"{fact.id}.known")]

    def _none_given(self, fact: Fact, given: pl.Series) -> pl.Series:
        if given.dtype == pl.String:
            return (given == "none").fill_null(False)
        mark = f"{fact.id}.known"
        if mark in self.frame.columns:
            known = self.frame[mark]
            if known.dtype != pl.Boolean:
                self.bad.append(BadCell(self.start + 1, mark, known[0], "true or false"))
                return given.is_null() & False
            return given.is_null() & known.fill_null(False)
        return given.is_null() & False

    def _note(self, fact: Fact, given: pl.Series, typed: pl.Series, none_given: pl.Series) -> None:
        lost = given.is_not_null() & typed.is_null() & ~none_given
        if given.dtype == pl.String:
            lost = lost & (given.str.strip_chars() != "")
        if not fact.may_be_none:
            lost = lost | none_given
        for position in lost.arg_true().to_list():
            value = "none" if none_given[position] else given[position]
            self.bad.append(BadCell(self.start + position + 1, fact.id, value, accepted_for(fact)))

    def records(self, fact: Fact) -> feel.Child:
        if fact.id not in self.frame.columns:
            return population_of({fact.id: fact}, [{}] * self.frame.height, [fact.id]).lists[
                fact.id
            ]
        given = self.frame[fact.id]
        complete = given.is_not_null()
        mark = f"{fact.id}.complete"
        if mark in self.frame.columns and self.frame[mark].dtype == pl.Boolean:
            complete = complete & self.frame[mark].fill_null(True)
        if given.dtype == pl.String:
            return self._records_from_text(fact, given, complete)
        if not isinstance(given.dtype, pl.List) or not isinstance(given.dtype.inner, pl.Struct):
            self.bad.append(BadCell(self.start + 1, fact.id, str(given.dtype), accepted_for(fact)))
            return population_of({fact.id: fact}, [{}] * self.frame.height, [fact.id]).lists[
                fact.id
            ]
        return self._records_from_structs(fact, given, complete)

    def _records_from_structs(
        self, fact: Fact, given: pl.Series, complete: pl.Series
    ) -> feel.Child:
        lengths = given.list.len().fill_null(0)
        rows = pl.Series("row", range(len(given)), dtype=pl.UInt32)
        flat = pl.DataFrame({"row": rows, "held": given}).filter(lengths > 0).explode("held")
        inner = _Checker(flat["held"].struct.unnest(), 0)
        columns = [flat["row"]]
        for field in fact.fields:
            columns += inner.column(field)
        parents = flat["row"]
        self.bad += [
            BadCell(
                self.start + parents[cell.row - 1] + 1,
                f"{fact.id}.{cell.column}",
                cell.value,
                cell.accepted,
            )
            for cell in inner.bad
        ]
        return feel.Child(pl.DataFrame(columns), complete.alias("complete"))

    def _records_from_text(self, fact: Fact, given: pl.Series, complete: pl.Series) -> feel.Child:
        cases: list[dict[str, Any]] = []
        for position, text in enumerate(given):
            held: Any = None
            if text is not None and text.strip():
                held = self._records_of_cell(fact, text, position)
            if isinstance(held, Records):
                held = Records(held.rows, held.complete and bool(complete[position]))
            cases.append({fact.id: held} if held is not None else {})
        return population_of({fact.id: fact}, cases, [fact.id]).lists[fact.id]

    def _records_of_cell(self, fact: Fact, text: str, position: int) -> Any:
        row = self.start + position + 1
        try:
            given = json.loads(text)
        except json.JSONDecodeError:
            self.bad.append(BadCell(row, fact.id, text[:60], f"JSON: {accepted_for(fact)}"))
            return None
        value, problems = read_value(fact, given, (fact.id,))
        self.bad += [BadCell(row, p.name, p.given, p.accepted) for p in problems]
        return None if problems else value


_TRUE, _FALSE = ("true", "True", "TRUE", "yes", "1"), ("false", "False", "FALSE", "no", "0")


def _typed(given: pl.Series, fact: Fact, dtype: Any) -> pl.Series:
    """The column in the fact's type, null where a value does not fit."""
    if given.dtype == dtype and not isinstance(dtype, pl.Enum):
        return given
    if given.dtype == pl.Null:
        return given.cast(dtype)
    if isinstance(dtype, pl.Enum):
        return (
            given.cast(pl.String).cast(dtype, strict=False)
            if _is_textual(given)
            else _nothing(given, dtype)
        )
    if given.dtype == pl.String:
        text = given.str.strip_chars()
        if dtype == pl.Boolean:
            return pl.select(
                pl.when(text.is_in(_TRUE)).then(True).when(text.is_in(_FALSE)).then(False)
            ).to_series()
        if dtype == pl.Date:
            return text.str.to_date("%Y-%m-%d", strict=False)
        return text.cast(dtype, strict=False)
    if given.dtype.is_integer() and dtype.is_integer():
        return given.cast(dtype, strict=False)
    if dtype == pl.String and _is_textual(given):
        return given.cast(pl.String)
    return _nothing(given, dtype)


def _is_textual(given: pl.Series) -> bool:
    return given.dtype == pl.String or isinstance(given.dtype, pl.Enum | pl.Categorical)


def _nothing(given: pl.Series, dtype: Any) -> pl.Series:
    return pl.Series(given.name, [None], dtype=dtype).new_from_index(0, len(given))
