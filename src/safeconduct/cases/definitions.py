"""The programme that a case runs under: as stored under the case's digest, whatever became of its folder."""

from __future__ import annotations

import tempfile
from functools import lru_cache
from pathlib import Path

from safeconduct.cases.models import Case
from safeconduct.database.models import LoadedProgramme
from safeconduct.database.services import restore_content
from safeconduct.errors import NotFound, ProgrammeError
from safeconduct.flow.course import Course, calendar_of
from safeconduct.programme import Definition, read


def definition_of(case: Case) -> Definition:
    """The case's programme in its variant. NotFound or ProgrammeError if it cannot be read."""
    return _stored(case.content_id, case.variant or None)


def course_of(case: Case) -> Course:
    """The track that the case follows, with all that it is judged by."""
    return _course(case.content_id, case.variant or None, case.track)


def as_loaded(case: Case) -> Definition | None:
    """The case's programme as this installation has it now, which may say more than the case's own.

    None where it is not loaded here, or has no such variant any more.
    """
    loaded = LoadedProgramme.objects.filter(programme=case.programme).order_by("-loaded_at")
    row = loaded.first()
    return _readable(row.digest, case.variant or None) if row else None


def others_loaded(case: Case) -> tuple[Definition, ...]:
    """Every other programme as this installation has it now, in its default variant."""
    rows = LoadedProgramme.objects.exclude(programme=case.programme).order_by("loaded_at")
    newest = {row.programme: row.digest for row in rows}
    found = (_readable(digest, None) for digest in newest.values())
    return tuple(definition for definition in found if definition)


def _readable(digest: str, variant: str | None) -> Definition | None:
    try:
        return _stored(digest, variant)
    except NotFound:
        return None


def course(definition: Definition, track: str) -> Course:
    """A track as casework runs it: its days are those of the post that takes applications online.

    InputError if casework must not run on it.
    """
    calendar = calendar_of(definition)
    return Course.of(definition, track, zone=calendar.zone, countries=calendar.countries)


def stored(digest: str, variant: str | None) -> Definition:
    """A programme in a variant as it was stored under a digest. Errors as in `definition_of`."""
    return _stored(digest, variant)


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
