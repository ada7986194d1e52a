"""Letters in a live case: written with what they tell of, kept as shown, read by whom they went to."""

from __future__ import annotations

import uuid
from collections.abc import Mapping
from datetime import date, timedelta

import pytest

from safeconduct import clock
from safeconduct.accounts import services as accounts
from safeconduct.cases import authorizations, letters, selectors, services
from safeconduct.cases.deadlines import pass_deadlines
from safeconduct.cases.models import Case
from safeconduct.cases.work import at_work
from safeconduct.database.services import store_content
from safeconduct.errors import NotFound
from safeconduct.flow import Actor
from safeconduct.issuing import Verdict, verify
from safeconduct.people import services as people
from safeconduct.programme import Definition, load
from tests.databases import Databases
from tests.stories.people import (
    ATTESTED,
    CARRIER,
    DECIDER,
    JOSE,
    MARIA,
    PORT,
    REVIEWER,
    SECOND,
    SECOND_REVIEWER,
    SUPERVISOR,
    SUPPORTER,
    SUPPORTER_REVIEWED,
    VETTED,
    VETTER,
    WEIGHED,
)
from tests.stories.telling import Story, on

pytestmark = pytest.mark.database

CLERK = Actor("officer.casework", "case-1")


@pytest.fixture
def definitions(test_databases: Databases, fresh_database: str) -> Mapping[str, Definition]:
    """The reference programme in each variant that casework runs."""
    loaded = {name: load("us-mx-ve-2022", name) for name in ("article", "notice")}
    with test_databases.as_owner():
        store_content(loaded["article"].folder)
    return loaded


def before_the_decision(definition: Definition, person: Mapping = MARIA) -> Story:
    story = Story.begins("2022-11-02", definition, by="supporter", supporter_named=True)
    story.does("2022-11-02", story.supporter, "filed", **SUPPORTER)
    story.does("2022-11-06", REVIEWER, "confirmed", **SUPPORTER_REVIEWED)
    story.does("2022-11-07", story.person, "confirmed", full_name="María Ejemplo", **person)
    story.does("2022-11-07", story.person, "made", attestations_made=True, **ATTESTED)
    story.does("2022-11-08", story.person, "sent")
    story.does("2022-11-09", VETTER, "vetted", **VETTED)
    story.notes("2022-11-10", DECIDER, **WEIGHED)
    return story


def kinds(case: Case) -> list[str]:
    return [letter.kind for letter in letters.letters_of(case)]


def test_a_refusal_is_told_with_reasons_sources_and_a_day_for_review(definitions) -> None:
    story = before_the_decision(definitions["notice"], JOSE)
    story.does("2022-11-21", DECIDER, "refused", because="You crossed on 20 October 2022.")
    assert kinds(story.case)[-1] == "invitation"
    story.is_confirmed("2022-11-22", SECOND)
    letter = letters.letters_of(story.case, language="en")[-1]
    assert (letter.kind, letter.to, letter.language) == ("travel_refused", "person", "en")
    assert letter.written == "You crossed on 20 October 2022."
    assert any("without permission" in reason.text for reason in letter.reasons)
    assert any("20 October 2022" in value for r in letter.reasons for _, value in r.facts)
    assert all(reason.sources for reason in letter.reasons)
    # 90 days from the decision; the last day itself still counts.
    assert "until 20 February 2023" in " ".join(letter.paragraphs)
    spanish = letters.letter(story.case, letter.id, language="es")
    assert spanish.title == "El viaje no se autoriza"
    assert "20 de febrero de 2023" in " ".join(spanish.paragraphs)
    assert story.is_sound()
    raw = letters.as_pdf(story.case, letter.id, language="es")
    assert raw.startswith(b"%PDF") and raw == letters.as_pdf(story.case, letter.id, language="es")


def test_the_time_for_a_review_is_the_letters(definitions) -> None:
    story = before_the_decision(definitions["notice"], JOSE)
    story.does("2022-11-21", DECIDER, "refused", because="You crossed.")
    story.is_confirmed("2022-11-22", SECOND)
    with pytest.raises(
        services.NotAllowed if hasattr(services, "NotAllowed") else Exception
    ) as late:
        story.asks("2023-02-21", services.request_review, story.person)
    assert late.value.refusal.reason == "review_too_late"
    story.asks("2023-02-20", services.request_review, story.person)
    assert kinds(story.case)[-1] == "review_begun"


def test_the_reader_of_each_letter_is_told_in_their_accounts_language(definitions) -> None:
    person, supporter = (f"{role}-{uuid.uuid4().hex[:8]}" for role in ("person", "supporter"))
    account = accounts.add_account(name=person)
    type(account).objects.filter(name=person).update(language="es")
    with on("2022-11-02"):
        done = services.open_case(
            definition=definitions["notice"], track="admission", person=people.add_person(),
            supporter=people.add_person(), actor=Actor("supporter", supporter),
            accounts={"beneficiary": person, "supporter": supporter},
            facts={"supporter_named": True},
        )  # fmt: skip
    [letter] = letters.letters_of(Case.objects.get(id=done.case_id))
    assert (letter.kind, letter.language) == ("case_opened", "es")
    assert letter.languages == ("en", "es")


def test_each_party_reads_only_what_went_to_them(definitions) -> None:
    story = Story.begins("2022-11-02", definitions["notice"], by="supporter", supporter_named=True)
    story.does("2022-11-02", story.supporter, "filed", **SUPPORTER)
    story.does("2022-11-06", REVIEWER, "not_confirmed", because="The means do not suffice.")
    story.is_confirmed("2022-11-07", SECOND_REVIEWER)
    seen = {
        actor.role: [one.kind for one in letters.letters_for(story.case, actor)]
        for actor in (story.person, story.supporter, REVIEWER)
    }
    assert seen["beneficiary"] == ["case_opened", "supporter_not_confirmed"]
    assert seen["supporter"] == ["declaration_received", "supporter_not_confirmed_to_supporter"]
    assert len(seen[REVIEWER.role]) == 4
    other = letters.letters_for(story.case, story.supporter)[0]
    with pytest.raises(NotFound):
        letters.letter(story.case, other.id, actor=story.person)


def test_what_is_asked_for_a_pause_and_a_withdrawal_are_told(definitions) -> None:
    story = before_the_decision(definitions["notice"])
    until = date(2022, 12, 10)
    story.asks(
        "2022-11-11",
        services.request_evidence,
        DECIDER,
        what="Your passport’s first page.",
        until=until,
    )
    asked = [
        one for one in letters.letters_of(story.case, language="en") if one.kind == "evidence_asked"
    ]
    assert asked[0].written == "Your passport’s first page."
    assert "by 10 December 2022" in " ".join(asked[0].paragraphs)
    story.asks("2022-11-12", services.give_evidence, story.person)
    story.asks("2022-11-13", services.pause, SUPERVISOR, reasons="The office is closed.")
    paused = letters.letters_of(story.case)[-1]
    assert (paused.kind, paused.written) == ("paused", "The office is closed.")
    story.asks("2022-11-14", services.resume, SUPERVISOR)
    story.asks("2022-11-15", services.withdraw, story.person)
    assert kinds(story.case)[-2:] == ["resumed", "withdrawn"]
    assert story.is_sound()


def authorized(definitions) -> Story:
    story = before_the_decision(definitions["notice"])
    story.does("2022-11-22", DECIDER, "authorized")
    return story


def test_an_authorization_is_sealed_with_its_letter_and_valid_90_days(definitions) -> None:
    story = authorized(definitions)
    with on("2022-11-23"):
        issued = authorizations.authorization_of(story.case)
    assert issued is not None and issued.standing == "valid" and issued.is_demonstration
    assert issued.number == f"{story.case.receipt_number}-1"
    assert (issued.paper.valid_from, issued.valid_until) == (date(2022, 11, 22), date(2023, 2, 20))
    assert issued.paper.initials == "M.E."
    letter = letters.letters_of(story.case, language="en")[-1]
    assert (letter.kind, letter.encloses) == ("travel_authorized", "travel_authorization")
    assert "valid until 20 February 2023" in " ".join(letter.paragraphs)
    found = verify(issued.paper.seal, trusted=(), day=date(2022, 12, 1))
    assert found.verdict is Verdict.DEMONSTRATION
    assert story.is_sound()
    raw = authorizations.as_pdf(story.case, language="es")
    assert raw == authorizations.as_pdf(story.case, language="es")


def test_what_a_check_says_follows_the_case(definitions) -> None:
    story = authorized(definitions)
    with on("2022-11-23"):
        issued = authorizations.authorization_of(story.case)
        assert issued is not None
        number, code, seal = issued.number, issued.paper.code, issued.paper.seal
        check = authorizations.check_number(number.lower(), f" {code.lower()} ")
        assert (check.result, check.valid_until, check.initials) == (
            "valid",
            date(2023, 2, 20),
            "M.E.",
        )
        assert authorizations.check_sealed(f"{seal}\n") == check
        assert authorizations.check_number(number, "A" * 10).result == "unknown"
        assert authorizations.check_number("SFC9999999999-1", code).result == "unknown"
        assert authorizations.check_number("", "").result == "unknown"
        assert (
            authorizations.check_sealed(seal.replace("2023-02-20", "2024-02-20")).result
            == "changed"
        )
        assert authorizations.check_sealed("hello").result == "unreadable"
    with on("2023-02-21"):
        assert authorizations.check_number(number, code).result == "expired"
        assert pass_deadlines() == 1
        assert authorizations.check_sealed(seal).result == "expired"
    assert kinds(story.case)[-1] == "authorization_expired"


def test_an_inspection_uses_the_authorization(definitions) -> None:
    story = authorized(definitions)
    story.does("2022-12-01", story.person, "booked")
    story.does("2022-12-05", CARRIER, "boarded")
    with on("2022-12-05"):
        issued = authorizations.authorization_of(story.case)
        assert issued is not None and issued.standing == "valid"
    story.does("2022-12-05", PORT, "passed")
    with on("2022-12-06"):
        assert authorizations.check_number(issued.number, issued.paper.code).result == "used"


def test_a_withdrawal_takes_the_authorization_away(definitions) -> None:
    story = authorized(definitions)
    story.asks("2022-12-01", services.withdraw, story.person)
    with on("2022-12-02"):
        issued = authorizations.authorization_of(story.case)
        assert issued is not None and issued.standing == "cancelled"


def test_words_that_are_erased_leave_the_chain_whole(definitions) -> None:
    story = authorized(definitions)
    first = letters.letters_of(story.case)[0]
    story.asks("2022-11-23", services.erase_value, CLERK, value_id=first.id)
    gone = letters.letters_of(story.case)[0]
    assert gone.is_erased and gone.kind == "case_opened"
    assert selectors.verify_chain(story.case).holds
    with pytest.raises(NotFound):
        letters.as_pdf(story.case, first.id)


def test_a_refusal_that_is_not_allowed_leaves_no_letter(definitions) -> None:
    story = before_the_decision(definitions["notice"])
    before = kinds(story.case)
    story.cannot("2022-11-21", DECIDER, "refused", "reasons_needed")
    assert kinds(story.case) == before


def test_a_reminder_recalls_the_last_day(definitions) -> None:
    story = authorized(definitions)
    with on("2023-01-20"), at_work(story.case.id) as work:
        letters.remind(work, until=clock.today() + timedelta(days=31))
    reminder = letters.letters_of(story.case, language="en")[-1]
    assert reminder.kind == "reminder"
    assert "“Flight” ends on 20 February 2023" in reminder.paragraphs[0]
