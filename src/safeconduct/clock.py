"""The one clock. Nothing else asks the machine for the time.

A deployment lives at the machine's time; the demonstration's clock stands still at the day it shows.
Legal dates are `date`; events are aware UTC.
"""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from datetime import UTC, date, datetime

_standing_at: ContextVar[datetime | None] = ContextVar("standing_at", default=None)
_process_standing_at: datetime | None = None


def now() -> datetime:
    """The present instant, aware, in UTC."""
    return _standing_at.get() or _process_standing_at or datetime.now(UTC)


def machine_now() -> datetime:
    """The machine's own instant, also while a demonstration's clock stands still.

    For what guards the installation, such as a pause after wrong tries: it has to end there too.
    """
    return _standing_at.get() or datetime.now(UTC)


def today() -> date:
    """The present calendar day in UTC; a post's own day is asked of the post."""
    return now().date()


def stand_still_at(instant: datetime | None) -> None:
    """Stop this process's clock at an aware instant (the demonstration); None lets it run."""
    global _process_standing_at
    _process_standing_at = _aware(instant) if instant else None


def is_standing_still() -> bool:
    """Whether the clock was stopped, which every page then has to show."""
    return (_standing_at.get() or _process_standing_at) is not None


@contextmanager
def at(instant: datetime) -> Iterator[None]:
    """Live at another aware instant for the length of a `with` block."""
    token = _standing_at.set(_aware(instant))
    try:
        yield
    finally:
        _standing_at.reset(token)


def _aware(instant: datetime) -> datetime:
    if instant.tzinfo is None:
        raise ValueError(f"an aware datetime is needed, not {instant!r}")
    return instant.astimezone(UTC)
