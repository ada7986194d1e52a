"""The doors to protected facts. Each works in one role of the database only."""

from __future__ import annotations

import json
import uuid
from typing import Any

from django.db import ProgrammingError, connection

from safeconduct import clock
from safeconduct.errors import InputError, NotFound
from safeconduct.people.models import Person


def read_protected(*, person: Person, reader: str, why: str) -> list[tuple[uuid.UUID, str, Any]]:
    """The protected facts of a person, as (id, name, value), oldest first; the reading is recorded.

    Works in the protection room's database role alone. NotFound in every other, whether there is
    anything or not; InputError without a reader or a reason.
    """
    if not reader.strip() or not why.strip():
        raise InputError(
            "Protected facts are read by someone and for a reason.",
            accepted="the reader's account and a sentence",
        )
    try:
        with connection.cursor() as cursor:
            cursor.execute(
                "SELECT id, name, value FROM read_protected_facts(%s, %s, %s, %s)",
                [person.pk, reader, why, clock.now()],
            )
            return [(row[0], row[1], json.loads(row[2])) for row in cursor.fetchall()]
    except ProgrammingError as error:
        raise NotFound("There is nothing here.") from error
