"""Letting someone act for oneself, and the family that travels together."""

from __future__ import annotations

import uuid
from dataclasses import dataclass
from datetime import date, timedelta

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from safeconduct.accounts.models import Account
from safeconduct.accounts.selectors import offices_of
from safeconduct.cases import services
from safeconduct.cases.models import Case
from safeconduct.errors import InputError, NotFound
from safeconduct.flow import Act
from safeconduct.people import services as people
from safeconduct.web.facts.fields import Problem
from safeconduct.web.portal import offered, opening, standing
from safeconduct.web.portal.own import OwnCase, seen_by
from safeconduct.web.portal.sending import Sent, case_page, notice, send, show

#: What a representative may be allowed, in words, and the acts of a case that this is.
SCOPES = (
    ("answer", gettext_lazy("Answer questions and send what is asked for"), "record_fact give_evidence"),
    ("file", gettext_lazy("File, and take the next step when it is your turn"), "complete_stage"),
    ("review", gettext_lazy("Ask for a review of a decision"), "request_review"),
    ("withdraw", gettext_lazy("Withdraw the case"), "withdraw"),
)  # fmt: skip


@case_page
def representatives(request: HttpRequest, own: OwnCase) -> HttpResponse:
    """Name a representative for some acts until a day; end their leave at any time."""
    sent = None
    if request.method == "POST" and request.POST.get("do") == "end":
        sent = _end(request, own)
        if sent.done is not None:
            notice(request, "ended", sent.done)
            return redirect("my_representatives", own.case.receipt_number)
    elif request.method == "POST" and request.POST.get("do") != "show":
        sent = _name(request, own)
        if sent.done is not None:
            notice(request, "named", sent.done)
            return redirect("my_representatives", own.case.receipt_number)
    ticked = request.POST.getlist("scope")
    more = {
        "refusal": standing.refusal_of(own, Act.GRANT_DELEGATION),
        "given": [one for one in own.state.delegations if one.role == own.me.voice],
        "scopes": [(name, label, name in ticked) for name, label, _acts in SCOPES],
        "typed_account": request.POST.get("account", "").strip()[:100],
        "typed_days": request.POST.get("days", "90"),
        "days": DAYS,
        "today": own.course.day(own.at),
    }
    return show(request, own, "my/representatives.html", more, sent)


#: For how long, in days.
DAYS = (
    ("30", gettext_lazy("30 days")),
    ("90", gettext_lazy("90 days")),
    ("365", gettext_lazy("1 year")),
)


def _name(request: HttpRequest, own: OwnCase) -> Sent:
    problems = []
    code = request.POST.get("account", "").strip().lower()[:100]
    account = Account.objects.filter(name=code, is_active=True).first()
    if account is None or offices_of(account) or account.name == own.me.account:
        text = _("There is no helper with this code. Ask them to read it out from their own page.")
        problems.append(Problem("account", text))
    ticked = request.POST.getlist("scope")
    acts = [act for name, _label, held in SCOPES if name in ticked for act in held.split()]
    if not acts:
        problems.append(Problem("scope-answer", _("Tick at least one thing that they may do.")))
    until = _last_day(request, own)
    if until is None:
        problems.append(Problem("days-30", _("Choose until when.")))
    if problems or until is None or account is None:
        return Sent(None, tuple(problems), own.number)
    return send(
        request, own, services.grant_delegation, field="account",
        account=account.name, scope=tuple(acts), until=until,
    )  # fmt: skip


def _last_day(request: HttpRequest, own: OwnCase) -> date | None:
    given = request.POST.get("days", "")
    if given not in {value for value, _label in DAYS}:
        return None
    return own.course.day(own.at) + timedelta(days=int(given))


def _end(request: HttpRequest, own: OwnCase) -> Sent:
    try:
        delegation = uuid.UUID(request.POST.get("delegation", ""))
    except ValueError as error:
        raise NotFound(_("There is no such representative.")) from error
    return send(request, own, services.end_delegation, delegation_id=delegation)


# --- the family ------------------------------------------------------------------------------------


@dataclass(frozen=True)
class Member:
    """One who travels with the group: their case, if the reader acts in it too."""

    own: OwnCase
    standing: standing.Standing


def family_of(own: OwnCase) -> tuple[Member, ...]:
    """The other cases of the travel group in which the reader acts as well; nobody else's are shown."""
    if own.case.group is None:
        return ()
    name = own.party.account
    others = (
        Case.objects.filter(
            group=own.case.group,
            parties__account=name,
            parties__role=own.me.voice,
            parties__ended_at__isnull=True,
        )
        .exclude(id=own.case.id)
        .exclude(standing__end="withdrawn")
        .order_by("receipt_number")
    )
    if own.me.acting_for is not None:
        return ()
    found = [seen_by(case, own.me) for case in others.distinct()]
    return tuple(Member(each, standing.standing(each)) for each in found)


def may_change_family(own: OwnCase) -> bool:
    """Whether further people can be added: before filing, by the party itself."""
    if own.state.replaced:
        # Whoever came in another's place adds nobody to the person's family.
        return False
    return own.is_my_turn and own.me.acting_for is None and _way(own) is not None


def _way(own: OwnCase) -> offered.Way | None:
    """The way in which a further case begins at the step at which this one stands."""
    if own.stage is None:
        return None
    ways = offered.ways(own.definition)
    return next((way for way in ways if way.stage.id == own.stage.id), None)


@case_page
def family(request: HttpRequest, own: OwnCase) -> HttpResponse:
    """Add a person to the travel group, or take one out, before filing."""
    members = family_of(own)
    sent = None
    if request.method == "POST":
        way = _way(own)
        if not may_change_family(own) or way is None:
            raise InputError(_("People can be added only before you file."))
        if request.POST.get("do") == "remove":
            sent = _remove(request, members)
            code = "removed"
        else:
            _add(request, own, way, members)
            code = "added"
        if sent is None or sent.done is not None:
            notice(request, code)
            return redirect("my_family", own.case.receipt_number)
    more = {"members": members, "may_change": may_change_family(own)}
    return show(request, own, "my/family.html", more, sent)


def _add(request: HttpRequest, own: OwnCase, way: offered.Way, members: tuple[Member, ...]) -> None:
    if len(members) + 1 >= opening.MOST_IN_A_GROUP:
        text = _("At most %(n)d people can travel in one group here. Ask a clerk about more.")
        raise InputError(text % {"n": opening.MOST_IN_A_GROUP})
    key = request.POST.get("key", "")
    added = request.session.get("added", [])
    if key not in added:
        opening.add_to_family(own, way)
        request.session["added"] = [*added, key][-20:]


def _remove(request: HttpRequest, members: tuple[Member, ...]) -> Sent:
    named = request.POST.get("member", "")
    member = next((each for each in members if each.own.case.receipt_number == named), None)
    if member is None:
        raise NotFound("There is no such case.")
    other = member.own
    sent = send(request, other, services.withdraw, seen=other.number)
    if sent.done is not None and not sent.done.repeated and other.case.group is not None:
        people.leave_group(group=other.case.group, person=other.case.person)
    return sent
