"""Jobs of this app. Arguments are ids only."""

from __future__ import annotations

import uuid

from procrastinate import RetryStrategy
from procrastinate.contrib.django import app

from safeconduct.messages import services

#: Half a minute, a minute, two ... about a day in all.
_AGAIN = RetryStrategy(max_attempts=12, exponential_wait=2, wait=28)


@app.task(queue="mail", retry=_AGAIN)
def send(mail_id: str) -> None:
    """Hand one mail to the mail server."""
    services.send_mail(mail_id=uuid.UUID(mail_id))


@app.periodic(cron="17 3 * * *")
@app.task(queue="mail")
def forget(timestamp: int) -> None:
    """Remove mail that has left."""
    services.forget_sent_mail()
