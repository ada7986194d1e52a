"""What a party does to a case beside answering: withdraw, give evidence, ask for a review."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils.translation import gettext as _

from safeconduct.cases import services
from safeconduct.flow import Act
from safeconduct.web.portal import standing
from safeconduct.web.portal.own import OwnCase
from safeconduct.web.portal.sending import case_page, notice, send, send_written, show
from safeconduct.web.typed import written

LONGEST = 4000


@case_page
def withdraw(request: HttpRequest, own: OwnCase) -> HttpResponse:
    """Take the case back: asked once more, with what it means."""
    sent = None
    if request.method == "POST":
        sent = send(request, own, services.withdraw)
        if sent.done is not None:
            notice(request, "withdrawn", sent.done)
            return redirect("my_case", own.case.receipt_number)
    refusal = standing.refusal_of(own, Act.WITHDRAW)
    return show(request, own, "my/withdraw.html", {"refusal": refusal}, sent)


@case_page
def review(request: HttpRequest, own: OwnCase) -> HttpResponse:
    """Ask for another officer to look at the decision."""
    sent = None
    against = standing.against(own)
    refusal = standing.refusal_of(own, Act.REQUEST_REVIEW)
    if against is None and own.state.review_since is None:
        refusal = _("There is no decision against you.")
    elif request.method == "POST":
        sent = send(request, own, services.request_review)
        if sent.done is not None:
            notice(request, "review", sent.done)
            return redirect("my_case", own.case.receipt_number)
    more = {"refusal": refusal, "against": against}
    return show(request, own, "my/review.html", more, sent)


@case_page
def evidence(request: HttpRequest, own: OwnCase) -> HttpResponse:
    """Answer what was asked for, in one's own words; answers to questions are corrected beside it."""
    sent = None
    typed = written(request.POST, "answer")
    asked_for = standing.asked_for(own)
    is_sent = request.method == "POST" and request.POST.get("do") != "show"
    # A second sending of the same answer finds nothing asked any more, and is told that it is done.
    if is_sent and (asked_for is not None or own.owner == own.me.voice):
        empty = _("Write an answer first.")
        sent = send_written(request, own, typed, empty=empty, longest=LONGEST)
        if sent.done is not None:
            notice(request, "answered", sent.done)
            return redirect("my_case", own.case.receipt_number)
    more = {
        "refusal": standing.refusal_of(own, Act.GIVE_EVIDENCE),
        "asked_for": asked_for,
        "until": own.state.evidence.until if own.state.evidence else None,
        "typed": typed,
    }
    return show(request, own, "my/evidence.html", more, sent)
