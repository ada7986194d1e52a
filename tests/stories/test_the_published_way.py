"""Caracas to Houston with a supporter, as published; and the ways on which it does not get there."""

from __future__ import annotations

from datetime import date

import pytest

from safeconduct.capacity.selectors import standings
from safeconduct.cases import services
from safeconduct.cases.deadlines import pass_deadlines
from safeconduct.cases.errors import NotAllowed
from safeconduct.cases.telling import may_do, reasons_told, timeline
from safeconduct.programme import Definition
from tests.stories.people import (
    APPEALS,
    CARRIER,
    DECIDER,
    PORT,
    REVIEWER,
    SECOND,
    SECOND_PORT,
    SECOND_REVIEWER,
    SUPERVISOR,
    SUPPORTER,
    SUPPORTER_REVIEWED,
    THIRD,
)
from tests.stories.telling import Story, on
from tests.stories.ways import waits_for_the_decision

pytestmark = pytest.mark.database


def test_the_cap_is_reached_on_the_last_day_of_the_month(two_a_month: Definition) -> None:
    """Two places in January: the third asks on the 31st in vain, and gets February's first."""
    first, second, third = (waits_for_the_decision(two_a_month, "2023-01") for _ in range(3))
    first.does("2023-01-17", DECIDER, "authorized")
    second.does("2023-01-31", DECIDER, "authorized")
    # Half past eleven at night in Washington, when it is already February in Greenwich.
    late = "2023-02-01T04:30:00+00:00"
    third.cannot(late, DECIDER, "authorized", "cap_full")
    assert third.stands_at == ("travel_decision", "open")
    # Whoever withdraws does not give a place back: this cap does not say so.
    first.asks(late, services.withdraw, first.person)
    assert first.stands_at[1] == "withdrawn"
    third.cannot(late, DECIDER, "authorized", "cap_full")
    # Half an hour after midnight in Washington.
    third.does("2023-02-01T05:30:00+00:00", DECIDER, "authorized")
    assert third.stands_at == ("booking", "open")
    assert [(cap.period, cap.taken, cap.left) for cap in standings()] == [
        ("2023-01", 2, 0),
        ("2023-02", 1, 1),
    ]
    assert all(story.is_sound() for story in (first, second, third))


def test_a_supporter_is_not_confirmed_is_told_why_and_files_again(definitions) -> None:
    maria = Story.begins("2022-11-02", definitions["notice"], by="supporter", supporter_named=True)
    maria.does("2022-11-02", maria.supporter, "filed", **SUPPORTER)
    maria.does(
        "2022-11-07", REVIEWER, "not_confirmed",
        because="The income shown does not cover two households.",
        **SUPPORTER_REVIEWED | {"supporter_can_support": False, "supporter_confirmed": False},
    )  # fmt: skip
    maria.is_confirmed("2022-11-08", SECOND_REVIEWER)
    assert maria.stands_at == ("declaration", "open")
    told = reasons_told(maria.case, "en")
    assert told.written == "The income shown does not cover two households."
    assert "supporter_has_the_means" in [reason.condition for reason in told.in_the_way]
    maria.does("2022-11-12", maria.supporter, "filed")
    maria.does("2022-11-16", SECOND_REVIEWER, "confirmed", **SUPPORTER_REVIEWED)
    assert maria.stands_at == ("account", "open")
    assert maria.is_sound()


def test_an_authorization_expires_after_ninety_days(definitions) -> None:
    maria = waits_for_the_decision(definitions["notice"], "2022-11")
    maria.does("2022-11-23", DECIDER, "authorized")
    assert maria.due() == [("booking", "expired", date(2023, 2, 22))]
    with on("2023-02-22T04:59:59+00:00"):
        assert pass_deadlines() == 0
    with on("2023-02-22T05:00:00+00:00"):
        assert pass_deadlines() == 1
    assert maria.stands_at == ("booking", "expired")
    # A used place does not come back.
    assert [cap.taken for cap in standings()] == [1]
    assert maria.is_sound()


def test_leave_to_enter_is_refused_on_arrival_by_two_officers(definitions) -> None:
    maria = waits_for_the_decision(definitions["notice"], "2022-11")
    maria.does("2022-11-23", DECIDER, "authorized")
    maria.does("2022-11-26", maria.person, "booked")
    maria.does("2022-12-01", CARRIER, "boarded")
    maria.does("2022-12-01", PORT, "refused", because="The passport is not hers.")
    with pytest.raises(NotAllowed) as refused:
        maria.is_confirmed("2022-12-01", PORT)
    assert refused.value.refusal.reason == "same_officer"
    maria.is_confirmed("2022-12-01", SECOND_PORT)
    assert maria.stands_at == ("inspection", "denied")
    assert maria.is_sound()


def test_a_review_by_another_officer_overturns_a_refusal(definitions) -> None:
    maria = waits_for_the_decision(definitions["notice"], "2022-11")
    maria.does("2022-11-14", DECIDER, "refused", because="No urgent reason was shown.")
    maria.is_confirmed("2022-11-15", SECOND)
    maria.asks("2022-11-20", services.request_review, maria.person)
    assert maria.stands_at[1] == "in_review"
    maria.asks(
        "2022-11-28", services.decide_review, APPEALS,
        outcome="set_aside", reasons="The reason was shown on page 3.",
    )  # fmt: skip
    assert maria.stands_at == ("travel_decision", "open")
    # Nobody who refused before decides again.
    for before in (DECIDER, SECOND):
        maria.cannot("2022-11-29", before, "authorized", "decided_before")
    maria.does("2022-11-29", THIRD, "authorized")
    assert maria.stands_at == ("booking", "open")
    assert maria.is_sound()


def test_evidence_is_asked_for_and_given_late(definitions) -> None:
    maria = waits_for_the_decision(definitions["notice"], "2022-11")
    maria.asks(
        "2022-11-11", services.request_evidence, DECIDER,
        what="A clearer copy of the passport.", until=date(2022, 11, 18),
    )  # fmt: skip
    assert maria.stands_at == ("travel_decision", "waiting_for_evidence")
    maria.cannot("2022-11-12", DECIDER, "authorized", "waiting_for_evidence")
    with on("2022-11-19T05:00:00+00:00"):
        assert pass_deadlines() == 1
    # The last day passed; nothing is decided by that, and what comes late still counts as a fact.
    assert maria.stands_at == ("travel_decision", "open")
    maria.notes("2022-11-21", maria.person, passport_expiry_date="2028-01-31")
    maria.does("2022-11-22", DECIDER, "authorized")
    assert maria.stands_at == ("booking", "open")
    assert maria.is_sound()


def test_issuing_is_paused_and_goes_on(definitions) -> None:
    maria = waits_for_the_decision(definitions["notice"], "2024-08")
    maria.asks("2024-08-12", services.pause, SUPERVISOR, reasons="Supporters are looked at again.")
    maria.cannot("2024-08-13", DECIDER, "authorized", "paused")
    maria.asks("2024-08-29", services.resume, SUPERVISOR)
    maria.does("2024-08-30", DECIDER, "authorized")
    assert maria.is_sound()


def test_everyone_reads_what_may_be_done_and_what_was_shown(definitions) -> None:
    maria = waits_for_the_decision(definitions["notice"], "2022-11")
    with on("2022-11-20"):
        mine = {
            c.action.outcome: c.refusal for c in may_do(maria.case, DECIDER) if c.action.outcome
        }
        hers = {
            c.action.outcome: c.refusal
            for c in may_do(maria.case, maria.person)
            if c.action.outcome
        }
    assert mine["authorized"] is None
    assert hers["authorized"].words["es"] == "Esto le corresponde a otra función."
    shown = timeline(maria.case, "es")
    assert [told.stage for told in shown][-1] == "Decisión sobre el viaje"
    declared = [told for told in shown if told.outcome == "Presentada"]
    assert declared[0].stage == "Declaración de apoyo (formulario I-134)"
