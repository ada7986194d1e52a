"""What the services hold: one transaction, both values shown, once by key, refusals on record."""

from __future__ import annotations

import shutil
import threading
import uuid
from collections import Counter
from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta

import pytest
from django.db import connection

from safeconduct import clock, programme
from safeconduct.capacity.models import Place
from safeconduct.cases import deadlines, definitions, selectors, services
from safeconduct.cases.errors import Conflict, NotAllowed
from safeconduct.cases.models import Case, CaseEvent
from safeconduct.eligibility import FactsError
from safeconduct.errors import InputError, NotFound
from safeconduct.flow import Actor
from safeconduct.people import services as people
from tests.cases.conftest import OFFICER, PERSON, SECOND, SUPPORTER

pytestmark = pytest.mark.database


def test_two_officers_on_one_fact_the_second_sees_both_values_and_loses_nothing(
    small, filed
) -> None:
    case = filed(small())
    seen = case.number
    for actor, day in ((OFFICER, "2021-05-01"), (SECOND, "2021-06-01")):
        asked = {
            "case_id": case.case.id,
            "actor": actor,
            "expected_number": seen,
            "facts": {"order_date": day},
        }
        if actor is OFFICER:
            services.record_facts(**asked)
            continue
        with pytest.raises(Conflict) as conflict:
            services.record_facts(**asked)
    [(name, both)] = conflict.value.both.items()
    assert (name, both.yours, both.theirs, both.by) == (
        "order_date",
        "2021-06-01",
        "2021-05-01",
        "olga",
    )
    # On what the case says now, the second may say it again.
    asked["expected_number"] = conflict.value.number
    services.record_facts(**asked)
    known = selectors.known_facts(case.case, selectors.events_of(case.case))
    assert known["order_date"].value == "2021-06-01"


def test_two_officers_on_different_facts_are_not_in_each_others_way(small, filed) -> None:
    case = filed(small())
    seen = case.number
    for actor, facts in ((OFFICER, {"order_date": None}), (SECOND, {"entries": []})):
        services.record_facts(case_id=case.case.id, actor=actor, expected_number=seen, facts=facts)
    assert case.number == seen + 2


def test_a_decision_on_what_someone_else_has_moved_is_a_conflict(small, filed) -> None:
    case = filed(small())
    seen = case.number
    case.act("authorized")
    with pytest.raises(Conflict) as conflict:
        case.act("withdrawn", SECOND, expected_number=seen)
    assert conflict.value.both["decision"].theirs in ("authorized", "PlaceTaken")
    assert conflict.value.number == case.number


def test_the_same_request_twice_changes_nothing_and_says_so(small, filed) -> None:
    case = filed(small())
    seen, key = case.number, "a-key"
    first = case.act("authorized", key=key, expected_number=seen)
    second = case.act("authorized", key=key, expected_number=seen)
    assert not first.repeated and second.repeated
    assert second.number == first.number == case.number
    with pytest.raises(InputError, match="another request"):
        case.act("withdrawn", key=key, expected_number=seen)


def test_who_may_not_is_refused_with_a_reason_that_is_recorded(small, filed) -> None:
    case = filed(small())
    before = case.number
    for actor, reason in (
        (PERSON, "not_your_role"),
        (Actor("officer.port", "pedro"), "not_your_role"),
        (Actor("officer.travel"), "named_officer_needed"),
    ):
        with pytest.raises(NotAllowed) as refused:
            case.act("authorized", actor)
        assert refused.value.refusal.reason == reason
        assert set(refused.value.refusal.words) == {"en", "es"}
    assert case.number == before
    recorded = case.case.refusals.order_by("id").values_list("account", "outcome", "reason")
    assert list(recorded) == [
        ("ana", "authorized", "not_your_role"),
        ("pedro", "authorized", "not_your_role"),
        ("", "authorized", "named_officer_needed"),
    ]


def test_a_refusal_needs_reasons_and_two_officers(small, filed) -> None:
    case = filed(small())
    with pytest.raises(NotAllowed, match="reasons"):
        case.act("refused")
    assert case.act("refused", reasons="No.").state.status == "awaiting_second_officer"
    for actor, reason in ((OFFICER, "same_officer"), (PERSON, "not_your_role")):
        with pytest.raises(NotAllowed) as refused:
            services.confirm(case_id=case.case.id, actor=actor, expected_number=case.number)
        assert refused.value.refusal.reason == reason
    services.send_back(
        case_id=case.case.id, actor=SECOND, expected_number=case.number, reasons="Look again."
    )
    case.act("refused", reasons="Still no.")
    done = services.confirm(case_id=case.case.id, actor=SECOND, expected_number=case.number)
    assert done.state.end == "denied"
    assert selectors.verify_chain(case.case).holds


def test_what_is_not_met_or_not_known_is_not_decided_for_the_person(small, filed) -> None:
    case = filed(small())
    services.record_facts(
        case_id=case.case.id,
        actor=OFFICER,
        expected_number=case.number,
        facts={"nationality": "US"},
    )
    with pytest.raises(NotAllowed) as refused:
        case.act("authorized")
    assert refused.value.refusal.about == ("national",)
    assert not Place.objects.exists()


def test_nothing_of_a_request_stays_when_a_part_of_it_is_refused(small, filed) -> None:
    case = filed(small())
    before = case.number
    with pytest.raises(NotAllowed):
        case.act("refused", facts={"order_date": "2021-05-01"})
    assert case.number == before
    assert "order_date" not in selectors.known_facts(case.case, selectors.events_of(case.case))
    with pytest.raises(FactsError):
        case.act("authorized", facts={"nationality": "Venezuela"})
    with pytest.raises(InputError, match="not for the supporter"):
        services.record_facts(
            case_id=case.case.id,
            actor=SUPPORTER,
            expected_number=before,
            facts={"nationality": "VE"},
        )


def test_a_withdrawal_gives_the_place_back_if_the_cap_says_so(small, filed) -> None:
    for comes_back, held in ((True, 0), (False, 1)):
        definition = small(size=5, comes_back=comes_back)
        case = filed(definition)
        case.act("authorized")
        mine = Place.objects.filter(holder=case.case.id, given_back_at__isnull=True)
        assert mine.count() == 1
        done = services.withdraw(case_id=case.case.id, actor=PERSON, expected_number=case.number)
        assert done.state.end == "withdrawn"
        assert mine.count() == held
        kinds = [event.kind for event in selectors.events_of(case.case)]
        assert ("PlaceGivenBack" in kinds) is comes_back


def test_an_authorization_expires_at_the_end_of_its_last_day(small, filed) -> None:
    case = filed(small())
    case.act("authorized")
    [due_at] = case.case.deadlines.values_list("due_at", flat=True)
    with clock.at(due_at - timedelta(microseconds=1)):
        assert deadlines.pass_deadlines() == 0
    with clock.at(due_at):
        assert deadlines.pass_deadlines() == 1
        assert deadlines.pass_deadlines() == 0
    case.case.standing.refresh_from_db()
    assert case.case.standing.end == "expired"


def test_the_folder_may_vanish_the_case_keeps_its_programme(small, filed) -> None:

    definition = small()
    case = filed(definition)
    shutil.rmtree(definition.folder)
    definitions._stored.cache_clear()
    definitions._course.cache_clear()
    assert case.act("authorized").state.stage == "travel"


def test_a_case_needs_a_stored_programme_and_is_found_by_its_id(small) -> None:

    small()
    with pytest.raises(NotFound, match="is not stored"):
        services.open_case(
            definition=programme.load("uniting-for-ukraine"),
            track="admission",
            person=people.add_person(),
            actor=PERSON,
        )
    with pytest.raises(NotFound, match="no such case"):
        services.withdraw(case_id=uuid.uuid4(), actor=PERSON, expected_number=1)
    with pytest.raises(InputError, match="breaks the safeguards"):
        services.open_case(
            definition=programme.load("us-mx-ve-2022", "practice"),
            track="admission",
            person=people.add_person(),
            actor=PERSON,
        )


def test_many_officers_decide_many_cases_and_the_cap_holds(small, filed) -> None:
    """The whole decision, not the cap alone: twelve cases, four places, twelve officers at once."""
    definition = small(size=4)
    cases = [filed(definition) for _ in range(12)]
    barrier = threading.Barrier(len(cases))

    def decide(number: int) -> str:
        try:
            connection.ensure_connection()
            barrier.wait(timeout=60)
            cases[number].act("authorized", Actor("officer.travel", f"officer-{number}"))
            return "authorized"
        except NotAllowed as refused:
            return str(refused.refusal.reason)
        finally:
            connection.close()

    with ThreadPoolExecutor(len(cases)) as pool:
        told = Counter(pool.map(decide, range(len(cases))))
    assert told == {"authorized": 4, "cap_full": 8}
    assert Place.objects.filter(given_back_at__isnull=True).count() == 4
    assert CaseEvent.objects.filter(kind="PlaceTaken").count() == 4
    assert all(selectors.verify_chain(case).holds for case in Case.objects.all())


def test_two_officers_decide_one_case_at_once_and_one_place_is_taken(small, filed) -> None:
    case = filed(small())
    seen = case.number
    barrier = threading.Barrier(6)

    def decide(number: int) -> str:
        try:
            connection.ensure_connection()
            barrier.wait(timeout=60)
            officer = Actor("officer.travel", f"officer-{number}")
            case.act("authorized", officer, expected_number=seen)
            return "authorized"
        except Conflict:
            return "conflict"
        finally:
            connection.close()

    with ThreadPoolExecutor(6) as pool:
        told = Counter(pool.map(decide, range(6)))
    assert told == {"authorized": 1, "conflict": 5}
    assert Place.objects.count() == 1
