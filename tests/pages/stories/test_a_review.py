"""A refusal that a review overturns: whoever refused decides no more, and a third officer authorizes."""

from __future__ import annotations

import pytest

from safeconduct.flow.reasons import WORDS, Reason
from tests.pages.stories.applying import opens_letter
from tests.pages.stories.walking import Walk
from tests.stories.people import APPEALS, DECIDER, SECOND, THIRD
from tests.stories.ways import waits_for_the_decision

pytestmark = [pytest.mark.browser, pytest.mark.database]
NO_REASON = {"en": "No urgent reason was shown.", "es": "No se mostró una razón urgente."}
ON_PAGE_3 = {
    "en": "The reason was shown on page 3.",
    "es": "La razón se mostró en la página 3.",
}
OVERTURNED = {
    "en": "After the review: the decision is set aside",
    "es": "Después de la revisión: la decisión se anula",
}


def test_a_review_by_another_officer_overturns_a_refusal(walk: Walk, definitions) -> None:
    maria = waits_for_the_decision(definitions["notice"], "2022-11")
    walk.knows(maria)
    walk.officer("2022-11-14", DECIDER, maria.case)
    walk.decides("refused", walk.told(NO_REASON))
    walk.officer("2022-11-15", SECOND, maria.case)
    walk.confirms()
    assert maria.stands_at == ("travel_decision", "denied")
    phone = walk.party("2022-11-20", maria.person, maria.case)
    walk.reads(phone, "The reasons that the officers gave", "Ask for a review of the decision")
    walk.sees(phone, "review-refused", at="#against-heading")
    walk.follows(phone, "a[href$='/review/']")
    walk.follows(phone, "main .buttons button")
    walk.reads(phone, "You asked for a review. Someone else will look at the decision.")
    assert maria.stands_at[1] == "in_review"
    desk = walk.officer("2022-11-28", APPEALS, maria.case)
    walk.reads(desk, "The decision under review", NO_REASON)
    desk.locator("#review-form input[value=set_aside] + label").click()
    desk.locator("#review-reasons").fill(walk.told(ON_PAGE_3))
    walk.sees(desk, "review-decided", at="#acts")
    walk.follows(desk, "#review-form button[type=submit]")
    assert maria.stands_at == ("travel_decision", "open")
    # Nobody who refused before decides again.
    for before in (DECIDER, SECOND):
        desk = walk.officer("2022-11-29", before, maria.case)
        assert desk.locator("#decide-form input[value=authorized]").count() == 0
        walk.unfolds(desk, ".not-now")
        walk.reads(desk, WORDS[Reason.DECIDED_BEFORE])
    walk.officer("2022-11-29", THIRD, maria.case)
    walk.decides("authorized")
    assert maria.stands_at == ("booking", "open")
    phone = walk.party("2022-11-30", maria.person, maria.case)
    walk.reads(phone, "Your travel authorization")
    opens_letter(walk, OVERTURNED)
    walk.sees(phone, "review-letter")
