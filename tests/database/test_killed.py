"""`kill -9` of any process, and a new start at once."""

from __future__ import annotations

import os
import signal
import threading
import time
from contextlib import suppress
from pathlib import Path

import psycopg
import pytest

from safeconduct.database import processes, roles
from safeconduct.database.embedded import EmbeddedDatabase
from tests.database.servers import (
    holder,
    postmasters,
    remember,
    remembered,
    server,
    start_holder,
)

pytestmark = pytest.mark.slow


def kill(pid: int | None) -> None:
    """End a process without a word."""
    assert pid is not None
    os.kill(pid, signal.SIGKILL)


def test_the_postmaster(closed_folder: Path) -> None:
    first, second = server(closed_folder), server(closed_folder)
    with first.running():
        remember(first, "kept")
        kill(processes.postmaster(first.cluster))
        with second.running():
            assert remembered(second) == ["kept"]
    assert postmasters(closed_folder) == []


def test_the_postmaster_while_a_query_keeps_a_process_busy(closed_folder: Path) -> None:
    database = server(closed_folder)

    def count_for_long() -> None:
        with suppress(psycopg.Error), database.admin() as connection:
            connection.execute(
                "SELECT count(*) FROM generate_series(1, 1000000) a, generate_series(1, 1000000) b"
            )

    with database.running():
        remember(database, "kept")
        busy = threading.Thread(target=count_for_long)
        busy.start()
        pid = _wait_for_busy_backend(database)
        kill(processes.postmaster(database.cluster))
        assert any(database.heal() or time.sleep(0.01) for _ in range(1000))
        assert remembered(database) == ["kept"]
        assert pid not in processes.leftovers(database.cluster)
        busy.join()


def test_a_backend(closed_folder: Path) -> None:
    first, second = server(closed_folder), server(closed_folder)
    with first.running():
        remember(first, "kept")
        with first.admin() as connection:
            kill(connection.info.backend_pid)
            with suppress(psycopg.Error):
                connection.execute("SELECT 1")
        with second.running():
            assert remembered(second) == ["kept"]


def test_whoever_started_it(closed_folder: Path) -> None:
    with holder(closed_folder) as process:
        database = server(closed_folder)
        remember(database, "kept")
        before = postmasters(closed_folder)
        kill(process.pid)
        process.wait()
        with database.running():
            assert remembered(database) == ["kept"]
            assert postmasters(closed_folder) == before
    assert postmasters(closed_folder) == []


def test_whoever_started_it_and_the_postmaster(closed_folder: Path) -> None:
    with holder(closed_folder) as process:
        database = server(closed_folder)
        remember(database, "kept")
        kill(process.pid)
        kill(processes.postmaster(database.cluster))
        with database.running():
            assert remembered(database) == ["kept"]
    assert postmasters(closed_folder) == []


@pytest.mark.parametrize("seconds", [0.1, 0.2, 0.3, 0.4, 0.5, 0.6, 0.8])
def test_the_first_start_at_any_moment(closed_folder: Path, seconds: float) -> None:
    process = start_holder(closed_folder)
    time.sleep(seconds)
    process.kill()
    process.communicate()
    database = server(closed_folder)
    with database.running():
        remember(database, "new")
        assert len(postmasters(closed_folder)) == 1
    assert postmasters(closed_folder) == []


def test_what_a_killed_start_left_to_the_server_is_waited_for(closed_folder: Path) -> None:
    """The server still makes a role and the database for someone who is dead by now."""
    database = server(closed_folder)
    with database.running():
        with database.admin() as late, database.admin() as next_start:
            late.execute(f"DROP DATABASE {roles.DATABASE}")
            late.execute(f"DROP ROLE {roles.WORKER}")
            words = roles.read_passwords(closed_folder / "database" / "passwords")
            late.autocommit = False
            late.execute(f"CREATE ROLE {roles.WORKER} LOGIN PASSWORD '{words[roles.WORKER]}'")
            laid = threading.Thread(target=roles.lay_ground, args=(next_start, words))
            laid.start()
            while not _is_waiting(database, next_start.info.backend_pid):
                time.sleep(0.01)
            late.commit()
            laid.join()
        remember(database, "kept")
        assert remembered(database) == ["kept"]


def test_the_database_that_someone_dead_is_making_is_taken_as_it_is(closed_folder: Path) -> None:
    database = server(closed_folder)
    with database.running(), database.admin() as late, database.admin() as next_start:
        late.execute(f"DROP DATABASE {roles.DATABASE}")
        words = roles.read_passwords(closed_folder / "database" / "passwords")
        started = threading.Barrier(2)
        failed: list[BaseException] = []

        def lay() -> None:
            started.wait()
            try:
                roles.lay_ground(next_start, words)
            except psycopg.Error as error:
                failed.append(error)

        laid = threading.Thread(target=lay)
        laid.start()
        started.wait()
        with suppress(psycopg.errors.DuplicateDatabase, psycopg.errors.UniqueViolation):
            late.execute(f"CREATE DATABASE {roles.DATABASE} OWNER {roles.OWNER} TEMPLATE template0")
        laid.join()
        assert failed == []


def _is_waiting(database: EmbeddedDatabase, pid: int) -> bool:
    with database.admin() as connection:
        found = connection.execute(
            "SELECT wait_event_type = 'Lock' FROM pg_stat_activity WHERE pid = %s", [pid]
        ).fetchone()
    return bool(found and found[0])


def _wait_for_busy_backend(database: object) -> int:
    for _ in range(100):
        with database.admin() as connection:  # type: ignore[attr-defined]
            found = connection.execute(
                "SELECT pid FROM pg_stat_activity WHERE query LIKE 'SELECT count(*) FROM gen%' "
                "AND state = 'active' AND pid <> pg_backend_pid()"
            ).fetchone()
        if found:
            return int(found[0])
        time.sleep(0.05)
    raise AssertionError("the query never ran")
