"""Who people are: groups, links that can be undone, values that can be erased."""

from __future__ import annotations

import pytest
from django.db import IntegrityError

from safeconduct.errors import InputError, NotFound
from safeconduct.people import selectors, services
from safeconduct.people.digests import digest_of_value
from safeconduct.people.models import Membership, PersonalValue

pytestmark = pytest.mark.database


def test_a_value_is_kept_with_a_digest_that_only_its_salt_explains(fresh_database: str) -> None:
    person = services.add_person()
    first = services.keep_value(person=person, name="nationality", value="VE")
    second = services.keep_value(person=person, name="nationality", value="VE")
    assert first.digest != second.digest
    row = PersonalValue.objects.get(id=first.id)
    assert first.digest == digest_of_value("nationality", "VE", bytes(row.salt))
    assert selectors.digests([first.id]) == {first.id: first.digest}
    assert selectors.values([first.id]) == {first.id: "VE"}


def test_an_erased_value_is_gone_with_its_salt(fresh_database: str) -> None:
    kept = services.keep_value(person=services.add_person(), name="birth_date", value="1994-03-02")
    assert services.erase_value(value_id=kept.id)
    assert not services.erase_value(value_id=kept.id)
    assert not PersonalValue.objects.exists()


def test_records_that_are_linked_are_one_person_until_the_link_is_undone(
    fresh_database: str,
) -> None:
    first, second, third, other = (services.add_person() for _ in range(4))
    services.link_records(first=first, second=second, evidence="same passport", by="a")
    link = services.link_records(first=third, second=second, evidence="same face", by="a")
    assert selectors.records_of(first) == {first.id, second.id, third.id}
    services.undo_link(link_id=link.id, by="b")
    assert selectors.records_of(first) == {first.id, second.id}
    assert selectors.records_of(third) == {third.id}
    assert selectors.records_of(other) == {other.id}
    with pytest.raises(NotFound):
        services.undo_link(link_id=link.id, by="b")


def test_a_link_needs_evidence_and_two_records(fresh_database: str) -> None:
    first, second = services.add_person(), services.add_person()
    with pytest.raises(InputError, match="needs evidence"):
        services.link_records(first=first, second=second, evidence=" ", by="a")
    with pytest.raises(InputError, match="not linked with itself"):
        services.link_records(first=first, second=first, evidence="same", by="a")


def test_a_group_has_a_principal_and_people_who_may_leave_and_come_back(
    fresh_database: str,
) -> None:
    mother, child = services.add_person(), services.add_person()
    group = services.form_group(kind="family", principal=mother, others=[child])
    with pytest.raises(IntegrityError):
        Membership.objects.create(
            group=group, person=child, role="derivative", joined_at=group.created_at
        )
    services.leave_group(group=group, person=child)
    with pytest.raises(NotFound):
        services.leave_group(group=group, person=child)
    with pytest.raises(InputError, match="no kind of group"):
        services.form_group(kind="club", principal=mother)


@pytest.mark.parametrize("value", ["a\x00b", {"a": ["x", "\x00"]}, "\ud800", float("nan")])
def test_what_no_database_keeps_is_bad_input(fresh_database: str, value: object) -> None:
    person = services.add_person()
    with pytest.raises(InputError):
        services.keep_value(person=person, name="said", value=value)
    with pytest.raises(InputError):
        services.put_protected(person=person, name="said", value=value, by="somebody")
    assert not PersonalValue.objects.exists()


def test_a_backslash_and_letters_are_no_nul(fresh_database: str) -> None:
    for value in (r"C:\u0000", "\\\\u0000"):
        kept = services.keep_value(person=services.add_person(), name="said", value=value)
        assert selectors.values([kept.id]) == {kept.id: value}
