"""`safeconduct worker`: one more worker, for an installation that runs the app by itself."""

from __future__ import annotations

import os

import click

from safeconduct.cli.worker_process import work
from safeconduct.database import address


@click.command()
def command() -> int:
    """Take jobs out of the queue and ask the clock each minute, until Ctrl-C.

    `safeconduct run` starts one by itself. Any number may run beside one another.
    """
    os.environ["SAFECONDUCT_DATABASE_ROLE"] = "worker"
    with address.available():
        work()
    return 0
