"""Bring the database's tables up to date. Runs as the owner, never in the web process."""

from __future__ import annotations

import django
from django.core.management import call_command
from django.db import DatabaseError, connections
from django.db.migrations.executor import MigrationExecutor

from safeconduct.errors import DatabaseUnavailable


def apply() -> int:
    """Run the migrations that are missing; gives their number. DatabaseUnavailable on failure."""
    django.setup()
    try:
        missing = _missing()
        if missing:
            call_command("migrate", verbosity=0, interactive=False)
    except DatabaseError as error:
        raise DatabaseUnavailable(f"The tables could not be set up: {error}".strip()) from error
    return missing


def _missing() -> int:
    executor = MigrationExecutor(connections["default"])
    return len(executor.migration_plan(executor.loader.graph.leaf_nodes()))
