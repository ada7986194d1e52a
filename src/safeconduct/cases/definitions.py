"""The programme that a case runs under: as stored under the case's digest, whatever became of its folder."""

from __future__ import annotations

import tempfile
from functools import lru_cache
from pathlib import Path

from safeconduct.cases.models import Case
from safeconduct.database.services import restore_content
from safeconduct.errors import ProgrammeError
from safeconduct.flow.course import Course, calendar_of
from safeconduct.programme import Definition, read


def definition_of(case: Case) -> Definition:
    """The case's programme in its variant. NotFound or ProgrammeError if it cannot be read."""
    return _stored(case.content_id, case.variant or None)


def course_of(case: Case) -> Course:
    """The track that the case follows, with all that it is judged by."""
    return _course(case.content_id, case.variant or None, case.track)


def course(definition: Definition, track: str) -> Course:
    """A track as casework runs it: its days are those of the post that takes applications online.

    InputError if casework must not run on it.
    """
    calendar = calendar_of(definition)
    return Course.of(definition, track, zone=calendar.zone, countries=calendar.countries)


@lru_cache(maxsize=32)
def _course(digest: str, variant: str | None, track: str) -> Course:
    return course(_stored(digest, variant), track)


@lru_cache(maxsize=32)
def _stored(digest: str, variant: str | None) -> Definition:
    with tempfile.TemporaryDirectory(prefix="safeconduct-") as parent:
        reading = read(restore_content(digest, Path(parent)), variant)
    if reading.definition is None:
        raise ProgrammeError(f"The programme stored under {digest} cannot be read.", given=digest)
    return reading.definition
