"""What the clock does when a time is over. A job calls this each minute; no legal time is a job's own."""

from __future__ import annotations

import uuid
from functools import partial

from safeconduct import clock
from safeconduct.cases import deeds, rounds
from safeconduct.cases.errors import NotAllowed
from safeconduct.cases.models import Deadline
from safeconduct.cases.work import CLOCK, at_work
from safeconduct.flow import EventKind


def pass_deadlines() -> int:
    """Let the clock do what is due by now; gives the number of steps that it took.

    Where the outcome is for a person to decide, the deadline stays due, and on their list.
    """
    due = Deadline.objects.filter(due_at__lte=clock.now(), settled_at__isnull=True)
    return sum(
        rounds.each([case_id], partial(_pass, stage=stage, outcome=outcome))
        for case_id, stage, outcome in list(due.values_list("case_id", "stage", "outcome"))
    )


def _pass(case_id: uuid.UUID, stage: str, outcome: str) -> bool:
    with at_work(case_id) as work:
        known = {(held.stage, held.outcome or "") for held in work.state.deadlines}
        if (stage, outcome) not in known:
            return False
        try:
            work.happen(EventKind.DEADLINE_PASSED, CLOCK, stage=stage, outcome=outcome or None)
        except NotAllowed:
            return False
        deeds.let_the_clock_act(work)
        return True
