"""Jobs about jobs."""

from __future__ import annotations

from procrastinate import JobContext
from procrastinate.contrib.django import app

#: A worker says that it lives every ten seconds.
SILENT_FOR_SECONDS = 60


@app.periodic(cron="* * * * *")
@app.task(queue="clock", queueing_lock="stalled", pass_context=True)
async def take_up_stalled_jobs(context: JobContext, timestamp: int) -> None:
    """Give the jobs of workers that were killed to others: every job can be done twice."""
    manager = context.app.job_manager
    for job in await manager.get_stalled_jobs(seconds_since_heartbeat=SILENT_FOR_SECONDS):
        await manager.retry_job(job)
