"""gunicorn as `safeconduct run` starts it: one worker process with threads.

Each process asks to be ended with its parent, so that a killed parent leaves the port free at once.
"""

from __future__ import annotations

import ctypes
import signal
import sys
import threading
from typing import Any

from gunicorn.app.base import BaseApplication

THREADS = 8
_PR_SET_PDEATHSIG = 1
#: The first pages come before that.
WARM_AFTER_SECONDS = 5.0


class App(BaseApplication):
    """The pages under gunicorn."""

    def __init__(self, host: str, port: int) -> None:
        self._bind = f"[{host}]:{port}" if ":" in host else f"{host}:{port}"
        super().__init__()

    def load_config(self) -> None:
        """Set what gunicorn needs to know."""
        for name, value in {
            "bind": self._bind,
            "worker_class": "gthread",
            "workers": 1,
            "threads": THREADS,
            "timeout": 120,
            "graceful_timeout": 5,
            "loglevel": "warning",
            "proc_name": "safeconduct",
            "control_socket_disable": True,
            "post_fork": lambda arbiter, worker: end_with_parent(signal.SIGKILL),
            "post_worker_init": lambda worker: warm_later(),
        }.items():
            if name in self.cfg.settings:
                self.cfg.set(name, value)

    def load(self) -> Any:
        """The WSGI application; imported in the worker, since Polars' threads survive no fork."""
        from safeconduct.web.wsgi import application  # noqa: PLC0415

        return application


def warm_later(after: float = WARM_AFTER_SECONDS) -> threading.Timer:
    """Do so once the app has answered for a while."""
    timer = threading.Timer(after, warm)
    timer.daemon = True
    timer.start()
    return timer


def warm() -> None:
    """Load scientific libraries and the drawing of charts, so that the first estimate waits for neither."""
    from safeconduct.impact import analysis  # noqa: F401, PLC0415 (slow to import)
    from safeconduct.impact.report import charts  # noqa: PLC0415 (as above)

    charts.warm()


def end_with_parent(number: signal.Signals) -> None:
    """Have the kernel send this process a signal when its parent ends; only Linux can."""
    if sys.platform == "linux":
        ctypes.CDLL(None).prctl(_PR_SET_PDEATHSIG, number)


if __name__ == "__main__":
    end_with_parent(signal.SIGTERM)
    App(sys.argv[1], int(sys.argv[2])).run()
