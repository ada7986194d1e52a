"""What every test may lean on: a state folder of the run's own, and databases that come and go."""

from __future__ import annotations

import os
import shutil
import tempfile
from collections.abc import Iterator
from pathlib import Path

import pytest

#: All that a test run takes over from its caller: an outside server's address, and the folder with
#: the published files from which the shipped table is made again.
KEPT_SETTINGS = {"SAFECONDUCT_DATABASE_URL", "SAFECONDUCT_RAW_FIGURES"}


def _begin_run() -> None:
    """Give the whole run, with all its workers, a state folder of its own."""
    for name in [name for name in os.environ if name.startswith("SAFECONDUCT_")]:
        if name not in KEPT_SETTINGS:
            del os.environ[name]
    os.environ["SAFECONDUCT_HOME"] = tempfile.mkdtemp(prefix="safeconduct-tests-")
    os.environ["DJANGO_SETTINGS_MODULE"] = "safeconduct.web.settings"


# As early as can be: folders' own conftests may already read settings.
if "PYTEST_XDIST_WORKER" not in os.environ:
    _begin_run()


def pytest_unconfigure(config: pytest.Config) -> None:
    """Remove the run's state folder."""
    if not hasattr(config, "workerinput"):
        shutil.rmtree(os.environ["SAFECONDUCT_HOME"], ignore_errors=True)


@pytest.fixture(scope="session")
def test_databases() -> Iterator[object]:
    """The server that all workers of this run share, with a migrated template on it."""
    from tests.databases import Databases  # noqa: PLC0415 (imports Django)

    with Databases.serving() as databases:
        yield databases


@pytest.fixture(scope="session")
def database(test_databases, worker_name: str) -> Iterator[str]:
    """A migrated database of this worker's own, which Django's connection leads to as `web`."""
    with test_databases.database(f"tests_{worker_name}") as name:
        yield name


@pytest.fixture(scope="session")
def demonstration(test_databases, database: str) -> str:
    """The worker's database with what the demonstration shows, but for its cases."""
    from safeconduct.demo.prepare import prepare  # noqa: PLC0415 (needs the run's settings)

    with test_databases.as_owner():
        prepare(lambda what, done, total: None)
    return database


@pytest.fixture
def fresh_database(test_databases, worker_name: str) -> Iterator[str]:
    """A migrated and empty database for one test alone, which Django's connection leads to."""
    with test_databases.database(f"fresh_{worker_name}") as name:
        yield name


@pytest.fixture
def visitor(database: str) -> Iterator[object]:
    """Django's test client, over the worker's database."""
    from django.db import connections  # noqa: PLC0415 (needs the run's settings)
    from django.test import Client  # noqa: PLC0415

    yield Client(headers={"host": "localhost"})
    connections.close_all()


@pytest.fixture(scope="session")
def worker_name() -> str:
    """Which of several test processes this is."""
    return os.environ.get("PYTEST_XDIST_WORKER", "alone")


@pytest.fixture
def closed_folder() -> Iterator[Path]:
    """A folder that only we may enter, with a short path; removed afterwards."""
    folder = Path(tempfile.mkdtemp(prefix="sc-"))
    yield folder
    shutil.rmtree(folder, ignore_errors=True)
