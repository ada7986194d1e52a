"""What people said about fear: put in by every desk, read by the protection room alone, and noted (I6)."""

from __future__ import annotations

import psycopg
import pytest
from psycopg import errors

from safeconduct.database import roles
from safeconduct.database.embedded import EmbeddedDatabase
from safeconduct.errors import InputError, NotFound
from safeconduct.people import access, services
from tests.databases import Databases
from tests.desks import connect, embedded_of

pytestmark = pytest.mark.database


@pytest.fixture
def embedded() -> EmbeddedDatabase:
    """The server of this run; roles of an outside server are its administrator's."""
    return embedded_of()


def test_web_and_worker_put_a_protected_fact_in_and_cannot_read_it(
    embedded: EmbeddedDatabase, fresh_database: str
) -> None:
    person = services.add_person()
    services.put_protected(person=person, name="fear_expressed", value=True, by="clerk-1")
    with pytest.raises(NotFound, match="There is nothing here"):
        access.read_protected(person=person, reader="clerk-1", why="to see")
    for role in roles.DESKS:
        with connect(embedded, role, fresh_database) as desk:
            for forbidden in (
                "SELECT * FROM protection.fact",
                "SELECT * FROM protection.reading",
                f"SELECT * FROM read_protected_facts('{person.id}', 'me', 'why', now())",
                "INSERT INTO protection.fact (person_id, name, value, recorded_by, recorded_at) "
                "VALUES (gen_random_uuid(), 'a', 'true', 'me', now())",
                f"SET ROLE {roles.PROTECTION}",
                f"SET SESSION AUTHORIZATION {roles.PROTECTION}",
            ):
                with pytest.raises(errors.InsufficientPrivilege):
                    desk.execute(forbidden)


def test_the_protection_room_reads_and_each_reading_is_noted(
    embedded: EmbeddedDatabase, fresh_database: str, test_databases: Databases
) -> None:
    person = services.add_person()
    made = services.put_protected(person=person, name="fear_expressed", value=True, by="clerk-1")
    with test_databases.in_role(roles.PROTECTION):
        assert access.read_protected(person=person, reader="officer-7", why="screening") == [
            (made, "fear_expressed", True)
        ]
        with pytest.raises(InputError, match="for a reason"):
            access.read_protected(person=person, reader="officer-7", why=" ")
    with embedded.admin(fresh_database) as admin:
        noted = admin.execute("SELECT person_id, reader, why, role FROM protection.reading")
        assert noted.fetchall() == [(person.id, "officer-7", "screening", roles.PROTECTION)]
        with pytest.raises(errors.RestrictViolation):
            admin.execute("DELETE FROM protection.reading")


def test_even_the_owner_sees_no_row_of_people_or_of_protection(
    embedded: EmbeddedDatabase, fresh_database: str
) -> None:
    person = services.add_person()
    services.keep_value(person=person, name="nationality", value="VE")
    services.put_protected(person=person, name="fear_expressed", value=True, by="clerk-1")
    with connect(embedded, roles.OWNER, fresh_database) as owner:
        for table in ("people_person", "people_personalvalue", "protection.fact"):
            assert owner.execute(f"SELECT count(*) FROM {table}").fetchone() == (0,)
        read = f"SELECT * FROM read_protected_facts('{person.id}', 'me', 'why', now())"
        assert owner.execute(read).fetchall() == []
    with connect(embedded, roles.WEB, fresh_database) as web:
        assert web.execute("SELECT count(*) FROM people_person").fetchone() == (1,)


def test_the_protection_room_sees_no_ordinary_value(
    embedded: EmbeddedDatabase, fresh_database: str
) -> None:
    with connect(embedded, roles.PROTECTION, fresh_database) as room:
        for forbidden in (
            "SELECT * FROM people_personalvalue",
            "SELECT * FROM protection.fact",
            "UPDATE people_person SET created_at = now()",
        ):
            with pytest.raises(psycopg.errors.InsufficientPrivilege):
                room.execute(forbidden)
