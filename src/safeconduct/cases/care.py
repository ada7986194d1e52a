"""Who needs care: which work is taken up first where deadlines do not say. A plain rule, never a score.

It reads what the case already knows and is not protected, under the names that programmes give it; a
programme without such a fact says nothing by it.
"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, datetime
from typing import Any

from safeconduct.cases.definitions import definition_of
from safeconduct.cases.facts import is_protected
from safeconduct.cases.models import Case, CaseEvent
from safeconduct.cases.selectors import known_facts
from safeconduct.flow import Event, EventKind
from safeconduct.people import selectors as people

#: In this order; the first that holds is shown, and counts.
CARE = ("unaccompanied_child", "small_children", "medical")
NO_CARE = len(CARE)
BORN = "birth_date"
ACCOMPANIED = "travels_with_parent_or_guardian"
MEDICAL = "medical_exception"
_OF_AGE, _SCHOOL_AGE = 18, 6


def care_of(case: Case, events: Sequence[Event], day: date) -> int:
    """The place in `CARE` of the first that holds on the day; NO_CARE if none does.

    What the records of others in the group say is read, not followed: it counts from this case's own
    next event on.
    """
    facts = _facts(case, events)
    age = _age(facts.get(BORN), day)
    if age is not None and age < _OF_AGE and facts.get(ACCOMPANIED) is False:
        return CARE.index("unaccompanied_child")
    ages = [age, *(_age(born, day) for born in _births_in_group(case))]
    if any(each is not None and each < _SCHOOL_AGE for each in ages):
        return CARE.index("small_children")
    return CARE.index("medical") if facts.get(MEDICAL) is True else NO_CARE


def may_change(events: Sequence[Event], at: datetime) -> bool:
    """Whether what happened at an instant can change the answer."""
    kinds = (EventKind.CASE_OPENED, EventKind.FACT_RECORDED, EventKind.VALUE_ERASED)
    return any(event.at == at and event.kind in kinds for event in events)


def _facts(case: Case, events: Sequence[Event]) -> dict[str, Any]:
    dictionary = definition_of(case).facts
    names = {
        name
        for name in (BORN, ACCOMPANIED, MEDICAL)
        if name in dictionary and not is_protected(dictionary[name])
    }
    told = [
        event
        for event in events
        if event.refs.get("fact") in names or event.kind is EventKind.PARTY_ENDED
    ]
    return {name: fact.value for name, fact in known_facts(case, told).items()} if told else {}


def _births_in_group(case: Case) -> list[Any]:
    """The birth dates of the others who travel together, as their own cases last said."""
    fact = definition_of(case).facts.get(BORN)
    if case.group_id is None or fact is None or is_protected(fact):
        return []
    told = CaseEvent.objects.filter(
        case__group=case.group_id, kind=EventKind.FACT_RECORDED.value, refs__fact=BORN
    ).exclude(case=case.pk)
    latest = {event.case_id: event.refs.get("value") for event in told.order_by("number")}
    return list(people.values([value for value in latest.values() if value]).values())


def _age(born: Any, day: date) -> int | None:
    try:
        birth = date.fromisoformat(born)
    except (TypeError, ValueError):
        return None
    return day.year - birth.year - ((day.month, day.day) < (birth.month, birth.day))
