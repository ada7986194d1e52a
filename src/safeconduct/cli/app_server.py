"""The app as a process of its own: gunicorn, started, watched and stopped by `safeconduct run`."""

from __future__ import annotations

import socket
import time
import urllib.error
import urllib.request
from pathlib import Path

from safeconduct.cli.child import Child
from safeconduct.errors import MissingPiece, SafeconductError

#: A killed predecessor's port is free within moments.
PORT_WAIT_SECONDS = 3.0
START_LIMIT_SECONDS = 60
PAUSE_SECONDS = 0.05
MOST_RESTARTS = 5


class AppServer(Child):
    """gunicorn on one address."""

    def __init__(self, host: str, port: int, log: Path) -> None:
        super().__init__("safeconduct.web.serve", host, str(port), role="web", log=log)
        self.host, self.port = host, port
        shown = f"[{host}]" if ":" in host else host
        self.url = f"http://{shown}:{port}/"
        self._restarts = 0

    def start(self) -> None:
        """Start the app and return when it answers. SafeconductError when it does not."""
        wait_for_port(self.host, self.port)
        super().start()
        for _ in range(int(START_LIMIT_SECONDS / PAUSE_SECONDS)):
            if self.is_gone:
                raise self._failed("The app ended while starting.")
            if self._answers():
                return
            time.sleep(PAUSE_SECONDS)
        raise self._failed(f"The app gave no answer in {START_LIMIT_SECONDS} s.")

    def heal(self) -> None:
        """Start the app again if it died: at once, but only a few times."""
        if not self.is_gone:
            return
        self._restarts += 1
        if self._restarts > MOST_RESTARTS:
            raise self._failed(f"The app ended {self._restarts} times.")
        self.start()

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
