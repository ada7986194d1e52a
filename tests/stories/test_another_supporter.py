"""A supporter dies, is the wrong one or steps back: the person names another and keeps all of theirs."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from datetime import date
from typing import Any

import pytest
from django.db import DatabaseError, transaction

from safeconduct.accounts.services import add_account
from safeconduct.cases import documents, letters, queues, selectors, services, supporters
from safeconduct.cases.access import access_case, cases_of_account, ended_parts, own_case
from safeconduct.cases.deadlines import pass_deadlines
from safeconduct.cases.errors import NotAllowed
from safeconduct.cases.models import Party
from safeconduct.cases.reminders import send_due
from safeconduct.errors import InputError, NotFound
from safeconduct.flow import Actor
from safeconduct.messages.models import Mail
from safeconduct.people import services as people
from tests.stories.people import (
    ATTESTED,
    DECIDER,
    JOSE,
    MARIA,
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
from tests.stories.ways import waits_for_the_decision
from tests.uploads.test_taking import PDF

pytestmark = pytest.mark.database
LINE = queues.Line("us-mx-ve-2022", "admission", "travel_decision")
CASEWORKER = Actor("officer.casework", "casework-1")


def with_mail(story: Story, english: Actor, spanish: Actor) -> None:
    for actor, language in ((english, "en"), (spanish, "es")):
        add_account(name=actor.account, email=f"{actor.account}@example.org", language=language)


def ends(story: Story, day: str, by: Actor, why: str = "died", **more: Any) -> services.Done:
    return story.asks(day, services.end_party, by, why=why, **more)


def refused(story: Story, day: str, by: Actor, **more: Any) -> str:
    before = story.number
    with pytest.raises(NotAllowed) as why:
        ends(story, day, by, **more)
    assert story.number == before
    return str(why.value.refusal.reason)


def named(story: Story, day: str, name: str = "aunt") -> Actor:
    story.asks(
        day, services.name_supporter, story.person,
        person=people.add_person(), account=name, facts={"supporter_named": True},
    )  # fmt: skip
    return Actor("supporter", name)


def kinds_to(story: Story, actor: Actor) -> list[str]:
    return [letter.kind for letter in letters.letters_for(story.case, actor)]


def facts(story: Story) -> set[str]:
    return set(selectors.known_facts(story.case, selectors.events_of(story.case)))


def test_a_supporter_dies_and_an_aunt_takes_their_place(definitions) -> None:
    """From the first event to the authorization: number, answers, documents and place are kept."""
    maria = waits_for_the_decision(definitions["notice"], "2022-11")
    later = waits_for_the_decision(definitions["notice"], "2022-12")
    with_mail(maria, maria.supporter, maria.person)
    with on("2022-12-11"):
        assert [each.id for each in queues.waiting(LINE)] == [
            str(maria.case.id),
            str(later.case.id),
        ]
    ours, theirs = facts(maria), set(SUPPORTER) | set(SUPPORTER_REVIEWED)
    # Looked up whenever it is asked for, whatever was said.
    theirs -= {"another_declaration_pending"}
    ends(maria, "2022-12-12", maria.person, reasons="He had an accident.")
    assert maria.stands_at == ("another_supporter", "open")
    assert maria.due() == [("another_supporter", "not_named", date(2023, 6, 11))]
    assert facts(maria) == ours - theirs - {"another_declaration_pending"}
    # Both are told, in their language; why it ended stands in neither letter.
    (to_him,) = Mail.objects.filter(to__startswith="supporter-")
    (to_her,) = Mail.objects.filter(to__startswith="person-")
    assert (to_him.subject, to_her.subject) == ("Your part has ended", "Tiene un mensaje nuevo")
    last = {letter.to: letter for letter in letters.letters_of(maria.case)[-2:]}
    assert (last["person"].kind, last["person"].language) == ("supporter_changes", "es")
    assert (last["supporter"].kind, last["supporter"].language) == ("support_ended", "en")
    assert "10 de junio de 2023" in str(last["person"].parts)
    assert not any("accident" in str(one.parts) or one.written for one in last.values())
    # Nothing leads to a declaration that nobody is there to file.
    maria.cannot("2022-12-13", maria.person, "named", "party_needed")
    aunt = named(maria, "2022-12-14")
    assert maria.stands_at == ("declaration", "open")
    # What was told to him is not for her, and what only a supporter knows is asked of her.
    assert kinds_to(maria, aunt) == []
    assert not {"supporter_status", "supporter_confirmed"} & facts(maria)
    maria.does("2022-12-14", aunt, "filed", **SUPPORTER)
    assert kinds_to(maria, aunt) == ["declaration_received"]
    with on("2022-12-15"):
        assert supporters.pending_declaration(maria.case) is None
    unmet = maria.cannot("2022-12-15", REVIEWER, "confirmed", "conditions_open")
    assert {"supporter_cleared", "supporter_has_the_means"} <= set(unmet.refusal.about)
    maria.does("2022-12-16", REVIEWER, "confirmed", **SUPPORTER_REVIEWED)
    # Her own steps again, with nothing to answer anew.
    for outcome in ("confirmed", "made", "sent"):
        maria.does("2022-12-17", maria.person, outcome)
    maria.does("2022-12-18", VETTER, "vetted")
    assert maria.stands_at == ("travel_decision", "open")
    with on("2022-12-19"):
        assert [each.id for each in queues.waiting(LINE)] == [
            str(maria.case.id),
            str(later.case.id),
        ]
    maria.does("2022-12-20", DECIDER, "authorized")
    assert maria.stands_at == ("booking", "open")
    assert refused(maria, "2022-12-21", maria.person) == "part_stays"
    assert maria.is_sound()
    said = [e for e in selectors.events_of(maria.case) if e.refs.get("fact") == "supporter_status"]
    assert [e.actor.account for e in said] == [maria.supporter.account, "aunt"]
    chain = Party.ever.get(case=maria.case, account=maria.supporter.account)
    assert (chain.ended_by, chain.ended_at.date()) == (maria.person.account, date(2022, 12, 12))


def test_a_supporter_steps_back_and_silence_closes_the_case_by_its_time_alone(definitions) -> None:
    maria = waits_for_the_decision(definitions["notice"], "2022-11")
    with_mail(maria, maria.person, maria.supporter)
    ends(maria, "2022-11-20", maria.supporter, "withdrew")
    assert maria.stands_at == ("another_supporter", "open")
    last = {letter.to: letter.kind for letter in letters.letters_of(maria.case)[-2:]}
    assert last == {"person": "supporter_stepped_back", "supporter": "support_taken_back"}
    assert {mail.subject for mail in Mail.objects.filter(body__contains=maria.case.receipt_number)} == {
        "You have a new message", "Su parte terminó",
    }  # fmt: skip
    told = []
    for day in ("2023-03-20", "2023-04-19", "2023-05-12", "2023-05-20"):
        with on(day):
            told.append((send_due(), pass_deadlines()))
    assert told == [(1, 0), (1, 0), (1, 0), (0, 1)]
    assert maria.stands_at == ("another_supporter", "abandoned")
    state = selectors.state_of_case(maria.case)
    assert state.decision is None and state.places == ()
    assert letters.letters_of(maria.case)[-1].kind == "nobody_named"
    assert refused(maria, "2023-05-21", maria.person) == "case_ended"
    assert maria.is_sound()


def test_who_may_end_a_part_and_with_what(definitions) -> None:
    maria = waits_for_the_decision(definitions["notice"], "2022-11")
    maria.asks(
        "2022-11-11", services.add_party, maria.supporter,
        person=people.add_person(), role="co_supporter", account="cousin",
    )  # fmt: skip
    assert refused(maria, "2022-11-12", Actor("co_supporter", "cousin")) == "not_your_role"
    assert refused(maria, "2022-11-12", DECIDER, reasons="Heard of it.") == "not_your_role"
    assert refused(maria, "2022-11-12", CASEWORKER) == "reasons_needed"
    with pytest.raises(NotFound):
        ends(maria, "2022-11-12", Actor("supporter", "someone-else"))
    with pytest.raises(InputError, match="no such reason"):
        ends(maria, "2022-11-12", maria.person, "dislike")
    # A supervisor's pause stops it; a hold of the whole stage is nobody's own.
    maria.asks("2022-11-13", services.pause, SUPERVISOR, reasons="Is looked at.")
    assert refused(maria, "2022-11-13", maria.person) == "paused"
    maria.asks("2022-11-14", services.resume, SUPERVISOR)
    ends(maria, "2022-11-15", CASEWORKER, "unreachable", reasons="Three letters came back.")
    assert maria.stands_at == ("another_supporter", "open")
    assert refused(maria, "2022-11-16", maria.person) in ("nothing_to_do", "part_stays")
    # Who added their means to what is gone has no part in it either.
    assert not Party.objects.filter(case=maria.case).exclude(role="beneficiary").exists()
    assert maria.is_sound()


def test_not_after_a_decision_and_not_in_a_review(definitions) -> None:
    maria = waits_for_the_decision(definitions["notice"], "2022-11")
    maria.does("2022-11-14", DECIDER, "refused", because="Not warranted.")
    maria.is_confirmed("2022-11-15", SECOND)
    assert refused(maria, "2022-11-16", maria.person) == "case_ended"
    other = Story.begins("2022-11-02", definitions["notice"], by="supporter", supporter_named=True)
    other.does("2022-11-03", other.supporter, "filed", **SUPPORTER)
    bad = SUPPORTER_REVIEWED | {"supporter_can_support": False, "supporter_confirmed": False}
    other.does("2022-11-04", REVIEWER, "not_confirmed", because="Means.", **bad)
    other.is_confirmed("2022-11-05", SECOND_REVIEWER)
    other.asks("2022-11-06", services.request_review, other.supporter)
    assert refused(other, "2022-11-07", other.person) == "in_review"
    appeals = Actor("officer.review", "appeals-1")
    other.asks("2022-11-08", services.decide_review, appeals, outcome="upheld", reasons="So.")
    ends(other, "2022-11-09", other.person, "wrong")
    # What was decided of the one who left is nobody's to have reviewed.
    with pytest.raises(NotAllowed):
        other.asks("2022-11-10", services.request_review, other.person)
    assert other.is_sound()


def test_whoever_came_later_does_not_end_the_persons_case(definitions) -> None:
    maria = Story.begins("2022-11-02", definitions["notice"], by="supporter", supporter_named=True)
    maria.does("2022-11-03", maria.supporter, "filed", **SUPPORTER)
    ends(maria, "2022-11-04", maria.person, "wrong")
    aunt = named(maria, "2022-11-05")
    with pytest.raises(NotAllowed) as why:
        maria.asks("2022-11-06", services.withdraw, aunt)
    assert why.value.refusal.reason == "steps_back"
    maria.cannot("2022-11-06", aunt, "withdrawn", "steps_back")
    ends(maria, "2022-11-07", aunt, "withdrew")
    # The first one can be named again: a new part, with everything asked anew.
    him = Party.ever.get(case=maria.case, account=maria.supporter.account).person
    maria.asks(
        "2022-11-08", services.name_supporter, maria.person,
        person=him, account=maria.supporter.account, facts={"supporter_named": True},
    )  # fmt: skip
    assert "supporter_status" not in facts(maria)
    maria.does("2022-11-09", maria.supporter, "filed", **SUPPORTER)
    assert maria.stands_at == ("supporter_review", "open")
    assert Party.ever.filter(case=maria.case, role="supporter").count() == 3
    assert maria.is_sound()


def test_a_clerk_does_it_all_for_the_person_and_a_caseworker_helps(definitions) -> None:
    """Under `article`: at the consulate too, and who finds nobody is helped."""
    jose = Story.begins(
        "2022-11-02", definitions["article"], by="person", start="returned_person_starts",
        supporter_named=True, **{n: JOSE[n] for n in ("entries", "nationality", "family_relation")},
    )  # fmt: skip
    jose.does("2022-11-02", jose.person, "has_supporter")
    jose.does("2022-11-03", jose.supporter, "filed", **SUPPORTER)
    # Who joined the case that the person began cannot close it.
    with pytest.raises(NotAllowed):
        jose.asks("2022-11-03", services.withdraw, jose.supporter)
    clerk = Actor("officer.clerk", "clerk-1", acting_for="beneficiary")
    ends(jose, "2022-11-04", clerk, "unreachable")
    jose.does("2022-11-05", jose.person, "needs_help")
    jose.cannot("2022-11-06", CASEWORKER, "supporter_found", "party_needed")
    jose.asks(
        "2022-11-07", services.name_supporter, clerk,
        person=people.add_person(), account="parish", is_organisation=True,
        facts={"supporter_named": True},
    )  # fmt: skip
    assert jose.stands_at == ("help_to_name_a_supporter", "open")
    jose.does("2022-11-07", CASEWORKER, "supporter_found")
    assert jose.stands_at == ("declaration", "open")
    assert jose.is_sound()


# --- the one who left ------------------------------------------------------------------------------

#: Every service that a party may call, with what it needs.
SERVICES: Mapping[str, tuple[Callable[..., Any], dict[str, Any]]] = {
    "act": (services.act, {"outcome": "filed"}),
    "add a party": (services.add_party, {"role": "co_supporter"}),
    "name": (services.name_supporter, {}),
    "end": (services.end_party, {"why": "other"}),
    "facts": (services.record_facts, {"facts": {"supporter_in_us": False}}),
    "evidence": (services.give_evidence, {"answer": "Here."}),
    "promise": (services.promise, {"answer": "A room."}),
    "withdraw": (services.withdraw, {}),
    "review": (services.request_review, {}),
    "delegate": (
        services.grant_delegation,
        {"account": "friend", "scope": ("all",), "until": date(2023, 1, 1)},
    ),
    "document": (documents.add, {"kind": "other", "content": b"%PDF-1.4 %%EOF"}),
}


@pytest.mark.parametrize("by", ["themselves", "a representative", "a co-supporter"])
def test_who_left_comes_through_no_door_and_does_nothing(definitions, by) -> None:
    maria = Story.begins("2022-11-02", definitions["notice"], by="supporter", supporter_named=True)
    maria.asks(
        "2022-11-02", services.grant_delegation, maria.supporter,
        account="lawyer", scope=("all",), until=date(2023, 5, 1),
    )  # fmt: skip
    maria.asks(
        "2022-11-02", services.add_party, maria.supporter,
        person=people.add_person(), role="co_supporter", account="cousin",
    )  # fmt: skip
    maria.does("2022-11-03", maria.supporter, "filed", **SUPPORTER)
    gone = {
        "themselves": maria.supporter,
        "a representative": Actor("representative", "lawyer", "supporter"),
        "a co-supporter": Actor("co_supporter", "cousin"),
    }[by]
    number = maria.case.receipt_number
    with on("2022-11-04"):
        assert own_case(name=number, account=gone.account)[0] == maria.case
    ends(maria, "2022-11-05", maria.person, "wrong")
    named(maria, "2022-11-06")
    with on("2022-11-07"):
        assert cases_of_account(gone.account) == []
        for door in (
            lambda: own_case(name=number, account=gone.account),
            lambda: access_case(name=number, actor=gone),
        ):
            with pytest.raises(NotFound):
                door()
    before = maria.number
    for name, (service, more) in SERVICES.items():
        extra = dict(more)
        if service in (services.add_party, services.name_supporter):
            extra["person"] = people.add_person()
        with pytest.raises((NotFound, NotAllowed, InputError)) as why:
            maria.asks("2022-11-07", service, gone, **extra)
        assert isinstance(why.value, NotFound) or by == "a representative", name
    assert maria.number == before
    # As an officer they would still stand on both sides.
    office = Actor("officer.casework", gone.account)
    with on("2022-11-07"), pytest.raises(NotFound):
        access_case(name=number, actor=office)
    if by != "a representative":
        (part,) = ended_parts(gone.account)
        assert part.case == maria.case
    assert maria.is_sound()


def test_a_part_ends_once_and_never_unsaid(definitions, test_databases) -> None:
    """The database itself keeps an ended part ended, and the chain tells one that no event ended."""
    maria = Story.begins("2022-11-02", definitions["notice"], by="supporter", supporter_named=True)
    maria.does("2022-11-03", maria.supporter, "filed", **SUPPORTER)
    ends(maria, "2022-11-05", maria.person, "wrong")
    row = Party.ever.filter(case=maria.case, role="supporter")
    for change in ({"ended_at": None, "ended_by": ""}, {"ended_by": "x"}, {"account": "x"}):
        with pytest.raises(DatabaseError), transaction.atomic():
            row.update(**change)
    other = Story.begins("2022-11-02", definitions["notice"], by="supporter", supporter_named=True)
    with on("2022-11-06"):
        at = selectors.events_of(maria.case)[-1].at
    Party.objects.filter(case=other.case, role="supporter").update(ended_at=at, ended_by="x")
    flaws = selectors.verify_chain(other.case).flaws
    assert ["whose part ended otherwise" in flaw.message for flaw in flaws] == [True]


def test_her_answers_and_papers_stay_hers(definitions) -> None:
    maria = waits_for_the_decision(definitions["notice"], "2022-11")
    maria.asks(
        "2022-11-11", documents.add, maria.person, kind="other", content=PDF,
    )  # fmt: skip
    maria.asks(
        "2022-11-11", documents.add, maria.supporter, kind="other", content=PDF + b"\n\n",
    )  # fmt: skip
    ends(maria, "2022-11-12", maria.person, "wrong")
    aunt = named(maria, "2022-11-13")
    assert len(documents.documents_of(maria.case, maria.person)) == 1
    assert documents.documents_of(maria.case, aunt) == ()
    assert len(documents.documents_of(maria.case, DECIDER)) == 2
    known = selectors.known_facts(maria.case, selectors.events_of(maria.case))
    assert {name: known[name].value for name in MARIA} == MARIA
    assert set(ATTESTED) | set(VETTED) | set(WEIGHED) <= set(known)
