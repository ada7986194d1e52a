"""Which database the app talks to, and as whom: the embedded one, or an outside server by URL."""

from __future__ import annotations

import secrets
from collections.abc import Iterator
from contextlib import AbstractContextManager, contextmanager, nullcontext
from pathlib import Path
from typing import Any

import psycopg
from psycopg import conninfo

from safeconduct import settings
from safeconduct.database import roles
from safeconduct.database.embedded import EmbeddedDatabase
from safeconduct.errors import InputError

ROLES = {
    "web": roles.WEB,
    "worker": roles.WORKER,
    "protection": roles.PROTECTION,
    "owner": roles.OWNER,
}


def embedded() -> EmbeddedDatabase:
    """The embedded database of this SAFECONDUCT_HOME, running or not."""
    return EmbeddedDatabase(settings.home() / "database")


def is_outside() -> bool:
    """Whether SAFECONDUCT_DATABASE_URL names a server that others run."""
    return bool(settings.read("SAFECONDUCT_DATABASE_URL"))


def available() -> AbstractContextManager[object]:
    """Keep the embedded server up for the length of a `with` block; an outside one is left alone."""
    return nullcontext() if is_outside() else embedded().running()


def django_database() -> dict[str, Any]:
    """The entry for Django's DATABASES, for the role that this process has.

    InputError when SAFECONDUCT_DATABASE_URL or SAFECONDUCT_DATABASE_ROLE cannot be read.
    """
    given = _outside() if is_outside() else _embedded()
    named = {
        "NAME": given.pop("dbname", roles.DATABASE),
        "USER": given.pop("user", ""),
        "PASSWORD": given.pop("password", ""),
        "HOST": given.pop("host", ""),
        "PORT": str(given.pop("port", "")),
    }
    return {
        "ENGINE": "django.db.backends.postgresql",
        **named,
        "OPTIONS": {"connect_timeout": 5, **given},
        "ATOMIC_REQUESTS": True,
        "CONN_MAX_AGE": 60,
        "CONN_HEALTH_CHECKS": True,
    }


def _embedded() -> dict[str, Any]:
    given = settings.read("SAFECONDUCT_DATABASE_ROLE")
    if given not in ROLES:
        raise InputError(
            f"SAFECONDUCT_DATABASE_ROLE is {given!r}.", given=given, accepted=", ".join(ROLES)
        )
    database = embedded()
    role = ROLES[given]
    return dict(database.address().connect_as(role, database.password(role), roles.DATABASE))


def _outside() -> dict[str, Any]:
    url = settings.read("SAFECONDUCT_DATABASE_URL")
    try:
        parsed = dict(conninfo.conninfo_to_dict(url))
    except psycopg.ProgrammingError as error:
        raise InputError(
            f"SAFECONDUCT_DATABASE_URL cannot be read: {str(error).strip()}.",
            accepted="postgresql://role:password@host:port/database",
        ) from error
    parsed.setdefault("dbname", roles.DATABASE)
    return parsed


@contextmanager
def in_role(name: str) -> Iterator[None]:
    """Let Django's connection of this process work in another of the database's roles for a while.

    Nothing changes on an outside server, whose address names the one role that there is.
    """
    if is_outside():
        yield
        return
    # Django may not be set up where this module is imported.
    from django.db import connections  # noqa: PLC0415

    kept, database = connections.settings["default"], embedded()
    before = {key: kept[key] for key in ("USER", "PASSWORD")}
    connections["default"].close()
    kept.update(USER=ROLES[name], PASSWORD=database.password(ROLES[name]))
    try:
        yield
    finally:
        connections["default"].close()
        kept.update(before)


def secret_key(folder: Path) -> str:
    """The installation's signing key, made on the first call and kept in `folder` (mode 0600)."""
    file = folder / "secret_key"
    try:
        return file.read_text()
    except FileNotFoundError:
        folder.mkdir(mode=0o711, parents=True, exist_ok=True)
    unfinished = folder / f"secret_key.{secrets.token_hex(4)}"
    unfinished.touch(mode=0o600)
    unfinished.write_text(secrets.token_urlsafe(48))
    try:
        # A link fails where a process that started at the same time was first.
        file.hardlink_to(unfinished)
    except FileExistsError:
        pass
    finally:
        unfinished.unlink()
    return file.read_text()
