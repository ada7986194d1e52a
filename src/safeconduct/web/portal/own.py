"""A case as one of its parties knows it: what they said, what they may still be asked, whose turn it is."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from functools import cached_property
from typing import Any
from uuid import UUID

from django.http import HttpRequest

from safeconduct import clock
from safeconduct.cases import screening, telling
from safeconduct.cases.definitions import course_of, definition_of
from safeconduct.cases.facts import PERSON_NAME, is_protected, may_supply
from safeconduct.cases.models import Case, Party
from safeconduct.cases.selectors import events_of, part_since
from safeconduct.eligibility import Screening
from safeconduct.flow import Actor, CaseState, Choice, Course, Event, EventKind, state_of
from safeconduct.flow.events import PARTIES, PERSONS
from safeconduct.flow.reasons import Reason, Refusal
from safeconduct.flow.state import Status
from safeconduct.people import selectors as people
from safeconduct.programme import Definition
from safeconduct.programme.schema import Fact, Outcome, Stage
from safeconduct.programme.schema.tracks import EndKind
from safeconduct.web import doors, wording


@dataclass(frozen=True, slots=True)
class Said:
    """A value as it was said once, when, and whether an officer wrote it down."""

    value: Any
    at: datetime
    by_officer: bool


@dataclass(frozen=True)
class OwnCase:
    """One reading of a case for one of its parties, or for who acts for them."""

    case: Case
    me: Actor
    definition: Definition
    course: Course
    events: tuple[Event, ...]
    state: CaseState
    at: datetime

    @property
    def number(self) -> int:
        """The last event that the page is made from."""
        return self.state.number

    @cached_property
    def party(self) -> Party:
        """The party whose case this is for the reader."""
        rows = self.case.parties.filter(role=self.me.voice).order_by("id")
        if self.me.acting_for is None:
            rows = rows.filter(account=self.me.account)
        return rows[0]

    @cached_property
    def stage(self) -> Stage | None:
        """The stage at which the case stands; None once it is over."""
        return self.course.standing(self.state, self.at)

    @property
    def is_open(self) -> bool:
        """Whether nothing else has to come first: no request, pause, review or second officer."""
        return self.state.status is Status.OPEN

    @property
    def is_my_turn(self) -> bool:
        """Whether it is for this party to take the next step."""
        return self.is_open and self.stage is not None and self.stage.actor == self.me.voice

    @property
    def may_book(self) -> bool:
        """Whether the step at hand sees the reader at a post, by an appointment."""
        return self.is_person and self.is_open and bool(self.stage and self.stage.books)

    @property
    def is_person(self) -> bool:
        """Whether the reader is, or acts for, the person whom the case is about."""
        return self.me.voice in PERSONS

    @property
    def side(self) -> str:
        """Whose part of the case the reader is told of: a co-supporter's is the supporter's."""
        return "supporter" if self.me.voice == "co_supporter" else self.me.voice

    @property
    def is_mine(self) -> bool:
        """Whether what is looked at now is this party's: a supporter's part ends with their filing."""
        return self.is_person or self.owner == self.side

    @cached_property
    def owner(self) -> str:
        """The party whose step it is, or whose step is being looked at."""
        if self.stage is not None and self.stage.actor in PARTIES:
            return self.stage.actor
        return self.state.last_party or self.me.voice

    def asks_me(self, fact: Fact) -> bool:
        """Whether this party may be asked for the fact, and sees it."""
        if fact.question is None or is_protected(fact) or self._is_found_out(fact):
            return False
        # What is asked of the person about their supporter is no question to the supporter.
        is_theirs = self.is_person or fact.supplied_by == self.me.voice
        return is_theirs and may_supply(fact, self.me)

    def _is_found_out(self, fact: Fact) -> bool:
        """Whether the case comes to know it by itself: by looking it up, or by an appointment made."""
        is_booked = any(stage.books == fact.id for stage in self.course.track.stages)
        return is_booked or getattr(fact, "looked_up", None) is not None

    @cached_property
    def began(self) -> int:
        """The event after which the reader came, in place of another who left; 0 for everyone else.

        What the other one said, and was told, is not here.
        """
        return part_since(self.events, self.side)

    @cached_property
    def said(self) -> Mapping[str, tuple[Said, ...]]:
        """What this party said, by fact, the oldest first; what others said of theirs is not here (I6)."""
        facts = self.definition.facts
        mine = [
            event
            for event in self.events
            if event.kind is EventKind.FACT_RECORDED
            and "value" in event.refs
            and event.number > self.began
            and self.asks_me(facts[event.refs["fact"]])
            and (event.actor.voice == self.me.voice or event.actor.is_named_officer)
        ]
        held = people.values([UUID(event.refs["value"]) for event in mine])
        found: dict[str, tuple[Said, ...]] = {}
        for event in mine:
            value_id, name = UUID(event.refs["value"]), event.refs["fact"]
            if value_id in held:
                one = Said(held[value_id], event.at, event.actor.voice != self.me.voice)
                found[name] = (*found.get(name, ()), one)
        return {name: found[name] for name in facts if name in found}

    @cached_property
    def screening(self) -> Screening:
        """What the rules say of everything that is known; only what it asks is shown."""
        return screening.screened(self.case, self.events, self.at)

    @cached_property
    def choices(self) -> tuple[Choice, ...]:
        """Everything that could be done now, and for what this party may not do: why."""
        found = self.screening if self.stage is not None and self.stage.needs else None
        return telling.may_do(self.case, self.me, events=self.events, screened=found)

    @cached_property
    def ahead(self) -> tuple[Stage, ...]:
        """The stages from the present one until this party's turn comes again."""
        day = self.course.day(self.at)
        found: dict[str, Stage] = {}
        waiting = [self.stage]
        while waiting:
            stage = waiting.pop(0)
            if stage is None or stage.id in found:
                continue
            if found and stage.actor == self.me.voice:
                continue
            found[stage.id] = stage
            waiting += [self.course.stage(outcome.next, day) for outcome in stage.outcomes]
        return tuple(found.values())

    @cached_property
    def open_questions(self) -> tuple[Fact, ...]:
        """What this party can still be asked: unknown, and able to settle a condition that comes up."""
        needed = {name for stage in self.ahead for name in stage.needs}
        names = screening.ask_about(self.case, self.events, self.at, needed)
        asked = {name.partition("[")[0] for name in names if "]." not in name}
        mine = [fact for fact in self.definition.facts.values() if self.asks_me(fact)]
        first = [fact for fact in mine if fact.asked_first and fact.id not in self.said]
        here = self.stage.asks if self.stage is not None and self.is_my_turn else ()
        beside = [fact for fact in mine if fact.id in here and fact.id not in self.said]
        needed_too = [fact for fact in mine if fact.id in asked and fact not in first]
        return (*first, *needed_too, *(fact for fact in beside if fact.id not in asked))

    @property
    def name(self) -> str:
        """The name of the person whom the case is about, if it was this party who said it."""
        said = self.said.get(PERSON_NAME)
        return str(said[-1].value) if said else ""

    def question(self, name: str) -> Fact | None:
        """A fact that this party may be asked, in the words in which it is put to them."""
        fact = self.definition.facts.get(name)
        if fact is None or not self.asks_me(fact):
            return None
        if self.is_person:
            return fact
        own = {"question": fact.own_question or fact.question, "help": fact.own_help or fact.help}
        return fact.model_copy(update=own)

    def why_not(self, refusal: Refusal) -> str:
        """A refusal in words; once a case is over, that is the reason, and nobody's role."""
        is_over = self.state.end is not None and refusal.reason is Reason.NOT_YOUR_ROLE
        return wording.told((Refusal(Reason.CASE_ENDED) if is_over else refusal).words)

    def steps(self) -> tuple[Outcome, ...]:
        """The outcomes that this party can bring about now; not a withdrawal, the clock's or an officer's."""
        if not self.is_my_turn or self.stage is None:
            return ()
        late = self.stage.limit.outcome if self.stage.limit else None
        return tuple(
            outcome
            for outcome in self.stage.outcomes
            if outcome.id != late
            and outcome.end is not EndKind.WITHDRAWN
            and not self._waits_for_a_party(outcome)
            and outcome.by is None
        )

    def _waits_for_a_party(self, outcome: Outcome) -> bool:
        """Whether the step leads to someone who is yet to be named: naming them takes it."""
        following = self.course.stage(outcome.next, self.course.day(self.at))
        return following is not None and following.actor in self.state.lacks


def read(request: HttpRequest, name: str) -> OwnCase:
    """The case of a receipt number, for who is signed in. NotFound if it is not theirs."""
    case, me = doors.case_for(request, name)
    return seen_by(case, me)


def seen_by(case: Case, me: Actor) -> OwnCase:
    """A case as this party knows it, as of now."""
    course, events = course_of(case), events_of(case)
    return OwnCase(
        case, me, definition_of(case), course, events, state_of(course, events), clock.now()
    )
