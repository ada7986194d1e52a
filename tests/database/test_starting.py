"""Starting, sharing and stopping the embedded server."""

from __future__ import annotations

import os
import subprocess
from pathlib import Path

import psycopg
import pytest

from safeconduct.database import processes, roles
from safeconduct.database.embedded import EmbeddedDatabase
from safeconduct.errors import DatabaseUnavailable, MissingPiece
from tests.database.servers import (
    holder,
    postmasters,
    remember,
    remembered,
    server,
    start_holder,
)

pytestmark = pytest.mark.slow


def test_ready_means_that_a_query_was_answered(closed_folder: Path) -> None:
    database = server(closed_folder)
    with database.running() as address:
        parameters = address.connect_as(roles.WEB, database.password(roles.WEB), roles.DATABASE)
        with psycopg.connect(**parameters) as connection:
            row = connection.execute(
                "SELECT current_user, pg_encoding_to_char(encoding), datlocprovider, datlocale "
                "FROM pg_database WHERE datname = current_database()"
            ).fetchone()
        assert row == (roles.WEB, "UTF8", "b", "C.UTF-8")
        assert (database.cluster / "PG_VERSION").read_text().strip() == "18"
    assert postmasters(closed_folder) == []


def test_it_listens_on_a_socket_outside_the_data_and_on_no_port(closed_folder: Path) -> None:
    database = server(closed_folder)
    with database.running() as address, database.admin() as connection:
        assert connection.execute("SHOW listen_addresses").fetchone() == ("",)
        assert address.host == str(closed_folder / "database" / "socket")
        assert not Path(address.host).is_relative_to(database.cluster)


def test_a_long_path_makes_it_listen_on_a_loopback_port_that_stays(closed_folder: Path) -> None:
    deep = closed_folder / ("deep" * 30)
    database = server(deep)
    with database.running() as first:
        assert first.host == "127.0.0.1"
        remember(database, "there")
    with database.running() as second:
        assert second == first
        assert remembered(database) == ["there"]


def test_the_first_starts_it_and_the_last_one_out_stops_it(closed_folder: Path) -> None:
    ours = server(closed_folder)
    with holder(closed_folder):
        before = postmasters(closed_folder)
        with ours.running():
            assert postmasters(closed_folder) == before
        assert ours.answers()
    assert postmasters(closed_folder) == []


def test_many_that_start_at_once_share_one_server(closed_folder: Path) -> None:
    several = [start_holder(closed_folder) for _ in range(4)]
    try:
        assert [each.stdout.readline() for each in several] == ["up\n"] * 4
        assert len(postmasters(closed_folder)) == 1
    finally:
        for each in several:
            each.communicate(timeout=60)
    assert postmasters(closed_folder) == []


def test_two_installations_run_side_by_side(closed_folder: Path) -> None:
    one, two = server(closed_folder / "one"), server(closed_folder / "two")
    with one.running(), two.running():
        remember(one, "one")
        remember(two, "two")
        assert (remembered(one), remembered(two)) == (["one"], ["two"])
        assert one.password(roles.ADMIN) != two.password(roles.ADMIN)
    assert postmasters(closed_folder / "one") == postmasters(closed_folder / "two") == []


def test_a_pid_file_whose_number_went_to_another_program_stops_nobody(closed_folder: Path) -> None:
    database = server(closed_folder)
    with database.running():
        remember(database, "kept")
    # The account that runs PostgreSQL owns this process too, as after a restart of the machine.
    owner = (database.cluster).stat().st_uid
    other = subprocess.Popen(["sleep", "60"], user=owner if os.geteuid() == 0 else None)
    try:
        stale = database.cluster / "postmaster.pid"
        stale.write_text(f"{other.pid}\n{database.cluster}\n0\n5432\n../socket\n\n  1 1\nready\n")
        (database.folder / "socket" / ".s.PGSQL.5432.lock").write_text(f"{other.pid}\n")
        (database.folder / "socket" / ".s.PGSQL.5432").touch()
        assert processes.postmaster(database.cluster) is None
        with database.running():
            assert remembered(database) == ["kept"]
        assert other.poll() is None
    finally:
        other.kill()
        other.wait()


def test_a_server_that_cannot_start_says_why_in_one_sentence(closed_folder: Path) -> None:
    with server(closed_folder).running():
        pass
    broken = EmbeddedDatabase(closed_folder / "database", options=("no_such_parameter=1",))
    with pytest.raises(DatabaseUnavailable) as caught:
        broken.take_share()
    assert "no_such_parameter" in str(caught.value)
    assert str(closed_folder / "database" / "log" / "postgres.log") in str(caught.value)
    assert "\n" not in str(caught.value)
    with server(closed_folder).running() as address:
        assert address


def test_a_folder_that_cannot_be_made_is_named(closed_folder: Path) -> None:
    (closed_folder / "file").touch()
    with pytest.raises(MissingPiece, match="SAFECONDUCT_HOME"):
        server(closed_folder / "file").take_share()


def test_a_long_log_is_put_aside(closed_folder: Path) -> None:
    database = server(closed_folder)
    with database.running():
        pass
    log = database.log / "postgres.log"
    with open(log, "ab") as file:
        file.truncate(20_000_000)
    with database.running():
        assert log.stat().st_size < 1_000_000
        assert log.with_suffix(".log.1").stat().st_size == 20_000_000
