"""`safeconduct protection`: what the protection room does by itself, in its own role of the database."""

from __future__ import annotations

import json

import click

from safeconduct.cli import arguments
from safeconduct.cli.case import casework
from safeconduct.database import address


@click.group("protection")
def command() -> None:
    """What the protection room does by itself."""


@command.command("erase")
@arguments.as_json
def erase(as_json: bool) -> None:
    """Erase what the room holds of everyone whose erasure two officers have decided.

    Prints of how many people; of none of them whether there was anything. Let it run once a day.
    """
    with casework(), address.in_role("protection"):
        # Django's models cannot be imported before it is set up.
        from safeconduct.cases import room  # noqa: PLC0415

        done = room.carry_out()
    click.echo(json.dumps({"people": done}) if as_json else f"people: {done}")
