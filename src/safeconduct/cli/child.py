"""A process of `safeconduct run`'s own: started, watched and stopped with it."""

from __future__ import annotations

import os
import subprocess
import sys
import time
from pathlib import Path

STOP_LIMIT_SECONDS = 10
#: Whoever dies again and again is started less and less often.
FIRST_PAUSE_SECONDS, LONGEST_PAUSE_SECONDS = 0.5, 60.0
SETTLED_AFTER_SECONDS = 120.0


class Child:
    """`python -m MODULE ARGUMENTS` in a role of the database; its output goes to `log`."""

    def __init__(self, module: str, *arguments: str, role: str, log: Path) -> None:
        self._command = [sys.executable, "-m", module, *arguments]
        self._role, self.log = role, log
        self._process: subprocess.Popen[bytes] | None = None
        self._started = 0.0
        self._pause = FIRST_PAUSE_SECONDS

    def start(self) -> None:
        """Start the process."""
        self.log.parent.mkdir(parents=True, exist_ok=True)
        with open(self.log, "ab") as output:
            self._process = subprocess.Popen(
                self._command,
                stdin=subprocess.DEVNULL,
                stdout=output,
                stderr=subprocess.STDOUT,
                env={**os.environ, "SAFECONDUCT_DATABASE_ROLE": self._role},
                # Ctrl-C is for `run` alone, which then stops its processes in order.
                start_new_session=True,
            )
        self._started = time.monotonic()

    @property
    def is_gone(self) -> bool:
        """Whether it was started and has ended."""
        return self._process is not None and self._process.poll() is not None

    def heal(self) -> None:
        """Start it again if it died, after a pause that grows as long as it keeps dying."""
        if not self.is_gone:
            return
        lived = time.monotonic() - self._started
        if lived >= SETTLED_AFTER_SECONDS:
            self._pause = FIRST_PAUSE_SECONDS
        if lived < self._pause:
            return
        self._pause = min(2 * self._pause, LONGEST_PAUSE_SECONDS)
        self.start()

    def stop(self) -> None:
        """Stop it; what is under way is finished first, or done again at the next start."""
        if self._process is None:
            return
        self._process.terminate()
        try:
            self._process.wait(STOP_LIMIT_SECONDS)
        except subprocess.TimeoutExpired:
            self._process.kill()
            self._process.wait()
