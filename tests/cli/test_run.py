"""`safeconduct run`, killed and stopped in every way."""

from __future__ import annotations

import json
import os
import random
import re
import signal
import socket
import subprocess
import sys
import time
import urllib.request
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path

import psutil
import pytest

from safeconduct.database import processes

pytestmark = pytest.mark.slow
WAIT_SECONDS = 60
#: What is killed here is the embedded server.
OUTSIDE_SERVER = "SAFECONDUCT_DATABASE_URL"


class Running:
    """A `safeconduct run` in a home of its own."""

    def __init__(self, home: Path, port: int, *options: str, demo: bool = False) -> None:
        self.home, self.port = home.resolve(), port
        self.process = subprocess.Popen(
            [sys.executable, "-m", "safeconduct", "run", *options],
            stdout=subprocess.PIPE,
            stderr=subprocess.PIPE,
            text=True,
            env={
                **{name: os.environ[name] for name in os.environ if name != OUTSIDE_SERVER},
                "PYTHONPATH": os.pathsep.join(sys.path),
                "SAFECONDUCT_HOME": str(home),
                "SAFECONDUCT_PORT": str(port),
                "SAFECONDUCT_DEMO": "1" if demo else "0",
            },
        )

    def wait_until_up(self) -> str:
        """Wait for the last line of the start; gives all that was printed."""
        assert self.process.stdout
        said = ""
        for line in self.process.stdout:
            said += line
            if "Ctrl-C" in line:
                return said
        raise AssertionError(said + (self.process.stderr.read() if self.process.stderr else ""))

    def page(self, path: str = "health") -> str:
        """What an address answers."""
        address = f"http://127.0.0.1:{self.port}/{path}"
        with urllib.request.urlopen(address, timeout=10) as answer:
            return str(answer.read().decode())

    def wait_for_page(self) -> str:
        """What the health page says as soon as it is well."""
        for _ in range(int(WAIT_SECONDS / 0.1)):
            try:
                return self.page()
            except OSError:
                time.sleep(0.1)
        raise AssertionError("no answer")

    def named(self) -> dict[str, int]:
        """The process ids of all that runs, by what they are."""
        found = {"postmaster": self.postmaster or 0}
        for process in psutil.Process(self.process.pid).children():
            is_jobs = any("worker_process" in part for part in process.cmdline())
            found["job worker" if is_jobs else "gunicorn"] = process.pid
            for child in [] if is_jobs else process.children():
                found["web worker"] = child.pid
        return found

    def wait_for_another(self, which: str, killed: int) -> None:
        """Return when another process does what the killed one did."""
        for _ in range(int(WAIT_SECONDS / 0.1)):
            with suppress(psutil.NoSuchProcess):
                if self.named().get(which) not in (None, 0, killed):
                    return
            time.sleep(0.1)
        raise AssertionError(f"no {which} came")

    def app_processes(self) -> list[psutil.Process]:
        """gunicorn and, after it, its worker."""
        return psutil.Process(self.process.pid).children(recursive=True)

    @property
    def postmaster(self) -> int | None:
        """The process id of the database."""
        return processes.postmaster(self.home / "database" / "cluster")

    def stop(self, number: int = signal.SIGINT) -> tuple[int, str]:
        """Send a signal; gives exit code and all that was said on stderr."""
        self.process.send_signal(number)
        _, said = self.process.communicate(timeout=WAIT_SECONDS)
        return self.process.returncode, said


@pytest.fixture
def port() -> int:
    """A port that is free, and that the system gives to no connection between two starts."""
    for number in random.sample(range(20_000, 30_000), 100):
        with socket.socket() as probe, suppress(OSError):
            probe.bind(("127.0.0.1", number))
            return number
    raise AssertionError("no port is free")


@contextmanager
def running(home: Path, port: int) -> Iterator[Running]:
    """A started app, ended at the end whatever came."""
    started = Running(home, port)
    try:
        started.wait_until_up()
        yield started
    finally:
        if started.process.poll() is None:
            started.stop()


def test_it_starts_prints_what_matters_and_stops_whole(closed_folder: Path, port: int) -> None:
    with running(closed_folder, port) as first:
        assert '"database": "ok"' in first.page()
        assert "<h1>" in first.page("en/")
        assert first.stop() == (0, "")
        assert first.postmaster is None
    again = Running(closed_folder, port, demo=True)
    said = again.wait_until_up()
    assert f"http://127.0.0.1:{port}/" in said
    assert f"Sign-ins, with one click on http://127.0.0.1:{port}/en/sign-in/" in said
    assert "  Tara Sample, decisions on travel\n" in said
    assert len(re.findall(r": SFC22\d{8}, PIN \d{8}\n", said)) == 2
    assert "MB of state" in said
    children = again.app_processes()
    assert again.stop(signal.SIGHUP) == (0, "")
    assert not [child for child in children if child.is_running()]
    assert again.postmaster is None
    in_one_line(Running(closed_folder, port, "--json", demo=True))


def in_one_line(app: Running) -> None:
    """As JSON it says where it runs, in one line that is there as soon as it answers."""
    assert app.process.stdout
    line = app.process.stdout.readline()
    assert line, app.process.communicate(timeout=WAIT_SECONDS)
    told = json.loads(line)
    assert told["url"] == f"http://127.0.0.1:{app.port}/"
    by_code = [one for one in told["demo"]["sign_ins"] if one["case"]]
    assert [one["account"] for one in by_code] == ["returned-1", "refused-1"]
    assert len(told["demo"]["sign_ins"]) > len(by_code)
    assert told["state_bytes"] > 1_000_000
    assert app.stop() == (0, "")


@pytest.mark.parametrize("which", ["gunicorn", "web worker", "job worker", "postmaster"])
def test_it_heals_what_is_killed(closed_folder: Path, port: int, which: str) -> None:
    with running(closed_folder, port) as app:
        before = app.named()
        os.kill(before[which], signal.SIGKILL)
        app.wait_for_another(which, before[which])
        assert '"database": "ok"' in app.wait_for_page()
        assert app.stop()[0] == 0


def test_killed_itself_it_starts_again_at_once(closed_folder: Path, port: int) -> None:
    first = Running(closed_folder, port)
    first.wait_until_up()
    before = first.postmaster
    first.process.kill()
    with running(closed_folder, port) as second:
        assert '"database": "ok"' in second.page()
        assert second.postmaster == before
        assert second.stop() == (0, "")
        assert second.postmaster is None
    first.process.communicate()


def test_broken_off_while_starting_it_leaves_nothing(closed_folder: Path, port: int) -> None:
    app = Running(closed_folder, port)
    cluster = closed_folder / "database" / "cluster"
    for _ in range(int(WAIT_SECONDS / 0.01)):
        if cluster.exists():
            break
        time.sleep(0.01)
    code, said = app.stop()
    assert (code, said) == (0, "")
    assert app.postmaster is None


def test_a_taken_port_is_said_with_the_line_that_mends_it(closed_folder: Path) -> None:
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        taken.listen()
        port = taken.getsockname()[1]
        app = Running(closed_folder, port)
        said, error = app.process.communicate(timeout=WAIT_SECONDS)
    assert app.process.returncode == 3
    assert f"SAFECONDUCT_PORT={port + 1} make run" in error
    assert error.count("\n") == 1
    assert "Traceback" not in said + error
    assert app.postmaster is None
