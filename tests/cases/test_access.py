"""Who sees a case, and what others learn of it: nothing (I6)."""

from __future__ import annotations

import uuid
from datetime import timedelta

import pytest

from safeconduct import clock
from safeconduct.cases import access, services
from safeconduct.cases.errors import NotAllowed
from safeconduct.errors import NotFound
from safeconduct.flow import Actor
from safeconduct.people import services as people
from tests.cases.conftest import OFFICER, PERSON, SUPPORTER

pytestmark = pytest.mark.database
AID = Actor("representative", "ngo-1", "beneficiary")


def grant(case, days: int = 10, scope: tuple[str, ...] = ("all",)) -> None:
    services.grant_delegation(
        case_id=case.case.id,
        actor=PERSON,
        expected_number=case.number,
        account="ngo-1",
        scope=scope,
        until=clock.today() + timedelta(days=days),
    )


def test_parties_and_officers_find_a_case_by_either_name(small, filed) -> None:
    case = filed(small()).case
    for actor in (PERSON, SUPPORTER, OFFICER):
        assert access.access_case(name=case.receipt_number, actor=actor) == case
        assert access.access_case(name=str(case.id), actor=actor) == case


@pytest.mark.parametrize(
    "stranger",
    [
        Actor("beneficiary", "somebody"),
        Actor("beneficiary"),
        Actor("supporter", "ana"),
        Actor("officer.travel"),
        Actor("clock"),
        AID,
    ],
    ids=str,
)
def test_not_yours_and_not_there_sound_the_same(small, filed, stranger: Actor) -> None:
    case = filed(small()).case
    told = set()
    for name in (
        case.receipt_number,
        str(case.id),
        "SFC9900000001",
        str(uuid.uuid4()),
        "x' OR 1=1",
    ):
        with pytest.raises(NotFound) as refused:
            access.access_case(name=name, actor=stranger)
        told.add(refused.value.message)
    assert told == {"There is no such case."}


def test_a_stranger_cannot_act_as_a_party(small, filed) -> None:
    case = filed(small())
    for stranger in (
        Actor("beneficiary", "somebody"),
        Actor("supporter", "ana"),
        Actor("beneficiary"),
    ):
        with pytest.raises(NotFound, match="no such case"):
            services.withdraw(case_id=case.case.id, actor=stranger, expected_number=case.number)
    assert not case.case.refusals.exists()


def test_a_representative_sees_and_does_what_the_leave_covers_until_it_ends(small, filed) -> None:
    case = filed(small())
    grant(case, scope=("record_fact",))
    assert access.access_case(name=case.case.receipt_number, actor=AID) == case.case
    services.record_facts(
        case_id=case.case.id, actor=AID, expected_number=case.number, facts={"entries": []}
    )
    assert case.case.events.last().account == "ngo-1"
    with pytest.raises(NotAllowed, match="no leave in force"):
        services.withdraw(case_id=case.case.id, actor=AID, expected_number=case.number)
    services.end_delegation(
        case_id=case.case.id,
        actor=PERSON,
        expected_number=case.number,
        delegation_id=case.case.delegations.get().id,
    )
    with pytest.raises(NotFound):
        access.access_case(name=case.case.receipt_number, actor=AID)


def test_a_leave_ends_with_its_last_day(small, filed) -> None:
    case = filed(small())
    grant(case, days=3)
    [until] = case.case.delegations.values_list("until", flat=True)
    with clock.at(until - timedelta(seconds=1)):
        assert access.access_case(name=case.case.receipt_number, actor=AID)
    with clock.at(until), pytest.raises(NotFound):
        access.access_case(name=case.case.receipt_number, actor=AID)


def test_a_co_supporter_who_is_added_is_in_the_chain_and_then_a_party(small, filed) -> None:
    case = filed(small())
    other, before = people.add_person(), case.number
    for _ in range(2):
        services.add_party(
            case_id=case.case.id,
            person=other,
            role="co_supporter",
            actor=OFFICER,
            expected_number=case.number,
            account="sol",
        )
    assert case.number == before + 1
    assert access.is_party(case.case, Actor("co_supporter", "sol"))
