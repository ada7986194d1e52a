"""Caps: what one counts, in which period, how much is left, and when a place comes back (I4)."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta, tzinfo
from types import MappingProxyType

from safeconduct.flow.clocks import local_day
from safeconduct.flow.reasons import Reason, Refusal
from safeconduct.programme.schema import Cap, EndKind

#: Ends of a case after which a place that comes back is free again: what it was taken for came to nothing.
_CAME_TO_NOTHING = frozenset(
    {
        EndKind.DENIED,
        EndKind.WITHDRAWN,
        EndKind.ABANDONED,
        EndKind.REVOKED,
        EndKind.EXPIRED,
        EndKind.HALTED,
    }
)


@dataclass(frozen=True, slots=True)
class CapRule:
    """What the casework has to know of a cap; `size` is the most places in one period since a day."""

    id: str
    size: int
    period: str
    comes_back: bool
    is_shared: bool
    #: The first day of the entry that says so: a later one of the same cap may say another size.
    since: date = date.min

    @classmethod
    def of(cls, cap: Cap) -> CapRule:
        """The rule that a programme's entry means."""
        shared = bool(cap.shared_by)
        return cls(cap.id, cap.size, cap.period, cap.comes_back, shared, cap.from_)

    def pool(self, programme: str) -> str:
        """The name under which places are counted: one for all programmes that share the cap."""
        return self.id if self.is_shared else f"{programme}/{self.id}"

    def remaining(self, taken: int) -> int:
        """How many places are left in a period in which so many are taken; never below 0."""
        return max(0, self.size - taken)

    def comes_back_after(self, end: EndKind | None, *, used: bool) -> bool:
        """Whether a place is free again once its case has ended so (None: it goes on).

        A place that was taken and not used counts for nothing and always comes back. One that was used
        comes back only where the cap says so and what it was used for came to nothing.
        """
        return not used or (self.comes_back and end in _CAME_TO_NOTHING)


def cap_on(caps: Iterable[Cap], cap_id: str, instant: datetime, zone: tzinfo) -> CapRule | None:
    """The cap as of the instant's local day; None if none of that name is in force."""
    day = local_day(instant, zone)
    for cap in caps:
        if cap.id == cap_id and cap.in_force(day):
            return CapRule.of(cap)
    return None


def period_key(cap: Cap | CapRule, instant: datetime, zone: tzinfo) -> str:
    """The period that an instant counts in: `total`, `2023`, `2023-01` or `2023-01-31`, by the local day."""
    day = local_day(instant, zone)
    if cap.period == "total":
        return "total"
    parts = {"year": 1, "month": 2, "day": 3}[cap.period]
    return "-".join(day.isoformat().split("-")[:parts])


def period_after(cap: Cap | CapRule, day: date) -> date | None:
    """The first day of the period that follows on the one of a day; None where none does."""
    try:
        match cap.period:
            case "day":
                return day + timedelta(days=1)
            case "month":
                return (day.replace(day=1) + timedelta(days=32)).replace(day=1)
            case "year":
                return date(day.year + 1, 1, 1)
    except (OverflowError, ValueError):
        # No day comes after the calendar's last one.
        return None
    return None


def more_from(caps: Iterable[Cap], cap_id: str, day: date, taken: int) -> date | None:
    """The first later day on which a full cap has places: a new period, or a size above what is taken.

    None where the programme says of no such day. Places that come back are not foreseen here.
    """
    versions = sorted((cap for cap in caps if cap.id == cap_id), key=lambda cap: cap.from_)
    now = next((cap for cap in versions if cap.in_force(day)), None)
    following = period_after(now, day) if now else None
    later = [cap for cap in versions if cap.from_ > day]
    raised = (cap.from_ for cap in later if cap.size > taken and not _is_past(cap, following))
    opens = [d for d in (_opens(versions, following), next(raised, None)) if d]
    return min(opens, default=None)


def _is_past(cap: Cap, following: date | None) -> bool:
    return following is not None and cap.from_ > following


def _opens(versions: Iterable[Cap], following: date | None) -> date | None:
    """The first day of the next period, or later, on which the cap has any place at all."""
    if following is None:
        return None
    open_ones = (cap for cap in versions if cap.size and (cap.until or date.max) >= following)
    return min((max(cap.from_, following) for cap in open_ones), default=None)


@dataclass(frozen=True, slots=True)
class Ledger:
    """Who holds places, by pool and period: the exact count as a value, without a database.

    Planning counts with it, and the database's own count is tested against it.
    """

    held: Mapping[tuple[str, str], frozenset[str]] = field(default_factory=dict)

    def count(self, pool: str, period: str) -> int:
        """How many places are taken."""
        return len(self.held.get((pool, period), frozenset()))

    def take(self, pool: str, period: str, size: int, case: str) -> Ledger | Refusal:
        """The ledger with one more place for the case, or why not."""
        holders = self.held.get((pool, period), frozenset())
        if case in holders:
            return Refusal(Reason.PLACE_HELD, (pool,))
        if len(holders) >= size:
            return Refusal(Reason.CAP_FULL, (pool,))
        return self._with(pool, period, holders | {case})

    def give_back(self, pool: str, period: str, case: str) -> Ledger | Refusal:
        """The ledger without the case's place, or why not."""
        holders = self.held.get((pool, period), frozenset())
        if case not in holders:
            return Refusal(Reason.PLACE_NOT_HELD, (pool,))
        return self._with(pool, period, holders - {case})

    def _with(self, pool: str, period: str, holders: frozenset[str]) -> Ledger:
        return Ledger(MappingProxyType({**self.held, (pool, period): holders}))
