"""The family of a case: who goes with whom, where each stands, and whether they can go on together."""

from __future__ import annotations

from dataclasses import dataclass

from safeconduct import clock
from safeconduct.cases import families, together
from safeconduct.cases.models import Case
from safeconduct.cases.selectors import events_of
from safeconduct.cases.together import Readiness
from safeconduct.flow import Status
from safeconduct.flow.course import outcome_of
from safeconduct.programme.schema import Outcome
from safeconduct.web import wording
from safeconduct.web.workbench import choosing, words
from safeconduct.web.workbench.sheet import Sheet


@dataclass(frozen=True, slots=True)
class Relative:
    """One case of the family."""

    case: Case
    role: str
    stage: str
    status: str
    status_code: str
    is_this: bool
    has_left: bool
    #: Whether they could go on with the others; None where that is no question.
    is_ready: bool | None
    why: str
    about: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Family:
    """All cases of a group, and whether the present stage is one that they leave together."""

    relatives: tuple[Relative, ...]
    goes_together: bool
    #: Whether this officer may decide for all of them now.
    may_decide: bool
    #: Whether the case itself is still in the group, with others who are.
    may_leave: bool
    is_child: bool


def of(held: Sheet) -> Family | None:
    """The family on a member's page; None for a case that was never in a group."""
    group = held.case.group
    if group is None:
        return None
    cases = list(
        Case.objects.filter(group=group).select_related("standing").order_by("receipt_number")
    )
    if len(cases) < 2:
        return None
    members = families.members(held.case)
    here = {member.case.pk for member in members}
    roles = {row.person_id: row for row in group.memberships.all()}
    goes = bool(members) and len(members) > 1 and goes_together(held)
    ready = _readiness(held) if goes else {}
    relatives = []
    for case in cases:
        row = roles.get(case.person_id)
        status = Status(case.standing.status)
        reading = ready.get(case.pk)
        own = Sheet.of(case, held.actor) if case.pk != held.case.pk else held
        refusal = reading.refusal if reading else None
        relatives.append(
            Relative(
                case=case,
                role=str(words.PARTIES.get(row.role, "")) if row else "",
                stage=wording.told(own.stage.name) if own.stage else "",
                status=own.status,
                status_code=status.value,
                is_this=case.pk == held.case.pk,
                has_left=row is None or row.left_at is not None,
                is_ready=refusal is None if reading else None,
                why=choosing.why(refusal, own.screening) if refusal else "",
                about=choosing.about(refusal, own.screening),
            )
        )
    return Family(
        tuple(relatives),
        goes_together=goes,
        may_decide=goes and may_lead(held),
        may_leave=held.case.pk in here and len(here) > 1,
        is_child=is_child(held.case),
    )


def goes_together(held: Sheet) -> bool:
    """Whether the case stands where a family leads on only together."""
    return held.stage is not None and held.stage.goes_together


def leading(held: Sheet) -> tuple[Outcome, ...]:
    """The outcomes that lead on from where a case stands; the proposed one alone where one waits."""
    if held.stage is None:
        return ()
    day = held.course.day(held.now)
    if held.state.proposal is not None:
        proposed = outcome_of(held.stage, held.state.proposal.outcome)
        found = (proposed,) if proposed else ()
    else:
        found = held.stage.outcomes
    return tuple(each for each in found if held.course.leads_on(held.stage, each, day))


def may_lead(held: Sheet) -> bool:
    """Whether the present stage is this officer's to bring to an outcome that leads on."""
    return held.stage is not None and any(
        held.stage.actor_of(outcome) == held.actor.role for outcome in leading(held)
    )


def is_child(case: Case) -> bool:
    """Whether the person is a child today, or not known not to be."""
    return families.is_child(case, events_of(case), clock.now())


def _readiness(held: Sheet) -> dict[object, Readiness]:
    for outcome in leading(held)[:1]:
        found = together.readiness(case=held.case, outcome=outcome.id, actor=held.actor)
        return {each.case.pk: each for each in found}
    return {}
