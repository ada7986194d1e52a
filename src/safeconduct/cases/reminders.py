"""Reminders before a time is over: rows that are due, asked of the clock, never a job's own time."""

from __future__ import annotations

import uuid

from safeconduct import clock
from safeconduct.cases import deeds, rounds
from safeconduct.cases.models import Reminder
from safeconduct.cases.work import at_work
from safeconduct.flow import Status


def send_due() -> int:
    """Send each person the reminder that is due; gives how many were sent. A job calls this often.

    After a time without anyone to call it, the nearest to the last day is sent alone: one that came
    before it would tell nothing more.
    """
    due = Reminder.objects.filter(due_at__lte=clock.now(), settled_at__isnull=True)
    cases = due.order_by("case_id").values_list("case_id", flat=True).distinct()
    return rounds.each(list(cases), _send)


def _send(case_id: uuid.UUID) -> bool:
    with at_work(case_id) as work:
        if work.state.status in (Status.PAUSED, Status.IN_REVIEW):
            # The time stands still: when it is over is not known before it goes on.
            return False
        due = [r for r in work.course.reminders(work.state, work.at) if r.due_at <= work.at]
        if work.state.end or not due or work.course.day(work.at) > due[-1].last_day:
            return False
        deeds.remind(work, min(due, key=lambda reminder: reminder.days))
        return True
