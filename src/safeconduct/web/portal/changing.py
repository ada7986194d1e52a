"""Another supporter: the person ends the part of the present one, or the supporter steps back."""

from __future__ import annotations

from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from safeconduct.cases import services
from safeconduct.cases.models import Party
from safeconduct.cases.parties import SUPPORTER
from safeconduct.errors import NotFound
from safeconduct.flow import Act
from safeconduct.web import wording
from safeconduct.web.facts.fields import Problem
from safeconduct.web.portal import inviting, standing
from safeconduct.web.portal.own import OwnCase
from safeconduct.web.portal.sending import Sent, case_page, failed, notice, send, show
from safeconduct.web.typed import too_long, written

LONGEST = 2000
#: Why a person names another supporter, in their own words.
WHY = {
    "wrong": gettext_lazy("Someone else is going to support me"),
    "died": gettext_lazy("They have died"),
    "unreachable": gettext_lazy("I cannot reach them any more"),
    "withdrew": gettext_lazy("They do not want to support me any more"),
    "other": gettext_lazy("Something else"),
}


@case_page
def change(request: HttpRequest, own: OwnCase) -> HttpResponse:
    """The person ends the part of their supporter, with why, and goes on to name another."""
    if not own.is_person:
        raise NotFound(_("There is nothing here."))
    sent = None
    why, typed = request.POST.get("why", ""), written(request.POST, "reasons")
    if _is_sent(request):
        if why not in WHY:
            sent = failed(own, "why-wrong", _("Choose why."))
        else:
            sent = _end(request, own, why, typed)
        if sent.done is not None:
            notice(request, "changed", sent.done)
            return redirect("my_supporter", own.case.receipt_number)
    named = own.case.parties.filter(role=SUPPORTER).exists()
    more = {
        "refusal": standing.refusal_of(own, Act.END_PARTY)
        if named
        else _("You have no supporter in this case yet."),
        "choices": [(name, label, name == why) for name, label in WHY.items()],
        "until": _until(own),
        "typed": typed,
    }
    return show(request, own, "my/change_supporter.html", more, sent)


@case_page
def step_back(request: HttpRequest, own: OwnCase) -> HttpResponse:
    """A supporter takes their support back: the case goes on without them.

    If the person has no account of their own yet, the supporter gets the code for it, as the last thing
    here: nobody else could hand it over.
    """
    if own.me.voice != SUPPORTER:
        raise NotFound(_("There is nothing here."))
    sent = None
    person = own.case.parties.exclude(account="").filter(role="beneficiary").first()
    is_waited_for = person is not None and inviting.unopened(person.account) is not None
    typed = written(request.POST, "reasons")
    if _is_sent(request):
        sent = _end(request, own, "withdrew", typed)
        if sent.done is not None and is_waited_for and person is not None:
            return _handed_over(request, own, person)
        if sent.done is not None:
            notice(request, "stepped_back")
            return redirect("portal")
    more = {
        "refusal": standing.refusal_of(own, Act.END_PARTY),
        "is_waited_for": is_waited_for,
        "typed": typed,
    }
    return show(request, own, "my/step_back.html", more, sent)


def _handed_over(request: HttpRequest, own: OwnCase, person: Party) -> HttpResponse:
    more: dict[str, Any] = {
        "handed": own.case.receipt_number,
        "code": inviting.new_code(own.case.receipt_number, person),
        "address": request.build_absolute_uri(reverse("invitation")),
        # Nothing on this page leads into the case any more.
        "own": None,
    }
    return show(request, own, "my/stepped_back.html", more)


def _end(request: HttpRequest, own: OwnCase, why: str, typed: str) -> Sent:
    if text := too_long(typed, LONGEST):
        return Sent(None, (Problem("reasons", text),), own.number)
    return send(request, own, services.end_party, why=why, reasons=typed or None)


def _is_sent(request: HttpRequest) -> bool:
    return request.method == "POST" and request.POST.get("do") != "show"


def _until(own: OwnCase) -> str:
    """How long there is to name another, from today, in words; empty where the programme says none."""
    change = own.course.change_at(own.stage, own.at) if own.stage else None
    state = own.state.entered(change.to, own.at) if change else None
    due = own.course.deadlines(state, own.at) if state else ()
    return wording.day(due[0].last_day) if due else ""
