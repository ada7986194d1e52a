"""Counts of the casework for statistics: plain numbers by SQL, of which nothing leads to one person.

Read in a transaction that can write nothing, from cases, their events and refused attempts. No value of a
person, no account and no event's references are read; of stages at which protection is decided, not even
how it was decided.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from django.db import connection, transaction

from safeconduct.cases.definitions import course_of
from safeconduct.cases.models import Case
from safeconduct.flow.course import Course

#: Officers whose outcomes are told to nobody: they say whether someone is afraid to be sent away.
_PROTECTION = "officer.protection"

#: How a case leaves a stage when someone's part in it ended and another has to be named.
PARTY_ENDED = "party_ended"


@dataclass(frozen=True, slots=True, order=True)
class Series:
    """One counter of a programme: what is counted, and where. Empty where there is nothing to name."""

    variant: str
    track: str
    measure: str
    stage: str = ""
    outcome: str = ""


@dataclass(frozen=True, slots=True)
class Waits:
    """How many days so many cases waited at a stage: no quarter, half, three quarters, nine tenths more."""

    variant: str
    track: str
    stage: str
    cases: int
    days: tuple[int, int, int, int]


def programmes_with_cases() -> tuple[tuple[str, datetime], ...]:
    """Every programme under which a case was opened, and when the first one was."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT programme, min(opened_at) FROM cases_case GROUP BY 1 ORDER BY 1")
        return tuple(cursor.fetchall())


def courses(programme: str) -> Mapping[tuple[str, str], Course]:
    """The course of each variant and track of a programme, as its newest case has it."""
    newest = (
        Case.objects.filter(programme=programme)
        .order_by("variant", "track", "-opened_at")
        .distinct("variant", "track")
    )
    return {(case.variant, case.track): course_of(case) for case in newest}


#: Each step that takes a case out of a stage, when it had come there, and where it went.
_STEPS = """
WITH steps AS (
    SELECT c.variant, c.track, e.kind, e.outcome, e.at, e.id,
        CASE WHEN e.kind = 'ReviewDecided' THEN
            coalesce(lead(e.stage) OVER steps, s.stage) ELSE e.stage END AS stage,
        coalesce(lag(e.at) OVER steps, c.opened_at) AS came_at
    FROM cases_case c
    JOIN cases_caseevent e ON e.case_id = c.id
    JOIN cases_casestanding s ON s.case_id = c.id
    WHERE c.programme = %(programme)s AND (
        e.kind IN ('StageCompleted', 'SecondOfficerConfirmed', 'CaseWithdrawn', 'PartyEnded')
        OR e.kind = 'DeadlinePassed' AND e.outcome <> ''
        OR e.kind = 'ReviewDecided' AND e.outcome = 'set_aside')
    WINDOW steps AS (PARTITION BY e.case_id ORDER BY e.number)
), left_stages AS (
    SELECT variant, track, stage, at, id, came_at,
        CASE WHEN stage = ANY(%(protection)s) THEN ''
            WHEN kind = 'CaseWithdrawn' THEN 'withdrawn' WHEN kind = 'PartyEnded' THEN 'party_ended'
            ELSE outcome END AS outcome
    FROM steps WHERE kind <> 'ReviewDecided'
)
"""
_COUNTS = (
    _STEPS
    + """
SELECT variant, track, 'opened', '', '', count(*) FROM cases_case
    WHERE programme = %(programme)s AND opened_at < %(until)s GROUP BY 1, 2
UNION ALL
SELECT variant, track, 'left', stage, outcome, count(*) FROM left_stages
    WHERE at < %(until)s GROUP BY 1, 2, 4, 5
UNION ALL
SELECT variant, track, 'review_decided', stage, 'set_aside', count(*) FROM steps
    WHERE kind = 'ReviewDecided' AND at < %(until)s GROUP BY 1, 2, 4
UNION ALL
SELECT c.variant, c.track, CASE e.kind WHEN 'ReviewRequested' THEN 'review_asked'
        WHEN 'ReviewDecided' THEN 'review_decided' ELSE 'stood_still' END, '',
        CASE e.kind WHEN 'ReviewDecided' THEN e.outcome ELSE '' END, count(*)
    FROM cases_case c JOIN cases_caseevent e ON e.case_id = c.id
    WHERE c.programme = %(programme)s AND e.at < %(until)s AND (
        e.kind IN ('ReviewRequested', 'StagePaused')
        OR e.kind = 'ReviewDecided' AND e.outcome = 'upheld')
    GROUP BY 1, 2, 3, 5
UNION ALL
SELECT c.variant, c.track, 'attempt_refused', '', r.reason, count(*)
    FROM cases_case c JOIN cases_refusal r ON r.case_id = c.id
    WHERE c.programme = %(programme)s AND r.at < %(until)s GROUP BY 1, 2, 5
"""
)
#: Of each counter the cases that were told now, and not those told before: numbered as they left.
_WAITS = (
    _STEPS
    + """
, numbered AS (
    SELECT *, row_number() OVER (PARTITION BY variant, track, stage, outcome ORDER BY at, id) AS n
    FROM left_stages WHERE at < %(until)s
), told AS (
    SELECT * FROM unnest(%(variants)s::text[], %(tracks)s::text[], %(stages)s::text[],
        %(outcomes)s::text[], %(before)s::int[], %(now)s::int[])
        AS told(variant, track, stage, outcome, before, now)
)
SELECT variant, track, stage, count(*), percentile_disc(ARRAY[0.25, 0.5, 0.75, 0.9]) WITHIN GROUP (
        ORDER BY (at AT TIME ZONE %(zone)s)::date - (came_at AT TIME ZONE %(zone)s)::date)
    FROM numbered JOIN told USING (variant, track, stage, outcome)
    WHERE n > before AND n <= now
    GROUP BY 1, 2, 3 HAVING count(*) >= %(least)s ORDER BY 1, 2, 3
"""
)


def counts(programme: str, until: datetime, over: Mapping[Any, Course]) -> dict[Series, int]:
    """What every counter of a programme had come to before an instant; `over` are its `courses`."""
    asked = {"programme": programme, "until": until, "protection": _protection(over)}
    with _read_only() as cursor:
        cursor.execute(_COUNTS, asked)
        return {Series(*row[:5]): row[5] for row in cursor.fetchall()}


def waits(
    programme: str,
    until: datetime,
    over: Mapping[Any, Course],
    told: Mapping[Series, tuple[int, int]],
    *,
    zone: str,
    least: int,
) -> Sequence[Waits]:
    """The waits at each stage of the cases that are told now, where they are at least so many.

    `told` says of each counter of cases that left a stage how many were told before, and by now.
    """
    listed = list(told)
    asked = {
        "programme": programme,
        "until": until,
        "protection": _protection(over),
        "variants": [series.variant for series in listed],
        "tracks": [series.track for series in listed],
        "stages": [series.stage for series in listed],
        "outcomes": [series.outcome for series in listed],
        "before": [told[series][0] for series in listed],
        "now": [told[series][1] for series in listed],
        "zone": zone,
        "least": least,
    }
    with _read_only() as cursor:
        cursor.execute(_WAITS, asked)
        return [
            Waits(variant, track, stage, cases, tuple(days))
            for variant, track, stage, cases, days in cursor.fetchall()
        ]


def first_day(month: date, course: Any) -> datetime:
    """The instant at which a month begins, where a programme's days are counted."""
    return datetime(month.year, month.month, 1, tzinfo=course.zone)


def _protection(over: Mapping[Any, Course]) -> list[str]:
    stages = (stage for course in over.values() for stage in course.track.stages)
    return sorted({stage.id for stage in stages if stage.actor == _PROTECTION})


@contextmanager
def _read_only() -> Iterator[Any]:
    with transaction.atomic(), connection.cursor() as cursor:
        cursor.execute("SET TRANSACTION READ ONLY")
        yield cursor
