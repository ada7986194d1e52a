"""What a case's events amount to: where it stands, what is open, who took part."""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import date, datetime
from enum import StrEnum
from typing import Literal

from safeconduct.flow.clocks import Deadline
from safeconduct.flow.events import Actor
from safeconduct.flow.reasons import Refusal
from safeconduct.programme.schema import EndKind


class Status(StrEnum):
    """What a case is waiting for; `actions.TABLE` says what each allows to whom."""

    NOT_OPENED = "not_opened"
    OPEN = "open"
    WAITING_FOR_EVIDENCE = "waiting_for_evidence"
    AWAITING_SECOND_OFFICER = "awaiting_second_officer"
    #: Something changed on which an earlier stage's finding rests: its officers look at that first.
    CHANGED = "changed"
    PAUSED = "paused"
    IN_REVIEW = "in_review"
    ENDED = "ended"


@dataclass(frozen=True, slots=True)
class Proposal:
    """An outcome that a first officer proposed and a second has yet to confirm."""

    stage: str
    outcome: str
    by: Actor
    at: datetime
    number: int


@dataclass(frozen=True, slots=True)
class Decision:
    """The last outcome against the person: what a review would look at."""

    stage: str
    outcome: str
    end: EndKind | None
    at: datetime
    number: int
    officers: frozenset[str]
    reviewed: Literal["upheld", "set_aside"] | None = None


@dataclass(frozen=True, slots=True)
class EvidenceAsked:
    """Evidence that was asked for and not yet given; `until` is the last day for it."""

    stage: str
    until: date
    number: int
    #: The party who is asked; empty where no party had a part yet.
    of: str = ""


@dataclass(frozen=True, slots=True)
class Changed:
    """A fact that changed after a stage was passed whose finding rests on it."""

    stage: str
    fact: str
    #: The event that noted the new value.
    number: int


@dataclass(frozen=True, slots=True)
class HeldPlace:
    """A place of a cap that the case holds; `used` once the outcome that it was taken for came about."""

    cap: str
    period: str
    stage: str
    at: datetime
    used: bool = False


@dataclass(frozen=True, slots=True)
class Delegation:
    """Leave for an account to act for a party until a day: `scope` names kinds of action, or `all`."""

    id: str
    account: str
    role: str
    scope: frozenset[str]
    until: date

    def covers(self, actor: Actor, action: str, day: date) -> bool:
        """Whether the actor may take this kind of action for the party on the day."""
        return (
            (actor.account, actor.acting_for) == (self.account, self.role)
            and day <= self.until
            and bool(self.scope & {action, "all"})
        )


@dataclass(frozen=True, slots=True)
class Disregarded:
    """An event that the state of the case did not allow: it changed nothing. A sound case has none."""

    number: int
    refusal: Refusal


@dataclass(frozen=True, slots=True)
class CaseState:
    """A case after its last event. Only `lifecycle.state_of` makes one; no status is set by hand."""

    number: int = 0
    at: datetime | None = None
    stage: str | None = None
    since: datetime | None = None
    end: EndKind | None = None
    cleared: frozenset[str] = frozenset()
    handed_over: bool = False
    places: tuple[HeldPlace, ...] = ()
    #: The id of the appointment at a post that the case has.
    appointment: str | None = None
    proposal: Proposal | None = None
    evidence: EvidenceAsked | None = None
    #: What changed since the officers looked on whose finding the case goes on; they look again.
    changed: tuple[Changed, ...] = ()
    decision: Decision | None = None
    review_since: datetime | None = None
    paused_at: datetime | None = None
    #: The hold of the whole stage for which the case is paused; None where it is paused by itself.
    paused_for: str | None = None
    #: Days on which the present stage stood still, in pauses and reviews that are over.
    stood_still_days: int = 0
    deadlines: tuple[Deadline, ...] = ()
    #: The reminder sent last at the present stage: so many days before the end of its time limit.
    reminded_days: int | None = None
    #: The changes of the order of selection of which those in the case were told: `ID@FROM`.
    orders_told: frozenset[str] = frozenset()
    #: When the case last left each stage that it has passed.
    left: tuple[tuple[str, datetime], ...] = ()
    delegations: tuple[Delegation, ...] = ()
    #: Accounts that acted as officers, and those that acted as or for a party: nobody is both.
    officers: frozenset[str] = frozenset()
    parties: frozenset[str] = frozenset()
    #: Roles whose party has left the case while no other was named.
    lacks: frozenset[str] = frozenset()
    #: Roles of parties whose place another took, or may take: what they alone knew is asked anew.
    replaced: frozenset[str] = frozenset()
    #: Who began the case, as far as it is a party; the person once the part of who began it is over.
    begun_by: str | None = None
    #: When the case first came to each stage.
    came: tuple[tuple[str, datetime], ...] = ()
    #: Officers who may not decide the present stage, because a review set their decision aside.
    set_aside: frozenset[str] = frozenset()
    #: The party that completed a stage last: it may still withdraw what it filed.
    last_party: str | None = None
    disregarded: tuple[Disregarded, ...] = ()

    def entered(self, stage: str, at: datetime) -> CaseState:
        """The case at a stage that it has just come to: what was open at the one before is over.

        A review that was asked for goes on: whoever steps forward does not lose it.
        """
        is_known = stage in dict(self.came)
        return replace(
            self,
            stage=stage,
            since=at,
            came=self.came if is_known else (*self.came, (stage, at)),
            end=None,
            proposal=None,
            evidence=None,
            paused_at=None,
            paused_for=None,
            stood_still_days=0,
            reminded_days=None,
            set_aside=frozenset(),
        )

    def left_at(self, stage: str) -> datetime | None:
        """When the case last left a stage; None if it never did."""
        return dict(self.left).get(stage)

    @property
    def in_line_since(self) -> datetime | None:
        """Since when the case counts in the line of its stage: a change of party costs nobody a place."""
        return dict(self.came).get(self.stage or "") if self.replaced else self.since

    @property
    def is_in_review(self) -> bool:
        """Whether a review was asked for and is not decided."""
        return self.review_since is not None

    @property
    def status(self) -> Status:
        """What the case is waiting for; what stops most comes first."""
        if self.stage is None and self.end is None:
            return Status.NOT_OPENED
        if self.is_in_review:
            return Status.IN_REVIEW
        if self.end is not None:
            return Status.ENDED
        if self.paused_at is not None:
            return Status.PAUSED
        if self.changed:
            return Status.CHANGED
        if self.proposal is not None:
            return Status.AWAITING_SECOND_OFFICER
        if self.evidence is not None:
            return Status.WAITING_FOR_EVIDENCE
        return Status.OPEN
