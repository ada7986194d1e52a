"""Published files, recognised by what they contain and read into the one long table."""

from __future__ import annotations

import re
from pathlib import Path

from safeconduct.errors import InputError, Place, shown
from safeconduct.impact.readers import cbp, iom, khsm, ohss, own
from safeconduct.impact.readers.reading import CsvFormat, Read, Reading, WorkbookFormat
from safeconduct.impact.readers.source import (
    Rows,
    Source,
    csv_rows,
    header_of,
    open_source,
    shortened,
    text_of,
    tidy,
)
from safeconduct.impact.readers.workbook import open_workbook

__all__ = ["CSV_FORMATS", "WORKBOOK_FORMATS", "Reading", "read"]

CSV_FORMATS: tuple[CsvFormat, ...] = (*cbp.FORMATS, *iom.FORMATS, *own.FORMATS)
WORKBOOK_FORMATS: tuple[WorkbookFormat, ...] = (*ohss.FORMATS, *khsm.FORMATS)
#: In words, for a message.
KNOWN = "; ".join(
    [*(form.about for form in CSV_FORMATS), *(form.about for form in WORKBOOK_FORMATS)]
)
#: One or a few letters have come loose before the first column's name, as in `wFiscal Year`.
_STRAY = re.compile(r"^[^A-Z]{1,3}(?=[A-Z])")


def read(path: Path) -> Reading:
    """Read a published file; InputError says in one sentence what is wrong with it, and where."""
    source = open_source(path)
    if source.is_workbook:
        name, found = _read_workbook(source)
    else:
        name, found = _read_csv(source)
    if found.table.is_empty():
        raise InputError(
            f"{path.name} has no month in it.", given=path.name, accepted="a file with figures"
        )
    releases = found.table.select("publisher", "release").unique().sort("publisher", "release")
    return Reading(
        found.table, found.notes, name, path.name, source.sha256, tuple(releases.iter_rows())
    )


def _read_workbook(source: Source) -> tuple[str, Read]:
    sheets = open_workbook(source).sheets
    for form in WORKBOOK_FORMATS:
        if all(sheet in sheets for sheet in form.sheets):
            return form.id, form.read(source)
    raise InputError(
        f"{source.path.name} is none of the published workbooks known: its sheets are "
        f"{', '.join(sheets[:6])}{' …' if len(sheets) > 6 else ''}.",
        given=", ".join(sheets),
        accepted="; ".join(form.about for form in WORKBOOK_FORMATS),
    )


def _read_csv(source: Source) -> tuple[str, Read]:
    text = text_of(source)
    header = header_of(text)
    columns = _without_stray_letters(header)
    same = [form for form in CSV_FORMATS if form.columns == columns]
    if not same:
        raise _unknown(source, header)
    rows = csv_rows(source.path.name, text)
    notes: tuple[str, ...] = ()
    if columns != header:
        stray = header[0][: -len(columns[0])]
        notes = (f"The header begins with a stray {stray!r}, which was passed over.",)
        rows = Rows(rows.name, rows.frame.rename({rows.columns[0]: columns[0]}))
    told = [form for form in same if form.tells(rows)]
    if len(told) != 1:
        names = " or ".join(form.about for form in same)
        raise InputError(
            f"{source.path.name} could be {names}: its columns are the same, and its nationalities "
            "do not tell.",
            given=", ".join(rows.columns),
            accepted="the whole file: a country's own figures never name its own nationals",
        )
    found = told[0].read(rows)
    return told[0].id, Read(found.table, (*notes, *found.notes))


def _without_stray_letters(header: tuple[str, ...]) -> tuple[str, ...]:
    """The header with its first column's real name, where only letters before it hide a known file."""
    if not header:
        return header
    plain = (_STRAY.sub("", header[0]), *header[1:])
    return plain if plain in {form.columns for form in CSV_FORMATS} else header


def _folded(name: str) -> str:
    return tidy(name).casefold()


def _unknown(source: Source, columns: tuple[str, ...]) -> InputError:
    """Which file it is most like, and by which columns it differs."""
    twice = next((name for name in columns if columns.count(name) > 1), None)
    if twice is not None:
        return InputError(
            f"two columns of {source.path.name} are called {shown(tidy(twice))}.",
            given=shortened(", ".join(map(tidy, columns))),
            accepted="each column once",
            place=Place(source.path.name, 1, len(columns) - columns[::-1].index(twice)),
        )
    for form in CSV_FORMATS:
        if list(map(_folded, columns)) == list(map(_folded, form.columns)):
            at = next(n for n, own in enumerate(form.columns) if own != columns[n])
            return InputError(
                f"{source.path.name} is most like {form.about}, but calls a column "
                f"{shown(columns[at])}.",
                given=columns[at],
                accepted=f"{form.columns[at]}, as published",
                place=Place(source.path.name, 1, at + 1),
            )
    held = set(columns)
    nearest = max(CSV_FORMATS, key=lambda form: len(held & set(form.columns)))
    listed = shortened(", ".join(map(tidy, columns)))
    shared = held & set(nearest.columns)
    if len(shared) * 2 <= len(nearest.columns):
        return InputError(
            f"{source.path.name} is none of the published files known: its columns are {listed}.",
            given=listed,
            accepted=KNOWN,
        )
    lacks = [column for column in nearest.columns if column not in held]
    besides = [column for column in columns if column not in nearest.columns]
    differs = [f"lacks {', '.join(lacks)}"] if lacks else []
    differs += [f"has {', '.join(map(tidy, besides))} besides"] if besides else []
    return InputError(
        f"{source.path.name} is most like {nearest.about}, but "
        f"{' and '.join(differs) or 'has its columns in another order'}.",
        given=listed,
        accepted=", ".join(nearest.columns),
    )
