"""What people apply under in this installation, and the ways in which a case begins there."""

from __future__ import annotations

from dataclasses import dataclass

from safeconduct import clock
from safeconduct.cases.definitions import course
from safeconduct.flow.events import PARTIES, PERSONS
from safeconduct.programme import Definition
from safeconduct.programme.schema import Stage
from safeconduct.web import asked
from safeconduct.web.portal import journey

SUPPORTER, PERSON = "supporter", "person"


@dataclass(frozen=True)
class Way:
    """One way to begin: who does, which outcome of the first stage it is, and where it leads."""

    who: str
    start: str | None
    stage: Stage
    #: The role in which whoever begins acts.
    role: str


def definition() -> Definition:
    """The programme, in its variant, under which cases are opened. NotFound if it is not there."""
    return asked.run_here()


def ways(definition: Definition) -> tuple[Way, ...]:
    """Who may begin today: one way for each outcome of the first stage that leads to a party.

    Under `notice` a supporter alone begins; under `article` whoever was sent to Mexico does as well.
    """
    if not journey.is_offered(definition):
        return ()
    way = course(definition, journey.TRACK)
    day = way.day(clock.now())
    first = way.stage(way.track.start, day)
    if first is None or first.actor != "clock":
        return ()
    found = []
    for outcome in first.outcomes:
        stage = way.stage(outcome.next, day)
        # Without a condition of its own the first stage takes nobody new: it sorts those under way.
        if stage is not None and stage.actor in PARTIES and first.needs:
            start = outcome.id if len(first.outcomes) > 1 else None
            who = PERSON if stage.actor in PERSONS else SUPPORTER
            found.append(Way(who, start, stage, stage.actor))
    return tuple(found)


def way_of(definition: Definition, who: str) -> Way | None:
    """The way in which they begin, if they may today."""
    return next((way for way in ways(definition) if way.who == who), None)
