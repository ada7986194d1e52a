"""Reading who people are."""

from __future__ import annotations

import uuid
from collections.abc import Collection
from typing import Any

from django.db.models import Q

from safeconduct.people.digests import digest_of_value
from safeconduct.people.models import Group, Person, PersonalValue, RecordLink


def records_of(person: Person) -> frozenset[uuid.UUID]:
    """All records of the same person, by the links that stand today."""
    found: set[uuid.UUID] = {person.pk}
    waiting = set(found)
    while waiting:
        links = RecordLink.objects.filter(
            Q(first__in=waiting) | Q(second__in=waiting), undone_at__isnull=True
        ).values_list("first_id", "second_id")
        waiting = {record for link in links for record in link} - found
        found |= waiting
    return frozenset(found)


def members_now(group: Group) -> dict[uuid.UUID, str]:
    """Who is in a group now, and as what (principal or derivative)."""
    here = group.memberships.filter(left_at__isnull=True)
    return dict(here.values_list("person_id", "role"))


def values(ids: Collection[uuid.UUID]) -> dict[uuid.UUID, Any]:
    """The values that are still there, by id; an erased one is absent."""
    return dict(PersonalValue.objects.filter(id__in=ids).values_list("id", "value"))


def digests(ids: Collection[uuid.UUID]) -> dict[uuid.UUID, str]:
    """The digests of the values that are still there, worked out anew."""
    rows = PersonalValue.objects.filter(id__in=ids)
    return {row.id: digest_of_value(row.name, row.value, bytes(row.salt)) for row in rows}
