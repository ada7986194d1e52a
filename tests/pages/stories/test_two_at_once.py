"""Two officers at one case at once: who is second reads what both did, and loses nothing of it."""

from __future__ import annotations

from dataclasses import replace

import pytest

from tests.pages.stories.walking import Walk
from tests.stories.people import DECIDER, SECOND
from tests.stories.ways import waits_for_the_decision

pytestmark = [pytest.mark.browser, pytest.mark.database]
BECAUSE = {
    "en": "The letter of 9 November does not bear her name.",
    "es": "La carta del 9 de noviembre no lleva su nombre.",
}


def test_two_officers_decide_at_once_and_both_read_it(walk: Walk, definitions, page_at) -> None:
    maria = waits_for_the_decision(definitions["notice"], "2022-11")
    walk.knows(maria)
    # Both have the case before them as it stood in the morning.
    beside = replace(walk, desk=page_at(1280, language=walk.language))
    beside.officer("2022-11-14", DECIDER, maria.case)
    desk = walk.officer("2022-11-14", SECOND, maria.case)
    beside.decides("authorized")
    walk.decides("refused", walk.told(BECAUSE))
    walk.reads(desk, "Someone else was first", "Yours", "Theirs")
    walk.reads(desk, {"en": "Not authorized", "es": "No autorizada"}, "Travel 2")
    walk.sees(desk, "two-at-once")
    # Nothing of the second counts, and what was typed stays in the form.
    assert maria.stands_at == ("booking", "open")
    assert desk.locator("#decide-form textarea[name=reasons]").input_value() == walk.told(BECAUSE)
    phone = walk.party("2022-11-14", maria.person, maria.case)
    walk.reads(phone, "Your travel authorization")
    walk.reads_not(phone, BECAUSE)
    walk.sees(phone, "two-authorized")
