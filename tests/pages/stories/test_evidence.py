"""Evidence is asked for until 18 November and comes on the 21st: late, and it still counts."""

from __future__ import annotations

import pytest

from safeconduct.cases.deadlines import pass_deadlines
from safeconduct.flow.reasons import WORDS, Reason
from tests.pages.stories.applying import MAIN, opens_letter, types_day
from tests.pages.stories.walking import Walk
from tests.stories.people import DECIDER
from tests.stories.ways import waits_for_the_decision

pytestmark = [pytest.mark.browser, pytest.mark.database]
CLEARER = {"en": "A clearer copy of the passport.", "es": "Una copia más clara del pasaporte."}
OVER = {
    "en": "The time for what we asked is over",
    "es": "Terminó el plazo para lo que pedimos",
}


def test_evidence_is_asked_for_and_given_late(walk: Walk, definitions) -> None:
    maria = waits_for_the_decision(definitions["notice"], "2022-11")
    walk.knows(maria)
    desk = walk.officer("2022-11-11", DECIDER, maria.case)
    walk.opens("ask")
    desk.locator("#ask-what").fill(walk.told(CLEARER))
    desk.locator("#ask-until").fill("2022-11-18")
    walk.follows(desk, "#ask-form button[type=submit]")
    assert maria.stands_at == ("travel_decision", "waiting_for_evidence")
    walk.unfolds(desk, ".not-now")
    walk.reads(desk, "Evidence asked for", WORDS[Reason.WAITING_FOR_EVIDENCE])
    phone = walk.party("2022-11-12", maria.person, maria.case)
    walk.reads(phone, "It is your turn.", "What you are asked for")
    walk.sees(phone, "evidence-asked")
    # The last day passes in Washington; nothing is decided by that.
    walk.now("2022-11-19T05:01:00+00:00")
    assert pass_deadlines() == 1
    assert maria.stands_at == ("travel_decision", "open")
    phone = walk.party("2022-11-21", maria.person, maria.case)
    walk.reads_not(phone, "What you are asked for")
    opens_letter(walk, OVER)
    walk.sees(phone, "evidence-over")
    phone = walk.party(
        "2022-11-21", maria.person, maria.case, "questions/passport_expiry_date/?change=1"
    )
    types_day(walk, "f", "2028-01-31")
    walk.follows(phone, MAIN)
    walk.reads(phone, "What you said before")
    desk = walk.officer("2022-11-22", DECIDER, maria.case)
    walk.reads(desk, walk.day("2028-01-31"))
    walk.sees(desk, "evidence-counts", at="tr:has(a[href*='=passport_expiry_date'])")
    walk.decides("authorized")
    assert maria.stands_at == ("booking", "open")
    phone = walk.party("2022-11-22", maria.person, maria.case)
    walk.reads(phone, "Your travel authorization")
