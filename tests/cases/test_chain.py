"""Nothing acknowledged is lost, and history cannot be rewritten unseen (I5)."""

from __future__ import annotations

import uuid

import pytest
from django.db import DatabaseError, IntegrityError, connection, transaction
from psycopg import errors

from safeconduct.cases import selectors, services
from safeconduct.cases.models import Case, CaseEvent, Party
from safeconduct.cases.work import at_work
from safeconduct.errors import InputError, NotFound
from safeconduct.flow import EventKind
from safeconduct.people import services as people
from safeconduct.people.models import PersonalValue
from tests.cases.conftest import OFFICER, PERSON
from tests.desks import connect, embedded_of

pytestmark = pytest.mark.database


def fact_of(case: Case, name: str) -> uuid.UUID:
    """The row in which a fact of the case stands."""
    return selectors.known_facts(case, selectors.events_of(case))[name].value_id


def test_an_erased_value_leaves_the_chain_provable(small, filed) -> None:
    filed_case = filed(small())
    case = filed_case.case
    before = selectors.verify_chain(case)
    assert before.holds and before.erased == 0
    value_id = fact_of(case, "nationality")
    services.erase_value(
        case_id=case.id, actor=OFFICER, expected_number=filed_case.number, value_id=value_id
    )
    after = selectors.verify_chain(case)
    assert after.holds and after.erased == 1 and after.events == before.events + 1
    assert not PersonalValue.objects.filter(id=value_id).exists()
    # What was erased is unknown again: nothing is decided on it.
    assert selectors.known_facts(case, selectors.events_of(case)) == {}
    with pytest.raises(NotFound, match="no such value"):
        services.erase_value(
            case_id=case.id,
            actor=OFFICER,
            expected_number=filed_case.number,
            value_id=uuid.uuid4(),
        )


def test_no_event_holds_a_personal_value(small, filed) -> None:
    case = filed(small(), order_date=None).case
    text = str(list(CaseEvent.objects.filter(case=case).values_list("refs", flat=True)))
    assert "VE" not in text.replace("VETTED", "")
    assert "nationality" in text
    with pytest.raises(InputError, match="cannot hold this"), at_work(case.id) as work:
        work.happen(EventKind.LETTER_ISSUED, OFFICER, refs={"to": "Señora Ana"})


def test_a_party_who_was_put_in_past_the_services_is_seen(small, filed) -> None:
    case = filed(small()).case
    assert selectors.verify_chain(case).holds
    added = {"person": people.add_person(), "account": "mallory", "added_at": case.opened_at}
    # A second supporter the database itself does not take.
    with pytest.raises(IntegrityError), transaction.atomic():
        Party.objects.create(case=case, role="supporter", **added)
    Party.objects.create(case=case, role="co_supporter", **added)
    [flaw] = selectors.verify_chain(case).flaws
    assert flaw.message == "has a co_supporter whom no event names"


def test_a_value_that_goes_unsaid_or_is_changed_is_seen(small, filed, fresh_database: str) -> None:
    case = filed(small(), order_date=None).case
    PersonalValue.objects.filter(id=fact_of(case, "nationality")).delete()
    [flaw] = selectors.verify_chain(case).flaws
    assert flaw.message == "points to a value that is gone unsaid"
    with embedded_of().admin(fresh_database) as admin:
        admin.execute("ALTER TABLE people_personalvalue DISABLE TRIGGER unchanging")
        admin.execute(
            """UPDATE people_personalvalue SET value = '"2020-01-01"' WHERE name = 'order_date'"""
        )
    messages = {flaw.message for flaw in selectors.verify_chain(case).flaws}
    assert "points to a value that was changed" in messages


@pytest.mark.parametrize(
    ("forged", "message"),
    [
        ("UPDATE cases_caseevent SET account = 'eve' WHERE number = 2", "is not what was written"),
        ("UPDATE cases_caseevent SET at = at + interval '1 microsecond' WHERE number = 2", "is not what was written"),
        ("DELETE FROM cases_caseevent WHERE number = 2", "event 2 is missing"),
        ("UPDATE cases_case SET variant = 'other'", "does not follow"),
    ],
)  # fmt: skip
def test_who_rewrites_history_past_the_triggers_is_seen(
    small, filed, fresh_database: str, forged: str, message: str
) -> None:
    case = filed(small()).case
    with embedded_of().admin(fresh_database) as admin:
        admin.execute("ALTER TABLE cases_caseevent DISABLE TRIGGER USER")
        admin.execute("ALTER TABLE cases_case DISABLE TRIGGER USER")
        admin.execute(forged)
    case.refresh_from_db()
    assert message in selectors.verify_chain(case).flaws[0].message


def test_no_role_changes_or_removes_an_event(small, filed, fresh_database: str) -> None:
    filed(small())
    embedded = embedded_of()
    for statement in (
        "UPDATE cases_caseevent SET account = 'eve'",
        "DELETE FROM cases_caseevent",
        "TRUNCATE cases_caseevent CASCADE",
        "UPDATE cases_case SET track = 'other'",
        "DELETE FROM cases_case",
        "DELETE FROM cases_refusal",
    ):
        for role in ("safeconduct_web", "safeconduct_worker", "safeconduct_protection"):
            with (
                connect(embedded, role, fresh_database) as desk,
                pytest.raises(errors.InsufficientPrivilege),
            ):
                desk.execute(statement)
    with embedded.admin(fresh_database) as admin:
        for statement in (
            "UPDATE cases_caseevent SET account = 'eve'",
            "DELETE FROM cases_caseevent",
            "TRUNCATE cases_caseevent CASCADE",
        ):
            with pytest.raises(errors.RestrictViolation):
                admin.execute(statement)


def test_the_database_takes_no_event_out_of_order(small, filed) -> None:
    case = filed(small()).case
    last = case.events.order_by("number").last()
    for number, previous_hash in ((last.number + 2, last.hash), (last.number + 1, "0" * 64)):
        with pytest.raises(DatabaseError, match="does not follow"), transaction.atomic():
            CaseEvent.objects.create(
                case=case, number=number, kind="LetterIssued", at=last.at, role="clock",
                previous_hash=previous_hash, hash="1" * 64,
            )  # fmt: skip
    with pytest.raises(DatabaseError), transaction.atomic():
        CaseEvent.objects.create(
            case=case, number=last.number, kind="LetterIssued", at=last.at, role="clock",
            previous_hash=last.hash, hash="1" * 64,
        )  # fmt: skip


def test_the_owner_sees_no_case(small, filed, fresh_database: str) -> None:
    filed(small())
    with connect(embedded_of(), "safeconduct_owner", fresh_database) as owner:
        for table in ("case", "caseevent", "casestanding", "party", "deadline", "refusal"):
            assert owner.execute(f"SELECT count(*) FROM cases_{table}").fetchone() == (0,)


def test_receipt_numbers_are_three_letters_and_ten_digits_and_never_twice(small, filed) -> None:
    definition = small()
    numbers = [filed(definition).case.receipt_number for _ in range(3)]
    assert len(set(numbers)) == 3
    assert all(len(n) == 13 and n[:3] == "SFC" and n[3:].isdecimal() for n in numbers)
    with connection.cursor() as cursor, pytest.raises(DatabaseError):
        cursor.execute("UPDATE cases_case SET receipt_number = 'SFC0000000000'")


def test_a_person_has_many_cases_also_through_linked_records(small, filed) -> None:

    definition = small()
    first, second = filed(definition).case, filed(definition).case
    assert selectors.cases_of(first.person) == (first,)
    link = people.link_records(
        first=first.person, second=second.person, evidence="same passport", by="olga"
    )
    assert selectors.cases_of(first.person) == (first, second)
    people.undo_link(link_id=link.id, by="omar")
    assert selectors.cases_of(first.person) == (first,)
    assert PERSON.account
