"""Writing who people are. Every call is one transaction, or part of its caller's."""

from __future__ import annotations

import secrets
import uuid
from collections.abc import Collection
from dataclasses import dataclass
from typing import Any

from django.db import connection, transaction

from safeconduct import clock
from safeconduct.errors import InputError, NotFound
from safeconduct.people.digests import SALT_BYTES, canonical, digest_of_value
from safeconduct.people.matching import match_of
from safeconduct.people.models import Group, Membership, Person, PersonalValue, RecordLink


@dataclass(frozen=True, slots=True)
class KeptValue:
    """Where a value was put: all that an event may say of it."""

    id: uuid.UUID
    digest: str


def add_person() -> Person:
    """A new person, of whom nothing is known yet."""
    return Person.objects.create(created_at=clock.now())


@transaction.atomic
def form_group(*, kind: str, principal: Person, others: Collection[Person] = ()) -> Group:
    """A family or travel group around its principal. InputError for another kind."""
    if kind not in ("family", "travel"):
        raise InputError(f"{kind!r} is no kind of group.", given=kind, accepted="family, travel")
    now = clock.now()
    group = Group.objects.create(kind=kind, created_at=now)
    Membership.objects.create(group=group, person=principal, role="principal", joined_at=now)
    for person in others:
        Membership.objects.create(group=group, person=person, role="derivative", joined_at=now)
    return group


def join_group(*, group: Group, person: Person) -> None:
    """A person joins a group from now on; one who is in it stays as they are."""
    Membership.objects.get_or_create(
        group=group,
        person=person,
        left_at__isnull=True,
        defaults={"role": "derivative", "joined_at": clock.now()},
    )


def leave_group(*, group: Group, person: Person) -> None:
    """A person leaves a group from now on. NotFound if they are not in it."""
    standing = Membership.objects.filter(group=group, person=person, left_at__isnull=True)
    if not standing.update(left_at=clock.now()):
        raise NotFound("This person is not in this group.")


def keep_value(*, person: Person, name: str, value: Any, is_compared: bool = False) -> KeptValue:
    """Put a personal value into a row that can be erased. `value` is what JSON can hold; else InputError.

    One that `is_compared` can be found in other cases by its digest, as long as it is not erased.
    """
    salt = secrets.token_bytes(SALT_BYTES)
    # First, for it refuses what the database would not take.
    digest = digest_of_value(name, value, salt)
    row = PersonalValue.objects.create(
        person=person,
        name=name,
        value=value,
        salt=salt,
        recorded_at=clock.now(),
        match=match_of(name, value) if is_compared else "",
    )
    return KeptValue(row.id, digest)


def erase_value(*, value_id: uuid.UUID) -> bool:
    """Remove a value and its salt for good; whether it was still there."""
    removed, _ = PersonalValue.objects.filter(id=value_id).delete()
    return removed > 0


@transaction.atomic
def link_records(*, first: Person, second: Person, evidence: str, by: str) -> RecordLink:
    """Assert, with written evidence, that two records are of one person. InputError without any."""
    if not evidence.strip():
        raise InputError(
            "A link between two records needs evidence.", accepted="a sentence that says why"
        )
    if first.pk == second.pk:
        raise InputError("A record is not linked with itself.", accepted="two records")
    kept = keep_value(person=first, name="link_evidence", value=evidence)
    return RecordLink.objects.create(
        first=first, second=second, evidence_id=kept.id, asserted_by=by, asserted_at=clock.now()
    )


def undo_link(*, link_id: uuid.UUID, by: str) -> None:
    """Take an assertion back. NotFound if it does not stand."""
    standing = RecordLink.objects.filter(id=link_id, undone_at__isnull=True)
    if not standing.update(undone_at=clock.now(), undone_by=by):
        raise NotFound("There is no such link that still stands.")


def put_protected(*, person: Person, name: str, value: Any, by: str) -> uuid.UUID:
    """Hand a protected fact to the protection room. Whoever hands it in cannot read it back."""
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT put_protected_fact(%s, %s, %s, %s, %s)",
            [person.pk, name, canonical(value).decode(), by, clock.now()],
        )
        row = cursor.fetchone()
    return uuid.UUID(str(row[0]))
