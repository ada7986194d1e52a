"""`safeconduct mail`: what did not leave, for those who watch over an installation."""

from __future__ import annotations

import json

import click

from safeconduct.cli import arguments
from safeconduct.cli.case import casework

EXIT_STUCK = 1


@click.group("mail")
def command() -> None:
    """Say what mail did not leave, and try it again."""


@command.command("unsent")
@arguments.as_json
def unsent(as_json: bool) -> int:
    """Count the mail that did not leave, by kind. Nothing of what it says, or to whom.

    Ends with 1 if there is any that nothing tries any more.
    """
    with casework():
        # Django's models cannot be imported before it is set up; so too below.
        from safeconduct.messages import selectors  # noqa: PLC0415

        found = selectors.unsent()
        for each in found:
            told = {
                "kind": each.kind,
                "stuck": each.stuck,
                "waiting": each.waiting,
                "oldest": each.oldest.isoformat(),
            }
            if as_json:
                click.echo(json.dumps(told))
            else:
                click.echo(
                    f"{each.kind:<16} {each.stuck} not tried any more · {each.waiting} being tried"
                    f" · oldest of {each.oldest:%Y-%m-%d %H:%M} UTC"
                )
        if not found and not as_json:
            click.echo("All mail has left.")
        return EXIT_STUCK if any(each.stuck for each in found) else 0


@command.command("retry")
@arguments.as_json
def retry(as_json: bool) -> None:
    """Try once more all mail that nothing tries any more."""
    with casework():
        from safeconduct.messages import services  # noqa: PLC0415

        tried = services.try_again()
    click.echo(json.dumps({"tried": tried}) if as_json else f"tried again: {tried}")
