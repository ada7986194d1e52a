"""Small files with the quirks of the published ones, and the published ones where they are."""

from __future__ import annotations

import os
import warnings
import zipfile
from collections.abc import Mapping, Sequence
from pathlib import Path
from xml.sax.saxutils import escape

import pytest

STATE = (
    "Fiscal Year,Month Grouping,Month (abbv),Land Border Region,State,Demographic,Citizenship,"
    "Title of Authority,Encounter Count"
)
SOUTHWEST = (
    "Fiscal Year,Month Grouping,Month (abbv),Component,Demographic,Citizenship Grouping,"
    "Title of Authority,Encounter Type,Encounter Count"
)
AREA = (
    "Fiscal Year,Month Grouping,Month (abbv),Component,Land Border Region,Area of Responsibility,"
    "AOR (Abbv),Demographic,Citizenship,Title of Authority,Encounter Type,Encounter Count"
)
IOM_SOUTHWEST = "t,t_fy,component,area,authority,type,demog,nat,n"


def csv(folder: Path, *lines: str, name: str = "figures.csv", end: str = "\n") -> Path:
    """A CSV file of these lines."""
    path = folder / name
    path.write_bytes((end.join(lines) + end).encode())
    return path


Cell = str | int | None


def workbook(folder: Path, sheets: Mapping[str, Sequence[Sequence[Cell]]]) -> Path:
    """An xlsx file: text and numbers, sheet by sheet."""
    path = folder / "figures.xlsx"
    main = "http://schemas.openxmlformats.org/spreadsheetml/2006/main"
    office = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
    packages = "http://schemas.openxmlformats.org/package/2006"
    kind = "application/vnd.openxmlformats-officedocument.spreadsheetml"
    listed = "".join(
        f'<sheet name="{escape(name)}" sheetId="{number}" r:id="rId{number}"/>'
        for number, name in enumerate(sheets, start=1)
    )
    linked = "".join(
        f'<Relationship Id="rId{number}" Type="{office}/worksheet" '
        f'Target="worksheets/sheet{number}.xml"/>'
        for number in range(1, len(sheets) + 1)
    )
    types = "".join(
        f'<Override PartName="/xl/worksheets/sheet{number}.xml" ContentType="{kind}.worksheet+xml"/>'
        for number in range(1, len(sheets) + 1)
    )
    with zipfile.ZipFile(path, "w") as book:
        book.writestr(
            "[Content_Types].xml",
            f'<Types xmlns="{packages}/content-types">'
            '<Default Extension="rels" '
            'ContentType="application/vnd.openxmlformats-package.relationships+xml"/>'
            f'<Override PartName="/xl/workbook.xml" ContentType="{kind}.sheet.main+xml"/>{types}'
            "</Types>",
        )
        book.writestr(
            "_rels/.rels",
            f'<Relationships xmlns="{packages}/relationships"><Relationship Id="rId1" '
            f'Type="{office}/officeDocument" Target="xl/workbook.xml"/></Relationships>',
        )
        book.writestr(
            "xl/workbook.xml",
            f'<workbook xmlns="{main}" xmlns:r="{office}"><sheets>{listed}</sheets></workbook>',
        )
        book.writestr(
            "xl/_rels/workbook.xml.rels",
            f'<Relationships xmlns="{packages}/relationships">{linked}</Relationships>',
        )
        for number, rows in enumerate(sheets.values(), start=1):
            book.writestr(f"xl/worksheets/sheet{number}.xml", _sheet(main, rows))
    return path


def _sheet(main: str, rows: Sequence[Sequence[Cell]]) -> str:
    written = []
    for line, row in enumerate(rows, start=1):
        cells = []
        for position, held in enumerate(row):
            at = f"{_letters(position)}{line}"
            if isinstance(held, int):
                cells.append(f'<c r="{at}"><v>{held}</v></c>')
            elif held is not None:
                text = escape(held)
                cells.append(f'<c r="{at}" t="inlineStr"><is><t>{text}</t></is></c>')
        written.append(f'<row r="{line}">{"".join(cells)}</row>')
    return f'<worksheet xmlns="{main}"><sheetData>{"".join(written)}</sheetData></worksheet>'


def _letters(position: int) -> str:
    first, second = divmod(position, 26)
    return (chr(64 + first) if first else "") + chr(65 + second)


def published(name: str) -> Path:
    """A published file, or a loud skip."""
    beside = Path(__file__).parents[2] / ".." / "shared" / "data"
    folder = Path(os.environ.get("SAFECONDUCT_RAW_FIGURES") or beside)
    if not (folder / name).is_file():
        reason = f"{name} is not in {folder}; set SAFECONDUCT_RAW_FIGURES to the folder with it"
        warnings.warn(f"the published file was NOT read: {reason}", stacklevel=2)
        pytest.skip(reason)
    return folder / name
