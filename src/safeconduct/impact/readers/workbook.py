"""Sheets of an xlsx workbook as rows of text."""

from __future__ import annotations

from dataclasses import dataclass, field

import fastexcel
import polars as pl

from safeconduct.errors import InputError
from safeconduct.impact.readers.source import Rows, Source


@dataclass(frozen=True)
class Workbook:
    """An opened workbook and what its sheets are called."""

    name: str
    reader: fastexcel.ExcelReader
    _grids: dict[str, pl.DataFrame] = field(default_factory=dict)

    @property
    def sheets(self) -> tuple[str, ...]:
        return tuple(self.reader.sheet_names)

    def grid(self, sheet: str) -> pl.DataFrame:
        """A sheet's cells as text, from its first row and column on."""
        if sheet not in self._grids:
            try:
                loaded = self.reader.load_sheet(
                    sheet, header_row=None, skip_rows=0, dtypes="string"
                )
                self._grids[sheet] = loaded.to_polars()
            except fastexcel.FastExcelError as error:
                raise _unreadable(self.name, error) from error
        return self._grids[sheet]

    def rows(self, sheet: str) -> Rows:
        """A sheet whose first row is its header."""
        grid = self.grid(sheet)
        header = [text or "" for text in grid.row(0)] if grid.height else []
        names = [text or f"column {number}" for number, text in enumerate(header, start=1)]
        if len(set(names)) != len(names):
            raise InputError(
                f"the sheet {sheet!r} of {self.name} has two columns of one name.",
                given=", ".join(names),
                accepted="the sheet as published",
            )
        frame = grid[1:].rename(dict(zip(grid.columns, names, strict=True)))
        return Rows(f"{self.name}[{sheet}]", frame)


def open_workbook(source: Source) -> Workbook:
    """Open a workbook; InputError if it is none."""
    try:
        return Workbook(source.path.name, fastexcel.read_excel(source.content))
    except fastexcel.FastExcelError as error:
        raise _unreadable(source.path.name, error) from error


def _unreadable(name: str, error: Exception) -> InputError:
    return InputError(
        f"{name} cannot be read as a workbook: {str(error).splitlines()[0]}.",
        given=name,
        accepted="an .xlsx file as published",
    )
