"""Lines of waiting cases: in what order they are taken, and where in line one stands.

A place in line follows from the instant of filing alone: who filed, by which way and with whose help
makes no difference.
"""

from __future__ import annotations

import uuid
from dataclasses import dataclass

from django.db.models import QuerySet
from django.db.models.functions import Coalesce

from safeconduct import clock
from safeconduct.capacity import draws
from safeconduct.capacity.models import Draw, Turn
from safeconduct.cases.definitions import course, course_of, definition_of
from safeconduct.cases.models import Case, CaseStanding
from safeconduct.errors import InputError
from safeconduct.flow import Status
from safeconduct.flow.selection import Filing
from safeconduct.programme import Definition, Edition
from safeconduct.programme.schema import Selection

#: Ends of the bands in which people are told their place: exact numbers would promise too much.
BANDS = (10, 50, 200, 1000, 5000)


@dataclass(frozen=True, slots=True)
class Line:
    """Everyone who waits at one stage of a programme's track, whatever the variant."""

    programme: str
    track: str
    stage: str

    @property
    def name(self) -> str:
        """One name for it in the database."""
        return f"{self.programme}/{self.track}/{self.stage}"


@dataclass(frozen=True, slots=True)
class PlaceInLine:
    """About how many are taken earlier: more than `over`, up to `up_to` (None: no end was counted).

    `turn` is the case's place among those that were drawn, if it was.
    """

    over: int
    up_to: int | None
    is_by_age: bool
    turn: int | None = None


def waiting(line: Line) -> tuple[Filing, ...]:
    """All that wait in a line, the oldest first, by ids that tell nothing."""
    rows = _waiting(line).order_by("queued", "case_id").values_list("case_id", "queued")
    return tuple(Filing(str(case_id), since) for case_id, since in rows)


def _waiting(line: Line) -> QuerySet[CaseStanding]:
    return CaseStanding.objects.filter(
        case__programme=line.programme,
        case__track=line.track,
        stage=line.stage,
        status=Status.OPEN,
    ).annotate(queued=Coalesce("in_line_since", "since"))


def selection_for(definition: Definition, line: Line) -> Selection:
    """In what order a line is taken today. InputError where the programme says none."""
    edition = Edition(definition, course(definition, line.track).day(clock.now()))
    for selection in edition.selections:
        if selection.stage == line.stage:
            return selection
    known = {each.stage for each in edition.selections if each.stage}
    raise InputError(
        f"{definition.label} says no order for {line.stage!r} on this day.",
        given=line.stage,
        accepted=", ".join(sorted(known)) or "none: no stage has one on this day",
    )


def announce_draw(*, definition: Definition, line: Line, by: str) -> Draw:
    """Fix the seed of a draw before its pool is closed. InputError where nothing is drawn."""
    selection_for(definition, line)
    return draws.announce(line=line.name, by=by)


def make_draw(
    *, definition: Definition, line: Line, draw_id: uuid.UUID, places: int, by: str
) -> Draw:
    """Draw as many as there are places from all that wait now. Errors as in `capacity.draws.make`."""
    return draws.make(
        draw_id=draw_id,
        pool=waiting(line),
        places=places,
        selection=selection_for(definition, line),
        by=by,
    )


def place_in_line(case: Case) -> PlaceInLine | None:
    """Where a case stands among those that wait with it; None for one that waits in no line."""
    standing = CaseStanding.objects.get(case=case)
    line = Line(case.programme, case.track, standing.stage)
    if standing.status != Status.OPEN:
        return None
    try:
        selection = selection_for(definition_of(case), line)
    except InputError:
        return None
    track = course_of(case)
    stage = track.stage(line.stage, track.day(clock.now()))
    if stage is None or not stage.actor.startswith("officer."):
        return None
    turns = Turn.objects.filter(holder=case.id, draw__line=line.name)
    turn = turns.order_by("-draw__made_at").first()
    # Counted no further than the last band reaches.
    since = standing.in_line_since or standing.since
    counted = _waiting(line).filter(queued__lt=since)[: BANDS[-1]].count()
    over = max((band for band in BANDS if band <= counted), default=0)
    up_to = next((band for band in BANDS if counted < band), None)
    return PlaceInLine(
        over, up_to, selection.method == "oldest_first", turn.position if turn else None
    )
