"""What a machine lacks is said in one line, with the line that mends it."""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]
HIDE_ENSUREPIP = """
import importlib.util
find = importlib.util.find_spec
importlib.util.find_spec = lambda name, *rest: None if name == "ensurepip" else find(name, *rest)
"""
#: Nothing listens there.
NO_REGISTRY = "http://127.0.0.1:9/simple"


@pytest.fixture
def clone(tmp_path: Path) -> Path:
    """What `make` needs of the project, with nothing set up."""
    for name in ("Makefile", "tools", "locks"):
        source = ROOT / name
        if source.is_dir():
            shutil.copytree(source, tmp_path / name, ignore=shutil.ignore_patterns("__pycache__"))
        else:
            shutil.copy(source, tmp_path / name)
    return tmp_path


def make(clone: Path, **given: str) -> tuple[int, str]:
    """Run `make run`; gives exit code and what it said on stderr, without make's own line."""
    kept = {"PATH", "PYENV_ROOT", "LANG"}
    environment = {name: value for name, value in os.environ.items() if name in kept}
    environment |= {"PYTHON": sys.executable, "HOME": str(clone), **given}
    done = subprocess.run(
        ["make", "run"], cwd=clone, env=environment, capture_output=True, text=True, timeout=120
    )
    said = [line for line in done.stderr.splitlines() if not line.startswith("make:")]
    assert len(said) == 1, done.stderr
    return done.returncode, said[0]


def test_no_python_that_fits(clone: Path) -> None:
    code, said = make(clone, PYTHON="no-such-python")
    assert code != 0
    assert "apt-get install python3.11 python3.11-venv" in said


def test_no_venv_module(clone: Path) -> None:
    (clone / "hiding").mkdir()
    (clone / "hiding" / "sitecustomize.py").write_text(HIDE_ENSUREPIP)
    code, said = make(clone, PYTHONPATH=str(clone / "hiding"))
    assert code != 0
    assert "apt-get install python3.1" in said
    assert said.endswith("-venv")


def test_no_place_for_state(clone: Path) -> None:
    code, said = make(clone, SAFECONDUCT_HOME=str(clone / "Makefile"))
    assert code != 0
    assert "set SAFECONDUCT_HOME to a folder of your own" in said


@pytest.mark.slow
def test_no_network(clone: Path) -> None:
    code, said = make(clone, PIP_INDEX_URL=NO_REGISTRY, PIP_RETRIES="0", PIP_CONFIG_FILE=os.devnull)
    assert code != 0
    assert "cannot be reached: check the network or proxy" in said
    assert str(clone / ".safeconduct" / "logs" / "setup.log") in said


def test_make_alone_tells_what_there_is(clone: Path) -> None:
    done = subprocess.run(["make"], cwd=clone, capture_output=True, text=True)
    assert done.returncode == 0
    assert "make run" in done.stdout
    assert "make test" in done.stdout
