"""Jobs of this app."""

from __future__ import annotations

from procrastinate.contrib.django import app

from safeconduct import programme, settings
from safeconduct.impact import keeping
from safeconduct.statistics.services import publish_due


@app.periodic(cron="17 3 * * *")
@app.task(queue="clock", queueing_lock="statistics")
def publish_statistics(timestamp: int) -> None:
    """Publish the months that are over: which they are is for the clock and the programme to say."""
    publish_due()


@app.periodic(cron="29 3 * * *")
@app.task(queue="clock", queueing_lock="studies")
def prepare_studies(timestamp: int) -> None:
    """Work out whether programmes work, coverage too, so that no reader waits; quick if nothing changed."""
    for name in keeping.studied():
        keeping.prepare(programme.load(name), settings.home())
