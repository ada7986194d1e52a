"""Every check in turn: `all`, or `quick`, without the browser and what takes long. Fails at the end."""

from __future__ import annotations

import os
import subprocess
import sys
from dataclasses import dataclass
from pathlib import Path

import chromium
import environment

BIN = Path(sys.executable).parent
#: Several times what the longest check takes: something that hangs is a failure, and is told as one.
LIMIT_SECONDS = 35 * 60


@dataclass(frozen=True)
class Check:
    """One command and the name under which its result is told."""

    name: str
    command: tuple[str, ...]


def python(*arguments: str) -> tuple[str, ...]:
    """A command of this environment's Python."""
    return (sys.executable, "-m", *arguments)


def pytest(marked: str) -> tuple[str, ...]:
    """The tests with these marks, on two processes."""
    return python("pytest", "-n", "2", "-m", marked, "--durations", "8", "tests")


STATIC = (
    Check("style", (str(BIN / "ruff"), "check", "src", "tests", "tools", "bench")),
    Check("types", python("mypy")),
    Check("import directions", (str(BIN / "lint-imports"),)),
)
TESTS = Check("tests", pytest("not browser"))
QUICK_TESTS = Check("quick tests", pytest("not browser and not slow and not database"))
BROWSER_TESTS = Check("browser tests", pytest("browser"))


def main(which: str) -> int:
    """Run the checks and tell which failed."""
    tests = TESTS if which == "all" else QUICK_TESTS
    checks, added = [*STATIC, tests], {}
    wanted = which == "all" and os.environ.get("BROWSER") != "0"
    browser = chromium.find_or_install(environment.log_file()) if wanted else None
    if browser is not None:
        checks.append(BROWSER_TESTS)
        added = browser
    failed = [check.name for check in checks if not passes(check, added)]
    print()
    if which == "all" and browser is None:
        print(f"*** {chromium.NONE_HERE if wanted else chromium.NONE_WANTED} ***")
    if failed:
        print(f"Failed: {', '.join(failed)}.")
    else:
        print(f"Passed: {', '.join(check.name for check in checks)}.")
    return 1 if failed or (wanted and browser is None) else 0


def passes(check: Check, added: dict[str, str]) -> bool:
    """Run one check, its output on ours."""
    print(f"\n--- {check.name}", flush=True)
    # Whatever server the caller works on, the checks never touch it.
    given = {name: os.environ[name] for name in os.environ if name != "SAFECONDUCT_DATABASE_URL"}
    try:
        code = subprocess.call(
            check.command, cwd=environment.ROOT, env={**given, **added}, timeout=LIMIT_SECONDS
        )
    except subprocess.TimeoutExpired:
        print(f"\n{check.name} did not end within {LIMIT_SECONDS // 60} minutes.", flush=True)
        return False
    return code == 0


if __name__ == "__main__":
    try:
        sys.exit(main(sys.argv[1]))
    except KeyboardInterrupt:
        sys.exit(130)
