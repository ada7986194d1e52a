"""Looking again: what was corrected after officers had looked at it, and only that.

A stage says on which facts its finding rests. Once one of them changes, the case waits for that stage's
officers, who see the old value beside the new one; what was weighed on the old one lapses.
"""

from __future__ import annotations

import uuid
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from safeconduct.cases import deeds
from safeconduct.cases import facts as case_facts
from safeconduct.cases.errors import Both, Conflict
from safeconduct.cases.requests import Done, Request, do
from safeconduct.cases.work import Work
from safeconduct.flow import Actor, CaseState, Event, EventKind
from safeconduct.people import selectors as people

_LOOKS = frozenset(
    {EventKind.STAGE_COMPLETED, EventKind.SECOND_OFFICER_CONFIRMED, EventKind.LOOKED_AGAIN}
)


@dataclass(frozen=True, slots=True)
class Change:
    """A fact as it was when officers looked, and as it is now. `was_known`: it was on record then."""

    stage: str
    fact: str
    before: Any
    was_known: bool
    after: Any
    at: datetime
    by: Actor
    number: int


def look_again(
    *,
    case_id: uuid.UUID,
    actor: Actor,
    expected_number: int,
    stage: str,
    facts: Mapping[str, Any] | None = None,
    note: str | None = None,
    key: str | None = None,
) -> Done:
    """Officers of a stage that was passed looked at what changed since; what they found comes with it.

    Conflict, with both values, if one of the facts changed once more after what they had seen.
    """

    def deed(work: Work) -> None:
        unseen = {
            change.fact: Both(change.before, change.after, change.by.account or change.by.role)
            for change in to_look_at(work.events, work.state)
            if change.stage == stage and change.number > expected_number
        }
        if unseen:
            raise Conflict(unseen, work.state.number)
        deeds.record(work, facts or {}, actor, expected_number)
        refs = deeds.written(work, {"note": note}, work.case.person)
        work.happen(EventKind.LOOKED_AGAIN, actor, stage=stage, refs=refs)

    told = {"facts": case_facts.plain(facts), "note": note}
    return do(case_id, Request("look_again", actor, expected_number, key, stage, told), deed)


def to_look_at(events: Sequence[Event], state: CaseState) -> tuple[Change, ...]:
    """What changed since officers looked, each with both values, in the order in which it changed."""
    noted = {e.number: e for e in events if e.kind is EventKind.FACT_RECORDED}
    pairs = [(one, _seen(events, one.stage, one.fact), noted[one.number]) for one in state.changed]
    named = [event for _, old, new in pairs for event in (old, new) if event is not None]
    held = people.values([uuid.UUID(event.refs["value"]) for event in named])
    return tuple(
        Change(
            stage=one.stage,
            fact=one.fact,
            before=held.get(uuid.UUID(old.refs["value"])) if old else None,
            was_known=old is not None and uuid.UUID(old.refs["value"]) in held,
            after=held.get(uuid.UUID(new.refs["value"])),
            at=new.at,
            by=new.actor,
            number=new.number,
        )
        for one, old, new in sorted(pairs, key=lambda pair: pair[0].number)
    )


def _seen(events: Sequence[Event], stage: str, fact: str) -> Event | None:
    """The fact's value as officers of the stage last saw it; None if it was not on record then."""
    looked = max((e.number for e in events if e.kind in _LOOKS and e.stage == stage), default=0)
    before = [
        e
        for e in events
        if e.kind is EventKind.FACT_RECORDED and e.refs.get("fact") == fact and e.number < looked
    ]
    return before[-1] if before else None
