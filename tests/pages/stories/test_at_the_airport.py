"""At the airport the entry is refused: by two officers, with reasons, and asylum may still be asked for."""

from __future__ import annotations

import pytest

from safeconduct.flow.reasons import WORDS, Reason
from tests.pages.stories.applying import opens_letter
from tests.pages.stories.walking import Walk
from tests.stories.people import CARRIER, DECIDER, PORT, SECOND_PORT
from tests.stories.ways import waits_for_the_decision

pytestmark = [pytest.mark.browser, pytest.mark.database]
NOT_HERS = {"en": "The passport is not hers.", "es": "El pasaporte no es el de ella."}
REFUSED = {"en": "Entry was refused", "es": "Se rechazó la entrada"}
AFRAID = {"en": "Are you afraid to go back", "es": "¿Tiene miedo de regresar"}


def test_entry_is_refused_on_arrival_by_two_officers(walk: Walk, definitions) -> None:
    maria = waits_for_the_decision(definitions["notice"], "2022-11")
    walk.knows(maria)
    maria.does("2022-11-23", DECIDER, "authorized")
    maria.does("2022-11-26", maria.person, "booked")
    maria.does("2022-12-01", CARRIER, "boarded")
    landed = "2022-12-01T22:00:00+00:00"
    desk = walk.officer(landed, PORT, maria.case)
    walk.decides("refused")
    walk.reads(desk, "This is not allowed now", WORDS[Reason.REASONS_NEEDED])
    walk.decides("refused", walk.told(NOT_HERS))
    assert maria.stands_at == ("inspection", "awaiting_second_officer")
    # The first officer is not their own second.
    walk.unfolds(desk, ".not-now")
    walk.reads(desk, WORDS[Reason.SAME_OFFICER])
    assert desk.locator("#confirm-form").count() == 0
    walk.sees(desk, "arrival-one-officer")
    phone = walk.party("2022-12-01T22:15:00+00:00", maria.person, maria.case)
    walk.reads(
        phone,
        "A first officer has looked at it. A second officer has to agree before anything is decided.",
    )
    walk.officer("2022-12-01T22:30:00+00:00", SECOND_PORT, maria.case)
    walk.confirms()
    assert maria.stands_at == ("inspection", "denied")
    phone = walk.party("2022-12-01T22:45:00+00:00", maria.person, maria.case)
    walk.reads(phone, NOT_HERS)
    walk.reads(phone, "This does not take away your right to ask for asylum.")
    walk.sees(phone, "arrival-refused", at="#against-heading")
    opens_letter(walk, REFUSED)
    walk.reads(phone, AFRAID)
    walk.sees(phone, "arrival-letter", at="article h2:nth-of-type(2)")
