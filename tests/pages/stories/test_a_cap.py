"""The last day of January: two places were given, and the third waits for February's first."""

from __future__ import annotations

import pytest

from tests.pages.stories.walking import Walk
from tests.stories.people import DECIDER
from tests.stories.ways import waits_for_the_decision

pytestmark = [pytest.mark.browser, pytest.mark.database]


def test_the_cap_is_reached_on_the_last_day_of_the_month(walk: Walk, two_a_month) -> None:
    first, second, third = (waits_for_the_decision(two_a_month, "2023-01") for _ in range(3))
    first.does("2023-01-17", DECIDER, "authorized")
    second.does("2023-01-31", DECIDER, "authorized")
    # Half past eleven at night in Washington, when it is already February in Greenwich.
    desk = walk.officer("2023-02-01T04:30:00+00:00", DECIDER, third.case)
    walk.decides("authorized")
    walk.sees(desk, "cap-full")
    walk.reads(desk, "This is not allowed now")
    assert third.stands_at == ("travel_decision", "open")
    phone = walk.party("2023-02-01T04:45:00+00:00", third.person, third.case)
    walk.sees(phone, "cap-waiting")
    # Half an hour after midnight in Washington.
    desk = walk.officer("2023-02-01T05:30:00+00:00", DECIDER, third.case)
    walk.decides("authorized")
    walk.sees(desk, "cap-next-month")
    assert third.stands_at == ("booking", "open")
    phone = walk.party("2023-02-01T15:00:00+00:00", third.person, third.case)
    walk.sees(phone, "cap-authorized")
