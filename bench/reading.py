"""Published figures into the one long table: two files as large as CBP's, with its quirks.

The published files are not part of the project. Where `SAFECONDUCT_RAW_FIGURES` names their folder they
are read; otherwise files of the same size and shape are written first, with invented counts.
"""

from __future__ import annotations

import gzip
import itertools
import os
import tempfile
from collections.abc import Iterable
from pathlib import Path

from bench import machine, report
from bench.timing import Timing, in_turn
from safeconduct.impact.readers import read
from safeconduct.impact.readers.cbp import COMPONENTS, GROUPS, PLACES, TITLES
from safeconduct.impact.readers.fiscal import MONTHS, calendar_month

STATE_ROWS, SOUTHWEST_ROWS = 42_532, 36_676
STATE = "cbp-nationwide-encounters-fy20-fy23-state.csv.gz"
SOUTHWEST = "cbp-southwest-encounters-iom-2017-10_2025-05.csv.gz"
WANTED_SECONDS = 1.0
_STATES = ("AZ", "CA", "FL", "MI", "NY", "TX", "WA")
_NATIONS = ("CUBA", "HAITI", "INDIA", "MEXICO", "NICARAGUA", "OTHER", "PERU", "VENEZUELA")
_CODES = ("CUB", "HTI", "IND", "MEX", "NIC", "OOO", "PER", "VEN")
_AREAS = ("Del Rio Sector", "El Paso Sector", "Laredo Sector", "Tucson Sector", "Yuma Sector")
_YEARS = range(2018, 2026)


def lines(rounds: int) -> list[str]:
    """The measurement as Markdown."""
    with tempfile.TemporaryDirectory(prefix="safeconduct-bench-") as scratch:
        folder, published = _folder(Path(scratch))
        timings = in_turn(
            {name: lambda name=name: read(folder / name) for name in (STATE, SOUTHWEST)},  # type: ignore[misc]
            rounds,
        )
        heights = {name: read(folder / name).table.height for name in timings}
    both = Timing(
        tuple(sum(pair) for pair in zip(*(one.rounds for one in timings.values()), strict=True)),
        tuple(sum(pair) for pair in zip(*(one.processor for one in timings.values()), strict=True)),
    )
    rows = [
        (f"{STATE}, {heights[STATE]:,} rows", timings[STATE].shown("s"), "", ""),
        (f"{SOUTHWEST}, {heights[SOUTHWEST]:,} rows", timings[SOUTHWEST].shown("s"), "", ""),
        (
            "both",
            both.shown("s"),
            "under 1 s",
            "reached" if both.median < WANTED_SECONDS else "MISSED",
        ),
    ]
    what = "The published files" if published else "Files of their size with invented counts"
    return [
        f"{what}, from gzip to the long table, each row checked:",
        "",
        *report.table(("published figures", "measured", "wanted", ""), rows),
    ]


def _folder(scratch: Path) -> tuple[Path, bool]:
    named = os.environ.get("SAFECONDUCT_RAW_FIGURES")
    if named and all((Path(named) / name).is_file() for name in (STATE, SOUTHWEST)):
        return Path(named), True
    write_files(scratch)
    return scratch, False


def write_files(folder: Path) -> None:
    """Both files with as many rows as the published ones have."""
    state = itertools.product(
        range(2020, 2024),
        MONTHS,
        PLACES,
        _STATES,
        ("Single Adults", "FMUA", "UAC"),
        _NATIONS,
        TITLES,
    )
    _write(
        folder / STATE,
        "Fiscal Year,Month Grouping,Month (abbv),Land Border Region,State,Demographic,Citizenship,"
        "Title of Authority,Encounter Count",
        (
            f"{year},FYTD,{month[:3].upper()},{place},{where},{group},{nation},{title},{number % 997}"
            for number, (year, month, place, where, group, nation, title) in enumerate(
                itertools.islice(state, STATE_ROWS)
            )
        ),
    )
    southwest = itertools.product(
        _YEARS, range(1, 13), COMPONENTS, _AREAS, TITLES, list(GROUPS)[:3], _CODES
    )
    header = "t,t_fy,component,area,authority,type,demog,nat,n"
    _write(folder / SOUTHWEST, header, _southwest(southwest))


def _southwest(cells: Iterable[tuple[int, int, str, str, str, str, str]]) -> Iterable[str]:
    for number, (year, month, component, area, title, group, nation) in enumerate(
        itertools.islice(cells, SOUTHWEST_ROWS)
    ):
        day = calendar_month(year, month)
        of_its_own = "Apprehensions" if component == "U.S. Border Patrol" else "Inadmissibles"
        kind = "Expulsions" if title == "Title 42" else of_its_own
        fiscal = f"{year}-{month:02}-01"
        yield f"{day},{fiscal},{component},{area},{title},{kind},{group},{nation},{number % 997}"


def _write(path: Path, header: str, rows: Iterable[str]) -> None:
    text = "\r\n".join([header, *rows]) + "\r\n"
    path.write_bytes(gzip.compress(text.encode(), mtime=0))


if __name__ == "__main__":
    before = machine.load()
    print("\n".join(lines(rounds=9)))
    print(f"\nLoad of the machine before: {before:.1f}, after: {machine.load():.1f}.")
