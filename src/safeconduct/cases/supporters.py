"""Supporters and what they have filed already. What can be looked up here, nobody is asked to be believed."""

from __future__ import annotations

import hashlib
from collections.abc import Mapping
from datetime import datetime

from django.db import connection
from django.db.models import Q

from safeconduct import clock
from safeconduct.cases.models import Case, CaseEvent, Party
from safeconduct.flow import EventKind
from safeconduct.people import selectors as people
from safeconduct.programme.schema import Fact

SUPPORTER = "supporter"


def looked_up(case: Case, facts: Mapping[str, Fact]) -> dict[str, bool]:
    """The facts of a case that the installation knows better than whoever was asked."""
    return {
        name: pending_declaration(case) is not None
        for name, fact in facts.items()
        if fact.looked_up
    }


def pending_declaration(case: Case) -> Case | None:
    """An earlier declaration of the same supporter for the same person that waits for its answer.

    One that was not confirmed waits for nothing: the supporter may file again.
    """
    supporter = _party(case)
    if supporter is None:
        return None
    is_filing = case.standing.actor == SUPPORTER
    before = None if is_filing else _filed_at(case)
    before = before or clock.now()
    same_person = Q(person__in=people.records_of(case.person))
    if account := _account(case, "beneficiary"):
        same_person |= Q(parties__role="beneficiary", parties__account=account)
    by_supporter = Party.objects.filter(_same(supporter), role=SUPPORTER)
    others = (
        Case.objects.filter(same_person, programme=case.programme, track=case.track)
        .filter(id__in=by_supporter.values("case_id"))
        .exclude(pk=case.pk)
        .exclude(standing__status="ended")
        .exclude(standing__actor=SUPPORTER)
        .distinct()
    )
    for other in others:
        filed = _filed_at(other)
        if filed is not None and filed <= before:
            return other
    return None


def of_case(case: Case) -> Party | None:
    """The supporter of a case; None if it has none yet."""
    return _party(case)


def declarations_of(case: Case) -> int:
    """How many declarations the case's supporter has in the programme, this one among them."""
    supporter = _party(case)
    if supporter is None:
        return 0
    own = Party.objects.filter(_same(supporter), role=SUPPORTER, case__programme=case.programme)
    return own.values("case_id").distinct().count()


def one_at_a_time(*cases: Case) -> None:
    """Let nobody else file for the same supporter and person until this transaction ends.

    Who files in several cases at once names them all in one call: their locks are taken in one order,
    whatever the order of the cases, so that two families never wait for each other for ever.
    """
    pairs = {number for case in cases if (number := _pair(case)) is not None}
    with connection.cursor() as cursor:
        for number in sorted(pairs):
            cursor.execute("SELECT pg_advisory_xact_lock(%s)", [number])


def _pair(case: Case) -> int | None:
    """One number for a supporter and a person, under whatever records they are known."""
    supporter = _party(case)
    if supporter is None:
        return None
    pair = f"{min(people.records_of(supporter.person))} {min(people.records_of(case.person))}"
    return int.from_bytes(hashlib.sha256(pair.encode()).digest()[:8], signed=True)


def _party(case: Case) -> Party | None:
    return case.parties.filter(role=SUPPORTER).select_related("person").order_by("id").first()


def _account(case: Case, role: str) -> str:
    party = case.parties.filter(role=role).order_by("id").first()
    return party.account if party else ""


def _same(supporter: Party) -> Q:
    same = Q(person__in=people.records_of(supporter.person))
    return same | Q(account=supporter.account) if supporter.account else same


def _filed_at(case: Case) -> datetime | None:
    """When the supporter last completed a stage of the case."""
    by = Q(acting_for=SUPPORTER) | Q(role=SUPPORTER)
    filed = CaseEvent.objects.filter(by, case=case, kind=EventKind.STAGE_COMPLETED.value)
    last = filed.order_by("-number").first()
    return last.at if last else None
