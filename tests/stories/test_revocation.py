"""An authorization is taken back: for one person alone, by two named officers, with reasons."""

from __future__ import annotations

from datetime import date

import pytest

from safeconduct.capacity.selectors import standings
from safeconduct.cases import services
from safeconduct.cases.errors import NotAllowed
from safeconduct.cases.telling import may_do, reasons_told
from safeconduct.errors import InputError
from safeconduct.programme import Definition
from tests.stories.people import APPEALS, DECIDER, SECOND, THIRD
from tests.stories.telling import Story, on
from tests.stories.ways import waits_for_the_decision

pytestmark = pytest.mark.database
BECAUSE = "The passport that was shown was reported stolen; see page 4."


def authorized(definition: Definition) -> Story:
    maria = waits_for_the_decision(definition, "2022-11")
    maria.does("2022-11-14", DECIDER, "authorized")
    return maria


def test_two_officers_take_an_authorization_back_and_say_why(definitions) -> None:
    maria = authorized(definitions["notice"])
    maria.cannot("2022-11-20", maria.person, "revoked", "not_your_role")
    maria.cannot("2022-11-20", DECIDER, "revoked", "reasons_needed")
    maria.does("2022-11-20", DECIDER, "revoked", because=BECAUSE)
    assert maria.stands_at == ("booking", "awaiting_second_officer")
    # It is on the list of those who may confirm it, though the stage is the person's own.
    assert maria.case.standing.actor == "officer.travel"
    with pytest.raises(NotAllowed) as alone:
        maria.is_confirmed("2022-11-20", DECIDER)
    assert alone.value.refusal.reason == "same_officer"
    maria.is_confirmed("2022-11-21", SECOND)
    assert maria.stands_at == ("booking", "revoked")
    assert reasons_told(maria.case, "en").written == BECAUSE
    # The cap counts authorizations given: this place does not come back.
    assert [cap.taken for cap in standings()] == [1]
    assert maria.due() == []
    assert maria.is_sound()


def test_a_second_officer_who_does_not_agree_leaves_it_as_it_was(definitions) -> None:
    maria = authorized(definitions["notice"])
    maria.does("2022-11-20", DECIDER, "revoked", because=BECAUSE)
    maria.asks("2022-11-21", services.send_back, SECOND, reasons="It is another passport.")
    assert maria.stands_at == ("booking", "open")
    assert maria.due() == [("booking", "expired", date(2023, 2, 13))]
    maria.does("2022-11-22", maria.person, "booked")
    assert maria.is_sound()


def test_a_review_gives_it_back(definitions) -> None:
    maria = authorized(definitions["notice"])
    maria.does("2022-11-20", DECIDER, "revoked", because=BECAUSE)
    maria.is_confirmed("2022-11-21", SECOND)
    maria.asks("2022-11-25", services.request_review, maria.person)
    maria.asks(
        "2022-12-02", services.decide_review, APPEALS,
        outcome="set_aside", reasons="It is another passport.",
    )  # fmt: skip
    assert maria.stands_at == ("booking", "open")
    maria.cannot("2022-12-03", DECIDER, "revoked", "decided_before", because=BECAUSE)
    maria.does("2022-12-03", maria.person, "booked")
    assert maria.is_sound()


def test_nothing_is_taken_back_from_several_people_at_once(definitions) -> None:
    maria = authorized(definitions["notice"])
    asked = services.Asked(maria.case.id, "revoked", maria.number, reasons=BECAUSE)
    with on("2022-11-20"), pytest.raises((NotAllowed, InputError)):
        services.act_together(members=[asked], actor=DECIDER)
    assert maria.stands_at == ("booking", "open")
    with on("2022-11-20"):
        offered = [c for c in may_do(maria.case, THIRD) if c.action.outcome == "revoked"]
    assert offered[0].refusal is None
    assert offered[0].action.needs_second_officer
