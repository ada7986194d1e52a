"""Embedded servers for tests: in a folder of the test's own, in this process or in another."""

from __future__ import annotations

import os
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path

import psutil

from safeconduct.database import processes
from safeconduct.database.embedded import EmbeddedDatabase

#: A killed process loses no more with this than without: only a power cut would.
WITHOUT_FSYNC = ("fsync=off",)

HOLDER = """
import sys
from pathlib import Path
from safeconduct.database.embedded import EmbeddedDatabase
with EmbeddedDatabase(Path(sys.argv[1]), options=tuple(sys.argv[2:])).running():
    print("up", flush=True)
    sys.stdin.read()
"""


def server(folder: Path, **given: object) -> EmbeddedDatabase:
    """An embedded database in `folder`, quick but as lasting as in use."""
    return EmbeddedDatabase(folder / "database", options=WITHOUT_FSYNC, **given)  # type: ignore[arg-type]


def start_holder(folder: Path) -> subprocess.Popen[str]:
    """Another process that takes a share; it has one when it has printed its line."""
    return subprocess.Popen(
        [sys.executable, "-c", HOLDER, str(folder / "database"), *WITHOUT_FSYNC],
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        text=True,
        env={**os.environ, "PYTHONPATH": os.pathsep.join(sys.path)},
    )


@contextmanager
def holder(folder: Path) -> Iterator[subprocess.Popen[str]]:
    """A process that holds a share for the length of a `with` block."""
    process = start_holder(folder)
    assert process.stdout and process.stdin
    try:
        assert process.stdout.readline() == "up\n"
        yield process
    finally:
        process.stdin.close()
        process.wait(60)
        process.stdout.close()


def postmasters(folder: Path) -> list[int]:
    """The postmasters that serve a folder: PostgreSQL processes whose parent is none."""
    cluster = folder.resolve() / "database" / "cluster"
    serving = set(processes.leftovers(cluster)) | ({processes.postmaster(cluster)} - {None})
    found = []
    for pid in serving:
        with suppress(psutil.NoSuchProcess):
            if psutil.Process(pid).ppid() not in serving:
                found.append(pid)
    return found


def remember(database: EmbeddedDatabase, word: str) -> None:
    """Write a row that has to outlive whatever comes."""
    with database.admin() as connection:
        connection.execute("CREATE TABLE IF NOT EXISTS kept (word text)")
        connection.execute("INSERT INTO kept VALUES (%s)", [word])


def remembered(database: EmbeddedDatabase) -> list[str]:
    """The words that were written."""
    with database.admin() as connection:
        return [row[0] for row in connection.execute("SELECT word FROM kept").fetchall()]
