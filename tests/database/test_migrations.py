"""Migrations and models agree, and can be repeated."""

from __future__ import annotations

from datetime import UTC, datetime

import pytest
from django.core.management import call_command

from safeconduct import clock
from safeconduct.database import migrate, services
from safeconduct.database.models import LoadedProgramme
from tests.databases import Databases

pytestmark = pytest.mark.database


def test_no_model_lacks_a_migration(test_databases: Databases, fresh_database: str) -> None:
    with test_databases.as_owner():
        call_command("makemigrations", check=True, dry_run=True, verbosity=0)


def test_a_second_run_finds_nothing_to_do(test_databases: Databases, fresh_database: str) -> None:
    with test_databases.as_owner():
        assert migrate.apply() == 0


def test_migrations_can_be_undone_and_done_again(
    test_databases: Databases, fresh_database: str
) -> None:
    with test_databases.as_owner():
        call_command("migrate", "database", "zero", verbosity=0)
        assert migrate.apply() > 0
    assert LoadedProgramme.objects.count() == 0


def test_a_loaded_programme_is_noted_once_and_again_when_it_changed(
    test_databases: Databases, fresh_database: str
) -> None:
    named = {"programme": "somewhere-2022", "variant": "article"}
    first, second = (datetime(2022, 11, day, tzinfo=UTC) for day in (23, 24))
    with test_databases.as_owner():
        with clock.at(first):
            assert services.record_loaded(**named, digest="a")
        with clock.at(second):
            assert not services.record_loaded(**named, digest="a")
            assert LoadedProgramme.objects.get().loaded_at == first
            assert services.record_loaded(**named, digest="b")
    loaded = LoadedProgramme.objects.get()
    assert (str(loaded), loaded.digest, loaded.loaded_at) == ("somewhere-2022:article", "b", second)
