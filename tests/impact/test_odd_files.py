"""Whatever is wrong in a file, it is read or refused in one sentence; nothing else comes of it."""

from __future__ import annotations

import copy
import tempfile
from pathlib import Path

from hypothesis import given, settings
from hypothesis import strategies as st

from safeconduct.errors import InputError
from safeconduct.impact.readers import read
from tests.impact.test_cbp import SW, state
from tests.impact.test_workbooks import key_metrics, monthly_tables
from tests.impact.written import IOM_SOUTHWEST, SOUTHWEST, STATE, workbook

FILES = (
    [STATE, state(), state(month="NOV"), state(citizenship="OTHER")],
    [SOUTHWEST, f"2023,FYTD,OCT,{SW},9", f"2025 (FYTD),FYTD,OCT,{SW},7.0"],
    [IOM_SOUTHWEST, "2019-09-01,2019-09-01,U.S. Border Patrol,,Title 8,Apprehensions,FMUA,,40"],
    ["t,q,nat,n", "2019-01-01,2019-01-01,VEN,5", "2020-01-01,2020-01-01,VEN,5"],
    ["t,nat,n", "2020-01-01,HND,1"],
    ["t,nat,type,n", "2022-10-01,VEN,deportation,1"],
    ["t,sex,age,origin,n", "2024-01-01,male,adult,,20"],
)
ODD = st.one_of(
    st.sampled_from(
        ["", " ", "0", "-1", "1e5", "9" * 400, "١٢", "NaN", "null", '"', "'", "a\nb", "\x00", "﻿", "0000",
         "2022-02-30", "10000-01-01", "2023 (FYTD) (FYTD)", "13 October", "00 October", "½", "12.0.0", "1,2,3"]
    ),
    st.text(max_size=8),
)  # fmt: skip


def read_or_refused(path: Path) -> None:
    try:
        reading = read(path)
    except InputError as refused:
        assert "\n" not in refused.message and refused.accepted
    else:
        assert reading.table.height


@settings(max_examples=400, deadline=None, derandomize=True)
@given(data=st.data())
def test_any_cell_of_a_csv_file(data: st.DataObject) -> None:
    lines = list(data.draw(st.sampled_from(FILES)))
    line = data.draw(st.integers(0, len(lines) - 1))
    cells = lines[line].split(",")
    cells[data.draw(st.integers(0, len(cells) - 1))] = data.draw(ODD)
    lines[line] = ",".join(cells)
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "figures.csv"
        path.write_bytes("\n".join([*lines, ""]).encode("utf-8", "surrogatepass"))
        read_or_refused(path)


@settings(max_examples=60, deadline=None, derandomize=True)
@given(data=st.data())
def test_any_cell_of_a_workbook(data: st.DataObject) -> None:
    sheets = copy.deepcopy(data.draw(st.sampled_from((monthly_tables(), key_metrics()))))
    rows = sheets[data.draw(st.sampled_from([name for name in sheets if name != "TOC"]))]
    row = rows[data.draw(st.integers(0, len(rows) - 1))]
    printable = st.text(st.characters(min_codepoint=32, max_codepoint=0x2FF), max_size=8)
    odd = st.one_of(printable, st.integers(-10, 10**18), st.none())
    row[data.draw(st.integers(0, len(row) - 1))] = data.draw(odd)
    with tempfile.TemporaryDirectory() as folder:
        read_or_refused(workbook(Path(folder), sheets))


@settings(max_examples=200, deadline=None, derandomize=True)
@given(content=st.binary(max_size=200), before=st.sampled_from((b"", b"PK\x03\x04", b"\x1f\x8b")))
def test_any_bytes(content: bytes, before: bytes) -> None:
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "figures"
        path.write_bytes(before + content)
        read_or_refused(path)
