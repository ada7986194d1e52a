"""A family is decided and travels together, each by their own case."""

from __future__ import annotations

import pytest

from safeconduct.capacity.selectors import standings
from safeconduct.cases import families, services, together
from safeconduct.cases.errors import NotAllowed
from safeconduct.cases.models import Case
from safeconduct.cases.together import Asked, NotTogether
from safeconduct.errors import InputError
from safeconduct.flow import Actor
from safeconduct.people import services as people
from safeconduct.programme import Definition
from tests.stories.people import CARRIER, DECIDER, SECOND
from tests.stories.telling import Story, on
from tests.stories.ways import waits_for_the_decision

pytestmark = pytest.mark.database
CASEWORKER = Actor("officer.casework", "case-1")
#: Each as the household says it: the mother, her Colombian husband, their daughter of nine.
MOTHER = {"birth_date": "1990-06-15"}
FATHER = {
    "nationality": "CO",
    "birth_date": "1988-01-20",
    "passport_country": "CO",
    "family_relation": "spouse",
    "principal_nationality": "VE",
    "travels_with_eligible_principal": True,
}
CHILD = {
    "birth_date": "2013-05-02",
    "family_relation": "unmarried_child_under_21",
    "principal_nationality": "VE",
    "travels_with_parent_or_guardian": True,
}


class Household:
    """Three cases in one group, all of them on the table of who decides."""

    def __init__(self, definition: Definition, month: str = "2022-11") -> None:
        self.people = [people.add_person() for _ in range(3)]
        with on(f"{month}-02"):
            self.group = people.form_group(
                kind="family", principal=self.people[0], others=self.people[1:]
            )
        facts = (MOTHER, FATHER, CHILD)
        self.stories = [
            waits_for_the_decision(
                definition, month, person=person, group=self.group, account="rosa", says=said
            )
            for person, said in zip(self.people, facts, strict=True)
        ]

    def __iter__(self):
        return iter(self.stories)

    def act(self, day: str, actor: Actor, outcome: str, *stories: Story, **more):
        """Every case of the family, or those named, in one step."""
        asked = [
            Asked(story.case.id, outcome, story.number, **more) for story in stories or self.stories
        ]
        with on(day):
            return services.act_together(members=asked, actor=actor)


def test_a_mother_her_colombian_husband_and_their_child_travel_together(definitions) -> None:
    family = Household(definitions["notice"])
    mother = family.stories[0]
    # Nobody goes ahead alone.
    alone = mother.cannot("2022-11-14", DECIDER, "authorized", "goes_together")
    assert "familia" in alone.refusal.words["es"]
    family.act("2022-11-14", DECIDER, "authorized")
    assert {story.stands_at for story in family} == {("booking", "open")}
    # Three decisions, three findings, three places.
    assert [cap.taken for cap in standings()] == [3]
    findings = {
        event.refs["findings"]
        for story in family
        for event in story.case.events.filter(outcome="authorized")
    }
    assert len(findings) == 3
    # They book and board together too.
    mother.cannot("2022-11-16", mother.person, "booked", "goes_together")
    family.act("2022-11-16", mother.person, "booked")
    family.act("2022-11-20", CARRIER, "boarded")
    assert {story.stands_at for story in family} == {("inspection", "open")}
    assert all(story.is_sound() for story in family)


def test_one_who_is_not_ready_holds_the_others_and_everyone_reads_whose_turn_it_is(
    definitions,
) -> None:
    family = Household(definitions["notice"])
    mother, father, child = family
    father.notes("2022-11-11", DECIDER, vetting_passed=False)
    with on("2022-11-12"):
        ready = together.readiness(case=mother.case, outcome="authorized", actor=DECIDER)
    assert [member.refusal is None for member in ready] == [True, False, True]
    with pytest.raises(NotTogether) as refused:
        family.act("2022-11-12", DECIDER, "authorized")
    told = {member.case.id: member for member in refused.value.members}
    assert told[mother.case.id].refusal is None
    with on("2022-11-12"):
        for_officer = told[father.case.id].text("en", for_officer=True)
        for_family = told[father.case.id].text("en", for_officer=False)
    assert "vetting" in for_officer
    assert "vetting" not in for_family
    # Nothing happened to anyone, and the attempt is on record in each case.
    assert {story.stands_at for story in family} == {("travel_decision", "open")}
    assert standings() == ()
    assert {story.case.refusals.count() for story in family} == {1}
    # All are named, and no other outcome is decided for several people at once.
    with pytest.raises(NotTogether):
        family.act("2022-11-12", DECIDER, "authorized", mother, child)
    with pytest.raises(InputError):
        family.act("2022-11-12", DECIDER, "refused", reasons="All of you.")


def test_refusing_one_is_told_first_and_leaves_the_others_open(definitions) -> None:
    family = Household(definitions["notice"])
    mother, father, child = family
    father.notes("2022-11-11", DECIDER, vetting_passed=False)
    before = families.if_refused(father.case)
    assert [member.case for member in before.others] == [mother.case, child.case]
    assert not before.is_principal
    assert "stay open" in before.text("en")
    father.does("2022-11-12", DECIDER, "refused", because="The vetting; see page 2.")
    father.is_confirmed("2022-11-13", SECOND)
    assert father.stands_at == ("travel_decision", "denied")
    assert {s.stands_at for s in (mother, child)} == {("travel_decision", "open")}
    family.act("2022-11-14", DECIDER, "authorized", mother, child)
    assert {s.stands_at for s in (mother, child)} == {("booking", "open")}
    assert all(story.is_sound() for story in family)


def test_a_cap_has_places_for_all_of_a_family_or_it_takes_none(two_a_month) -> None:
    family = Household(two_a_month, "2023-01")
    with pytest.raises(NotAllowed) as full:
        family.act("2023-01-17", DECIDER, "authorized")
    assert full.value.refusal.reason == "cap_full"
    assert sum(cap.taken for cap in standings()) == 0
    assert {story.stands_at for story in family} == {("travel_decision", "open")}


def test_a_member_leaves_and_goes_alone_but_a_child_not_without_an_officers_note(
    definitions,
) -> None:
    family = Household(definitions["notice"])
    mother, father, child = family
    with pytest.raises(NotAllowed) as refused:
        child.asks("2022-11-12", services.leave_group, child.person, reasons="To an aunt.")
    assert refused.value.refusal.reason == "best_interests_needed"
    with pytest.raises(NotAllowed):
        child.asks("2022-11-12", services.leave_group, CASEWORKER, reasons="To an aunt.")
    father.asks("2022-11-12", services.leave_group, father.person, reasons="He stays in Bogotá.")
    # The others go on without him. By himself he is no Venezuelan's family on the way any more.
    family.act("2022-11-14", DECIDER, "authorized", mother, child)
    father.notes("2022-11-19", father.person, travels_with_eligible_principal=False)
    alone = father.cannot("2022-11-20", DECIDER, "authorized", "conditions_open")
    assert "nationality_or_family" in alone.refusal.about
    child.asks(
        "2022-11-21", services.leave_group, CASEWORKER, reasons="Flies with her grandmother.",
        best_interests="Heard alone on 20 November; she wants this, and both parents agree.",
    )  # fmt: skip
    child.does("2022-11-22", child.person, "booked")
    mother.does("2022-11-23", mother.person, "booked")
    assert all(story.is_sound() for story in family)
    with pytest.raises(NotAllowed) as twice:
        child.asks("2022-11-24", services.leave_group, CASEWORKER, reasons="Again.")
    assert twice.value.refusal.reason == "not_in_a_group"


def test_the_same_request_twice_changes_nothing(definitions) -> None:
    family = Household(definitions["notice"])
    asked = [Asked(story.case.id, "authorized", story.number) for story in family]
    with on("2022-11-14"):
        first = services.act_together(members=asked, actor=DECIDER, key="k1")
        again = services.act_together(members=asked, actor=DECIDER, key="k1")
    assert [done.repeated for done in (*first, *again)] == [False] * 3 + [True] * 3
    assert [done.number for done in first] == [done.number for done in again]
    assert Case.objects.count() == 3
