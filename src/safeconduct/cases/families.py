"""Families and travel groups, as lists and desks see them: who goes with whom, and what that means."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime

from safeconduct.cases.definitions import course_of
from safeconduct.cases.models import Case
from safeconduct.cases.selectors import known_facts
from safeconduct.flow import Event
from safeconduct.people import selectors as people
from safeconduct.programme.schema import in_language
from safeconduct.programme.schema.common import Words

#: The fact that tells a person's age, in every programme that asks for it.
BIRTH = "birth_date"
ADULT_YEARS = 18
_IF_REFUSED: Words = {
    "en": "This person is in a family. If this case is refused, the others stay open and are decided"
    " each by itself; what rests on this person has to be looked at anew in theirs.",
    "es": "Esta persona es parte de una familia. Si este caso se rechaza, los demás siguen abiertos y"
    " cada uno se decide por separado; lo que depende de esta persona se vuelve a revisar en ellos.",
}


@dataclass(frozen=True, slots=True)
class Member:
    """One case of a family: whose it is, as what they belong to it, and where it stands."""

    case: Case
    role: str
    stage: str
    status: str


@dataclass(frozen=True, slots=True)
class IfRefused:
    """What an officer is told before refusing one member of a family."""

    words: Words
    others: tuple[Member, ...]
    #: Whether the others came as this person's family.
    is_principal: bool

    def text(self, language: str) -> str:
        """The same in one language."""
        return in_language(self.words, language)


def companions(case: Case) -> tuple[Case, ...]:
    """The other cases with which this one goes: open, of people who are still in its group."""
    return tuple(member.case for member in members(case) if member.case.pk != case.pk)


def members(case: Case) -> tuple[Member, ...]:
    """The open cases of a case's group, its own among them; none if it is in no group (any more)."""
    if case.group is None:
        return ()
    roles = people.members_now(case.group)
    if case.person_id not in roles:
        return ()
    found = Case.objects.filter(
        group=case.group, programme=case.programme, track=case.track, person__in=roles
    )
    return tuple(
        Member(other, roles[other.person_id], other.standing.stage, other.standing.status)
        for other in found.select_related("standing").order_by("receipt_number")
        if other.standing.status != "ended"
    )


def if_refused(case: Case) -> IfRefused | None:
    """What refusing the case does to its family; None if it goes alone."""
    family = members(case)
    others = tuple(member for member in family if member.case.pk != case.pk)
    if not others:
        return None
    is_principal = any(m.role == "principal" and m.case.pk == case.pk for m in family)
    return IfRefused(_IF_REFUSED, others, is_principal)


def is_child(case: Case, events: Sequence[Event], at: datetime) -> bool:
    """Whether the person is under 18 on the day; who has no birth date on record counts as a child."""
    known = known_facts(case, events).get(BIRTH)
    if known is None or not isinstance(known.value, str):
        return True
    born, today = date.fromisoformat(known.value), course_of(case).day(at)
    years = today.year - born.year - ((today.month, today.day) < (born.month, born.day))
    return years < ADULT_YEARS
