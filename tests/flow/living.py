"""A case in a test: what happens to it, one line each."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from functools import lru_cache
from zoneinfo import ZoneInfo

from safeconduct.flow import (
    Actor,
    CaseState,
    Course,
    Event,
    EventKind,
    Reason,
    refusal_of,
    state_of,
)
from safeconduct.programme import load

CLOCK = Actor("clock")
SUPPORTER = Actor("supporter", "sam")
PERSON = Actor("beneficiary", "ana")
CHIEF = Actor("officer.supervisor", "chief")
REVIEWER = Actor("officer.review", "rita")


def officer(role: str, account: str = "olga") -> Actor:
    return Actor(f"officer.{role}", account)


@lru_cache
def course(variant: str = "notice", track: str = "admission", **changed: str) -> Course:
    definition = load("us-mx-ve-2022", variant)
    return Course.of(definition, track, zone=ZoneInfo("America/New_York"), **changed)


class Case:
    """A case under way; each event comes a minute after the last unless a day is given."""

    def __init__(self, course: Course, day: str = "2022-11-01") -> None:
        self.course = course
        self.events: list[Event] = []
        self.at = datetime.fromisoformat(f"{day}T15:00").replace(tzinfo=UTC)

    @property
    def state(self) -> CaseState:
        return state_of(self.course, self.events)

    def on(self, day: str) -> Case:
        """Go on at 15:00 UTC of a later day."""
        self.at = datetime.fromisoformat(f"{day}T15:00").replace(tzinfo=UTC)
        return self

    def _event(
        self, kind: EventKind, actor: Actor, stage: str | None, outcome: str | None, refs: dict
    ) -> Event:
        self.at += timedelta(minutes=1)
        return Event(len(self.events) + 1, kind, self.at, actor, stage, outcome, refs)

    def does(
        self, kind: EventKind, actor: Actor, outcome: str | None = None, **refs: str
    ) -> CaseState:
        """Let something happen at the present stage that has to be allowed."""
        standing = self.course.standing(self.state, self.at)
        event = self._event(kind, actor, standing.id if standing else None, outcome, refs)
        refusal = refusal_of(self.course, self.state, event)
        assert refusal is None, (kind, refusal)
        self.events.append(event)
        return self.state

    def tries(
        self, kind: EventKind, actor: Actor, outcome: str | None = None, **refs: str
    ) -> Reason | None:
        """Why something may not happen at the present stage; the case stays as it was."""
        standing = self.course.standing(self.state, self.at)
        event = self._event(kind, actor, standing.id if standing else None, outcome, refs)
        refusal = refusal_of(self.course, self.state, event)
        return refusal.reason if refusal else None

    def completes(self, *steps: tuple[Actor, str]) -> CaseState:
        """Complete one stage after the other."""
        for actor, outcome in steps:
            self.does(EventKind.STAGE_COMPLETED, actor, outcome)
        return self.state


def opened(variant: str = "notice", track: str = "admission", day: str = "2022-11-01") -> Case:
    case = Case(course(variant, track), day)
    case.does(EventKind.CASE_OPENED, CLOCK)
    return case


def at_supporter_review(day: str = "2022-11-01") -> Case:
    case = opened(day=day)
    case.completes((CLOCK, "opened"), (SUPPORTER, "filed"))
    return case


def at_travel_decision(day: str = "2022-11-01") -> Case:
    case = at_supporter_review(day)
    case.completes(
        (officer("supporter_review"), "confirmed"),
        (CLOCK, "sent"),
        (PERSON, "confirmed"),
        (PERSON, "made"),
        (PERSON, "sent"),
        (officer("vetting"), "vetted"),
    )
    return case


def authorized(day: str = "2022-11-01") -> Case:
    """A travel authorization given, the flight not yet booked."""
    case = at_travel_decision(day)
    takes, period = ("venezuela_total", "total")
    if day >= "2023-01-09":
        takes, period = ("four_processes_monthly", day[:7])
    case.does(EventKind.PLACE_TAKEN, officer("travel", "tom"), cap=takes, period=period)
    case.completes((officer("travel", "tom"), "authorized"), (CLOCK, "issued"))
    return case
