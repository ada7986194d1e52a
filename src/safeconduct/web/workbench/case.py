"""A case on one screen."""

from __future__ import annotations

import uuid
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import timedelta
from functools import cached_property
from typing import Any

from django.conf import settings
from django.db.models import QuerySet
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.template.loader import select_template
from django.urls import reverse, translate_url
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_safe

from safeconduct import clock
from safeconduct.accounts import offices
from safeconduct.cases import screening, telling
from safeconduct.cases.definitions import course_of, definition_of
from safeconduct.cases.models import Case
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
from safeconduct.web import wording
from safeconduct.web.doors import case_for, office_of
from safeconduct.web.facts.fields import Problem
from safeconduct.web.workbench import choosing, inputs, told, words
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


@never_cache
@require_safe
def page(request: HttpRequest, receipt: str) -> HttpResponse:
    """Person, findings, facts, timeline, and what may be done now."""
    case, actor = case_for(request, receipt)
    return show(request, case, actor)


def show(
    request: HttpRequest, case: Case, actor: Actor, attempt: Attempt | None = None
) -> HttpResponse:
    """The case's page, with a form on it that did not go through if there is one."""
    held = Sheet.of(case, actor)
    chosen = _chosen_fact(request, held, attempt)
    return render(
        request,
        "workbench/case.html",
        {
            "here": "work",
            "case": case,
            "definition": held.definition,
            "sheet": held,
            "attempt": attempt,
            "say": request.session.pop(SAY, None) if request.method != "POST" else None,
            "key": uuid.uuid4().hex,
            "post": _post(request, attempt),
            "today": held.course.day(held.now),
            "decide_facts": _decide_facts(held, attempt),
            "note": chosen,
            "reviews": words.REVIEWS,
            "in_other_languages": _in_other_languages(case),
            "letters_part": select_template(
                ["components/letters.html", "workbench/no_letters.html"]
            ),
        },
    )


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
        may = () if actor.role in READERS else telling.may_do(case, actor)
        parties = case.parties.values_list("account", flat=True)
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
        return {"what": told.written(self.events).get(held.number, ""), "until": held.until}

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
            {"role": words.PARTIES[party.role], "has_account": bool(party.account)}
            for party in self.case.parties.order_by("role", "id")
        ]

    @cached_property
    def family(self) -> list[dict[str, Any]]:
        """The cases of those who are decided about together with this person."""
        if self.case.group is None:
            return []
        roles = dict(
            self.case.group.memberships.filter(left_at__isnull=True).values_list("person", "role")
        )
        others: QuerySet[Case] = Case.objects.filter(group=self.case.group).select_related(
            "standing"
        )
        return [
            {
                "case": other,
                "role": words.PARTIES.get(roles.get(other.person_id, ""), ""),
                "status": words.STATUSES[Status(other.standing.status)],
                "is_this": other.pk == self.case.pk,
            }
            for other in others.order_by("receipt_number")
        ]

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


def _decide_facts(held: Sheet, attempt: Attempt | None) -> list[Inputs]:
    if attempt is not None and attempt.act == "decide":
        return list(attempt.facts)
    if not held.choices.outcomes:
        return []
    return inputs.shown(stage_facts(held), _values(held), "d")


def stage_facts(held: Sheet) -> list[Fact]:
    """The facts that come with a decision at the present stage."""
    if held.stage is None or held.screening is None:
        return []
    return choosing.facts_of_stage(
        held.course, held.stage, held.screening, held.definition, held.course.day(held.now)
    )


def _values(held: Sheet) -> dict[str, Any]:
    return {name: fact.value for name, fact in held.facts.items()}


def _chosen_fact(request: HttpRequest, held: Sheet, attempt: Attempt | None) -> dict[str, Any]:
    """The facts that may be noted, and the inputs of the one that was chosen."""
    facts = choosing.facts_to_note(held.definition, held.screening, held.facts)
    if attempt is not None and attempt.act == "note":
        return {"facts": facts, "inputs": attempt.facts[0] if attempt.facts else None}
    asked = request.GET.get("fact", "")
    chosen = [fact for fact in facts if fact.id == asked]
    if asked and not chosen:
        raise InputError(_("There is no such fact to be noted here."), given=asked)
    shown = inputs.shown(chosen, _values(held), "n")
    return {"facts": facts, "inputs": shown[0] if shown else None}


def _in_other_languages(case: Case) -> list[tuple[str, str, str]]:
    """The case's page in the other languages, also from the address of a form that was sent."""
    here = reverse("work_case", args=[case.receipt_number])
    return [
        (code, name, translate_url(here, code))
        for code, name in settings.LANGUAGES
        if code != wording.language()
    ]


def _post(request: HttpRequest, attempt: Attempt | None) -> str:
    """The post that was chosen, or the officer's own."""
    if attempt is not None and attempt.act == "decide":
        return attempt.typed.get("post", "")
    office = office_of(request)
    return office.post if office else ""
