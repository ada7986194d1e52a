"""What the clock does in cases it does in the worker's own role, in a process that has read nothing yet."""

from __future__ import annotations

import pytest

from safeconduct import clock
from safeconduct.cases import deadlines, definitions, holds, places, reminders
from safeconduct.database import roles
from tests.statistics.conftest import at

pytestmark = pytest.mark.database


def test_a_deadline_passes_in_the_workers_role(small, filed, test_databases) -> None:
    with clock.at(at("2023-01-02")):
        case = filed(small())
        case.act("authorized")
    definitions._course.cache_clear()
    definitions._stored.cache_clear()
    with clock.at(at("2023-05-02")), test_databases.in_role(roles.WORKER):
        holds.spread()
        assert deadlines.pass_deadlines() == 1
        places.give_back_due()
        reminders.send_due()
    case.case.standing.refresh_from_db()
    assert case.case.standing.end == "expired"
