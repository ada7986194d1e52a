"""The whole process at another instant, its other threads too; afterwards it stands as it stood before."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from datetime import datetime

from safeconduct import clock


@contextmanager
def standing_still(instant: datetime) -> Iterator[None]:
    """Stop the process's clock for the length of a `with` block."""
    before = clock.now() if clock.is_standing_still() else None
    clock.stand_still_at(instant)
    try:
        yield
    finally:
        clock.stand_still_at(before)
