"""One case after the other, for the clock's jobs: what fails in one keeps nobody else waiting."""

from __future__ import annotations

import logging
import uuid
from collections.abc import Callable, Iterable

from django.db import InterfaceError, OperationalError

_log = logging.getLogger(__name__)


def each(case_ids: Iterable[uuid.UUID], step: Callable[[uuid.UUID], bool]) -> int:
    """Take a step in each case, each in a transaction of its own; gives in how many it was taken.

    Where it fails nothing happened, what was due stays due, and the log names the case, nothing of it.
    """
    taken = 0
    for case_id in case_ids:
        try:
            taken += step(case_id)
        except (InterfaceError, OperationalError):
            # The database is gone, for every case.
            raise
        except Exception as error:
            _log.error("The clock could not move case %s: %s", case_id, type(error).__name__)
    return taken
