"""Jobs of this app. Arguments are ids only, and no legal time is a job's own."""

from __future__ import annotations

import uuid

from procrastinate.contrib.django import app

from safeconduct.cases import check_ins, erasing, orders
from safeconduct.cases.deadlines import pass_deadlines
from safeconduct.cases.holds import spread
from safeconduct.cases.models import Erasure, Party
from safeconduct.cases.places import give_back_due
from safeconduct.cases.reminders import send_due
from safeconduct.messages.services import forget_mail_of


@app.periodic(cron="* * * * *")
@app.task(queue="clock", queueing_lock="clock")
def ask_the_clock(timestamp: int) -> None:
    """Let the clock do what is due: when is for the clock and the rules to say, not for this job."""
    # A stage that is held stands still before any time in it is said to be over.
    spread()
    pass_deadlines()
    give_back_due()
    send_due()
    check_ins.send_due()
    orders.tell_due()


@app.periodic(cron="41 2 * * *")
@app.task(queue="clock", queueing_lock="time for keeping")
def note_due(timestamp: int) -> None:
    """Note whose time for keeping is over. Officers decide."""
    erasing.note_due()


@app.task(queue="mail")
def forget_mail(erasure_id: str) -> None:
    """Remove the mail of a person who was erased: what left, and what waits."""
    row = Erasure.objects.filter(id=uuid.UUID(erasure_id), outcome="erased").first()
    if row is None:
        return
    parts = Party.ever.filter(person=row.person_id)
    forget_mail_of(
        accounts=list(parts.exclude(account="").values_list("account", flat=True)),
        receipt_numbers=list(parts.values_list("case__receipt_number", flat=True)),
    )
