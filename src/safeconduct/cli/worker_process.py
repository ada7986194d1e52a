"""The worker as `safeconduct run` starts it: it takes jobs out of the queue and asks the clock."""

from __future__ import annotations

import logging
import os
import signal

import django

from safeconduct.web.serve import end_with_parent

CONCURRENT_JOBS = 4
#: A job that is under way when it is told to stop has this long.
GRACE_SECONDS = 5.0


def work() -> None:
    """Work until a signal comes."""
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "safeconduct.web.settings")
    django.setup()
    # The job app only exists once Django is set up.
    from procrastinate.contrib.django import app  # noqa: PLC0415

    logging.getLogger("procrastinate").setLevel(logging.WARNING)
    connector = app.connector.get_worker_connector()  # type: ignore[attr-defined]
    with app.replace_connector(connector) as working:
        working.run_worker(
            concurrency=CONCURRENT_JOBS,
            shutdown_graceful_timeout=GRACE_SECONDS,
            delete_jobs="successful",
        )


if __name__ == "__main__":
    end_with_parent(signal.SIGTERM)
    work()
