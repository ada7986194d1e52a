"""Jobs of this app."""

from __future__ import annotations

from procrastinate.contrib.django import app

from safeconduct.statistics.services import publish_due


@app.periodic(cron="17 3 * * *")
@app.task(queue="clock", queueing_lock="statistics")
def publish_statistics(timestamp: int) -> None:
    """Publish the months that are over: which they are is for the clock and the programme to say."""
    publish_due()
