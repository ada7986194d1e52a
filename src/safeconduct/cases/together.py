"""What a family does together: each case decided by itself, and all of them lead on in one step or none.

There is no bulk decision here: every member has an outcome, findings, reasons and events of their own.
"""

from __future__ import annotations

import uuid
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from safeconduct import clock
from safeconduct.cases import deeds, families, screening, supporters
from safeconduct.cases import facts as case_facts
from safeconduct.cases.definitions import course_of, definition_of
from safeconduct.cases.errors import NotAllowed
from safeconduct.cases.models import Case
from safeconduct.cases.requests import (
    Done,
    Request,
    admit,
    do,
    record_refusal,
    remember,
)
from safeconduct.cases.selectors import events_of
from safeconduct.cases.work import Work, at_work_on
from safeconduct.errors import InputError
from safeconduct.flow import Act, Actor, EventKind, Reason, Refusal, state_of, why_not
from safeconduct.flow.course import outcome_of
from safeconduct.flow.events import PARTIES
from safeconduct.people import services as people
from safeconduct.programme import Edition
from safeconduct.programme.schema import in_language


@dataclass(frozen=True, slots=True)
class Asked:
    """What is asked for one member of a family, on what was seen of their case.

    `actor` is as whom it is asked in this case, where it is not the same as in all: a husband with an
    account of his own lets his wife act for him, and she acts as his representative there.
    """

    case_id: uuid.UUID
    outcome: str
    expected_number: int
    facts: Mapping[str, Any] | None = None
    reasons: str | None = None
    post: str | None = None
    actor: Actor | None = None


@dataclass(frozen=True, slots=True)
class Readiness:
    """Whether a member of a family could go on together with the others now, or why not."""

    case: Case
    refusal: Refusal | None

    def text(self, language: str, *, for_officer: bool) -> str:
        """Why not, in one language: with the conditions for an officer, without them for others."""
        if self.refusal is None:
            return ""
        told = in_language(self.refusal.words, language)
        if not for_officer or self.refusal.reason is not Reason.CONDITIONS_OPEN:
            return told
        edition = Edition(definition_of(self.case), course_of(self.case).day(clock.now()))
        conditions = {held.id: held for held in edition.conditions(self.case.track)}
        open_ones = [conditions[name] for name in self.refusal.about if name in conditions]
        return " ".join([told, *(in_language(held.text, language) for held in open_ones)])


class NotTogether(NotAllowed):
    """The family did not go on: `members` says of every case whether it was ready, or why not."""

    code = "not_together"

    def __init__(self, members: tuple[Readiness, ...]) -> None:
        first = next(member.refusal for member in members if member.refusal)
        super().__init__(first)
        self.members = members

    def as_data(self) -> dict[str, object]:
        told = {m.case.receipt_number: m.refusal.reason.value for m in self.members if m.refusal}
        return super().as_data() | {"members": told}


def act_together(
    *, members: Sequence[Asked], actor: Actor, key: str | None = None
) -> tuple[Done, ...]:
    """Bring the present stage of every case of a family to an outcome that leads on, or none.

    Each case is decided with its own findings and reasons, and takes its own place of a cap; if one is
    not ready, or the cap has no place for all, nothing happens to any. NotTogether says whose case was
    not ready and why. NotFound, Conflict and InputError as for one case.
    """
    by_case = {asked.case_id: asked for asked in members}
    if not members or len(by_case) != len(members):
        raise InputError("Name each case of the family once.", accepted="one request for each")
    requests = {asked.case_id: _request(asked, asked.actor or actor, key) for asked in members}
    try:
        with at_work_on(list(by_case)) as works:
            earlier = [admit(work, requests[work.case.id]) for work in works]
            if all(number is not None for number in earlier):
                return tuple(
                    Done(work.case.id, number or 0, work.state, repeated=True)
                    for work, number in zip(works, earlier, strict=True)
                )
            _refuse_strangers_to_each_other(works)
            if works[0].stage_now().actor == supporters.SUPPORTER:
                supporters.one_at_a_time(*(work.case for work in works))
            ready = tuple(
                Readiness(
                    work.case, _try(work, requests[work.case.id].actor, by_case[work.case.id])
                )
                for work in works
            )
            if any(member.refusal for member in ready):
                raise NotTogether(ready)
            for work in works:
                remember(work, requests[work.case.id])
            done = tuple(Done(work.case.id, work.state.number, work.state) for work in works)
        return done
    except NotAllowed as refused:
        for case_id, request in requests.items():
            record_refusal(case_id, request, refused)
        raise


def _request(asked: Asked, actor: Actor, key: str | None) -> Request:
    told = {
        "facts": case_facts.plain(asked.facts),
        "reasons": asked.reasons,
        "post": asked.post,
    }
    return Request("act_together", actor, asked.expected_number, key, asked.outcome, told)


def _refuse_strangers_to_each_other(works: Sequence[Work]) -> None:
    """All open cases of one family, and no other; NotTogether names those that were left out."""
    here = {work.case.pk for work in works}
    family = {member.case.pk: member.case for member in families.members(works[0].case)}
    if not family or not here <= family.keys():
        raise NotAllowed(Refusal(Reason.NOT_IN_A_GROUP))
    if left_out := [case for pk, case in family.items() if pk not in here]:
        raise NotTogether(tuple(Readiness(c, Refusal(Reason.GOES_TOGETHER)) for c in left_out))
    if len({work.stage_now().id for work in works}) > 1:
        raise NotTogether(tuple(Readiness(w.case, Refusal(Reason.GOES_TOGETHER)) for w in works))


def _try(work: Work, actor: Actor, asked: Asked) -> Refusal | None:
    """Decide one member's case; what it lacks is told beside the others', and undone with them."""
    stage, outcome = work.stage_now(), work.outcome(asked.outcome)
    if not work.course.leads_on(stage, outcome, work.course.day(work.at)):
        raise InputError(
            f"{asked.outcome!r} does not lead on: it is decided for one person alone.",
            given=asked.outcome,
            accepted="an outcome that leads the family on",
        )
    work.goes_together = True
    try:
        work.stop_if_held()
        deeds.record(work, asked.facts or {}, actor, asked.expected_number)
        proposal = work.state.proposal
        if proposal is not None and proposal.outcome == asked.outcome:
            deeds.confirm(work, actor)
        else:
            deeds.complete(work, actor, asked.outcome, asked.reasons, asked.post)
        deeds.let_the_clock_act(work)
    except NotAllowed as refused:
        return refused.refusal
    return None


def readiness(*, case: Case, outcome: str, actor: Actor) -> tuple[Readiness, ...]:
    """Which of a family's cases could lead on by an outcome now; for pages, before anyone acts."""
    now = clock.now()
    found = []
    stages = {member.stage for member in families.members(case)}
    for member in families.members(case):
        course, events = course_of(member.case), events_of(member.case)
        state = state_of(course, events)
        stage = course.standing(state, now)
        refusal: Refusal | None = Refusal(Reason.GOES_TOGETHER)
        if stage is not None and len(stages) == 1:
            wanted = outcome_of(stage, outcome)
            act = Act.PROPOSE_OUTCOME if wanted and wanted.four_eyes else Act.COMPLETE_STAGE
            unmet = screening.unmet(screening.screened(member.case, events, now), stage.needs)
            unmet |= screening.not_on_record(member.case, events, stage.records)
            refusal = why_not(
                course, state, act, actor, now, stage=stage.id, outcome=outcome, unmet=unmet
            )
        found.append(Readiness(member.case, refusal))
    return tuple(found)


def leave_group(
    *,
    case_id: uuid.UUID,
    actor: Actor,
    expected_number: int,
    reasons: str,
    best_interests: str | None = None,
    key: str | None = None,
) -> Done:
    """A member leaves their family's group, by their own wish and with the reason, and goes on alone.

    For a child an officer does this, with a written note on the child's best interests.
    """

    def deed(work: Work) -> None:
        case = work.case
        if case.group is None or not families.members(case):
            raise NotAllowed(Refusal(Reason.NOT_IN_A_GROUP))
        by_officer = actor.is_named_officer and actor.voice not in PARTIES
        noted = by_officer and bool((best_interests or "").strip())
        if families.is_child(case, work.events, work.at) and not noted:
            raise NotAllowed(Refusal(Reason.BEST_INTERESTS_NEEDED))
        texts = {"reasons": reasons, "best_interests": best_interests}
        refs = {"group": str(case.group.pk)} | deeds.written(work, texts)
        work.happen(EventKind.GROUP_LEFT, actor, stage=work.state.stage, refs=refs)
        people.leave_group(group=case.group, person=case.person)

    told = {"reasons": reasons, "best_interests": best_interests}
    return do(case_id, Request("leave_group", actor, expected_number, key, "", told), deed)
