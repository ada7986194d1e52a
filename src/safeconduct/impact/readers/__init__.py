"""Published files, recognised by what they contain and read into the one long table."""

from __future__ import annotations

import re
from pathlib import Path

from safeconduct.errors import InputError
from safeconduct.impact.readers import cbp, iom, khsm, ohss
from safeconduct.impact.readers.reading import CsvFormat, Read, Reading, WorkbookFormat
from safeconduct.impact.readers.source import Rows, Source, csv_rows, open_source, tidy
from safeconduct.impact.readers.workbook import open_workbook

__all__ = ["CSV_FORMATS", "WORKBOOK_FORMATS", "Reading", "read"]

CSV_FORMATS: tuple[CsvFormat, ...] = (*cbp.FORMATS, *iom.FORMATS)
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
    rows, notes = _without_stray_letters(csv_rows(source))
    same = [form for form in CSV_FORMATS if form.columns == rows.columns]
    told = [form for form in same if form.tells(rows)]
    if len(told) == 1:
        found = told[0].read(rows)
        return told[0].id, Read(found.table, (*notes, *found.notes))
    if same:
        names = " or ".join(form.about for form in same)
        raise InputError(
            f"{source.path.name} could be {names}: its columns are the same, and its nationalities "
            "do not tell.",
            given=", ".join(rows.columns),
            accepted="the whole file: a country's own figures never name its own nationals",
        )
    raise _unknown(source, rows)


def _without_stray_letters(rows: Rows) -> tuple[Rows, tuple[str, ...]]:
    """The rows under the column's real name, where only letters before it hide a known file."""
    first = rows.columns[0]
    plain = _STRAY.sub("", first)
    known = {form.columns for form in CSV_FORMATS}
    if plain == first or (plain, *rows.columns[1:]) not in known:
        return rows, ()
    note = f"The header begins with a stray {first[: -len(plain)]!r}, which was passed over."
    return Rows(rows.name, rows.frame.rename({first: plain})), (note,)


def _unknown(source: Source, rows: Rows) -> InputError:
    """Which file it is most like, and by which columns it differs."""
    held = set(rows.columns)
    nearest = max(CSV_FORMATS, key=lambda form: len(held & set(form.columns)))
    listed = ", ".join(map(tidy, rows.columns))
    shared = held & set(nearest.columns)
    if len(shared) * 2 <= len(nearest.columns):
        return InputError(
            f"{source.path.name} is none of the published files known: its columns are {listed}.",
            given=listed,
            accepted=KNOWN,
        )
    lacks = [column for column in nearest.columns if column not in held]
    besides = [column for column in rows.columns if column not in nearest.columns]
    differs = [f"lacks {', '.join(lacks)}"] if lacks else []
    differs += [f"has {', '.join(map(tidy, besides))} besides"] if besides else []
    return InputError(
        f"{source.path.name} is most like {nearest.about}, but "
        f"{' and '.join(differs) or 'has its columns in another order'}.",
        given=listed,
        accepted=", ".join(nearest.columns),
    )
