"""The few doors to a case. One answer for "not there" and "not yours"."""

from __future__ import annotations

import re
import uuid

from django.db.models import Exists, OuterRef, Q, QuerySet

from safeconduct import clock
from safeconduct.cases.models import Case, Delegation, Party
from safeconduct.errors import NotFound
from safeconduct.flow import Actor, EventKind
from safeconduct.flow.events import REPRESENTATIVE
from safeconduct.people.models import Person

PARTY_ROLES = ("beneficiary", "applicant", "supporter", "co_supporter")
_RECEIPT_NUMBER = re.compile(r"[A-Z]{3}[0-9]{10}")


def access_case(*, name: str, actor: Actor) -> Case:
    """The case of a receipt number or id, if this actor may see it; NotFound otherwise."""
    found = cases_seen_by(actor).filter(_named(name)).select_related("person", "standing").first()
    if found is None:
        raise NotFound("There is no such case.", given=name)
    return found


def cases_seen_by(actor: Actor) -> QuerySet[Case]:
    """The cases that an actor may see.

    An officer sees every case of this installation but those in which they have a part themselves; a
    party sees their own; who acts for a party sees those for which their leave has not ended.
    """
    if actor.is_named_officer:
        has_a_part = Party.ever.filter(case=OuterRef("pk"), account=actor.account)
        has_acted = Delegation.objects.filter(case=OuterRef("pk"), account=actor.account)
        return Case.objects.filter(~Exists(has_a_part), ~Exists(has_acted))
    if not actor.account:
        return Case.objects.none()
    if actor.acting_for is not None:
        return Case.objects.filter(
            delegations__account=actor.account,
            delegations__role=actor.acting_for,
            delegations__ended_at__isnull=True,
            delegations__until__gt=clock.now(),
        ).distinct()
    # Whose part is over sees nothing more of it.
    return Case.objects.filter(
        parties__account=actor.account,
        parties__role=actor.role,
        parties__ended_at__isnull=True,
    )


def closed_to(actor: Actor) -> frozenset[uuid.UUID]:
    """The cases that are closed to an officer, because they have, or had, a part in them themselves (I2)."""
    parts = Party.ever.filter(account=actor.account).values_list("case_id", flat=True)
    acted = Delegation.objects.filter(account=actor.account).values_list("case_id", flat=True)
    return frozenset(parts) | frozenset(acted) if actor.account else frozenset()


def own_case(*, name: str, account: str) -> tuple[Case, Actor]:
    """The case of a receipt number or id and as whom this account acts in it; NotFound if it does not.

    Who is a party themselves acts as that; who has only leave to act for one, as their representative.
    """
    for role in (*PARTY_ROLES, None):
        for actor in _actors(account, role):
            found = cases_seen_by(actor).filter(_named(name)).select_related("person", "standing")
            case = found.first()
            if case is not None:
                return case, actor
    raise NotFound("There is no such case.", given=name)


def case_named(name: str) -> Case:
    """The case of a receipt number or id, for what acts in every case. NotFound if there is none."""
    found = Case.objects.filter(_named(name)).first()
    if found is None:
        raise NotFound("There is no such case.", given=name)
    return found


def accounts_in(receipt_number: str) -> tuple[str, ...]:
    """Names of the accounts of a case's private people; none if there is no such case.

    Of those too whose part is over: with its number they come to their own account, and not to the case.
    """
    parties = Party.ever.filter(case__receipt_number=receipt_number).exclude(account="")
    return tuple(parties.values_list("account", flat=True).distinct())


def cases_of_account(account: str) -> list[tuple[Case, Actor]]:
    """Every case in which an account acts, and as whom; the newest first."""
    found: dict[uuid.UUID, tuple[Case, Actor]] = {}
    for role in (*PARTY_ROLES, None):
        for actor in _actors(account, role):
            for case in cases_seen_by(actor).select_related("person", "standing"):
                found.setdefault(case.id, (case, actor))
    return sorted(found.values(), key=lambda one: one[0].receipt_number, reverse=True)


def _actors(account: str, role: str | None) -> tuple[Actor, ...]:
    if role is not None:
        return (Actor(role, account),)
    return tuple(Actor(REPRESENTATIVE, account, acted_for) for acted_for in PARTY_ROLES)


def is_on_both_sides(case: Case, actor: Actor) -> bool:
    """Whether an officer has, or ever had, a part in the case, or leave to act for who has one (I2)."""
    if not actor.is_named_officer:
        return False
    account = actor.account
    return (
        Party.ever.filter(case=case, account=account).exists()
        or case.delegations.filter(account=account).exists()
    )


def person_of(case: Case, actor: Actor) -> Person:
    """Whose papers and words an actor brings: their own, of whom they act for, or else the person's."""
    parties = case.parties.filter(role=actor.voice).select_related("person").order_by("id")
    account = actor.account if actor.acting_for is None else _granter(case, actor)
    own = parties.filter(account=account).first() if account else parties.first()
    return own.person if own is not None else case.person


def _granter(case: Case, actor: Actor) -> str:
    """The account that let a representative act, for several may have the same role; empty for a clerk."""
    granted = case.events.filter(
        kind=EventKind.DELEGATION_GRANTED.value,
        refs__account=actor.account,
        refs__role=actor.acting_for,
    )
    last = granted.order_by("-number").first()
    return last.account if last is not None else ""


def ended_parts(account: str) -> list[Party]:
    """The parts of an account that are over, the last first: their owner is told so, and no more."""
    rows = Party.ever.filter(account=account, ended_at__isnull=False).exclude(account="")
    now_in = Case.objects.filter(parties__account=account, parties__ended_at__isnull=True)
    return list(rows.exclude(case__in=now_in).select_related("case").order_by("-ended_at"))


def is_party(case: Case, actor: Actor) -> bool:
    """Whether the actor is one of the private people in the case, by role and account."""
    if not actor.account:
        return False
    return case.parties.filter(role=actor.role, account=actor.account).exists()


def _named(name: str) -> Q:
    """The case of a name; none for what can be no name, such as a text that no database takes."""
    try:
        return Q(id=uuid.UUID(name))
    except ValueError:
        return Q(receipt_number=name) if _RECEIPT_NUMBER.fullmatch(name) else Q(pk__in=())
