"""Under which account the embedded server runs, and what it leaves alone."""

from __future__ import annotations

import json
import multiprocessing
import os
import pwd
import stat
import tempfile
from pathlib import Path

import psutil
import pytest

from safeconduct.database import binaries, processes, roles
from safeconduct.database.embedded import EmbeddedDatabase
from tests.database.servers import WITHOUT_FSYNC, remember, remembered, server

as_root = pytest.mark.skipif(os.geteuid() != 0, reason="needs root to give up its rights")

pytestmark = pytest.mark.slow


@as_root
def test_root_hands_it_to_an_account_without_rights(closed_folder: Path) -> None:
    database = server(closed_folder)
    with database.running():
        process = psutil.Process(processes.postmaster(database.cluster))
        account = process.uids()
        assert account.real == account.effective == database.cluster.stat().st_uid != 0
        assert process.gids().real != 0
        groups = Path(f"/proc/{process.pid}/status").read_text()
        assert "Groups:\t \n" in groups


@as_root
def test_no_mode_changes_outside_its_own_folder(closed_folder: Path) -> None:
    home = closed_folder / "home"
    home.mkdir(mode=0o700)
    watched = [*home.parents, home, binaries.shipped(), *binaries.shipped().parents]
    before = [(path, path.stat().st_mode, path.stat().st_uid) for path in watched]
    with server(home).running():
        pass
    assert before == [(path, path.stat().st_mode, path.stat().st_uid) for path in watched]
    assert stat.S_IMODE(home.stat().st_mode) == 0o700


@as_root
def test_a_reachable_home_holds_the_copy_of_the_programs() -> None:
    with tempfile.TemporaryDirectory() as folder:
        Path(folder).chmod(0o711)
        database = server(Path(folder))
        with database.running():
            process = psutil.Process(processes.postmaster(database.cluster))
            assert Path(process.exe()).is_relative_to(folder)


@as_root
@pytest.mark.parametrize("umask", [0o022, 0o077])
def test_the_callers_umask_does_not_matter(closed_folder: Path, umask: int) -> None:
    before = os.umask(umask)
    try:
        with server(closed_folder).running() as address:
            assert address
    finally:
        os.umask(before)


@as_root
def test_a_normal_user_runs_it_as_themselves() -> None:
    nobody = pwd.getpwnam("nobody")
    with tempfile.TemporaryDirectory() as folder:
        for name in ("programs", "home"):
            (Path(folder) / name).mkdir()
        os.chown(Path(folder) / "home", nobody.pw_uid, nobody.pw_gid)
        Path(folder).chmod(0o711)
        account = binaries.Account(nobody.pw_uid, nobody.pw_gid)
        programs = binaries.reachable(account, Path(folder) / "programs")
        with server(Path(folder) / "warm").running():
            pass  # Imports all that the child needs: it may not be able to read our packages.
        said = Path(folder) / "home" / "said"
        child = multiprocessing.get_context("fork").Process(
            target=_live_as, args=(account, programs, Path(folder) / "home", said)
        )
        child.start()
        child.join(120)
        assert child.exitcode == 0
        assert json.loads(said.read_text()) == {
            "words": ["before", "after"],
            "owner": account.uid,
            "mode": 0o700,
        }


def _live_as(account: binaries.Account, programs: Path, home: Path, said: Path) -> None:
    os.setgroups([])
    os.setgid(account.gid)
    os.setuid(account.uid)
    database = EmbeddedDatabase(home / "database", programs=programs, options=WITHOUT_FSYNC)
    with database.running():
        remember(database, "before")
        postmaster = processes.postmaster(database.cluster)
        assert postmaster
        os.kill(postmaster, 9)
    with database.running():
        remember(database, "after")
        process = psutil.Process(processes.postmaster(database.cluster))
        told = {
            "words": remembered(database),
            "owner": process.uids().effective,
            "mode": stat.S_IMODE(database.folder.stat().st_mode),
        }
    said.write_text(json.dumps(told))


def test_passwords_are_for_us_alone(closed_folder: Path) -> None:
    database = server(closed_folder)
    with database.running():
        file = database.folder / "passwords"
        assert stat.S_IMODE(file.stat().st_mode) == 0o600
        assert set(json.loads(file.read_text())) == {roles.ADMIN, *roles.LOGINS}
        assert stat.S_IMODE(database.cluster.stat().st_mode) == 0o700
        assert not list(database.folder.glob("initialising*"))
