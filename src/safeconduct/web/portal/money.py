"""“Someone asks you for money”: what is true, what to do, and a report without account or case."""

from __future__ import annotations

import uuid

from allauth.core.internal.httpkit import get_client_ip
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_safe

from safeconduct.accounts import services as accounts
from safeconduct.errors import InputError, NotFound
from safeconduct.oversight import reports
from safeconduct.web import wording
from safeconduct.web.facts.fields import Problem
from safeconduct.web.typed import written


@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def page(request: HttpRequest) -> HttpResponse:
    """No place can be bought; whoever was asked for money can say so here."""
    if request.method != "POST":
        return _page(request)
    key = request.POST.get("key", "")
    if len(key) != 32 or not key.isalnum():
        raise InputError(_("We did not understand what this page sent. Please open it again."))
    what = written(request.POST, "what")
    if not what:
        return _page(request, Problem("what", _("Write in a few words what happened.")))
    if wait := accounts.wait_for("report", get_client_ip(request) or ""):
        text = _("Very many reports came from here. Try again in %(n)d minutes.") % {"n": wait}
        return _page(request, Problem("what", text), status=429)
    report = reports.take(
        key=key,
        what=what,
        contact=request.POST.get("contact", ""),
        language=wording.language(),
    )
    return redirect("money_sent", report.reference)


@never_cache
@require_safe
def sent(request: HttpRequest, reference: str) -> HttpResponse:
    """That a report is there, under its reference, and whether someone has read it; nothing of it."""
    is_read = reports.is_read(reference)
    if is_read is None:
        raise NotFound(_("There is no such report."))
    return render(
        request,
        "portal/money_sent.html",
        {"reference": reference, "is_read": is_read, "here": "money"},
    )


def _page(request: HttpRequest, problem: Problem | None = None, status: int = 200) -> HttpResponse:
    context = {
        "here": "money",
        "key": request.POST.get("key") or uuid.uuid4().hex,
        "typed": request.POST,
        "problems": (problem,) if problem else (),
        "most": reports.LONGEST_TEXT,
    }
    return render(request, "portal/money.html", context, status=status)
