"""Tables of people from files: typed, checked row by row, read in pieces of bounded size.

A column is a fact of the dictionary. An empty cell is unknown; none is the word `none` in a CSV, and
null beside a true `FACT.known` in Parquet. A list of records is a list of structs in Parquet and JSON
text in a CSV; `FACT.complete` says whether a list is complete (it is, where the column is absent).
"""

from __future__ import annotations

import json
import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import polars as pl

from safeconduct import feel
from safeconduct.eligibility.casting import is_textual, truth_values, typed_as
from safeconduct.eligibility.dictionary import Records, accepted_for, read_value
from safeconduct.eligibility.population import population_of
from safeconduct.errors import InputError, NotFound, shown
from safeconduct.programme.schema import Fact

Dictionary = Mapping[str, Fact]
ROWS_AT_A_TIME = 100_000
#: Columns that a table may have beside facts; they name a case and are passed through.
LABELS = ("case_id", "family_id", "name")
#: How many bad cells an error names; the rest is counted.
SHOWN_CELLS = 20
#: What Polars makes of a column name that stands in a CSV's header again.
_DUPLICATED = re.compile(r"_duplicated_\d+$")
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
        return (
            f"row {self.row}, column {self.column}: {shown(self.value)}; accepted: {self.accepted}"
        )


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
        frame = _scan(self.path, self.is_parquet)
        batches: Iterator[pl.DataFrame] = iter(frame.collect_batches(chunk_size=ROWS_AT_A_TIME))
        if self.rows == 0:
            # One empty piece, so that the findings have their columns all the same.
            batches = iter([pl.DataFrame(schema=frame.collect_schema())])
        while True:
            try:
                rows = next(batches, None)
            except pl.exceptions.PolarsError as error:
                raise _unreadable(self.path, error) from error
            if rows is None:
                return
            # An empty line in a CSV is no person; in Parquet nobody writes a row by mistake.
            yield piece_of(rows, dictionary, start, may_be_blank=self.is_parquet)
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
        schema = frame.collect_schema()
        columns = tuple(schema.names())
        rows = int(frame.select(pl.len()).collect().item())
        _check_columns(path, columns, dictionary, needed)
        _check_labels(path, frame, schema)
    except (pl.exceptions.PolarsError, OSError, UnicodeDecodeError) as error:
        raise _unreadable(path, error) from error
    return Table(path, is_parquet, columns, rows)


def _unreadable(path: Path, error: Exception) -> InputError:
    reason = str(error).splitlines()[0]
    return InputError(
        f"{path.name} cannot be read: {reason}.", given=str(path), accepted=_ACCEPTED_FILES
    )


def _scan(path: Path, is_parquet: bool) -> pl.LazyFrame:
    if is_parquet:
        return pl.scan_parquet(path, glob=False)
    return pl.scan_csv(path, infer_schema=False, glob=False)


def _check_columns(
    path: Path, columns: tuple[str, ...], dictionary: Dictionary, needed: frozenset[str]
) -> None:
    for column in columns:
        once = _DUPLICATED.sub("", column)
        if once != column and once in columns:
            raise InputError(
                f"{path.name}: column {once!r} stands there twice.",
                given=once,
                accepted="each column once",
            )
    accepted = dict.fromkeys(LABELS)
    for name, fact in dictionary.items():
        accepted[name] = None
        if fact.type == "records":
            accepted[f"{name}.complete"] = None
        elif fact.may_be_none:
            accepted[f"{name}.known"] = None
    strange = [column for column in columns if column not in accepted]
    if strange:
        raise InputError(
            f"{path.name}: column {strange[0]!r} is no fact of this programme.",
            given=strange[0],
            accepted=", ".join(accepted),
        )
    missing = sorted(needed - set(columns))
    if needed and len(missing) == len(needed):
        raise InputError(
            f"{path.name}: none of the columns that the rules need is there.",
            given=", ".join(columns),
            accepted=", ".join(missing),
        )


def _check_labels(path: Path, frame: pl.LazyFrame, schema: pl.Schema) -> None:
    """Labels are words or numbers, and no two rows are one case: findings are found again by it."""
    for name in LABELS:
        if name in schema and not (schema[name].is_integer() or is_textual(schema[name])):
            raise InputError(
                f"{path.name}: column {name!r} holds values of the type {schema[name]}.",
                given=name,
                accepted="texts or whole numbers",
            )
    if "case_id" not in schema:
        return
    ids = frame.select(pl.col("case_id"))
    number, different = (
        ids.select(
            pl.len(),
            pl.col("case_id").drop_nulls().hash().n_unique() + pl.col("case_id").null_count(),
        )
        .collect(engine="streaming")
        .row(0)
    )
    if number == different:
        return
    held = ids.with_row_index("row", 1).filter(pl.col("case_id").is_not_null())
    again = held.filter(~pl.col("case_id").is_first_distinct()).collect()
    if again.height:
        cells = [
            BadCell(row, "case_id", name, "an id that no other row has")
            for row, name in again.head(SHOWN_CELLS).rows()
        ]
        raise TableError(path, cells, again.height)


def missing_columns(table: Table, needed: frozenset[str]) -> tuple[str, ...]:
    """Facts that rules use and the table lacks: they are unknown for every row."""
    return tuple(sorted(needed - set(table.columns)))


def piece_of(
    frame: pl.DataFrame, dictionary: Dictionary, start: int = 0, *, may_be_blank: bool = True
) -> Piece:
    """Rows that are already in memory, typed and checked; `start` rows came before them."""
    checker = _Checker(frame, start)
    if not may_be_blank:
        checker.refuse_blank_rows()
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
        typed = typed_as(given, fact, dtype)
        self._note(fact, given, typed, none_given)
        if not fact.may_be_none:
            return [typed.alias(fact.id)]
        return [typed.alias(fact.id), (typed.is_not_null() | none_given).alias(f"{fact.id}.known")]

    def _none_given(self, fact: Fact, given: pl.Series) -> pl.Series:
        if given.dtype == pl.String:
            said = (given.str.strip_chars() == "none").fill_null(False)
        else:
            said = given.is_null() & False
        known = self._mark(f"{fact.id}.known")
        return said if known is None else said | (given.is_null() & known.fill_null(False))

    def _mark(self, name: str) -> pl.Series | None:
        """A column of marks, true, false or null; None where there is none that can be read."""
        if name not in self.frame.columns:
            return None
        given = self.frame[name]
        typed = truth_values(given)
        lost = given.is_not_null() & typed.is_null()
        for position in lost.arg_true().to_list():
            row = self.start + position + 1
            self.bad.append(BadCell(row, name, given[position], "true or false"))
        return typed

    def refuse_blank_rows(self) -> None:
        """Note every row without any value."""
        blank = self.frame.select(pl.all_horizontal(pl.all().is_null())).to_series()
        for position in blank.arg_true().to_list():
            row = self.start + position + 1
            self.bad.append(
                BadCell(row, "any", "", "a value in at least one column, or no line at all")
            )

    def _note(self, fact: Fact, given: pl.Series, typed: pl.Series, none_given: pl.Series) -> None:
        lost = given.is_not_null() & typed.is_null() & ~none_given
        if given.dtype == pl.String:
            lost = lost & (given.str.strip_chars() != "")
        if not fact.may_be_none:
            lost = lost | none_given
        accepted = accepted_for(fact)
        if given.dtype == pl.String:
            accepted = accepted.replace("null for none", "the word none")
        for position in lost.arg_true().to_list():
            value = "none" if none_given[position] else given.slice(position, 1).to_list()[0]
            self.bad.append(BadCell(self.start + position + 1, fact.id, value, accepted))

    def records(self, fact: Fact) -> feel.Child:
        mark = self._mark(f"{fact.id}.complete")
        if fact.id not in self.frame.columns or self.frame[fact.id].dtype == pl.Null:
            return _no_records(fact, self.frame.height)
        given = self.frame[fact.id]
        complete = given.is_not_null()
        if mark is not None:
            complete = complete & mark.fill_null(True)
        if given.dtype == pl.String:
            return self._records_from_text(fact, given, complete)
        if given.dtype == pl.List(pl.Null):
            # How lists of which none has a record arrive.
            given = given.cast(pl.List(pl.Struct({fact.fields[0].id: pl.Null})))
        if not isinstance(given.dtype, pl.List) or not isinstance(given.dtype.inner, pl.Struct):
            self.bad.append(BadCell(self.start + 1, fact.id, given.dtype, accepted_for(fact)))
            return _no_records(fact, self.frame.height)
        return self._records_from_structs(fact, given, complete)

    def _records_from_structs(
        self, fact: Fact, given: pl.Series, complete: pl.Series
    ) -> feel.Child:
        lengths = given.list.len().fill_null(0)
        rows = pl.Series("row", range(len(given)), dtype=pl.UInt32)
        flat = pl.DataFrame({"row": rows, "held": given}).filter(lengths > 0).explode("held")
        inner = _Checker(flat["held"].struct.unnest(), 0)
        inner.refuse_other_fields(fact)
        columns = [flat["row"]]
        for field in fact.fields:
            columns += inner.column(field)
        parents = flat["row"]
        numbers = flat.select(pl.int_range(1, pl.len() + 1).over("row")).to_series()
        self.bad += [
            BadCell(
                self.start + parents[cell.row - 1] + 1,
                f"{fact.id}[{numbers[cell.row - 1]}].{cell.column}",
                cell.value,
                cell.accepted,
            )
            for cell in inner.bad
        ]
        return feel.Child(pl.DataFrame(columns), complete.alias("complete"))

    def refuse_other_fields(self, fact: Fact) -> None:
        """Note the first value of every field that the records of `fact` do not have."""
        known = [field.id for field in fact.fields]
        marks = [f"{field.id}.known" for field in fact.fields if field.may_be_none]
        for name in self.frame.columns:
            held = self.frame[name].is_not_null().arg_true()
            if name not in known + marks and len(held):
                value = self.frame[name][held[0]]
                self.bad.append(BadCell(held[0] + 1, name, value, f"fields {', '.join(known)}"))

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
            given = json.loads(text, object_pairs_hook=_each_key_once)
        except (ValueError, RecursionError):
            self.bad.append(BadCell(row, fact.id, text, f"JSON: {accepted_for(fact)}"))
            return None
        value, problems = read_value(fact, given, (fact.id,))
        self.bad += [BadCell(row, p.name, p.given, p.accepted) for p in problems]
        return None if problems else value


def _no_records(fact: Fact, height: int) -> feel.Child:
    return population_of({fact.id: fact}, [{}] * height, [fact.id]).lists[fact.id]


def _each_key_once(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
    if len({key for key, _ in pairs}) < len(pairs):
        raise ValueError("a key stands there twice")
    return dict(pairs)
