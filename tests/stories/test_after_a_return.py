"""A man who crossed on 20 October 2022 and was sent to Mexico: as described, and as published."""

from __future__ import annotations

from datetime import date

import pytest

from safeconduct.capacity.selectors import standings
from safeconduct.cases.telling import reasons_told
from tests.stories.people import (
    ATTESTED,
    CARRIER,
    CONSUL,
    DECIDER,
    JOSE,
    PORT,
    REVIEWER,
    SECOND,
    SUPPORTER,
    SUPPORTER_REVIEWED,
    VETTED,
    VETTER,
    WEIGHED,
)
from tests.stories.telling import Story

pytestmark = pytest.mark.database


def test_as_described_he_applies_at_the_consulate_and_arrives(definitions) -> None:
    jose = Story.begins(
        "2022-11-03", definitions["article"], by="person", start="returned_person_starts", **JOSE
    )
    assert jose.stands_at == ("start_after_return", "open")
    jose.does("2022-11-03", jose.person, "has_supporter", supporter_named=True)
    jose.does("2022-11-05", jose.supporter, "filed", **SUPPORTER)
    jose.does("2022-11-09", REVIEWER, "confirmed", **SUPPORTER_REVIEWED)
    # The invitation goes out by itself.
    assert jose.stands_at == ("account", "open")
    jose.does("2022-11-10", jose.person, "confirmed")
    jose.does("2022-11-10", jose.person, "made", attestations_made=True, **ATTESTED)
    jose.does(
        "2022-11-11",
        jose.person,
        "sent",
        consular_appointment_date="2022-11-22",
        lawful_stay_until_date="2022-12-05",
    )
    # The vetting has to say something; whatever it says, it decides nothing.
    jose.cannot("2022-11-16", VETTER, "appointment_due", "not_on_record")
    jose.does("2022-11-16", VETTER, "appointment_due", **VETTED)
    jose.does("2022-11-22", CONSUL, "kept", at="us_ciudad_juarez", consular_appointment_kept=True)
    # Nobody may decide before all is on the table.
    undecided = jose.cannot("2022-11-22", DECIDER, "authorized", "conditions_open")
    assert set(undecided.refusal.about) == {
        "parole_warranted",
        "discretion_merited",
    }
    jose.does("2022-11-23", DECIDER, "authorized", **WEIGHED)
    assert jose.stands_at == ("booking", "open")
    assert [(cap.pool, cap.taken) for cap in standings()] == [("us-mx-ve-2022/venezuela_total", 1)]
    # Ninety days, to the end of the last day in Washington.
    assert jose.due() == [("booking", "expired", date(2023, 2, 22))]
    jose.does("2022-11-26", jose.person, "booked")
    assert jose.due() == []
    jose.does("2022-12-01", CARRIER, "boarded")
    jose.does("2022-12-01T22:00:00+00:00", PORT, "passed")
    jose.does("2022-12-01T22:30:00+00:00", PORT, "granted")
    jose.does("2022-12-20", jose.person, "confirmed")
    jose.does("2023-01-10", jose.person, "asked")
    assert jose.stands_at == ("stay", "open")
    assert jose.outcomes() == [
        "opening: returned_person_starts",
        "start_after_return: has_supporter",
        "declaration: filed",
        "supporter_review: confirmed",
        "invitation: sent",
        "account: confirmed",
        "attestations: made",
        "travel_request: sent",
        "vetting: appointment_due",
        "consular_appointment: kept",
        "travel_decision: authorized",
        "authorization: issued",
        "booking: booked",
        "boarding: boarded",
        "inspection: passed",
        "parole: granted",
        "health_after_arrival: confirmed",
        "work_permit: asked",
    ]
    assert jose.is_sound()


def test_as_published_he_is_barred_and_told_why(definitions) -> None:
    jose = Story.begins("2022-11-03", definitions["notice"], by="supporter", supporter_named=True)
    jose.does("2022-11-05", jose.supporter, "filed", **SUPPORTER)
    jose.does("2022-11-09", REVIEWER, "confirmed", **SUPPORTER_REVIEWED)
    jose.does("2022-11-10", jose.person, "confirmed", **JOSE)
    jose.does("2022-11-10", jose.person, "made", attestations_made=True, **ATTESTED)
    jose.does("2022-11-11", jose.person, "sent")
    jose.does("2022-11-16", VETTER, "vetted", **VETTED)
    barred = jose.cannot("2022-11-23", DECIDER, "authorized", "conditions_open", **WEIGHED)
    assert barred.refusal.about == ("irregular_entry_us",)
    # A refusal has written reasons and two officers.
    jose.cannot("2022-11-23", DECIDER, "refused", "reasons_needed", **WEIGHED)
    jose.does(
        "2022-11-23",
        DECIDER,
        "refused",
        because="Entered irregularly on 20 October 2022.",
        **WEIGHED,
    )
    assert jose.stands_at == ("travel_decision", "awaiting_second_officer")
    jose.is_confirmed("2022-11-24", SECOND)
    assert jose.stands_at == ("travel_decision", "denied")
    # No place was taken.
    assert standings() == ()

    told = reasons_told(jose.case, "en")
    assert told.result == "barred"
    assert told.written == "Entered irregularly on 20 October 2022."
    assert [reason.condition for reason in told.in_the_way] == ["irregular_entry_us"]
    assert "ven-22" in told.in_the_way[0].sources[0]
    assert "asylum" in told.text
    assert reasons_told(jose.case, "es").text != told.text
    assert jose.is_sound()
