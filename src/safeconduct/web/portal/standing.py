"""Where a case stands, for one of its parties: in plain words, what comes next, by whom and by when."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any
from uuid import UUID

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext

from safeconduct.cases import telling
from safeconduct.cases.telling import Reasons
from safeconduct.flow import Act, Event, EventKind
from safeconduct.flow.course import outcome_of
from safeconduct.flow.events import PARTIES
from safeconduct.flow.state import Decision, Status
from safeconduct.people import selectors as people
from safeconduct.programme.schema import Stage
from safeconduct.web import wording
from safeconduct.web.portal.own import OwnCase

STATUSES = {
    Status.WAITING_FOR_EVIDENCE: gettext_lazy("Something was asked for. The answer comes first."),
    Status.AWAITING_SECOND_OFFICER: gettext_lazy(
        "A first officer has looked at it. A second officer has to agree before anything is decided."
    ),
    Status.PAUSED: gettext_lazy(
        "This step is paused. No time runs against you, and nothing is decided until it goes on."
    ),
    Status.IN_REVIEW: gettext_lazy(
        "A review is under way. Someone who did not take the decision looks at it anew."
    ),
}
ENDS = {
    "approved": gettext_lazy("Your case is over: it was approved."),
    "denied": gettext_lazy("Your case is over: it was decided against you."),
    "withdrawn": gettext_lazy("This case was withdrawn. Nothing more happens in it."),
    "abandoned": gettext_lazy("This case was closed because no answer came."),
    "revoked": gettext_lazy("What you were granted was taken back."),
    "expired": gettext_lazy("The time for this case is over."),
    "halted": gettext_lazy("This case was stopped. Nothing more happens in it."),
    "completed": gettext_lazy("This case is over: its last step was taken."),
}


@dataclass(frozen=True)
class Standing:
    """The answer to: where am I, what is next, who acts, by when."""

    headline: str
    text: str
    who: str
    is_mine: bool
    until: date | None
    zone: str
    following: tuple[str, ...]


@dataclass(frozen=True)
class Step:
    """One line of the timeline."""

    at: Any
    text: str


def standing(own: OwnCase) -> Standing:
    """Where the case stands for its reader. A supporter is told of their own part only (I6)."""
    until, zone = _until(own)
    if own.state.end is not None and own.state.status is Status.ENDED:
        text = str(ENDS.get(own.state.end.value, "")) if own.is_mine else _("This case is over.")
        return Standing(text, "", "", False, None, zone, ())
    if not own.is_mine:
        return Standing(
            _("Your part is done."),
            _(
                "The rest is between the person and the officers. What becomes of it is for the"
                " person to tell you. If something is asked of you, it stands here."
            ),
            "",
            False,
            None,
            zone,
            (),
        )
    stage = own.stage
    if stage is None:
        return Standing(_("The programme has no such step today."), "", "", False, None, zone, ())
    status = str(STATUSES.get(own.state.status, ""))
    return Standing(
        headline=wording.told(stage.name),
        text=status or wording.told(stage.text),
        who=_who(own, stage),
        is_mine=_is_for_me(own),
        until=until,
        zone=zone,
        following=_following(own, stage),
    )


def _who(own: OwnCase, stage: Stage) -> str:
    if _is_for_me(own):
        return _("You")
    if own.state.status is Status.IN_REVIEW:
        return wording.actor(own.course.review_role)
    return wording.actor(stage.actor)


def _is_for_me(own: OwnCase) -> bool:
    """Whether the reader has something to do first: the step, an answer, or making the appointment."""
    return own.is_my_turn or _asked_of_me(own) or (own.may_book and own.state.appointment is None)


def _asked_of_me(own: OwnCase) -> bool:
    return own.state.evidence is not None and own.owner == own.me.voice


def _until(own: OwnCase) -> tuple[date | None, str]:
    due = own.course.deadlines(own.state, own.at)
    return (due[0].last_day if due else None), wording.city(str(own.course.zone))


def _following(own: OwnCase, stage: Stage) -> tuple[str, ...]:
    """The names of the steps that may come next, when all goes well; the clock's own are passed over."""
    day = own.course.day(own.at)
    names = []
    for outcome in stage.outcomes:
        if outcome.against_the_person or not own.course.leads_on(stage, outcome, day):
            continue
        following = own.course.stage(outcome.next, day)
        for _step in range(5):
            if following is None or following.actor != "clock":
                break
            following = own.course.stage(following.outcomes[0].next, day)
        if following is not None:
            names.append(wording.told(following.name))
    return tuple(dict.fromkeys(names))


# --- reasons ---------------------------------------------------------------------------------------


@dataclass(frozen=True)
class Against:
    """A decision against the reader: why, by which sources, what would have to be different, until when."""

    reasons: Reasons
    conditions: tuple[Any, ...]
    review: str | None
    review_until: date | None
    can_review: bool


def against(own: OwnCase) -> Against | None:
    """The last decision against the reader that stands; None if there is none, or it is another party's."""
    decision = own.state.decision
    if decision is None or decision.reviewed == "set_aside":
        return None
    if _owners(own).get(decision.number) != own.me.voice or _is_overtaken(own, decision):
        return None
    told = telling.reasons_told(own.case, wording.language())
    if told is None:
        return None
    conditions = {c.id: c for c in own.definition.conditions if c.track == own.case.track}
    for condition in own.definition.conditions:
        if condition.track == own.case.track and condition.in_force(own.course.day(decision.at)):
            conditions[condition.id] = condition
    refusal = refusal_of(own, Act.REQUEST_REVIEW)
    return Against(
        reasons=told,
        conditions=tuple(
            conditions[found.condition]
            for found in told.in_the_way
            if found.condition in conditions
        ),
        review=refusal,
        review_until=own.course.review_until(decision.at),
        can_review=refusal is None,
    )


def _is_overtaken(own: OwnCase, decision: Decision) -> bool:
    """Whether the same step was decided again since: whoever filed again and was confirmed."""
    return any(
        event.number > decision.number
        and event.stage == decision.stage
        and event.kind in (EventKind.STAGE_COMPLETED, EventKind.SECOND_OFFICER_CONFIRMED)
        for event in own.events
    )


def asked_for(own: OwnCase) -> str | None:
    """What evidence was asked for, in the officer's words, for the party of whom it was asked."""
    if not _asked_of_me(own) or own.state.evidence is None:
        return None
    number = own.state.evidence.number
    refs = next(event.refs for event in own.events if event.number == number)
    if "what" not in refs:
        return ""
    held = people.values([UUID(refs["what"])])
    return str(held.get(UUID(refs["what"]), ""))


def refusal_of(own: OwnCase, act: Act) -> str | None:
    """Why this party may not do this now, in words; None if they may."""
    for choice in own.choices:
        if choice.action.act is act:
            return own.why_not(choice.refusal) if choice.refusal else None
    return _("This cannot be done at this step.")


def refusals(own: OwnCase, acts: tuple[Act, ...]) -> Mapping[Act, str | None]:
    """The same for several acts, asked once."""
    found: dict[Act, str | None] = {act: _("This cannot be done at this step.") for act in acts}
    for choice in own.choices:
        if choice.action.act in found:
            refusal = choice.refusal
            found[choice.action.act] = own.why_not(refusal) if refusal else None
    return found


# --- timeline --------------------------------------------------------------------------------------


def timeline(own: OwnCase) -> tuple[Step, ...]:
    """What happened, the newest first, each in a sentence."""
    owners = _owners(own)
    steps: list[Step] = []
    answered: list[Event] = []
    for event in own.events:
        if event.kind is EventKind.FACT_RECORDED:
            if event.actor.voice == own.me.voice and event.refs.get("fact") in own.said:
                answered.append(event)
            continue
        steps += _answered(answered)
        answered = []
        if not own.is_person and owners[event.number] != own.side:
            continue
        steps += [Step(event.at, text) for text in _sentences(own, event)]
    steps += _answered(answered)
    return tuple(reversed(steps))


def _answered(events: list[Event]) -> list[Step]:
    if not events:
        return []
    n = len({event.refs["fact"] for event in events})
    text = ngettext("You answered one question.", "You answered %(n)d questions.", n) % {"n": n}
    return [Step(events[-1].at, text)]


def _owners(own: OwnCase) -> dict[int, str]:
    """The party whose part of the case each event belongs to."""
    owners = {}
    owner = own.owner if not own.events else _first_party(own)
    for event in own.events:
        stage = own.course.stage(event.stage, own.course.day(event.at))
        if stage is not None and stage.actor in PARTIES:
            owner = stage.actor
        owners[event.number] = owner
    return owners


def _first_party(own: OwnCase) -> str:
    """Who opened the case, or else its reader."""
    return next((e.actor.voice for e in own.events if e.actor.voice in PARTIES), own.me.voice)


def _sentences(own: OwnCase, event: Event) -> Iterator[str]:
    day = own.course.day(event.at)
    stage = own.course.stage(event.stage, day)
    outcome = outcome_of(stage, event.outcome) if stage else None
    named = {
        "stage": wording.told(stage.name) if stage else "",
        "outcome": wording.told(outcome.name) if outcome else "",
    }
    template = _PLAIN.get(event.kind)
    if event.kind is EventKind.REVIEW_DECIDED:
        yield (
            _("The review is decided: the decision is set aside, and the step is taken anew.")
            if event.outcome == "set_aside"
            else _("The review is decided: the decision stands.")
        )
    elif event.kind is EventKind.DEADLINE_PASSED and outcome is None:
        yield _("The last day for the answer is over.")
    elif event.kind is EventKind.EVIDENCE_REQUESTED:
        until = date.fromisoformat(event.refs["until"])
        yield _("More was asked for, until %(day)s.") % {"day": wording.day(until)}
    elif event.kind is EventKind.LETTER_ISSUED:
        if event.refs.get("to") == ("person" if own.is_person else own.me.voice):
            yield str(template)
    elif event.kind in _OF_ONE_PARTY:
        if event.actor.voice == own.me.voice and template:
            yield str(template)
    elif template is not None:
        yield str(template) % named


#: Told to the party who did it, and to no other.
_OF_ONE_PARTY = (
    EventKind.DELEGATION_GRANTED,
    EventKind.DELEGATION_ENDED,
    EventKind.DOCUMENT_ADDED,
)
_PLAIN = {
    EventKind.CASE_OPENED: gettext_lazy("The case was opened."),
    EventKind.STAGE_COMPLETED: gettext_lazy("%(stage)s: %(outcome)s."),
    EventKind.SECOND_OFFICER_CONFIRMED: gettext_lazy(
        "%(stage)s: %(outcome)s. Two officers agreed."
    ),
    EventKind.OUTCOME_PROPOSED: gettext_lazy("%(stage)s: a second officer looks at it now."),
    EventKind.PROPOSAL_SENT_BACK: gettext_lazy(
        "The second officer did not agree. Nothing was decided."
    ),
    EventKind.EVIDENCE_GIVEN: gettext_lazy("The answer was sent."),
    EventKind.DOCUMENT_ADDED: gettext_lazy("A document was sent."),
    EventKind.APPOINTMENT_MADE: gettext_lazy("An appointment was made."),
    EventKind.APPOINTMENT_CANCELLED: gettext_lazy("The appointment was given up."),
    EventKind.PLACE_TAKEN: gettext_lazy("A place was taken for this case."),
    EventKind.PLACE_GIVEN_BACK: gettext_lazy("The place was given back."),
    EventKind.DEADLINE_PASSED: gettext_lazy("%(stage)s: the time is over. %(outcome)s."),
    EventKind.CASE_WITHDRAWN: gettext_lazy("The case was withdrawn."),
    EventKind.STAGE_PAUSED: gettext_lazy("%(stage)s: paused."),
    EventKind.STAGE_RESUMED: gettext_lazy("%(stage)s: it goes on."),
    EventKind.REVIEW_REQUESTED: gettext_lazy("A review was asked for."),
    EventKind.LETTER_ISSUED: gettext_lazy("A letter was written to you."),
    EventKind.DELEGATION_GRANTED: gettext_lazy("You named a representative."),
    EventKind.DELEGATION_ENDED: gettext_lazy("A representative’s leave was ended."),
    EventKind.VALUE_ERASED: gettext_lazy("Something that was kept of you was erased."),
}
