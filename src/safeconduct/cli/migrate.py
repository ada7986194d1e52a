"""`safeconduct migrate`: the tables, for an installation on an outside server."""

from __future__ import annotations

import json
import os

import click

from safeconduct.database import address


@click.command()
@click.option("--json", "as_json", is_flag=True, help="Say the result as JSON.")
def command(as_json: bool) -> None:
    """Bring the database's tables up to date.

    On an outside server, SAFECONDUCT_DATABASE_URL has to name its owner here, and the web role
    where the app runs. `safeconduct run` does this by itself on the embedded database.
    """
    os.environ["SAFECONDUCT_DATABASE_ROLE"] = "owner"
    os.environ["DJANGO_SETTINGS_MODULE"] = "safeconduct.web.settings"
    with address.available():
        # Django is only needed from here on, and reads its settings when imported.
        from safeconduct.database import migrate  # noqa: PLC0415

        done = migrate.apply()
    if as_json:
        print(json.dumps({"migrations": done}))
    else:
        print(f"{done} migrations were missing and are done." if done else "Nothing to do.")
