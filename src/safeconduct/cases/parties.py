"""Who has a part in a case, and whom a party lets act for them. Called by way of `services`."""

from __future__ import annotations

import uuid
from datetime import date

from safeconduct.accounts.models import Office
from safeconduct.cases import deeds
from safeconduct.cases.models import Delegation
from safeconduct.cases.requests import Done, Request, do
from safeconduct.cases.supporters import SUPPORTER
from safeconduct.cases.work import Work
from safeconduct.errors import InputError
from safeconduct.flow import Actor, EventKind
from safeconduct.flow.clocks import end_of_day
from safeconduct.people.models import Person


def add_party(
    *,
    case_id: uuid.UUID,
    person: Person,
    role: str,
    actor: Actor,
    expected_number: int,
    account: str = "",
    is_organisation: bool = False,
) -> Done:
    """Add a supporter, a co-supporter or an applicant to a case. A second time changes nothing.

    A supporter may be an organisation. A co-supporter adds means to the declaration: they may give
    evidence and are told how it went, and the supporter alone files. InputError for a second supporter.
    """

    def deed(work: Work) -> None:
        others = work.case.parties.filter(role=SUPPORTER).exclude(person=person)
        if role == SUPPORTER and others.exists():
            raise InputError(
                "This case has a supporter.", given=role, accepted="a co-supporter, or another case"
            )
        if deeds.note_party(work.case, person, role, account, is_organisation=is_organisation):
            refs = {"fact": "party", "party": str(person.id), "role": role}
            work.happen(EventKind.FACT_RECORDED, actor, refs=refs)

    request = Request("add_party", actor, expected_number, what=role, is_beside=True)
    return do(case_id, request, deed)


def grant_delegation(
    *,
    case_id: uuid.UUID,
    actor: Actor,
    expected_number: int,
    account: str,
    scope: tuple[str, ...],
    until: date,
) -> Done:
    """A party lets an account act for them in named ways (or `all`) up to a last day.

    InputError for an account that holds an office: nobody stands on both sides.
    """
    if Office.objects.filter(account__name=account, until__isnull=True).exists():
        raise InputError("Who holds an office represents nobody.", given=account)

    def deed(work: Work) -> None:
        row = Delegation(
            case=work.case,
            role=actor.voice,
            account=account,
            scope=" ".join(scope),
            granted_at=work.at,
            until=end_of_day(until, work.course.zone),
        )
        refs = {
            "delegation": str(row.id),
            "account": account,
            "role": row.role,
            "scope": row.scope,
            "until": until.isoformat(),
        }
        work.happen(EventKind.DELEGATION_GRANTED, actor, refs=refs)
        row.save(force_insert=True)

    request = Request("grant_delegation", actor, expected_number, what=account, is_beside=True)
    return do(case_id, request, deed)


def end_delegation(
    *, case_id: uuid.UUID, actor: Actor, expected_number: int, delegation_id: uuid.UUID
) -> Done:
    """A party takes their leave back."""

    def deed(work: Work) -> None:
        refs = {"delegation": str(delegation_id)}
        work.happen(EventKind.DELEGATION_ENDED, actor, refs=refs)
        Delegation.objects.filter(id=delegation_id, case=work.case).update(ended_at=work.at)

    request = Request("end_delegation", actor, expected_number, what="", is_beside=True)
    return do(case_id, request, deed)
