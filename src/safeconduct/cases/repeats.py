"""What stands in other supporters' declarations too: shown as a fact, explained, and never a score.

It decides nothing and orders nothing. A family, a shelter or an organisation shares an address and a
telephone; whoever reviews asks.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from safeconduct import clock
from safeconduct.cases import supporters
from safeconduct.cases.definitions import course_of, definition_of
from safeconduct.cases.models import Case, CaseEvent, Party
from safeconduct.cases.selectors import known_facts
from safeconduct.flow import Event, EventKind
from safeconduct.people import selectors as people
from safeconduct.people.models import PersonalValue
from safeconduct.programme import Edition
from safeconduct.programme.schema import Repeat


@dataclass(frozen=True, slots=True)
class Repeated:
    """A fact that others' declarations have too, in `others` cases; without a fact: the supporter's own."""

    entry: Repeat
    fact: str | None
    others: int


def repeated(case: Case, events: Sequence[Event], stage: str | None) -> tuple[Repeated, ...]:
    """What officers of a stage are shown of a case, in the programme's order; what is alone is left out."""
    supporter = supporters.of_case(case)
    if supporter is None or stage is None:
        return ()
    edition = Edition(definition_of(case), course_of(case).day(clock.now()))
    known = known_facts(case, events)
    found = []
    for entry in edition.repeats(case.track):
        if entry.stage != stage:
            continue
        for name in entry.facts:
            others = _others(case, supporter, name, known[name].value_id) if name in known else 0
            if others:
                found.append(Repeated(entry, name, others))
        if entry.more_than is not None:
            filed = supporters.declarations_of(case)
            if filed > entry.more_than:
                found.append(Repeated(entry, None, filed))
    return tuple(found)


def _others(case: Case, supporter: Party, name: str, value_id: object) -> int:
    """In how many cases another supporter says the same today."""
    match = PersonalValue.objects.filter(id=value_id).values_list("match", flat=True).first()
    if not match:
        return 0
    own = people.records_of(supporter.person)
    same = PersonalValue.objects.filter(name=name, match=match).exclude(person__in=own)
    parties = Party.objects.filter(
        role=supporters.SUPPORTER,
        person__in=same.values("person_id"),
        case__programme=case.programme,
    ).exclude(case=case)
    if supporter.account:
        parties = parties.exclude(account=supporter.account)
    said = CaseEvent.objects.filter(
        case__in=parties.values("case_id"),
        kind=EventKind.FACT_RECORDED.value,
        refs__fact=name,
    )
    # What was corrected since counts no more, and what was erased is nowhere.
    last = {
        case_id: refs.get("value")
        for case_id, refs in said.order_by("number").values_list("case_id", "refs")
    }
    return PersonalValue.objects.filter(id__in=filter(None, last.values()), match=match).count()
