"""The travel authorization of a case: issued with its letter, then used, over, or cancelled.

What was issued is kept as it was sealed; what it is worth today, the case's events say.
"""

from __future__ import annotations

import hmac
import re
import secrets
import uuid
from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime
from enum import StrEnum

from safeconduct import clock
from safeconduct.cases import sealing, selectors
from safeconduct.cases.definitions import course_of, definition_of
from safeconduct.cases.facts import PERSON_NAME
from safeconduct.cases.models import Case
from safeconduct.errors import NotFound
from safeconduct.flow import Event, EventKind, state_of
from safeconduct.issuing import Authorization, Verdict, authorization_pdf, verify
from safeconduct.issuing.authorizations import CODE_LENGTH, CODE_LETTERS
from safeconduct.issuing.letters import paper_of
from safeconduct.issuing.seals import canonical, qr_svg
from safeconduct.issuing.words import demonstration_lines
from safeconduct.people import selectors as people_selectors
from safeconduct.people import services as people
from safeconduct.programme.schema import EndKind, in_language

#: The facts that the paper shows of its holder, where the case knows them.
_BIRTH, _NATIONALITY = "birth_date", "nationality"
_NUMBER = re.compile(r"[A-Z]{3}[0-9]{10}-[0-9]{1,3}")
_CANCELS = frozenset({EndKind.WITHDRAWN, EndKind.REVOKED, EndKind.DENIED, EndKind.HALTED})
_MOVES = frozenset(
    {EventKind.STAGE_COMPLETED, EventKind.SECOND_OFFICER_CONFIRMED, EventKind.DEADLINE_PASSED}
)


class Standing(StrEnum):
    """What an authorization is worth."""

    VALID = "valid"
    #: Its holder was inspected with it.
    USED = "used"
    EXPIRED = "expired"
    CANCELLED = "cancelled"


@dataclass(frozen=True, slots=True)
class IssuedAuthorization:
    """An authorization, when it was issued, and what it is worth now."""

    paper: Authorization
    issued_at: datetime
    standing: Standing
    is_demonstration: bool
    #: Whether its first day has not come yet, where its case counts its days.
    is_early: bool

    @property
    def number(self) -> str:
        return self.paper.number

    @property
    def valid_until(self) -> date:
        return self.paper.valid_until

    @property
    def qr(self) -> str:
        """The sealed content as a QR code, in SVG."""
        return qr_svg(self.paper.seal)


def issue(
    case: Case, events: Sequence[Event], *, valid_from: date, valid_until: date
) -> people.KeptValue:
    """Seal an authorization for the case's person and keep it; the caller's event points to it."""
    known = {name: fact.value for name, fact in selectors.known_facts(case, events).items()}
    count = sum("enclosed" in event.refs for event in events) + 1
    birth = known.get(_BIRTH)
    plain = Authorization(
        number=f"{case.receipt_number}-{count}",
        code="".join(secrets.choice(CODE_LETTERS) for _ in range(CODE_LENGTH)),
        receipt_number=case.receipt_number,
        programme=case.programme,
        valid_from=valid_from,
        valid_until=valid_until,
        holder=known.get(PERSON_NAME) or None,
        birth_date=date.fromisoformat(birth) if birth else None,
        nationality=known.get(_NATIONALITY) or None,
    )
    seal = sealing.signer().seal(plain.message(), issuer=sealing.issuer())
    value = replace(plain, seal=seal).as_data() | {"is_demonstration": sealing.is_demonstration()}
    return people.keep_value(person=case.person, name="travel_authorization", value=value)


def authorization_of(case: Case) -> IssuedAuthorization | None:
    """The case's last authorization; None if it has none, or if it was erased."""
    events = selectors.events_of(case)
    issued = [event for event in events if "enclosed" in event.refs]
    if not issued:
        return None
    last, name = issued[-1], uuid.UUID(issued[-1].refs["enclosed"])
    held = people_selectors.values([name]).get(name)
    if held is None:
        return None
    is_demonstration = held.pop("is_demonstration")
    paper = Authorization.from_data(held)
    standing = _standing(case, events, last, paper)
    is_early = course_of(case).day(clock.now()) < paper.valid_from
    return IssuedAuthorization(paper, last.at, standing, is_demonstration, is_early)


def by_number(number: str, code: str) -> IssuedAuthorization:
    """The authorization of a number, for whoever has its code; NotFound whatever is wrong."""
    number, code = number.strip().upper(), code.strip().upper()
    found = _issued(number)
    if found is None or not _same(found.paper.code, code):
        raise NotFound("There is no such authorization.")
    return found


@dataclass(frozen=True, slots=True)
class Check:
    """What a check tells whoever holds a paper or its code, and nothing else about the person.

    `result` is a `Verdict` or a `Standing`; `unknown` if no such paper was issued here.
    """

    result: str
    valid_until: date | None = None
    initials: str = ""
    number: str = ""
    is_demonstration: bool = False


def check_number(number: str, code: str) -> Check:
    """What a number and its check code are worth today."""
    try:
        return _checked(by_number(number, code))
    except NotFound:
        return Check("unknown")


def check_sealed(text: str) -> Check:
    """What a scanned text is worth today: its seal first, then what became of the paper since."""
    # A paper says no zone. For one that was issued here, its case says below which day it is there.
    found = verify(text.strip(), trusted=sealing.trusted(), day=clock.today())
    message = found.message
    if not message or found.verdict is Verdict.NOT_OURS:
        return Check(found.verdict.value)
    issued = _issued(str(message.get("utai", "")))
    if issued is None or canonical(issued.paper.message()) != canonical(dict(message)):
        # Sound, but not by this installation, or erased here since.
        until = date.fromisoformat(message["vu"])
        return Check(found.verdict.value, until, is_demonstration=found.is_demonstration)
    if issued.is_early:
        return replace(_checked(issued), result=Verdict.NOT_YET_VALID.value)
    return _checked(issued)


def _issued(number: str) -> IssuedAuthorization | None:
    if not _NUMBER.fullmatch(number):
        return None
    case = Case.objects.filter(receipt_number=number.partition("-")[0]).first()
    issued = authorization_of(case) if case else None
    return issued if issued and issued.number == number else None


def _checked(found: IssuedAuthorization) -> Check:
    return Check(
        found.standing.value,
        found.valid_until,
        found.paper.initials,
        found.number,
        found.is_demonstration,
    )


def _same(one: str, other: str) -> bool:
    return hmac.compare_digest(one.encode(), other.encode())


def as_pdf(case: Case, *, language: str) -> bytes:
    """The case's authorization as PDF, the same bytes each time. NotFound if there is none."""
    found = authorization_of(case)
    if found is None:
        raise NotFound("This case has no travel authorization.")
    definition = definition_of(case)
    programme = definition.programme
    return authorization_pdf(
        found.paper,
        language,
        programme=in_language(programme.name, language),
        paper=paper_of(definition),
        demonstration=demonstration_lines(programme.ends) if found.is_demonstration else (),
        at=found.issued_at,
    )


def _standing(case: Case, events: Sequence[Event], issued: Event, paper: Authorization) -> Standing:
    """What the paper is worth now: an officer's inspection uses it, an end of the case takes it away."""
    course = course_of(case)
    state = state_of(course, events)
    about = int(issued.refs["about"])
    if state.end is EndKind.REVOKED:
        return Standing.CANCELLED
    if _is_inspected(events, about):
        return Standing.USED
    if state.end is EndKind.EXPIRED:
        return Standing.EXPIRED
    if state.end in _CANCELS:
        return Standing.CANCELLED
    return Standing.VALID if paper.is_in_time(course.day(clock.now())) else Standing.EXPIRED


def _is_inspected(events: Sequence[Event], about: int) -> bool:
    """Whether an officer has completed a stage after the authorization was given."""
    return any(
        event.number > about and event.kind in _MOVES and event.actor.is_named_officer
        for event in events
    )
