"""Rights of the login roles, given table by table in migrations."""

from __future__ import annotations

from django.db.migrations.operations import RunSQL

from safeconduct.database.roles import WEB


def grant_to_web(table: str, *rights: str) -> RunSQL:
    """A migration step: let the web role use one table in the named ways ("SELECT", "INSERT").

    On a server whose administrator keeps a single role there is no web role, and nothing to do.
    """
    return RunSQL(
        _where_role_exists(f"GRANT {', '.join(rights)} ON {table} TO {WEB}"),
        _where_role_exists(f"REVOKE ALL ON {table} FROM {WEB}"),
    )


def _where_role_exists(statement: str) -> str:
    return (
        "DO $$ BEGIN "
        f"IF EXISTS (SELECT FROM pg_roles WHERE rolname = '{WEB}') THEN {statement}; END IF; "
        "END $$"
    )
