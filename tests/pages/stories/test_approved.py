"""Caracas to Houston as published: a supporter files, María confirms, officers decide, she flies and stays."""

from __future__ import annotations

import pytest

from tests.pages.stories.applying import accepts, answers, begins, invites, opens_letter, sends
from tests.pages.stories.walking import Walk
from tests.stories.people import CARRIER, DECIDER, MARIA, PORT, REVIEWER, VETTER
from tests.web.portal.applying import PERSON, SUPPORTER

pytestmark = [pytest.mark.browser, pytest.mark.database]
HERS = PERSON | {"full_name": "María Ejemplo"}
MAY_ENTER = {"en": "You may enter and stay", "es": "Puede entrar y quedarse"}
REVIEWED = ("supporter_checks_passed", "supporter_can_support", "supporter_confirmed")


@pytest.mark.usefixtures("definitions")
def test_from_caracas_to_houston(walk: Walk, as_published) -> None:
    maria = begins(walk, "2022-11-02", "supporter")
    answers(walk, SUPPORTER)
    walk.sees(walk.phone, "approved-declaration")
    sends(walk)
    desk = walk.officer("2022-11-06", REVIEWER, maria.case)
    walk.sees(desk, "approved-review")
    walk.decides("confirmed", **dict.fromkeys(REVIEWED, "yes"))
    walk.party("2022-11-06", maria.supporter, maria.case)
    accepts(walk, "2022-11-07", maria, invites(walk))
    maria.notes("2022-11-07", maria.person, **MARIA)
    for _step in ("account", "attestations", "travel_request"):
        answers(walk, HERS)
        sends(walk)
    assert maria.stands_at == ("vetting", "open")
    walk.officer("2022-11-09", VETTER, maria.case)
    walk.decides("vetted", vetting_passed="yes")
    desk = walk.officer("2022-11-14", DECIDER, maria.case)
    walk.decides("authorized", parole_reason="urgent_humanitarian", merits_discretion="yes")
    walk.reads(desk, "Done. The case is as shown below.")
    phone = walk.party("2022-11-15", maria.person, maria.case)
    walk.reads(phone, "Valid until the end of %(day)s.", day=walk.day("2023-02-12"))
    walk.sees(phone, "approved-authorization", at="#authorization-heading")
    sends(walk)
    maria.does("2022-12-01", CARRIER, "boarded")
    walk.officer("2022-12-01T22:00:00+00:00", PORT, maria.case)
    walk.decides("passed")
    walk.decides("granted")
    assert maria.stands_at == ("health_after_arrival", "open")
    phone = walk.party("2022-12-02", maria.person, maria.case)
    opens_letter(walk, MAY_ENTER)
    walk.sees(phone, "approved-arrived")
