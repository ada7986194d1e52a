"""Who supports: one declaration for each person, alone, with others, or for an organisation."""

from __future__ import annotations

from datetime import date

import pytest

from safeconduct.cases import services, supporters
from safeconduct.cases.access import own_case
from safeconduct.cases.errors import NotAllowed
from safeconduct.cases.models import Party
from safeconduct.cases.telling import reasons_told, timeline
from safeconduct.errors import InputError
from safeconduct.flow import Actor
from safeconduct.people import services as people
from tests.stories.people import REVIEWER, SECOND_REVIEWER, SUPPORTER, SUPPORTER_REVIEWED
from tests.stories.telling import Story, on

pytestmark = pytest.mark.database
REVIEWED_BADLY = SUPPORTER_REVIEWED | {"supporter_can_support": False, "supporter_confirmed": False}


def test_an_organisation_supports_and_a_cousin_adds_means(definitions) -> None:
    maria = Story.begins(
        "2022-11-02", definitions["notice"], by="supporter", supporter_named=True,
        is_organisation=True,
    )  # fmt: skip
    cousin = Actor("co_supporter", "cousin")
    maria.asks(
        "2022-11-02", services.add_party, maria.supporter,
        person=people.add_person(), role="co_supporter", account="cousin",
    )  # fmt: skip
    parties = {(p.role, p.is_organisation) for p in Party.objects.filter(case=maria.case)}
    assert parties == {("beneficiary", False), ("supporter", True), ("co_supporter", False)}
    # The supporter alone files, and alone answers what was asked of them; a co-supporter promises.
    maria.cannot("2022-11-03", cousin, "filed", "not_your_role")
    maria.does("2022-11-03", maria.supporter, "filed", **SUPPORTER)
    maria.asks(
        "2022-11-07", services.request_evidence, REVIEWER,
        what="The cousin's payslips.", until=date(2022, 11, 21),
    )  # fmt: skip
    with pytest.raises(NotAllowed) as refused:
        maria.asks("2022-11-09", services.give_evidence, cousin, answer="I earn 3,000 a month.")
    assert refused.value.refusal.reason == "asked_of_another"
    maria.asks("2022-11-09", services.promise, cousin, answer="I earn 3,000 a month.")
    assert maria.stands_at == ("supporter_review", "waiting_for_evidence")
    assert maria.due() == [("supporter_review", "", date(2022, 11, 22))]
    with pytest.raises(NotAllowed) as refused:
        maria.asks("2022-11-09", services.give_evidence, maria.person, answer="My cousin earns.")
    assert refused.value.refusal.reason == "asked_of_another"
    clerk = Actor("officer.clerk", "clerk-1", acting_for="supporter")
    maria.asks("2022-11-10", services.give_evidence, clerk, answer="The payslips are here.")
    assert maria.stands_at == ("supporter_review", "open")
    assert own_case(name=maria.case.receipt_number, account="cousin") == (maria.case, cousin)
    maria.does("2022-11-11", REVIEWER, "confirmed", **SUPPORTER_REVIEWED)
    assert maria.stands_at == ("account", "open")
    # What was answered needs no more promises.
    with pytest.raises(NotAllowed):
        maria.asks("2022-11-12", services.promise, cousin, answer="A bicycle too.")
    assert maria.is_sound()


def test_evidence_can_be_asked_of_either_and_each_answers_their_own(definitions) -> None:
    maria = Story.begins("2022-11-02", definitions["notice"], by="supporter", supporter_named=True)
    maria.does("2022-11-03", maria.supporter, "filed", **SUPPORTER)
    for day, of, other, asked in (
        ("2022-11-07", "beneficiary", maria.supporter, maria.person),
        ("2022-11-08", "supporter", maria.person, maria.supporter),
    ):
        maria.asks(
            day, services.request_evidence, REVIEWER,
            what="How do you know each other?", until=date(2022, 11, 21), of=of,
        )  # fmt: skip
        with pytest.raises(NotAllowed):
            maria.asks(day, services.give_evidence, other, answer="From school.")
        maria.asks(day, services.give_evidence, asked, answer="From school.")
        assert maria.stands_at == ("supporter_review", "open")
    with pytest.raises(NotAllowed) as refused:
        maria.asks(
            "2022-11-09", services.request_evidence, REVIEWER,
            what="Payslips.", until=date(2022, 11, 21), of="co_supporter",
        )  # fmt: skip
    assert refused.value.refusal.reason == "details_missing"
    assert maria.is_sound()


def test_an_organisation_does_not_travel(definitions) -> None:
    maria = Story.begins("2022-11-02", definitions["notice"], by="supporter", supporter_named=True)
    with pytest.raises(InputError):
        maria.asks(
            "2022-11-02", services.add_party, maria.supporter,
            person=people.add_person(), role="applicant", is_organisation=True,
        )  # fmt: skip


def test_a_second_declaration_for_the_same_person_waits_for_the_first(definitions) -> None:
    """From 17 May 2023 on; looked up, whatever the supporter answers."""
    niece, uncle = people.add_person(), people.add_person()
    two = [
        Story.begins(
            "2023-06-01", definitions["notice"], by="supporter", person=niece, supporter=uncle,
            supporter_named=True,
        )
        for _ in range(2)
    ]  # fmt: skip
    first, second = two
    first.does("2023-06-02", first.supporter, "filed", **SUPPORTER)
    said = SUPPORTER | {"another_declaration_pending": False}
    refused = second.cannot("2023-06-03", second.supporter, "filed", "conditions_open", **said)
    assert refused.refusal.about == ("duplicate_declaration",)
    with on("2023-06-03"):
        assert supporters.pending_declaration(second.case) == first.case
    # After a negative answer it is free to file again, here or there.
    first.does("2023-06-10", REVIEWER, "not_confirmed", because="Means.", **REVIEWED_BADLY)
    first.is_confirmed("2023-06-11", SECOND_REVIEWER)
    second.does("2023-06-12", second.supporter, "filed", **SUPPORTER)
    first.cannot("2023-06-13", first.supporter, "filed", "conditions_open")
    # Someone else may support the same person at the same time.
    third = Story.begins(
        "2023-06-14", definitions["notice"], by="supporter", person=niece, supporter_named=True
    )
    third.does("2023-06-14", third.supporter, "filed", **SUPPORTER)


def test_before_may_2023_two_declarations_could_wait_at_once(definitions) -> None:
    niece, uncle = people.add_person(), people.add_person()
    for _ in range(2):
        story = Story.begins(
            "2023-02-01", definitions["notice"], by="supporter", person=niece, supporter=uncle,
            supporter_named=True,
        )  # fmt: skip
        story.does("2023-02-02", story.supporter, "filed", **SUPPORTER)
        assert story.stands_at == ("supporter_review", "open")


def test_filed_three_times_each_reason_stays_readable(definitions) -> None:
    maria = Story.begins("2022-11-02", definitions["notice"], by="supporter", supporter_named=True)
    maria.does("2022-11-02", maria.supporter, "filed", **SUPPORTER)
    for day, because in (("07", "The income is too low."), ("17", "The new letter is unsigned.")):
        maria.does(f"2022-11-{day}", REVIEWER, "not_confirmed", because=because, **REVIEWED_BADLY)
        maria.is_confirmed(f"2022-11-{day}", SECOND_REVIEWER)
        assert reasons_told(maria.case, "en").written == because
        maria.does("2022-11-18" if day == "17" else "2022-11-09", maria.supporter, "filed")
    maria.does("2022-11-21", REVIEWER, "confirmed", **SUPPORTER_REVIEWED)
    assert maria.stands_at == ("account", "open")
    filed = [told for told in timeline(maria.case, "en") if told.outcome == "Filed"]
    assert len(filed) == 3
    assert maria.is_sound()


def test_nobody_begins_after_the_programme_stopped_taking_declarations(definitions) -> None:
    with pytest.raises(NotAllowed) as closed:
        Story.begins("2025-01-28", definitions["notice"], by="supporter", supporter_named=True)
    assert closed.value.refusal.about == ("applications_open",)
