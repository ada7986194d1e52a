"""The project's own Python environment in .venv, from the locks alone. Standard library only."""

from __future__ import annotations

import fcntl
import hashlib
import importlib.util
import json
import os
import shutil
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
VENV = ROOT / ".venv"
PYTHON = VENV / "bin" / "python"
UV = VENV / "bin" / "uv"
LOCKS = ROOT / "locks"
STAMP = VENV / "installed.json"
#: An environment synchronised from the second holds everything of the first.
ENOUGH_FOR = {"run": ("run", "test", "bench"), "test": ("test", "bench"), "bench": ("bench",)}
SIGNS_OF_NO_NETWORK = (
    "connection",
    "network",
    "timed out",
    "resolve",
    "dns error",
    "failed to fetch",
    "enotfound",
    "eai_again",
    "econn",
    "from versions: none",
)


class Missing(Exception):
    """Something is missing; the message carries the line that mends it."""


def state() -> Path:
    """SAFECONDUCT_HOME, as the app itself reads it."""
    return Path(os.environ.get("SAFECONDUCT_HOME") or ROOT / ".safeconduct").expanduser().resolve()


def log_file() -> Path:
    """What the installers print."""
    return state() / "logs" / "setup.log"


@contextmanager
def alone() -> Iterator[None]:
    """Let only one of several `make` in this folder set things up at a time."""
    with open(LOCKS / "run.txt") as file:
        fcntl.flock(file, fcntl.LOCK_EX)
        yield


def say(text: str) -> None:
    """One line of progress."""
    print(f"  {text}", flush=True)


def call(command: list[str | Path], what: str, **options: object) -> None:
    """Run an installer quietly; `Missing` with its last line when it fails."""
    log = log_file()
    try:
        log.parent.mkdir(parents=True, exist_ok=True)
    except OSError as error:
        raise Missing(
            f"{log.parent} cannot be made ({error.strerror}): "
            "set SAFECONDUCT_HOME to a folder of your own."
        ) from error
    with open(log, "a+", errors="replace") as output:
        output.write(f"$ {' '.join(map(str, command))}\n")
        output.flush()
        begin = output.tell()
        done = subprocess.run(
            command,
            stdin=subprocess.DEVNULL,
            stdout=output,
            stderr=subprocess.STDOUT,
            check=False,
            cwd=ROOT,
            **options,  # type: ignore[call-overload]
        )
        if done.returncode == 0:
            return
        output.seek(begin)
        said = [line.strip() for line in output.read().splitlines() if line.strip()]
    text = " ".join(said).lower()
    if any(sign in text for sign in SIGNS_OF_NO_NETWORK):
        raise Missing(
            f"{what} failed because the package registry cannot be reached: "
            f"check the network or proxy and run the same command again. The whole log is {log}."
        )
    raise Missing(f"{what} failed: {said[-1] if said else 'no reason given'} (whole log: {log})")


def prepare(lock: str) -> None:
    """Make .venv hold what `locks/<lock>.txt` lists, unless it already does."""
    kept = _stamp()
    if any(
        kept.get("lock") == name and kept.get("digest") == _digest(name)
        for name in ENOUGH_FOR[lock]
    ):
        return
    if kept.get("base") != _base():
        _make_environment()
    if not UV.exists() or kept.get("uv") != _hash(LOCKS / "uv.txt"):
        say("uv, which installs the rest")
        pip = [PYTHON, "-m", "pip", "install", "--quiet", "--require-hashes"]
        call([*pip, "-r", LOCKS / "uv.txt"], "Installing uv", env=environment())
    say(f"Python packages from locks/{lock}.txt")
    call(
        [UV, "pip", "sync", "--require-hashes", LOCKS / "uv.txt", LOCKS / f"{lock}.txt"],
        "Installing the Python packages",
        env=environment(),
    )
    _link_project()
    STAMP.write_text(
        json.dumps(
            {
                "lock": lock,
                "digest": _digest(lock),
                "base": _base(),
                "uv": _hash(LOCKS / "uv.txt"),
                "bytes": size_of(VENV),
            }
        )
    )


def environment() -> dict[str, str]:
    """The environment for installers: ours, with pip's chosen index handed on to uv."""
    given = {key: value for key, value in os.environ.items() if key != "PYTHONPATH"}
    given["VIRTUAL_ENV"] = str(VENV)
    for for_pip, for_uv in (("PIP_INDEX_URL", "UV_DEFAULT_INDEX"),):
        if for_pip in given:
            given.setdefault(for_uv, given[for_pip])
    return given


def installed_bytes() -> int:
    """The size of .venv when it was last synchronised."""
    return int(_stamp().get("bytes", 0))


def size_of(folder: Path) -> int:
    """Bytes on disk of all files in a folder, links not followed."""
    return sum(
        os.lstat(os.path.join(parent, name)).st_blocks * 512
        for parent, _, names in os.walk(folder)
        for name in names
    )


def _make_environment() -> None:
    if importlib.util.find_spec("venv") is None or importlib.util.find_spec("ensurepip") is None:
        release = f"{sys.version_info.major}.{sys.version_info.minor}"
        raise Missing(
            f"This Python has no venv module; on Debian and Ubuntu: "
            f"apt-get install python{release}-venv"
        )
    if VENV.exists():
        shutil.rmtree(VENV)
    say("an environment of its own in .venv")
    call([sys.executable, "-m", "venv", VENV], "Making .venv")


def _link_project() -> None:
    packages = next((VENV / "lib").glob("python3*")) / "site-packages"
    (packages / "safeconduct-source.pth").write_text(f"{ROOT / 'src'}\n")
    command = VENV / "bin" / "safeconduct"
    command.write_text(f"#!{PYTHON}\nfrom safeconduct.cli.main import main\n\nmain()\n")
    command.chmod(0o755)


def _stamp() -> dict[str, object]:
    try:
        kept: dict[str, object] = json.loads(STAMP.read_text())
    except (OSError, ValueError):
        return {}
    return kept if PYTHON.exists() else {}


def _base() -> str:
    # Scripts in an environment carry its path: a project that was moved needs a new one.
    return f"{VENV} {sys.version_info.major}.{sys.version_info.minor}"


def _digest(lock: str) -> str:
    return _hash(LOCKS / f"{lock}.txt", LOCKS / "uv.txt") + _base()


def _hash(*files: Path) -> str:
    return hashlib.sha256(b"".join(file.read_bytes() for file in files)).hexdigest()
