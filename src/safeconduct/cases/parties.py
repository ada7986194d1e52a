"""Who has a part in a case, and whom a party lets act for them. Called by way of `services`."""

from __future__ import annotations

import uuid
from collections.abc import Mapping
from datetime import date
from typing import Any, Literal, get_args

from safeconduct.accounts.models import Office
from safeconduct.cases import deeds
from safeconduct.cases.access import person_of
from safeconduct.cases.errors import NotAllowed
from safeconduct.cases.models import Delegation, Party
from safeconduct.cases.requests import Done, Request, do
from safeconduct.cases.supporters import SUPPORTER
from safeconduct.cases.work import Work
from safeconduct.errors import InputError
from safeconduct.flow import Actor, EventKind, Reason, Refusal
from safeconduct.flow.clocks import end_of_day
from safeconduct.flow.events import HANGS_ON
from safeconduct.people.models import Person

#: Why a part ends, as whoever ends it says: another fits better, they died, cannot be reached, or
#: take their support back.
Why = Literal["wrong", "died", "unreachable", "withdrew", "other"]
WHY: tuple[str, ...] = get_args(Why)


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
        _name(work, actor, person, role, account, is_organisation)

    request = Request("add_party", actor, expected_number, what=role, is_beside=True)
    return do(case_id, request, deed)


def name_supporter(
    *,
    case_id: uuid.UUID,
    person: Person,
    actor: Actor,
    expected_number: int,
    account: str = "",
    is_organisation: bool = False,
    facts: Mapping[str, Any] | None = None,
) -> Done:
    """Give a case its supporter, with what that says by itself.

    A case that waits for another one goes on by it. InputError if it has a supporter.
    """

    def deed(work: Work) -> None:
        _name(work, actor, person, SUPPORTER, account, is_organisation)
        deeds.record(work, facts or {}, actor, expected_number)
        if (outcome := _way_on(work)) is not None:
            deeds.complete(work, actor, outcome)
            deeds.let_the_clock_act(work)

    request = Request("name_supporter", actor, expected_number, what=SUPPORTER, is_beside=True)
    return do(case_id, request, deed)


def end_party(
    *,
    case_id: uuid.UUID,
    actor: Actor,
    expected_number: int,
    why: str,
    reasons: str | None = None,
    key: str | None = None,
) -> Done:
    """End the part of a case's supporter, and of those who add their means to it, before the decision.

    By the person, the supporter themselves, or an officer whom the track names, with reasons. What they
    said stays on record as theirs; they see and do nothing more in the case, which waits for another.
    InputError for a reason that there is not.
    """
    if why not in WHY:
        raise InputError("That is no such reason.", given=why, accepted=", ".join(WHY))

    def deed(work: Work) -> None:
        rows = list(work.case.parties.filter(role=SUPPORTER).select_related("person"))
        if not rows:
            is_over = work.state.end is not None
            raise NotAllowed(Refusal(Reason.CASE_ENDED if is_over else Reason.NOTHING_TO_DO))
        party = rows[0]
        along = list(work.case.parties.filter(role__in=_hanging_on(SUPPORTER)).order_by("id"))
        refs = {"role": SUPPORTER, "why": why}
        refs |= deeds.named(party.person, SUPPORTER, party.account)
        if along:
            refs["along"] = " ".join(str(row.person_id) for row in along)
        refs |= deeds.written(work, {"reasons": reasons}, person_of(work.case, actor))
        work.happen(EventKind.PARTY_ENDED, actor, stage=work.state.stage, refs=refs)
        ended = {"ended_at": work.at, "ended_by": actor.account or actor.role}
        Party.objects.filter(pk__in=[row.pk for row in (party, *along)]).update(**ended)
        given = Delegation.objects.filter(case=work.case, ended_at__isnull=True)
        given.filter(role__in=(SUPPORTER, *_hanging_on(SUPPORTER))).update(ended_at=work.at)
        deeds.let_the_clock_act(work)

    told = {"why": why, "reasons": reasons}
    return do(case_id, Request("end_party", actor, expected_number, key, told=told), deed)


def _hanging_on(role: str) -> list[str]:
    return [other for other, on in HANGS_ON.items() if on == role]


def _name(
    work: Work, actor: Actor, person: Person, role: str, account: str, is_organisation: bool
) -> None:
    others = work.case.parties.filter(role=SUPPORTER).exclude(person=person)
    if role == SUPPORTER and others.exists():
        raise InputError(
            "This case has a supporter.", given=role, accepted="a co-supporter, or another case"
        )
    if deeds.note_party(work.case, person, role, account, is_organisation=is_organisation):
        refs = {"fact": "party", "role": role} | deeds.named(person, role, account)
        work.happen(EventKind.FACT_RECORDED, actor, refs=refs)


def _way_on(work: Work) -> str | None:
    """The outcome that leads to the new supporter's own step, if the case waits for one."""
    stage, track, day = work.stage, work.course.track, work.course.day(work.at)
    waits = [one.to for one in track.party_changes if one.in_force(day) and one.party == SUPPORTER]
    if stage is None or stage.id not in waits:
        return None
    for outcome in stage.outcomes:
        following = work.course.stage(outcome.next, day)
        if following is not None and following.actor == SUPPORTER:
            return outcome.id
    return None


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
