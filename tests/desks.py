"""Connections in the database's roles, past Django."""

from __future__ import annotations

import psycopg
import pytest

from safeconduct import settings
from safeconduct.database.embedded import EmbeddedDatabase


def embedded_of() -> EmbeddedDatabase:
    """The server of this run; the roles of an outside server are its administrator's."""
    if settings.read("SAFECONDUCT_DATABASE_URL"):
        pytest.skip("the roles of an outside server are its administrator's")
    return EmbeddedDatabase(settings.home() / "database")


def connect(embedded: EmbeddedDatabase, role: str, database: str) -> psycopg.Connection:
    """A connection in a role; each statement stands by itself."""
    parameters = embedded.address().connect_as(role, embedded.password(role), database)
    return psycopg.connect(**parameters, autocommit=True)
