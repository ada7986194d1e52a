"""Jobs of this app. Arguments are ids only, and no legal time is a job's own."""

from __future__ import annotations

from procrastinate.contrib.django import app

from safeconduct.cases import check_ins, orders
from safeconduct.cases.deadlines import pass_deadlines
from safeconduct.cases.holds import spread
from safeconduct.cases.places import give_back_due
from safeconduct.cases.reminders import send_due


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
