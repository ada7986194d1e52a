"""On the shipped programme: each step of a case is counted, and what was counted keeps the limits."""

from __future__ import annotations

from datetime import date

import pytest

from safeconduct.cases import counting
from safeconduct.cases.counting import PARTY_ENDED, Series
from safeconduct.statistics.limits import limits_of
from tests.statistics.conftest import at
from tests.stories.conftest import REFERENCE, definitions  # noqa: F401 (a fixture)
from tests.stories.people import DECIDER, REVIEWER, SUPPORTER, SUPPORTER_REVIEWED, VETTER
from tests.stories.test_another_supporter import ends, named
from tests.stories.ways import waits_for_the_decision

pytestmark = pytest.mark.database


def test_who_goes_back_to_another_supporter_is_counted_again_where_they_pass(
    definitions,  # noqa: F811
) -> None:
    maria = waits_for_the_decision(definitions["notice"], "2022-11")
    ends(maria, "2022-12-12", maria.person, reasons="He had an accident.")
    aunt = named(maria, "2022-12-14")
    maria.does("2022-12-14", aunt, "filed", **SUPPORTER)
    maria.does("2022-12-16", REVIEWER, "confirmed", **SUPPORTER_REVIEWED)
    for outcome in ("confirmed", "made", "sent"):
        maria.does("2022-12-17", maria.person, outcome)
    maria.does("2022-12-18", VETTER, "vetted")
    maria.does("2022-12-20", DECIDER, "authorized")
    over = counting.courses(REFERENCE)
    (which,) = over
    counted = counting.counts(REFERENCE, at("2023-01-01"), over)
    left = {(s.stage, s.outcome): n for s, n in counted.items() if s.measure == "left"}
    assert left["travel_decision", PARTY_ENDED] == 1
    assert left["declaration", "filed"] == left["vetting", "vetted"] == 2
    assert left["travel_decision", "authorized"] == 1
    assert counted[Series(*which, "opened")] == 1
    for limit in limits_of(counted, over[which], date(2022, 12, 31)):
        assert sum(counted[s] for s in limit.left) <= sum(counted[s] for s in limit.came), limit
    # Waits count from coming to a stage, the second time from the second coming.
    told = {Series(*which, "left", "declaration", "filed"): (1, 2)}
    (wait,) = counting.waits(REFERENCE, at("2023-01-01"), over, told, zone="UTC", least=1)
    assert (wait.stage, wait.cases, wait.days[1]) == ("declaration", 1, 0)
    # Before the month in which it happened nothing of it is counted.
    before = counting.counts(REFERENCE, at("2022-12-01"), over)
    assert not any(series.outcome == PARTY_ENDED for series in before)
