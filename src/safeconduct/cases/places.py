"""What the clock does when a place that was kept for a review is free again."""

from __future__ import annotations

import uuid

from safeconduct.capacity.services import due_back
from safeconduct.cases import rounds
from safeconduct.cases.work import at_work


def give_back_due() -> int:
    """Give back the places that nobody can be restored to any more; gives in how many cases.

    Whether one is due is for the case's own history to say: the kept instant only tells where to look.
    """
    return rounds.each(due_back(), _give_back)


def _give_back(case_id: uuid.UUID) -> bool:
    with at_work(case_id) as work:
        due = work.course.places_due_back(work.state, work.at)
    return bool(due)
