"""What is history stays as it was, whoever asks: the web, the worker, or the owner."""

from __future__ import annotations

import django
import psycopg
import pytest

django.setup()

from django.db import connection, transaction  # noqa: E402
from django.db.utils import IntegrityError, ProgrammingError  # noqa: E402

from safeconduct.database import roles  # noqa: E402
from safeconduct.people import services as people  # noqa: E402
from tests.databases import Databases  # noqa: E402
from tests.desks import connect, embedded_of  # noqa: E402

pytestmark = pytest.mark.database

#: Once a row says so, it says so for good.
HISTORY = {
    "people_membership": ("left_at", "now()"),
    "people_recordlink": ("undone_by", "'somebody'"),
    "people_personalvalue": ("name", "'other'"),
    "people_person": ("created_at", "now()"),
}


@pytest.fixture
def kept(fresh_database: str) -> None:
    first, second = people.add_person(), people.add_person()
    group = people.form_group(kind="family", principal=first, others=[second])
    people.leave_group(group=group, person=second)
    link = people.link_records(first=first, second=second, evidence="same face", by="a")
    people.undo_link(link_id=link.id, by="b")


@pytest.mark.parametrize("table", HISTORY)
@pytest.mark.parametrize("role", [roles.WEB, roles.WORKER, None])
def test_no_role_writes_history_anew(
    kept, fresh_database: str, test_databases: Databases, table: str, role: str | None
) -> None:
    column, value = HISTORY[table]
    _refused(test_databases, fresh_database, role, f"UPDATE {table} SET {column} = {value}")
    if table != "people_personalvalue":
        _refused(test_databases, fresh_database, role, f"DELETE FROM {table}")
    _refused(test_databases, fresh_database, role, f"TRUNCATE {table} CASCADE")


def _refused(databases: Databases, database: str, role: str | None, statement: str) -> None:
    """By a missing right, or for who has every right, by the table itself. None: the server's admin."""
    if role is None:
        with connect(embedded_of(), roles.ADMIN, database) as admin, pytest.raises(psycopg.Error):
            admin.execute(statement)
        return
    refused = pytest.raises((IntegrityError, ProgrammingError))
    with databases.in_role(role), refused, transaction.atomic(), connection.cursor() as cursor:
        cursor.execute(statement)


def test_what_goes_on_can_end(kept) -> None:
    """The same rows, where they are not over yet."""
    person = people.add_person()
    group = people.form_group(kind="family", principal=person)
    people.leave_group(group=group, person=person)
    people.join_group(group=group, person=person)
    assert group.memberships.count() == 2
