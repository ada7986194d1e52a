"""A family on the pages of one of them: who goes along, the step that all take at once, and leaving it."""

from __future__ import annotations

from dataclasses import dataclass
from functools import partial

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils.translation import gettext as _

from safeconduct.cases import access, families, services
from safeconduct.cases.models import Case
from safeconduct.cases.requests import Done
from safeconduct.cases.together import Asked, NotTogether, readiness
from safeconduct.errors import NotFound
from safeconduct.flow import Act, Actor
from safeconduct.flow.events import PERSONS
from safeconduct.web import wording
from safeconduct.web.portal import standing
from safeconduct.web.portal.own import OwnCase, seen_by
from safeconduct.web.portal.sending import Sent, case_page, failed, notice, send, show
from safeconduct.web.typed import too_long, written

LONGEST = 2000


@dataclass(frozen=True)
class Companion:
    """One who goes along: with their case, or, where the reader does not act in it, its step alone."""

    number: str
    step: str
    actor: Actor | None
    name: str = ""
    is_my_turn: bool = False
    not_ready: str = ""


def companions(own: OwnCase) -> tuple[Companion, ...]:
    """The others of the person's family whose cases are under way; to a supporter they are not told."""
    if not own.is_person or own.me.acting_for is not None:
        return ()
    return tuple(_companion(own, case) for case in families.companions(own.case))


def _companion(own: OwnCase, case: Case) -> Companion:
    actor = acting_in(case, own.me.account)
    if actor is None:
        theirs = seen_by(case, own.me)
        step = wording.told(theirs.stage.name) if theirs.stage else ""
        return Companion(case.receipt_number, step, None)
    theirs = seen_by(case, actor)
    told = standing.standing(theirs)
    return Companion(case.receipt_number, told.headline, actor, theirs.name, theirs.is_my_turn)


def acting_in(case: Case, account: str | None) -> Actor | None:
    """As whom an account acts for the person of a case: themselves or as representative; None if not."""
    try:
        _case, actor = access.own_case(name=case.receipt_number, account=account or "")
    except NotFound:
        return None
    return actor if actor.voice in PERSONS else None


def goes_together(own: OwnCase) -> bool:
    """Whether the step at hand is taken by all of a family at once."""
    stage = own.stage
    return bool(own.is_my_turn and stage and stage.goes_together and families.companions(own.case))


def ready(own: OwnCase, outcome: str) -> tuple[Companion, ...]:
    """Who of the family could take the step now, and why not the others; without anyone's conditions."""
    found = []
    for member in readiness(case=own.case, outcome=outcome, actor=own.me):
        one = _companion(own, member.case)
        why = member.text(wording.language(), for_officer=False)
        if one.actor is None:
            why = _("They have an account of their own, and have not let you act for them.")
        found.append(
            Companion(one.number, one.step, one.actor, one.name, one.is_my_turn, not_ready=why)
        )
    return tuple(found)


class _NotReady(Exception):
    """Somebody of the family is not; what stands in their way is theirs to read, and not told here."""


def act(request: HttpRequest, own: OwnCase, outcome: str) -> Sent:
    """Take the step for everyone of the family, or for nobody."""
    members = ready(own, outcome)
    if any(member.actor is None for member in members):
        text = _("Not everyone of your family can take this step yet. Nothing was changed.")
        return failed(own, "steps", text)
    try:
        return send(
            request, own, partial(_act_for_all, own, members), field="steps", outcome=outcome
        )
    except _NotReady:
        text = _("Not everyone of your family can take this step yet. Nothing was changed.")
        return failed(own, "steps", text)


def _act_for_all(
    own: OwnCase,
    members: tuple[Companion, ...],
    *,
    case_id: object,
    actor: Actor,
    expected_number: int,
    outcome: str,
    key: str | None = None,
) -> Done:
    asked = []
    for member in members:
        case = Case.objects.get(receipt_number=member.number)
        is_own = case.pk == own.case.pk
        seen = expected_number if is_own else case.standing.number
        asked.append(Asked(case.pk, outcome, seen, actor=actor if is_own else member.actor))
    try:
        done = services.act_together(members=asked, actor=actor, key=key)
    except NotTogether as refused:
        raise _NotReady from refused
    return next(each for each in done if each.case_id == own.case.pk)


@case_page
def leave(request: HttpRequest, own: OwnCase) -> HttpResponse:
    """Go on alone: what that means, and why one wants it. NotFound for who is in no family."""
    if not own.is_person or not families.companions(own.case):
        if request.method != "POST" or own.case.group is None or not own.is_person:
            raise NotFound(_("Nobody travels with you in this case."))
        notice(request, "again")
        return redirect("my_case", own.case.receipt_number)
    typed = written(request.POST, "reasons")
    sent = None
    if request.method == "POST" and request.POST.get("do") != "show":
        if not typed:
            sent = failed(own, "reasons", _("Write in a few words why you want to go on alone."))
        elif text := too_long(typed, LONGEST):
            sent = failed(own, "reasons", text)
        else:
            sent = send(request, own, services.leave_group, field="reasons", reasons=typed)
        if sent.done is not None:
            notice(request, "left", sent.done)
            return redirect("my_case", own.case.receipt_number)
    more = {
        "refusal": standing.refusal_of(own, Act.LEAVE_GROUP),
        "is_child": families.is_child(own.case, own.events, own.at),
        "typed": typed,
    }
    return show(request, own, "my/leaving.html", more, sent)
