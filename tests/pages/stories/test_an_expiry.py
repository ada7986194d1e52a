"""Ninety days from 23 November 2022: valid until the last minute of 21 February in Washington, then over."""

from __future__ import annotations

import pytest

from safeconduct.cases.deadlines import pass_deadlines
from tests.pages.stories.applying import opens_letter
from tests.pages.stories.walking import Walk
from tests.stories.people import DECIDER
from tests.stories.ways import waits_for_the_decision

pytestmark = [pytest.mark.browser, pytest.mark.database]
A_MINUTE_BEFORE, A_MINUTE_AFTER = "2023-02-22T04:59:00+00:00", "2023-02-22T05:01:00+00:00"
EXPIRED = {"en": "Your authorization has expired", "es": "Su autorización venció"}


def test_an_authorization_expires_at_the_end_of_its_ninetieth_day(walk: Walk, definitions) -> None:
    maria = waits_for_the_decision(definitions["notice"], "2022-11")
    walk.knows(maria)
    walk.officer("2022-11-23", DECIDER, maria.case)
    walk.decides("authorized")
    phone = walk.party("2022-11-23", maria.person, maria.case)
    last = walk.day("2023-02-21")
    walk.reads(phone, "Valid until the end of %(day)s.", day=last)
    phone = walk.party(A_MINUTE_BEFORE, maria.person, maria.case)
    assert pass_deadlines() == 0
    walk.reads(phone, "It is your turn.", "Valid until the end of %(day)s.", day=last)
    walk.sees(phone, "expiry-before", at="#authorization-heading", tall=560)
    phone = walk.party(A_MINUTE_AFTER, maria.person, maria.case)
    assert pass_deadlines() == 1
    phone.reload()
    walk.reads(phone, "The time for this case is over.")
    walk.reads(
        phone, "Its time is over: the last day was %(day)s. Do not travel with it.", day=last
    )
    walk.sees(phone, "expiry-after", tall=560)
    assert maria.stands_at == ("booking", "expired")
    opens_letter(walk, EXPIRED)
    walk.sees(phone, "expiry-letter")
    # Nobody authorizes it again in this case.
    desk = walk.officer(A_MINUTE_AFTER, DECIDER, maria.case)
    walk.reads(desk, "The case is over.")
