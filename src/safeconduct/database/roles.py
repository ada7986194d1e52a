"""Who may do what in the database: an owner for migrations only, and a login role for each desk.

`admin` exists on the embedded server alone, to lay the ground; nothing in the app connects as it.
"""

from __future__ import annotations

import json
import secrets
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path

import psycopg
from psycopg import errors, sql

DATABASE = "safeconduct"
ADMIN = "safeconduct_admin"
OWNER = "safeconduct_owner"
WEB = "safeconduct_web"
WORKER = "safeconduct_worker"
PROTECTION = "safeconduct_protection"
#: The roles that serve people and officers, the protection room apart.
DESKS = (WEB, WORKER)
LOGINS = (OWNER, *DESKS, PROTECTION)


def make_passwords(file: Path) -> dict[str, str]:
    """The password of each role, made when first missing and kept in `file` (mode 0600)."""
    kept = read_passwords(file)
    missing = [role for role in (ADMIN, *LOGINS) if role not in kept]
    if not missing:
        return kept
    made = kept | {role: secrets.token_urlsafe(24) for role in missing}
    unfinished = file.with_suffix(".new")
    unfinished.unlink(missing_ok=True)
    unfinished.touch(mode=0o600)
    unfinished.write_text(json.dumps(made))
    unfinished.rename(file)
    return made


def read_passwords(file: Path) -> dict[str, str]:
    """The passwords that are kept in `file`; none before the database was first started."""
    try:
        kept: dict[str, str] = json.loads(file.read_text())
    except FileNotFoundError:
        return {}
    return kept


def lay_ground(connection: psycopg.Connection, words: dict[str, str]) -> None:
    """Create the login roles and the database where they are missing. Needs the admin, autocommit."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT rolname FROM pg_roles")
        known = {row[0] for row in cursor.fetchall()}
        for role in LOGINS:
            if role not in known:
                with _made_by_now():
                    cursor.execute(
                        sql.SQL("CREATE ROLE {} LOGIN PASSWORD {}").format(
                            sql.Identifier(role), sql.Literal(words[role])
                        )
                    )
        cursor.execute("SELECT 1 FROM pg_database WHERE datname = %s", [DATABASE])
        if cursor.fetchone() is None:
            with _made_by_now():
                create_database(connection, DATABASE)
        close_to_others(connection, DATABASE)


@contextmanager
def _made_by_now() -> Iterator[None]:
    """Let it be if another session made the same thing meanwhile.

    Whoever is killed in the middle of a first start leaves a statement behind that the server still
    carries out: the next start does not see its work, waits for it, and then finds it done.
    """
    with suppress(errors.DuplicateDatabase, errors.DuplicateObject, errors.UniqueViolation):
        yield


def create_database(connection: psycopg.Connection, name: str, template: str = "template0") -> None:
    """Create a database that the owner owns and that only the login roles may enter."""
    connection.execute(
        sql.SQL("CREATE DATABASE {} OWNER {} TEMPLATE {}").format(
            sql.Identifier(name), sql.Identifier(OWNER), sql.Identifier(template)
        )
    )
    close_to_others(connection, name)


def close_to_others(connection: psycopg.Connection, name: str) -> None:
    """Let only the owner and the login roles enter a database; can be repeated."""
    entry = sql.Identifier(name)
    connection.execute(sql.SQL("REVOKE ALL ON DATABASE {} FROM PUBLIC").format(entry))
    for role in (*DESKS, PROTECTION):
        connection.execute(
            sql.SQL("GRANT CONNECT ON DATABASE {} TO {}").format(entry, sql.Identifier(role))
        )
