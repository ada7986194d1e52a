"""`safeconduct impact`: published figures, what they say, and whether two releases agree."""

from __future__ import annotations

import hashlib
import importlib
import io
import itertools
import json
from collections.abc import Sequence
from pathlib import Path

import click
import polars as pl

from safeconduct.cli import arguments
from safeconduct.cli.progress import progress_bar
from safeconduct.demo.figures import write_whole
from safeconduct.errors import InputError
from safeconduct.impact import building
from safeconduct.impact.readers import Reading
from safeconduct.impact.readers import read as read_file
from safeconduct.impact.reconcile import Report
from safeconduct.impact.reconcile import reconcile as reconciled
from safeconduct.impact.shipped import provenance_of
from safeconduct.impact.table import joined, read_table
from safeconduct.programme.load import find

#: So many differing cells are printed; --json has them all.
SHOWN_DIFFERENCES = 20
_FILE = click.Path(path_type=Path)


#: Questions about a programme, whose modules are imported when they are asked: name -> where, what for.
_QUESTIONS = {
    "show": ("safeconduct.cli.impact_study:show", "What the figures show beside the events."),
    "claims": ("safeconduct.cli.impact_study:claims", "Count again what was claimed."),
    "promise": ("safeconduct.cli.impact_study:promised", "Of those returned: who could apply."),
    "effect": ("safeconduct.cli.impact_study:effect", "Estimate the effect; say what it is worth."),
    "report": (
        "safeconduct.cli.impact_study:report",
        "Write everything down as HTML, PDF and data.",
    ),
    "prepare": (
        "safeconduct.cli.impact_study:prepare",
        "Make the public page ready, with its coverage measured.",
    ),
}


class _Lazy(click.Group):
    """The group, with the questions' commands imported only when they are called."""

    def list_commands(self, ctx: click.Context) -> list[str]:
        return [*self.commands, *_QUESTIONS]

    def get_command(self, ctx: click.Context, cmd_name: str) -> click.Command | None:
        if cmd_name not in _QUESTIONS:
            return super().get_command(ctx, cmd_name)
        module, _, name = _QUESTIONS[cmd_name][0].partition(":")
        found: click.Command = getattr(importlib.import_module(module), name)
        return found

    def format_commands(self, ctx: click.Context, formatter: click.HelpFormatter) -> None:
        own = [(name, each.get_short_help_str(80)) for name, each in self.commands.items()]
        with formatter.section("Commands"):
            formatter.write_dl(own + [(name, about) for name, (_, about) in _QUESTIONS.items()])


@click.group("impact", cls=_Lazy)
def command() -> None:
    """What a programme did, measured on published figures."""


@command.command("read")
@click.argument("files", nargs=-1, required=True, type=_FILE, metavar="FILE...")
@click.option("--out", type=_FILE, help="Write one long table: a name in .parquet or .csv.")
@arguments.as_json
def read(files: Sequence[Path], out: Path | None, as_json: bool) -> None:
    """Read published FILEs, recognised by what they contain, into one long table.

    CBP encounters (nationwide by state or area, southwest), OHSS monthly tables and key metrics (xlsx),
    and the data sets that IOM tidied, as published or gzipped.
    """
    if out is not None:
        _check_target(out, files)
    readings: list[Reading] = []
    with progress_bar("reading", len(files)) as progress:
        for file in files:
            readings.append(read_file(file))
            progress(len(readings))
    table = joined((reading.file, reading.table) for reading in readings)
    overlaps = _overlaps(readings)
    if out is not None:
        _write(table, out)
    if as_json:
        data = {
            "files": [reading.as_data() for reading in readings],
            "overlaps": overlaps,
            "out": str(out) if out else None,
        }
        click.echo(json.dumps(data, ensure_ascii=False))
        return
    for reading in readings:
        click.echo("\n".join(_told(reading)))
    for overlap in overlaps:
        click.echo(f"Never to be added up: {overlap}")
    if out is not None:
        click.echo(f"{out}: {sum(reading.table.height for reading in readings):,} rows.")


@command.command("reconcile")
@click.argument("first", type=_FILE)
@click.argument("second", type=_FILE)
@arguments.as_json
def reconcile(first: Path, second: Path, as_json: bool) -> None:
    """Compare FIRST and SECOND wherever they give the same cell.

    Each is a published file, or a table that `safeconduct impact read --out` has written.
    """
    tables = []
    with progress_bar("reading", 2) as progress:
        for path in (first, second):
            tables.append(_table(path))
            progress(len(tables))
    report = reconciled(*tables)
    if as_json:
        data = {
            "first": first.name,
            "second": second.name,
            "agrees": report.agrees,
            "comparisons": [one.as_data() for one in report.comparisons],
            "differences": [
                row | {"month": f"{row['month']:%Y-%m}"}
                for row in report.differences.iter_rows(named=True)
            ],
        }
        click.echo(json.dumps(data, ensure_ascii=False))
        return
    click.echo("\n".join(_compared(report, first.name, second.name)))


@command.command("build")
@click.argument("programme")
@click.option("--from", "folder", type=_FILE, required=True, help="Folder with published files.")
@click.option("--out", type=_FILE, required=True, help="The CSV file to write.")
@arguments.as_json
def build(programme: str, folder: Path, out: Path, as_json: bool) -> None:
    """Make PROGRAMME's own small table of figures again, byte for byte, from the published files."""
    home, _, _ = find(programme)
    provenance = provenance_of(home)
    with progress_bar("reading", len(provenance.files)) as progress:
        table = building.build(home, folder, progress)
    write_whole(out, table)
    made = {
        "out": str(out),
        "rows": len(table.splitlines()) - 1,
        "bytes": len(table),
        "sha256": hashlib.sha256(table).hexdigest(),
    }
    same = made["sha256"] == provenance.table.sha256
    if as_json:
        click.echo(json.dumps(made | {"is_the_shipped_table": same}))
        return
    click.echo(f"{out}: {made['rows']:,} rows, {made['bytes']:,} bytes, sha256 {made['sha256']}.")
    click.echo(
        "This is the table that ships."
        if same
        else "This is another table than the one that ships."
    )


def _table(path: Path) -> pl.DataFrame:
    return (
        read_table(path) if path.suffix == ".parquet" and path.is_file() else read_file(path).table
    )


def _check_target(out: Path, files: Sequence[Path]) -> None:
    if out.suffix not in (".parquet", ".csv"):
        raise InputError(
            f"A table cannot be written to {out.name or out}.",
            given=str(out),
            accepted="a name that ends in .parquet or .csv",
        )
    if any(out.exists() and file.exists() and out.samefile(file) for file in files):
        raise InputError(
            f"{out} is one of the files to be read, and the table would replace it.",
            given=str(out),
            accepted="another name",
        )


def _write(table: pl.DataFrame, out: Path) -> None:
    content = io.BytesIO()
    if out.suffix == ".parquet":
        table.write_parquet(content)
    else:
        table.write_csv(content)
    write_whole(out, content.getvalue())


def _overlaps(readings: Sequence[Reading]) -> list[str]:
    """Which files give the same measure of the same place in the same months."""
    keys = ["measure", "place", "month"]
    held = [(reading.file, reading.table.select(keys).unique()) for reading in readings]
    found = []
    for (one, cells), (other, others) in itertools.combinations(held, 2):
        months = cells.join(others, on=keys).group_by("measure", "place").agg(pl.len())
        both = [f"{measure} {place}" for measure, place, _ in months.sort(keys[:2]).iter_rows()]
        if both:
            found.append(f"{one} and {other} both give {', '.join(both)}.")
    return found


def _told(reading: Reading) -> list[str]:
    data = reading.as_data()
    measures, places = data["measures"], data["places"]
    assert isinstance(measures, list) and isinstance(places, list)
    return [
        f"{reading.file}: {reading.format}",
        *(f"  {publisher}, release {release}" for publisher, release in reading.releases),
        f"  {reading.table.height:,} rows, {data['first_month']} to {data['last_month']}",
        f"  measures: {', '.join(measures)}",
        f"  places: {', '.join(places)}",
        f"  sha256 {reading.sha256}",
        *(f"  - {note}" for note in reading.notes),
    ]


def _compared(report: Report, first: str, second: str) -> list[str]:
    lines = [f"{first} and {second}", *(f"  {one.sentence()}" for one in report.comparisons)]
    differing = report.differences
    if differing.is_empty():
        return lines
    largest = differing.sort(pl.col("difference").abs(), descending=True, maintain_order=True)
    lines += ["", f"The largest of {differing.height:,} differences:"]
    for row in largest.head(SHOWN_DIFFERENCES).iter_rows(named=True):
        names = ("component", "authority", "nationality", "group")
        of = " ".join(str(row[name]) for name in names if row[name])
        lines.append(
            f"  {row['month']:%Y-%m} {row['measure']} {row['place']} {of or 'in total'}: "
            f"{row['first']:,} and {row['second']:,} ({row['difference']:+,})"
        )
    return lines
