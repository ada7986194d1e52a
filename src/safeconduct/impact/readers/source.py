"""A published file as rows of text, and the one way in which a bad cell is refused."""

from __future__ import annotations

import csv
import gzip
import hashlib
import io
import zlib
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path

import polars as pl

from safeconduct.errors import InputError, NotFound, Place, shown

#: The largest published file has some 6 MB; what unpacks to more than this is no such file.
MOST_BYTES = 512 * 1024 * 1024


@dataclass(frozen=True)
class Source:
    """A file's bytes, unpacked, with the digest of what was given."""

    path: Path
    content: bytes
    sha256: str

    @property
    def is_workbook(self) -> bool:
        return self.content[:2] == b"PK"


def open_source(path: Path) -> Source:
    """The file, unpacked if it is gzipped; NotFound or InputError if that cannot be."""
    if not path.is_file():
        why = f"{path} is a folder." if path.is_dir() else f"There is no file {path}."
        raise NotFound(why, given=str(path), accepted="the path of a published file")
    raw = path.read_bytes()
    content = raw
    if raw[:2] == b"\x1f\x8b":
        try:
            with gzip.open(io.BytesIO(raw)) as packed:
                content = packed.read(MOST_BYTES + 1)
        except (OSError, EOFError, zlib.error) as error:
            raise InputError(
                f"{path.name} cannot be unpacked: {error}.",
                given=str(path),
                accepted="a whole gzip file, or the file as published",
            ) from error
    if len(content) > MOST_BYTES:
        raise InputError(
            f"{path.name} has more than {MOST_BYTES // 1024**2} MB.",
            given=str(path),
            accepted="a file of published monthly figures",
        )
    return Source(path, content, hashlib.sha256(raw).hexdigest())


@dataclass(frozen=True)
class Rows:
    """Rows of text with names of columns; `first_line` is where the first of them stands in the file."""

    name: str
    frame: pl.DataFrame
    first_line: int = 2
    first_column: int = 1

    @cached_property
    def columns(self) -> tuple[str, ...]:
        return tuple(self.frame.columns)

    def refuse(self, row: int, column: str, why: str, accepted: str) -> InputError:
        """The error for one cell: which file, line and column, what it holds, and what would do."""
        value = self.frame[column][row]
        held = "is empty" if value is None else f"holds {shown(value)}"
        place = Place(
            self.name, row + self.first_line, self.columns.index(column) + self.first_column
        )
        return InputError(
            f"`{tidy(column)}` {held}, {why}.",
            given="" if value is None else str(value),
            accepted=accepted,
            place=place,
        )

    def refuse_first(self, bad: pl.Series, column: str, why: str, accepted: str) -> None:
        """Raise for the first row that is marked bad, if one is."""
        if bad.any():
            raise self.refuse(int(bad.arg_true()[0]), column, why, accepted)

    def recoded(
        self, column: str, code: Callable[[str], str | None], what: str, accepted: str,
        *, may_be_empty: bool = False,
    ) -> pl.Series:  # fmt: skip
        """A column's words as our codes; InputError for a word that has none."""
        held = self.frame[column]
        words = [word for word in held.unique().to_list() if word is not None]
        codes = {word: code(word) for word in words}
        new = held.replace_strict(codes, default=None, return_dtype=pl.String)
        bad = new.is_null()
        if may_be_empty:
            bad &= held.is_not_null()
        self.refuse_first(bad, column, f"which is no {what}", accepted)
        return new

    def counts(self, column: str, *, may_be_empty: bool = False) -> pl.Series:
        """A column of whole numbers, also as `1,234` or `12.0`; InputError for anything else."""
        held = self.frame[column].str.strip_chars()
        fits = held.str.contains(r"^([0-9]{1,15}|[0-9]{1,3}(,[0-9]{3}){1,4})(\.0+)?$").fill_null(
            may_be_empty
        )
        self.refuse_first(~fits, column, "which is no count", "a whole number of 0 or more")
        plain = held.str.replace_all(",", "", literal=True).str.replace(r"\.0+$", "")
        return plain.cast(pl.Int64)

    def first_days(self, column: str) -> pl.Series:
        """A column of dates, each the first day of a month; InputError for anything else."""
        days = self.frame[column].str.to_date("%Y-%m-%d", strict=False)
        bad = days.is_null() | (days.dt.day() != 1).fill_null(True)
        accepted = "the first day of a month, such as 2022-10-01"
        self.refuse_first(bad, column, "which is no first day of a month", accepted)
        return days

    def refuse_repeated(self, keys: Iterable[str]) -> None:
        """InputError if two rows give the same cell."""
        wanted = list(keys)
        if not self.frame.select(pl.struct(wanted).hash().is_duplicated()).to_series().any():
            return
        numbered = self.frame.with_row_index("line_of_file")
        first = numbered.group_by(wanted, maintain_order=True).agg(pl.col("line_of_file"))
        for lines in first.filter(pl.col("line_of_file").list.len() > 1)["line_of_file"]:
            one, two = int(lines[0]) + self.first_line, int(lines[1]) + self.first_line
            last = self.columns[-1]
            values = " and ".join(
                shown(self.frame[last][line - self.first_line]) for line in (one, two)
            )
            raise InputError(
                f"this row gives the same cell as row {one} (`{tidy(last)}` {values}).",
                given=values,
                accepted="one row for each cell",
                place=Place(self.name, two),
            )


def tidy(column: str) -> str:
    """A column's name on one line."""
    return " ".join(column.split())


def shortened(text: str) -> str:
    """A list of names for a message, not longer than a reader bears."""
    return text if len(text) <= 200 else f"{text[:199]}…"


def text_of(source: Source) -> str:
    """A file's text; InputError where it is not UTF-8, or empty."""
    name = source.path.name
    try:
        text = source.content.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        line = source.content[: error.start].count(b"\n") + 1
        raise InputError(
            f"this line is not written in UTF-8 (byte {error.object[error.start]:#04x}).",
            given=name,
            accepted="the file as published, in UTF-8",
            place=Place(name, line),
        ) from error
    if not text.strip():
        raise InputError(f"{name} is empty.", given=name, accepted="a file with rows")
    return text


def header_of(text: str) -> tuple[str, ...]:
    """The names in a CSV file's first line."""
    try:
        return tuple(next(csv.reader(io.StringIO(text, newline="")), []))
    except csv.Error:
        return ()


def csv_rows(name: str, text: str) -> Rows:
    """A CSV file as rows of text; InputError if a row has too many or too few cells."""
    try:
        frame = pl.read_csv(text.encode(), infer_schema=False)
    except pl.exceptions.PolarsError as error:
        raise _uneven(name, text) or InputError(
            f"{name} is no table: {str(error).splitlines()[0]}.",
            given=name,
            accepted="a CSV file as published",
        ) from error
    if frame.is_empty():
        raise InputError(
            f"{name} has a header and no row.", given=name, accepted="a file with rows"
        )
    last = frame.columns[-1]
    if frame[last].null_count() and (uneven := _uneven(name, text)):
        raise uneven
    if not text.endswith(("\n", "\r")):
        # Half a number is a number: nothing else would show that the rest is missing.
        raise InputError(
            "the last row is not ended, as if the file had been cut off there.",
            given=shown(text[text.rfind("\n") + 1 :]),
            accepted="the whole file: each row with the end of its line",
            place=Place(name, frame.height + 1),
        )
    return Rows(name, frame)


def _uneven(name: str, text: str) -> InputError | None:
    """The first row with more or fewer cells than the header, or that never ends, as an error."""
    width = len(header_of(text))
    reader = csv.reader(io.StringIO(text, newline=""))
    line = 1
    try:
        for row in reader:
            if len(row) != width:
                return InputError(
                    f"this row has {len(row)} cells, and the header {width}.",
                    given=shown(",".join(row)),
                    accepted=f"{width} cells",
                    place=Place(name, line),
                )
            line = reader.line_num + 1
    except csv.Error:
        return InputError(
            "this row has a quotation mark that is never closed.",
            given=name,
            accepted='cells in which " stands in pairs, or not at all',
            place=Place(name, line),
        )
    return None
