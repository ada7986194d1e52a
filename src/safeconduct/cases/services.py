"""Everything that is done to a case. Pages, API, jobs and commands call these, and hold no rule.

Each call is one transaction: events, values, places, where the case stands and what is due, or nothing.
`expected_number` is the last event that the actor had seen; with a `key`, a request that comes twice
changes nothing the second time. All raise NotFound for a case that is not there, NotAllowed with the
reason, and Conflict if someone else moved the case after what the actor had seen.
"""

from __future__ import annotations

import uuid
from collections.abc import Mapping
from datetime import date, datetime
from typing import Any

from django.db import connection, transaction

from safeconduct import clock
from safeconduct.cases import deeds
from safeconduct.cases import facts as case_facts
from safeconduct.cases.access import person_of
from safeconduct.cases.definitions import course
from safeconduct.cases.looking import look_again as look_again
from safeconduct.cases.models import Case, CaseStanding
from safeconduct.cases.parties import add_party as add_party
from safeconduct.cases.parties import end_delegation as end_delegation
from safeconduct.cases.parties import end_party as end_party
from safeconduct.cases.parties import grant_delegation as grant_delegation
from safeconduct.cases.parties import name_supporter as name_supporter
from safeconduct.cases.requests import Done, Request, do
from safeconduct.cases.together import Asked as Asked
from safeconduct.cases.together import act_together as act_together
from safeconduct.cases.together import leave_group as leave_group
from safeconduct.cases.work import CLOCK, Work, at_work
from safeconduct.database.models import ProgrammeContent
from safeconduct.errors import NotFound
from safeconduct.flow import Actor, EventKind
from safeconduct.people import services as people
from safeconduct.people.models import Group, Person
from safeconduct.programme import Definition
from safeconduct.uploads import services as uploads

RECEIPT_LETTERS = "SFC"


def open_case(
    *,
    definition: Definition,
    track: str,
    person: Person,
    actor: Actor,
    group: Group | None = None,
    supporter: Person | None = None,
    supporter_is_organisation: bool = False,
    accounts: Mapping[str, str] | None = None,
    start: str | None = None,
    facts: Mapping[str, Any] | None = None,
) -> Done:
    """Open a case for a person; gives it with its receipt number and takes the clock's first steps.

    `accounts` are those with which the parties act, by role; `start` is the outcome of a first stage
    that leaves a choice to the clock. InputError if casework must not run on the definition, NotFound if
    this installation has not stored it, NotAllowed if the programme is not open.
    """
    course(definition, track)
    if not ProgrammeContent.objects.filter(digest=definition.digest).exists():
        raise NotFound(
            f"{definition.label} is not stored in this installation as it now stands.",
            given=definition.digest,
            accepted="a programme that was there at the last start of `safeconduct run`",
        )
    accounts = accounts or {}
    with transaction.atomic():
        now = clock.now()
        case = Case.objects.create(
            receipt_number=_next_receipt_number(now),
            programme=definition.programme.id,
            variant=definition.variant or "",
            content_id=definition.digest,
            track=track,
            person=person,
            group=group,
            opened_at=now,
        )
        CaseStanding.objects.create(case=case, number=0, status="not_opened", since=now)
        parties = {"beneficiary": person} | ({"supporter": supporter} if supporter else {})
        named = {"group": str(group.id)} if group else {}
        for role, party in parties.items():
            deeds.note_party(
                case,
                party,
                role,
                accounts.get(role, ""),
                is_organisation=role == "supporter" and supporter_is_organisation,
            )
            named |= deeds.named(party, role, accounts.get(role, ""))
        with at_work(case.id) as work:
            work.happen(EventKind.CASE_OPENED, actor, stage=work.course.track.start, refs=named)
            deeds.record(work, facts or {}, actor, expected_number=0)
            if start is not None:
                deeds.complete(work, CLOCK, start)
            deeds.let_the_clock_act(work)
            done = Done(case.id, work.state.number, work.state)
    return done


def act(
    *,
    case_id: uuid.UUID,
    outcome: str,
    actor: Actor,
    expected_number: int,
    facts: Mapping[str, Any] | None = None,
    reasons: str | None = None,
    post: str | None = None,
    key: str | None = None,
) -> Done:
    """Bring the present stage to one of its outcomes, with facts that come with it.

    `post` is where it took place, for a stage that takes place at posts. An outcome that needs a
    second officer is proposed by this. FactsError for facts that do not fit.
    """

    def deed(work: Work) -> None:
        deeds.record(work, facts or {}, actor, expected_number)
        deeds.complete(work, actor, outcome, reasons, post)
        deeds.let_the_clock_act(work)

    told = {"facts": case_facts.plain(facts), "reasons": reasons, "post": post}
    return do(case_id, Request("act", actor, expected_number, key, outcome, told), deed)


def confirm(
    *, case_id: uuid.UUID, actor: Actor, expected_number: int, key: str | None = None
) -> Done:
    """A second officer agrees with the outcome that was proposed, and the case moves on."""

    def deed(work: Work) -> None:
        deeds.confirm(work, actor)
        deeds.let_the_clock_act(work)

    return do(case_id, Request("confirm", actor, expected_number, key), deed)


def send_back(
    *,
    case_id: uuid.UUID,
    actor: Actor,
    expected_number: int,
    reasons: str,
    key: str | None = None,
) -> Done:
    """A second officer does not agree, and says why: nothing is decided."""
    return _simple(
        EventKind.PROPOSAL_SENT_BACK, case_id, actor, expected_number, key, {"reasons": reasons}
    )


def request_evidence(
    *,
    case_id: uuid.UUID,
    actor: Actor,
    expected_number: int,
    what: str,
    until: date,
    of: str | None = None,
    key: str | None = None,
) -> Done:
    """Ask a party for evidence, to be given by a last day; only they, or who acts for them, answer.

    Without `of` it is whoever's step is looked at.
    """

    def deed(work: Work) -> None:
        asked = of or work.course.asked_of(work.state, work.stage)
        refs = {"until": until.isoformat()} | ({"of": asked} if asked else {})
        work.happen(
            EventKind.EVIDENCE_REQUESTED,
            actor,
            stage=work.stage.id if work.stage else work.state.stage,
            refs=refs | deeds.written(work, {"what": what}),
        )

    told = {"what": what, "until": until.isoformat(), "of": of}
    return do(case_id, Request("request_evidence", actor, expected_number, key, told=told), deed)


def give_evidence(
    *,
    case_id: uuid.UUID,
    actor: Actor,
    expected_number: int,
    facts: Mapping[str, Any] | None = None,
    answer: str | None = None,
    key: str | None = None,
) -> Done:
    """Answer a request for evidence in words; facts that it proves may come with it."""

    def deed(work: Work) -> None:
        deeds.record(work, facts or {}, actor, expected_number)
        refs = deeds.written(work, {"answer": answer}, person_of(work.case, actor))
        work.happen(EventKind.EVIDENCE_GIVEN, actor, stage=work.stage_now().id, refs=refs)

    told = {"facts": case_facts.plain(facts), "answer": answer}
    return do(case_id, Request("give_evidence", actor, expected_number, key, told=told), deed)


def promise(
    *,
    case_id: uuid.UUID,
    actor: Actor,
    expected_number: int,
    answer: str,
    key: str | None = None,
) -> Done:
    """A co-supporter says what they add to the declaration; what was asked of others stays asked."""

    def deed(work: Work) -> None:
        refs = deeds.written(work, {"answer": answer}, person_of(work.case, actor))
        work.happen(EventKind.PROMISE_MADE, actor, stage=work.stage_now().id, refs=refs)

    request = Request(
        "promise", actor, expected_number, key, told={"answer": answer}, is_beside=True
    )
    return do(case_id, request, deed)


def record_facts(
    *,
    case_id: uuid.UUID,
    actor: Actor,
    expected_number: int,
    facts: Mapping[str, Any],
    key: str | None = None,
) -> Done:
    """Note facts. Conflict, with both values, if someone noted one of them otherwise meanwhile."""

    def deed(work: Work) -> None:
        deeds.record(work, facts, actor, expected_number)

    told = {"facts": case_facts.plain(facts)}
    request = Request("record_facts", actor, expected_number, key, "", told, is_beside=True)
    return do(case_id, request, deed)


def withdraw(
    *,
    case_id: uuid.UUID,
    actor: Actor,
    expected_number: int,
    key: str | None = None,
) -> Done:
    """A party takes back what they filed. A place comes back if the cap says so."""
    return _simple(EventKind.CASE_WITHDRAWN, case_id, actor, expected_number, key)


def pause(
    *,
    case_id: uuid.UUID,
    actor: Actor,
    expected_number: int,
    reasons: str,
    key: str | None = None,
) -> Done:
    """A supervisor pauses the case's stage, with reasons; its time limit stands still."""
    return _simple(
        EventKind.STAGE_PAUSED, case_id, actor, expected_number, key, {"reasons": reasons}
    )


def resume(
    *,
    case_id: uuid.UUID,
    actor: Actor,
    expected_number: int,
    key: str | None = None,
) -> Done:
    """A supervisor lets a paused stage go on."""
    return _simple(EventKind.STAGE_RESUMED, case_id, actor, expected_number, key)


def request_review(
    *,
    case_id: uuid.UUID,
    actor: Actor,
    expected_number: int,
    key: str | None = None,
) -> Done:
    """A party asks for a review of the last outcome against the person."""
    return _simple(EventKind.REVIEW_REQUESTED, case_id, actor, expected_number, key)


def decide_review(
    *,
    case_id: uuid.UUID,
    actor: Actor,
    expected_number: int,
    outcome: str,
    reasons: str,
    key: str | None = None,
) -> Done:
    """Another officer decides a review: `upheld` or `set_aside`, with reasons."""
    return _simple(
        EventKind.REVIEW_DECIDED,
        case_id,
        actor,
        expected_number,
        key,
        {"reasons": reasons},
        outcome=outcome,
    )


def erase_value(
    *,
    case_id: uuid.UUID,
    actor: Actor,
    expected_number: int,
    value_id: uuid.UUID,
    reasons: str | None = None,
) -> Done:
    """Erase a value or document of the case for good; the chain stays provable. NotFound if it has none.

    The reasons stay, unless they are erased as well.
    """

    def deed(work: Work) -> None:
        if not deeds.holds(work, value_id):
            raise NotFound("There is no such value in this case.", given=value_id)
        is_gone = people.erase_value(value_id=value_id)
        if uploads.erase_document(document_id=value_id) or is_gone:
            refs = {"value": str(value_id)} | deeds.written(work, {"reasons": reasons})
            work.happen(EventKind.VALUE_ERASED, actor, refs=refs)

    request = Request("erase_value", actor, expected_number, what="", is_beside=True)
    return do(case_id, request, deed)


def _simple(
    kind: EventKind,
    case_id: uuid.UUID,
    actor: Actor,
    expected_number: int,
    key: str | None,
    texts: Mapping[str, str] | None = None,
    *,
    outcome: str | None = None,
    refs: Mapping[str, str] | None = None,
) -> Done:
    """A request that adds one event at the present stage; `texts` are written words that come with it."""

    def deed(work: Work) -> None:
        proposal = work.state.proposal
        work.happen(
            kind,
            actor,
            stage=work.stage.id if work.stage else work.state.stage,
            outcome=outcome or (proposal.outcome if proposal else None),
            refs=dict(refs or {}) | deeds.written(work, texts or {}),
        )

    told = {"refs": dict(refs or {}), "texts": dict(texts or {})}
    request = Request(kind.value, actor, expected_number, key, outcome or "", told)
    return do(case_id, request, deed)


def _next_receipt_number(now: datetime) -> str:
    """Three letters and ten digits: the year's last two, and the next of a sequence."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT nextval('cases_receipt_number')")
        row = cursor.fetchone()
    return f"{RECEIPT_LETTERS}{now:%y}{row[0]:08d}"
