"""Which processes serve a data folder: asked of the operating system, not of a pid file alone."""

from __future__ import annotations

from pathlib import Path

import psutil


def postmaster(cluster: Path) -> int | None:
    """The process id of the living postmaster of this data folder, or None.

    A pid file outlives a killed server and its number may since belong to anything, so the process
    has to be a PostgreSQL that works in this very folder.
    """
    pid = _pid_in(cluster / "postmaster.pid")
    return pid if pid is not None and _serves(pid, cluster) else None


def leftovers(cluster: Path) -> list[int]:
    """Processes of a killed server that still hold on to this data folder."""
    alive = postmaster(cluster)
    return [pid for pid in psutil.pids() if pid != alive and _serves(pid, cluster)]


def end(pids: list[int]) -> None:
    """End processes that no postmaster answers for any more."""
    for pid in pids:
        try:
            psutil.Process(pid).kill()
        except psutil.Error:
            continue


def forget_if_reused(file: Path, cluster: Path) -> None:
    """Remove a pid file whose number has since gone to another program.

    PostgreSQL itself removes the file of a dead process, but takes any living one for a server.
    """
    pid = _pid_in(file)
    if pid is not None and psutil.pid_exists(pid) and not _serves(pid, cluster):
        file.unlink(missing_ok=True)


def _pid_in(file: Path) -> int | None:
    try:
        return abs(int(file.read_text().split("\n", 1)[0]))
    except (OSError, ValueError):
        return None


def _serves(pid: int, cluster: Path) -> bool:
    try:
        process = psutil.Process(pid)
        return (
            process.name().startswith("postgres")
            and process.status() != psutil.STATUS_ZOMBIE
            and Path(process.cwd()) == cluster
        )
    except (psutil.Error, OSError):
        return False
