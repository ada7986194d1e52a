"""`safeconduct figures`: the published figures that ship with the package."""

from __future__ import annotations

import json
from pathlib import Path

import click

from safeconduct.demo.figures import build_table, encounters, provenance, write_whole


@click.group("figures")
def command() -> None:
    """The published encounter figures that ship with the package, and how they were made."""


@command.command("build")
@click.option(
    "--from",
    "folder",
    type=click.Path(path_type=Path),
    required=True,
    help="Folder that holds the published file.",
)
@click.option(
    "--out", type=click.Path(path_type=Path), required=True, help="The CSV file to write."
)
def build(folder: Path, out: Path) -> None:
    """Make the table again, byte for byte, from the published file."""
    table = build_table(folder)
    write_whole(out, table)
    rows = len(table.splitlines()) - 1
    click.echo(f"{out}: {rows:,} rows, {len(table):,} bytes.")


@command.command("about")
@click.option("--json", "as_json", is_flag=True, help="Print JSON.")
def about(as_json: bool) -> None:
    """Say where the figures come from and what to beware of."""
    source = provenance()
    if as_json:
        click.echo(json.dumps(source, ensure_ascii=False, default=str, indent=2))
        return
    table = encounters()
    months = table["month"].dt.strftime("%Y-%m")
    lines = [
        source["title"],
        f"{months[0]} to {months[-1]}, {table.height:,} rows, "
        f"{table['encounters'].sum():,} encounters",
        f"Publisher: {source['publisher']}",
        f"Taken from: {source['raw_file']['repository']}, commit {source['raw_file']['commit']}",
        "Beware:",
        *(f"  - {trap}" for trap in source["traps"]),
    ]
    click.echo("\n".join(lines))
