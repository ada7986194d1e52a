"""The app as a process of its own: gunicorn, started, watched and stopped by `safeconduct run`."""

from __future__ import annotations

import os
import socket
import subprocess
import sys
import time
import urllib.error
import urllib.request
from pathlib import Path

from safeconduct.errors import MissingPiece, SafeconductError

#: A killed predecessor's port is free within moments.
PORT_WAIT_SECONDS = 3.0
START_LIMIT_SECONDS = 60
STOP_LIMIT_SECONDS = 10
PAUSE_SECONDS = 0.05
MOST_RESTARTS = 5


class AppServer:
    """gunicorn on one address; its output goes to `log`."""

    def __init__(self, host: str, port: int, log: Path) -> None:
        self.host, self.port, self.log = host, port, log
        shown = f"[{host}]" if ":" in host else host
        self.url = f"http://{shown}:{port}/"
        self._process: subprocess.Popen[bytes] | None = None
        self._restarts = 0

    def start(self) -> None:
        """Start the app and return when it answers. SafeconductError when it does not."""
        self.log.parent.mkdir(parents=True, exist_ok=True)
        wait_for_port(self.host, self.port)
        with open(self.log, "ab") as output:
            self._process = subprocess.Popen(
                [sys.executable, "-m", "safeconduct.web.serve", self.host, str(self.port)],
                stdin=subprocess.DEVNULL,
                stdout=output,
                stderr=subprocess.STDOUT,
                env={**os.environ, "SAFECONDUCT_DATABASE_ROLE": "web"},
                # Ctrl-C is for `run` alone, which then stops the app in order.
                start_new_session=True,
            )
        for _ in range(int(START_LIMIT_SECONDS / PAUSE_SECONDS)):
            if self._process.poll() is not None:
                raise self._failed("The app ended while starting.")
            if self._answers():
                return
            time.sleep(PAUSE_SECONDS)
        raise self._failed(f"The app gave no answer in {START_LIMIT_SECONDS} s.")

    def heal(self) -> None:
        """Start the app again if it died, a few times."""
        if self._process is None or self._process.poll() is None:
            return
        self._restarts += 1
        if self._restarts > MOST_RESTARTS:
            raise self._failed(f"The app ended {self._restarts} times.")
        self.start()

    def stop(self) -> None:
        """Stop the app; what is being answered is finished first."""
        if self._process is None:
            return
        self._process.terminate()
        try:
            self._process.wait(STOP_LIMIT_SECONDS)
        except subprocess.TimeoutExpired:
            self._process.kill()
            self._process.wait()

    def _answers(self) -> bool:
        try:
            with urllib.request.urlopen(f"{self.url}health", timeout=5):
                return True
        except urllib.error.HTTPError:
            return True
        except OSError:
            return False

    def _failed(self, message: str) -> SafeconductError:
        return SafeconductError(f"{message} What it said is in {self.log}.")


def wait_for_port(host: str, port: int) -> None:
    """Return when the port is free. MissingPiece when another program keeps it."""
    family = socket.AF_INET6 if ":" in host else socket.AF_INET
    for _ in range(int(PORT_WAIT_SECONDS / PAUSE_SECONDS)):
        with socket.socket(family) as probe:
            probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
            try:
                probe.bind((host, port))
                return
            except PermissionError:
                break
            except socket.gaierror:
                raise MissingPiece(
                    f"{host} is no address of this machine: set SAFECONDUCT_HOST=127.0.0.1."
                ) from None
            except OSError:
                time.sleep(PAUSE_SECONDS)
    raise MissingPiece(
        f"Port {port} on {host} is not free for us: "
        f"run with another one, as in `SAFECONDUCT_PORT={_suggested(port)} make run`."
    )


def _suggested(port: int) -> int:
    return port + 1 if 1024 <= port < 65535 else 8001
