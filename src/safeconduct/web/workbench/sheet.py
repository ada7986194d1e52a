"""Everything that the page of a case tells, read once."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import timedelta
from functools import cached_property
from typing import Any

from django.utils.translation import gettext as _

from safeconduct import clock
from safeconduct.accounts import offices
from safeconduct.cases import holding, repeats, screening, telling
from safeconduct.cases.definitions import course_of, definition_of
from safeconduct.cases.models import Case, Party
from safeconduct.cases.selectors import events_of, known_facts, verify_chain
from safeconduct.eligibility import Screening
from safeconduct.errors import InputError
from safeconduct.flow import (
    Act,
    Actor,
    CaseState,
    Course,
    Event,
    Reason,
    Refusal,
    Status,
    state_of,
)
from safeconduct.flow.course import outcome_of
from safeconduct.programme import Edition
from safeconduct.programme.schema import Fact
from safeconduct.web import places, wording
from safeconduct.web.facts.fields import Problem
from safeconduct.web.workbench import choosing, told, words
from safeconduct.web.workbench.inputs import Inputs

#: Key of the session under which is kept what to say on the next page.
SAY = "work_say"
#: Who may look, and does nothing.
READERS = frozenset({offices.AUDITOR})


@dataclass(frozen=True)
class Attempt:
    """A form that was sent and did not go through: all that was typed, and why it did not."""

    act: str
    typed: Mapping[str, str] = field(default_factory=dict)
    facts: tuple[Inputs, ...] = ()
    problems: tuple[Problem, ...] = ()
    #: Why it was refused, and the conditions that this is about.
    refusal: str = ""
    about: tuple[str, ...] = ()
    #: What, yours, theirs, by whom.
    both: tuple[tuple[str, str, str, str], ...] = ()


@dataclass(frozen=True)
class Sheet:
    """Everything that the page tells of a case, read once."""

    case: Case
    actor: Actor
    now: Any
    course: Course
    events: tuple[Event, ...]
    state: CaseState
    screening: Screening | None
    facts: Mapping[str, Any]
    choices: choosing.Choices
    names: told.Names

    @classmethod
    def of(cls, case: Case, actor: Actor) -> Sheet:
        """The case as it stands now, for this officer."""
        now, course, events = clock.now(), course_of(case), events_of(case)
        state = state_of(course, events)
        try:
            found = screening.screened(case, events, now)
        except InputError:
            found = None
        may = (
            ()
            if actor.role in READERS
            else telling.may_do(case, actor, events=events, screened=found)
        )
        parties = Party.ever.filter(case=case).values_list("account", flat=True)
        return cls(
            case,
            actor,
            now,
            course,
            events,
            state,
            found,
            known_facts(case, events),
            choosing.chosen(may, course.standing(state, now), found),
            told.Names(events, *parties),
        )

    @cached_property
    def definition(self) -> Any:
        """The programme that the case runs under."""
        return definition_of(self.case)

    @cached_property
    def stage(self) -> Any:
        """Where the case stands; None if it is over."""
        return self.course.standing(self.state, self.now)

    @cached_property
    def status(self) -> str:
        """What the case waits for, in words; how it ended, if it is over."""
        if self.state.status is Status.ENDED and self.state.end:
            return str(wording.ENDS[self.state.end.value])
        if self.state.paused_for is not None:
            return _("stage held")
        return str(words.STATUSES[self.state.status])

    @cached_property
    def since(self) -> str:
        """Since when it stands there."""
        return told.instant(self.state.since or self.case.opened_at, self.course)

    @cached_property
    def due(self) -> Any:
        """The next time limit, if one runs."""
        return min(self.state.deadlines, key=lambda each: each.passes_at, default=None)

    @cached_property
    def is_overdue(self) -> bool:
        """Whether that is over."""
        return self.due is not None and self.due.passes_at <= self.now

    @cached_property
    def reads_only(self) -> bool:
        """Whether the reader has nothing to do in any case."""
        return self.actor.role in READERS

    @cached_property
    def can(self) -> dict[str, bool]:
        """Which of the acts may be done, by name."""
        return {act.value: act in self.choices.acts for act in Act}

    @cached_property
    def proposal(self) -> dict[str, Any] | None:
        """The outcome that waits for a second officer, with who proposed it and why."""
        held = self.state.proposal
        if held is None:
            return None
        outcome = outcome_of(self.stage, held.outcome) if self.stage else None
        return {
            "outcome": wording.told(outcome.name) if outcome else held.outcome,
            "by": self.names.of(held.by),
            "at": told.instant(held.at, self.course),
            "reasons": told.written(self.events).get(held.number, ""),
        }

    @cached_property
    def evidence(self) -> dict[str, Any] | None:
        """What was asked for and is not there yet."""
        held = self.state.evidence
        if held is None:
            return None
        return {
            "what": told.written(self.events).get(held.number, ""),
            "until": held.until,
            "of": words.PARTIES.get(held.of, ""),
        }

    @cached_property
    def deciders(self) -> str:
        """Who took the last decision against the person."""
        decision = self.state.decision
        officers = sorted(decision.officers) if decision else []
        return ", ".join(self.names.account(name) for name in officers)

    @cached_property
    def decision(self) -> telling.Reasons | None:
        """The last decision against the person, with its reasons."""
        return telling.reasons_told(self.case, wording.language())

    @cached_property
    def timeline(self) -> list[told.Happened]:
        """Everything that happened, the last first."""
        return told.timeline(self.case, self.course, self.events, self.names)

    @cached_property
    def earlier(self) -> int:
        """How many events the page folds away."""
        return max(0, len(self.timeline) - 8)

    @cached_property
    def known(self) -> list[told.Known]:
        """The facts that are known."""
        return told.known(self.definition, self.facts, self.events, self.course, self.names)

    @cached_property
    def findings(self) -> dict[str, list[told.Found]]:
        """Today's findings by what they do."""
        needed_now = self.stage.needs if self.stage else ()
        return told.findings(self.screening, needed_now) if self.screening else {}

    @cached_property
    def stage_facts(self) -> list[Fact]:
        """The facts that come with a decision at the present stage."""
        if self.stage is None or self.screening is None:
            return []
        day = self.course.day(self.now)
        return choosing.facts_of_stage(
            self.course, self.stage, self.screening, self.definition, day
        )

    @cached_property
    def values(self) -> dict[str, Any]:
        """The values that are known, by fact."""
        return {name: fact.value for name, fact in self.facts.items()}

    @cached_property
    def may_refuse(self) -> bool:
        """Whether an outcome against the person is this officer's to choose or to confirm."""
        options = self.choices.outcomes
        offered = any(option.outcome.against_the_person for option in options)
        return offered or Act.CONFIRM_OUTCOME in self.choices.acts

    @cached_property
    def hold(self) -> dict[str, Any] | None:
        """The hold that stops the whole stage, if there is one."""
        held = holding.hold_on(self.case, self.stage.id) if self.stage else None
        if held is None:
            return None
        return {"since": told.instant(held.since, self.course), "words": held.words}

    @cached_property
    def no_place(self) -> tuple[str, ...]:
        """That the cap is reached of which a decision here would take a place, and until when."""
        return places.for_an_officer(self.case, self.course, self.state, self.now)

    @cached_property
    def kept_place(self) -> str:
        """Until when the place is kept for a review, if it is."""
        return places.kept(self.course, self.state, self.now, for_the_person=False)

    @cached_property
    def repeats(self) -> list[dict[str, Any]]:
        """What stands in other declarations too, for those who review this one."""
        stage = self.stage
        if stage is None or self.actor.role not in (stage.actor, offices.SUPERVISOR, *READERS):
            return []
        found = repeats.repeated(self.case, self.events, stage.id)
        return [
            {
                "label": wording.told(self.definition.facts[each.fact].label) if each.fact else "",
                "others": each.others,
                "text": each.entry.text,
                "source": each.entry.source,
                "mark": each.entry.mark,
            }
            for each in found
        ]

    @cached_property
    def posts(self) -> list[Any]:
        """The posts at which this stage can take place."""
        if self.stage is None or self.stage.pool is None:
            return []
        posts = Edition(self.definition, self.course.day(self.now)).posts
        return [post for post in posts if post.pool == self.stage.pool]

    @cached_property
    def parties(self) -> list[dict[str, Any]]:
        """Who has a part in the case."""
        return [
            {
                "role": words.PARTIES[party.role],
                "has_account": bool(party.account),
                "ended": wording.day(self.course.day(party.ended_at)) if party.ended_at else "",
            }
            for party in Party.ever.filter(case=self.case).order_by("role", "id")
        ]

    @cached_property
    def has_supporter(self) -> bool:
        """Whether someone supports the person now."""
        return self.case.parties.filter(role="supporter").exists()

    @cached_property
    def may_be_asked(self) -> dict[str, str]:
        """Of whom evidence can be asked, the one whose step it is first."""
        roles = self.case.parties.exclude(role="co_supporter").order_by("id")
        first = self.course.asked_of(self.state, self.stage)
        found = sorted(set(roles.values_list("role", flat=True)), key=lambda role: role != first)
        return {role: str(words.PARTIES[role]) for role in found}

    @cached_property
    def refusals(self) -> list[dict[str, Any]]:
        """What was tried and not allowed, the last first."""
        found = list(self.case.refusals.order_by("-id")[:50])
        names = told.Names((), *(refusal.account for refusal in found))
        return [
            {
                "at": told.short(refusal.at, self.course),
                "by": names.account(refusal.account) or wording.actor(refusal.role),
                "what": self.tried(refusal.stage, refusal.outcome),
                "why": _reason(refusal.reason),
            }
            for refusal in found
        ]

    def tried(self, stage_id: str, name: str) -> str:
        """What someone wanted to do, in words."""
        stage = self.course.stage(stage_id, self.course.day(self.now))
        outcome = outcome_of(stage, name) if stage else None
        if outcome is not None:
            return wording.told(outcome.name)
        said: Any = {**words.ACTS, **words.EVENTS, **words.REVIEWS, **_REQUESTS}
        return str(said.get(name, name))

    @cached_property
    def delegations(self) -> list[dict[str, Any]]:
        """Who may act for a party, and until when."""
        return [
            {
                "role": words.PARTIES[row.role],
                # It ends with the last day, at midnight.
                "until": wording.day(self.course.day(row.until - timedelta(microseconds=1))),
                "is_over": row.ended_at is not None or row.until <= self.now,
            }
            for row in self.case.delegations.order_by("granted_at")
        ]

    @cached_property
    def chain(self) -> Any:
        """Whether the case's history holds: for those who check on it."""
        if self.actor.role not in (offices.AUDITOR, offices.SUPERVISOR):
            return None
        return verify_chain(self.case)


_REQUESTS = {"confirm": words.ACTS[Act.CONFIRM_OUTCOME], "act": words.EVENTS["StageCompleted"]}


def _reason(code: str) -> str:
    """Why something was refused, as kept: no more than the reason."""
    return wording.told(Refusal(Reason(code)).words)
