"""Opening cases: for oneself, for someone whom one supports, for further members of a family."""

from __future__ import annotations

from django.db import IntegrityError, transaction
from django.utils.crypto import salted_hmac

from safeconduct.accounts import services as accounts
from safeconduct.accounts.models import Account
from safeconduct.cases import services
from safeconduct.cases.models import Case
from safeconduct.errors import NotFound
from safeconduct.flow import Actor
from safeconduct.people import services as people
from safeconduct.people.models import Group, Person
from safeconduct.programme import Definition
from safeconduct.web import wording
from safeconduct.web.portal import journey
from safeconduct.web.portal.offered import SUPPORTER, Way
from safeconduct.web.portal.own import OwnCase

#: Whoever opens a case as a supporter has said so much by doing it.
NAMED = "supporter_named"
MOST_IN_A_GROUP = 12


def account_name(key: str) -> str:
    """The name of the account that a form opens: the same form, sent twice, opens one account."""
    return f"party-{salted_hmac('safeconduct.web.portal.opening', key).hexdigest()[:20]}"


def begin(
    definition: Definition, way: Way, key: str, *, is_organisation: bool = False
) -> tuple[Account, Case, bool]:
    """Make an account and open its first case; whether it was there already, from the same form."""
    name = account_name(key)
    known = Account.objects.filter(name=name).first()
    if known is None:
        try:
            with transaction.atomic():
                account = accounts.add_account(
                    name=name, language=wording.language(), person_id=people.add_person().id
                )
                case = open_for(account, definition, way, is_organisation=is_organisation)
                return account, case, False
        except IntegrityError:
            # The same form, sent twice at once: the other one was first.
            known = Account.objects.get(name=name)
    case = Case.objects.filter(parties__account=name).order_by("receipt_number").first()
    if case is None:
        raise NotFound("There is no such case.")
    return known, case, True


@transaction.atomic
def open_for(
    account: Account, definition: Definition, way: Way, *, is_organisation: bool = False
) -> Case:
    """Open a case for who is signed in, in the way that they chose."""
    own = Person.objects.get(id=account.person_id)
    actor = Actor(way.role, account.name)
    if way.who != SUPPORTER:
        group = people.form_group(kind="travel", principal=own)
        return _open(definition, actor, own, group, {way.role: account.name}, way.start)
    person = people.add_person()
    group = people.form_group(kind="travel", principal=person)
    names = {way.role: account.name, "beneficiary": invited(person).name}
    return _open(
        definition, actor, person, group, names, way.start, own, is_organisation=is_organisation
    )


def _open(
    definition: Definition,
    actor: Actor,
    person: Person,
    group: Group | None,
    names: dict[str, str],
    start: str | None,
    supporter: Person | None = None,
    *,
    is_organisation: bool = False,
) -> Case:
    said = {NAMED: True} if supporter and NAMED in definition.facts else {}
    done = services.open_case(
        definition=definition,
        track=journey.TRACK,
        person=person,
        group=group,
        supporter=supporter,
        supporter_is_organisation=is_organisation,
        actor=actor,
        accounts=names,
        start=start,
        facts=said,
    )
    return Case.objects.get(id=done.case_id)


def invited(person: Person) -> Account:
    """An account that nobody can sign in to yet; its owner gets a code by hand (see `inviting`)."""
    return accounts.add_account(person_id=person.id, language=wording.language())


@transaction.atomic
def add_to_family(own: OwnCase, way: Way) -> Case:
    """One more case in the travel group, opened by whoever opened the first.

    A supporter's own answers are taken over: they would be the same. A person acts for the family
    members whom they add.
    """
    member = people.add_person()
    if own.case.group is not None:
        people.join_group(group=own.case.group, person=member)
    me = own.me.account or ""
    if own.me.voice != SUPPORTER:
        return _open(own.definition, own.me, member, own.case.group, {own.me.voice: me}, way.start)
    supporter = own.party.person
    names = {SUPPORTER: me, "beneficiary": invited(member).name}
    case = _open(
        own.definition,
        own.me,
        member,
        own.case.group,
        names,
        way.start,
        supporter,
        is_organisation=own.party.is_organisation,
    )
    same = {
        name: said[-1].value
        for name, said in own.said.items()
        if own.definition.facts[name].of == SUPPORTER
    }
    if same:
        services.record_facts(
            case_id=case.id, actor=own.me, expected_number=case.events.count(), facts=same
        )
    return case
