"""The portal: from who are you to the last step, by forms alone."""

from __future__ import annotations

import pytest

from safeconduct.cases import selectors, services
from safeconduct.flow import Actor
from tests.stories.people import REVIEWER, SUPPORTER_REVIEWED
from tests.web.portal.applying import PERSON, SUPPORTER, Someone

pytestmark = pytest.mark.database


def officer_acts(case, outcome: str, actor: Actor = REVIEWER, **more) -> None:
    services.act(
        case_id=case.id, outcome=outcome, actor=actor, expected_number=case.events.count(), **more
    )


def test_a_supporter_files_and_the_person_comes_by_invitation(portal) -> None:
    sam = Someone().begins("supporter")
    sam.goes(sam.home)
    assert "Start with the questions" in sam.page.text
    asked = sam.answers_all(SUPPORTER)
    assert asked == [
        "supporter_status",
        "supporter_in_us",
        "supporter_agrees_to_support",
        "declaration_per_person",
    ]
    assert "Check your answers" in sam.page.text
    page = sam.files()
    assert "Review of the supporter" in page.text
    officer_acts(sam.case, "confirmed", facts=SUPPORTER_REVIEWED)
    page = sam.goes(sam.home)
    assert "Your part is done" in page.text
    sam.goes(f"{sam.home}invitation/")
    page = sam.sends()
    code = page.text.partition("Code ")[2].split()[0]
    ana = Someone("es").accepts(sam.number, code)
    ana.answers_all(PERSON)
    ana.files()
    ana.answers_all(PERSON)
    ana.files()
    ana.answers_all(PERSON)
    ana.files("sent")
    assert selectors.state_of_case(sam.case).stage == "travel_decision"
    assert "1990" not in sam.goes(f"{sam.home}answers/").text


def test_a_returned_person_begins_alone_and_names_a_supporter(portal) -> None:
    jose = Someone("es").begins("person")
    jose.goes(jose.home)
    jose.answers_all(PERSON | {"supporter_named": "no"}, crossed=True)
    jose.files("needs_supporter")
