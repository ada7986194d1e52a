"""What all requests on a case share: done once, on what was seen, and refused with a record."""

from __future__ import annotations

import re
import uuid
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any

from django.utils.crypto import salted_hmac

from safeconduct import clock
from safeconduct.cases.access import is_on_both_sides, is_party
from safeconduct.cases.errors import Both, Conflict, NotAllowed
from safeconduct.cases.models import CaseStanding, Submission
from safeconduct.cases.models import Refusal as RecordedRefusal
from safeconduct.cases.work import Work, at_work
from safeconduct.errors import InputError, NotFound
from safeconduct.flow import Actor, CaseState, EventKind, Reason, Refusal
from safeconduct.flow.events import PARTIES
from safeconduct.people.digests import canonical

#: What does not get in the way of an action that was begun before it.
_BESIDE = frozenset(
    {
        EventKind.FACT_RECORDED,
        EventKind.DOCUMENT_ADDED,
        EventKind.VALUE_ERASED,
        EventKind.LETTER_ISSUED,
        EventKind.SECOND_LOOK_GIVEN,
        EventKind.ORDER_CHANGED,
        EventKind.DELEGATION_GRANTED,
        EventKind.DELEGATION_ENDED,
        EventKind.PROMISE_MADE,
    }
)


_NAME = re.compile(r"[a-z][a-z0-9_.-]{0,99}")


@dataclass(frozen=True, slots=True)
class Done:
    """What became of a request: the case's last event and where it stands now."""

    case_id: uuid.UUID
    number: int
    state: CaseState
    #: The same request was acted on before; nothing was changed this time.
    repeated: bool = False


@dataclass(frozen=True, slots=True)
class Request:
    """Who asks for what, on what they had seen, and under which key of their own.

    `told` is what came with it; two requests with one key have to be the same.
    """

    name: str
    actor: Actor
    expected_number: int
    key: str | None = None
    what: str = ""
    told: Mapping[str, Any] | None = None
    #: Whether it goes beside what others do to the case, and so is never overtaken.
    is_beside: bool = False

    def digest(self) -> str:
        """What was asked, as a keyed digest: nobody can guess the values that came with it.

        InputError for a text that cannot be kept.
        """
        actor = [self.actor.role, self.actor.account, self.actor.acting_for]
        asked = [self.name, self.what, *actor, self.key, self.told]
        text = canonical(asked).decode()
        return salted_hmac("safeconduct.cases.requests", text, algorithm="sha256").hexdigest()


def do(case_id: uuid.UUID, request: Request, deed: Callable[[Work], None]) -> Done:
    """Do what a request asks for, in one transaction, or nothing.

    NotAllowed is recorded, which lasts unless the caller's own transaction is undone. Conflict when the
    case was moved after what the actor had seen.
    """
    try:
        with at_work(case_id) as work:
            earlier = admit(work, request)
            if earlier is not None:
                return Done(case_id, earlier, work.state, repeated=True)
            # Whoever comes before a hold was carried out here is not let through.
            work.stop_if_held()
            deed(work)
            remember(work, request)
            done = Done(case_id, work.state.number, work.state)
        return done
    except NotAllowed as not_allowed:
        record_refusal(case_id, request, not_allowed)
        raise


def admit(work: Work, request: Request) -> int | None:
    """Let a request come to a locked case; gives up to which event the same one brought it before.

    NotFound for a stranger, NotAllowed for an officer who has a part in the case, Conflict for who had
    not seen what happened since.
    """
    _refuse_strangers(work, request.actor)
    if is_on_both_sides(work.case, request.actor):
        raise NotAllowed(Refusal(Reason.ON_BOTH_SIDES))
    earlier = _earlier(work, request.key, request.digest())
    if earlier is None:
        _refuse_unseen(work, request)
    return earlier


def remember(work: Work, request: Request) -> None:
    """Keep the key of a request that was acted on, so that it changes nothing a second time."""
    if request.key is not None:
        Submission.objects.create(
            case=work.case, key=request.key, asked=request.digest(), number=work.state.number
        )


def _refuse_strangers(work: Work, actor: Actor) -> None:
    """Nobody acts as a party whom the case does not know; they learn no more than that."""
    if actor.role in PARTIES and not is_party(work.case, actor):
        raise NotFound("There is no such case.", given=work.case.id)


def _earlier(work: Work, key: str | None, asked: str) -> int | None:
    """The event up to which the same request brought the case; InputError if its key was another's."""
    if key is None:
        return None
    known = Submission.objects.filter(case=work.case, key=key).first()
    if known is None:
        return None
    if known.asked != asked:
        raise InputError(
            "This key was used for another request.", given=key, accepted="a key of its own"
        )
    return known.number


def _refuse_unseen(work: Work, request: Request) -> None:
    if request.expected_number > work.state.number:
        raise InputError(
            f"The case has no event {request.expected_number}.",
            given=str(request.expected_number),
            accepted=f"up to {work.state.number}",
        )
    if request.is_beside:
        return
    after = [
        event
        for event in work.events
        if event.number > request.expected_number and event.kind not in _BESIDE
    ]
    if after:
        # What was decided says more than the place that was taken for it.
        first = next((event for event in after if event.outcome), after[0])
        by = first.actor.account or first.actor.role
        yours = request.what or request.name
        theirs = first.outcome or first.kind.value
        name = first.stage or "case"
        raise Conflict({name: Both(yours, theirs, by)}, work.state.number)


def record_refusal(case_id: uuid.UUID, request: Request, refused: NotAllowed) -> None:
    """Keep on record that something was asked for and refused, and why."""
    standing = CaseStanding.objects.get(case=case_id)
    RecordedRefusal.objects.create(
        case_id=case_id,
        at=clock.now(),
        role=request.actor.role,
        account=request.actor.account or "",
        acting_for=request.actor.acting_for or "",
        stage=standing.stage,
        # What was sent in place of a name of the programme may be anything, and would stay for good.
        outcome=request.what if _NAME.fullmatch(request.what) else request.name,
        reason=refused.refusal.reason.value,
    )
