"""`safeconduct statistics`: what was published of the casework, exactly as the page has it."""

from __future__ import annotations

import json
import re
from datetime import date
from typing import Any

import click

from safeconduct.cli import arguments
from safeconduct.cli.case import casework
from safeconduct.errors import InputError
from safeconduct.programme import load


@click.command("statistics")
@click.argument("programme")
@click.option("--month", metavar="YYYY-MM", help="One published month; all of them, if left out.")
@arguments.as_json
def command(programme: str, month: str | None, as_json: bool) -> None:
    """Print the published statistics of PROGRAMME: counts in packets, small numbers hidden.

    What is not there was not told: none, or too few. Totals are yours to add up.
    """
    wanted, name = _month(month), load(programme).programme.id
    with casework():
        from safeconduct.statistics import files, selectors  # noqa: PLC0415 (needs Django)

        found = selectors.published(name)
        known = [row.month for row in found.months]
        told = files.as_data(found, wanted)
    if wanted and wanted not in known:
        raise InputError(
            f"{month} is no month that was published.",
            given=month,
            accepted=", ".join(f"{each:%Y-%m}" for each in known) or "none yet",
        )
    if as_json:
        click.echo(json.dumps(told, ensure_ascii=False, indent=2))
    elif not told["months"]:
        click.echo("Nothing is published yet: no month with cases is over.")
    else:
        for row in told["rows"]:
            click.echo(_line(row))
        click.echo("Overrides of gates: 0. None can be recorded: the casework offers none.")


def _line(row: dict[str, Any]) -> str:
    where = " ".join(filter(None, (row["stage"], row["outcome"])))
    days = [row[f"days_{part}"] for part in (25, 50, 75, 90)]
    waited = ""
    if days[0] is not None:
        shown = ", ".join("hidden" if each is None else str(each) for each in days)
        waited = f"  days at 25, 50, 75, 90 %: {shown}"
    revised = f"  revision {row['revision']}" if row["revision"] else ""
    counted = f"{row['month']}  {row['variant']:<12} {row['measure']:<16} {where:<44}"
    return f"{counted} {row['count']:>7,}{waited}{revised}"


def _month(given: str | None) -> date | None:
    if given is None:
        return None
    try:
        if re.fullmatch(r"\d{4}-\d{2}", given, re.ASCII):
            return date.fromisoformat(f"{given}-01")
    except ValueError:
        pass
    raise InputError(f"{given!r} is no month.", given=given, accepted="a month such as 2022-10")
