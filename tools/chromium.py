"""A Chromium for the browser tests: found, or Debian's where that may be installed, or Playwright's."""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
from pathlib import Path

NAMES = ("chromium", "chromium-browser", "google-chrome")
NONE_WANTED = "NO BROWSER: the browser tests were not run, as BROWSER=0 asks."
NONE_HERE = (
    "NO BROWSER: the browser tests were not run. Install one (on Debian: apt-get install chromium), "
    "or run `make test BROWSER=0` to accept that."
)


def find_or_install(log: Path) -> dict[str, str] | None:
    """What to add to the tests' environment so that they find a browser; None without any."""
    found = _found()
    if found is None and os.geteuid() == 0 and shutil.which("apt-get"):
        print("Installing Debian's chromium ...", flush=True)
        quiet = {**os.environ, "DEBIAN_FRONTEND": "noninteractive"}
        install = ["apt-get", "install", "--yes", "--no-install-recommends", "chromium"]
        if _call(["apt-get", "update"], log, quiet) and _call(install, log, quiet):
            found = _found()
    if found is not None:
        return {"CHROMIUM": found}
    print("Installing Playwright's own chromium ...", flush=True)
    command = [sys.executable, "-m", "playwright", "install", "chromium"]
    return {} if _call(command, log, dict(os.environ)) else None


def _found() -> str | None:
    return next(filter(None, map(shutil.which, NAMES)), None)


def _call(command: list[str], log: Path, environment: dict[str, str]) -> bool:
    with open(log, "a") as output:
        return (
            subprocess.call(
                command,
                stdin=subprocess.DEVNULL,
                stdout=output,
                stderr=subprocess.STDOUT,
                env=environment,
            )
            == 0
        )
