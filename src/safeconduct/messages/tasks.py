"""Jobs of this app. Arguments are ids only."""

from __future__ import annotations

import logging
import uuid

from procrastinate import JobContext, RetryStrategy
from procrastinate.contrib.django import app

from safeconduct.messages import selectors, services

#: So many times a mail is tried anew before it has failed for good.
MOST_AGAIN = 15
#: Half a minute, a minute, two ... about eighteen hours in all.
_AGAIN = RetryStrategy(max_attempts=MOST_AGAIN, exponential_wait=2, wait=28)
_log = logging.getLogger(__name__)


@app.task(queue="mail", retry=_AGAIN, pass_context=True)
def send(context: JobContext, mail_id: str) -> None:
    """Hand one mail to the mail server."""
    is_last = context.job is not None and context.job.attempts >= MOST_AGAIN
    services.send_mail(mail_id=uuid.UUID(mail_id), is_last_try=is_last)


@app.periodic(cron="17 3 * * *")
@app.task(queue="mail")
def forget(timestamp: int) -> None:
    """Remove mail that has left, and say in the log how much has not."""
    services.forget_sent_mail()
    stuck = sum(each.stuck for each in selectors.unsent())
    if stuck:
        _log.warning("%d mails were not sent, and nothing tries them any more.", stuck)
