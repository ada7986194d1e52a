"""What each role may do: the owner makes tables, the web role only what a migration granted."""

from __future__ import annotations

import psycopg
import pytest
from psycopg import errors

from safeconduct import settings
from safeconduct.database import roles
from safeconduct.database.embedded import Address, EmbeddedDatabase
from tests.databases import Databases

pytestmark = pytest.mark.database


@pytest.fixture
def embedded(test_databases: Databases) -> EmbeddedDatabase:
    """The server of this run; roles of an outside server are its administrator's."""
    if settings.read("SAFECONDUCT_DATABASE_URL"):
        pytest.skip("the roles of an outside server are its administrator's")
    return EmbeddedDatabase(settings.home() / "database")


def connect(embedded: EmbeddedDatabase, role: str, database: str) -> psycopg.Connection:
    """A connection in a role."""
    parameters = embedded.address().connect_as(role, embedded.password(role), database)
    return psycopg.connect(**parameters, autocommit=True)


def test_web_reads_what_it_was_granted_and_changes_nothing(
    embedded: EmbeddedDatabase, fresh_database: str
) -> None:
    with connect(embedded, roles.WEB, fresh_database) as web:
        assert web.execute("SELECT count(*) FROM database_loadedprogramme").fetchone() == (0,)
        for forbidden in (
            "DELETE FROM database_loadedprogramme",
            "SELECT * FROM django_migrations",
            "CREATE TABLE mine (x int)",
            "CREATE SCHEMA mine",
            f"SET ROLE {roles.OWNER}",
            "COPY (SELECT 1) TO PROGRAM 'true'",
        ):
            with pytest.raises(errors.InsufficientPrivilege):
                web.execute(forbidden)


def test_the_owner_is_no_superuser(embedded: EmbeddedDatabase, fresh_database: str) -> None:
    with connect(embedded, roles.OWNER, fresh_database) as owner:
        owner.execute("CREATE TABLE made (x int)")
        for forbidden in ("CREATE ROLE more", "CREATE DATABASE more"):
            with pytest.raises(errors.InsufficientPrivilege):
                owner.execute(forbidden)


def test_a_wrong_password_and_a_server_without_scram_are_refused(
    embedded: EmbeddedDatabase, fresh_database: str
) -> None:
    place = embedded.address()
    wrong = place.connect_as(roles.WEB, "wrong", fresh_database)
    with pytest.raises(psycopg.OperationalError, match="password authentication failed"):
        psycopg.connect(**wrong)
    with embedded.admin() as admin:
        rules = admin.execute("SELECT DISTINCT auth_method FROM pg_hba_file_rules").fetchall()
    assert rules == [("scram-sha-256",)]
    assert Address("127.0.0.1", 1).connect_as("a", "b", "c")["require_auth"] == "scram-sha-256"


def test_a_role_without_a_place_in_it_cannot_enter_the_database(
    embedded: EmbeddedDatabase, fresh_database: str
) -> None:
    with embedded.admin() as admin:
        admin.execute("CREATE ROLE stranger LOGIN PASSWORD 'stranger'")
    try:
        stranger = embedded.address().connect_as("stranger", "stranger", fresh_database)
        with pytest.raises(psycopg.OperationalError, match="permission denied"):
            psycopg.connect(**stranger)
    finally:
        with embedded.admin() as admin:
            admin.execute("DROP ROLE stranger")
