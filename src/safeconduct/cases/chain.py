"""The chain of a case's events: each hash covers the event and the hash before it. Pure."""

from __future__ import annotations

import hashlib
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import UTC, datetime

from safeconduct.people.digests import canonical


@dataclass(frozen=True, slots=True)
class Link:
    """An event as the chain sees it."""

    number: int
    kind: str
    at: datetime
    role: str
    account: str
    acting_for: str
    stage: str
    outcome: str
    refs: Mapping[str, str]
    previous_hash: str

    def hash(self) -> str:
        """SHA-256 of the event and of the hash before it, in hexadecimal."""
        told = {
            "number": self.number,
            "kind": self.kind,
            "at": instant(self.at),
            "role": self.role,
            "account": self.account,
            "acting_for": self.acting_for,
            "stage": self.stage,
            "outcome": self.outcome,
            "refs": dict(self.refs),
            "previous_hash": self.previous_hash,
        }
        return hashlib.sha256(canonical(told)).hexdigest()


@dataclass(frozen=True, slots=True)
class Flaw:
    """Where a chain does not hold, and how."""

    number: int
    message: str


def head_hash(header: Mapping[str, str]) -> str:
    """The hash on which the first event stands: it covers all that a case is by itself."""
    return hashlib.sha256(canonical(dict(header))).hexdigest()


def instant(at: datetime) -> str:
    """An instant in UTC, to the microsecond, written one way only."""
    return at.astimezone(UTC).isoformat(timespec="microseconds")


def flaws(head: str, links: Iterable[tuple[Link, str]]) -> tuple[Flaw, ...]:
    """Where a chain breaks, given each event with its kept hash, in order.

    A number left out, an event changed, an event put elsewhere. An end cut off shows only against a
    checkpoint kept elsewhere.
    """
    found = []
    before = head
    for expected, (link, kept) in enumerate(links, start=1):
        if link.number != expected:
            found.append(Flaw(link.number, f"event {expected} is missing"))
            break
        if link.previous_hash != before:
            found.append(Flaw(link.number, "does not follow from the event before it"))
        if link.hash() != kept:
            found.append(Flaw(link.number, "is not what was written"))
        before = kept
    return tuple(found)
