"""An installation that has places already keeps each, with the size under which its period was begun."""

from __future__ import annotations

import uuid
from datetime import date

import pytest
from django.db import connection
from django.db.migrations.executor import MigrationExecutor

from safeconduct.capacity.selectors import standings
from safeconduct.capacity.services import CapAsked, NoPlaceLeft, take_place
from tests.databases import Databases

pytestmark = pytest.mark.database
BEFORE, AFTER = [("capacity", "0003_draws")], [("capacity", "0004_sizes_are_dated")]


def migrated(to: list[tuple[str, str]]) -> None:
    executor = MigrationExecutor(connection)
    executor.migrate(to)


def test_places_and_sizes_are_kept_both_ways(
    fresh_database: str, test_databases: Databases
) -> None:
    with test_databases.as_owner():
        migrated(BEFORE)
        with connection.cursor() as cursor:
            cursor.execute(
                "INSERT INTO capacity_capperiod (pool, period, size) VALUES ('a/cap', 'total', 2);"
                " INSERT INTO capacity_place (cap_period_id, holder, taken_at)"
                " SELECT id, gen_random_uuid(), now() FROM capacity_capperiod"
            )
        migrated(AFTER)
    assert [(s.pool, s.size, s.taken) for s in standings()] == [("a/cap", 2, 1)]
    with test_databases.as_owner():
        asked = CapAsked("a/cap", "total", 2, date(2022, 1, 1))
        take_place(asked=asked, holder=uuid.uuid4())
        with pytest.raises(NoPlaceLeft):
            take_place(asked=asked, holder=uuid.uuid4())
        migrated(BEFORE)
        with connection.cursor() as cursor:
            cursor.execute("SELECT size FROM capacity_capperiod")
            assert cursor.fetchall() == [(2,)]
