"""Migrations and database tests on Debian's PostgreSQL 15, in a throwaway cluster of its own."""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
import tempfile
from pathlib import Path

import environment
from environment import Missing

from safeconduct.database import roles
from safeconduct.database.embedded import EmbeddedDatabase

PROGRAMS = Path("/usr/lib/postgresql/15")
PACKAGE = "postgresql-15"


def main() -> int:
    """Start the cluster, run the tests against its URL, stop it and remove it."""
    try:
        find_or_install()
    except Missing as missing:
        print(missing, file=sys.stderr)
        return 3
    with tempfile.TemporaryDirectory(prefix="safeconduct-outside-") as folder:
        # PostgreSQL 15 asks for its own working folder by name, so its account has to reach it.
        Path(folder).chmod(0o711)
        outside = EmbeddedDatabase(
            Path(folder) / "database", programs=PROGRAMS, locale=("--locale=C.UTF-8",)
        )
        with outside.running() as address:
            with outside.admin() as connection:
                print(connection.execute("SELECT version()").fetchone()[0], flush=True)
            url = (
                f"postgresql://{roles.ADMIN}:{outside.password(roles.ADMIN)}@/{roles.DATABASE}"
                f"?host={address.host}&port={address.port}"
            )
            tests = [sys.executable, "-m", "pytest", "-m", "database and not browser", "tests"]
            given = {**os.environ, "SAFECONDUCT_DATABASE_URL": url}
            return subprocess.call(tests, cwd=environment.ROOT, env=given)


def find_or_install() -> None:
    """Make sure that PostgreSQL 15 is there."""
    if (PROGRAMS / "bin" / "postgres").exists():
        return
    if os.geteuid() != 0 or not shutil.which("apt-get"):
        raise Missing(f"PostgreSQL 15 is missing; on Debian 12: apt-get install {PACKAGE}")
    environment.say(f"Debian's {PACKAGE}")
    quiet = {**os.environ, "DEBIAN_FRONTEND": "noninteractive"}
    environment.call(["apt-get", "update"], "Reading Debian's package lists", env=quiet)
    install = ["apt-get", "install", "--yes", "--no-install-recommends", PACKAGE]
    environment.call(install, f"Installing {PACKAGE}", env=quiet)


if __name__ == "__main__":
    sys.exit(main())
