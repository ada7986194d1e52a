"""The appointment at a post: choosing where, then a day and time; moving it; laying it down."""

from __future__ import annotations

from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils.translation import gettext as _

from safeconduct.capacity.appointments import TimeTaken
from safeconduct.cases import appointments
from safeconduct.errors import NotFound
from safeconduct.flow import Act
from safeconduct.programme.schema import Post
from safeconduct.web import appointed
from safeconduct.web.appointed import Appointed
from safeconduct.web.portal import standing
from safeconduct.web.portal.own import OwnCase
from safeconduct.web.portal.sending import Sent, case_page, failed, notice, send, show


def held(own: OwnCase) -> Appointed | None:
    """The appointment of a case; a supporter is not told where the person goes (I6)."""
    return appointed.shown(own.case) if own.is_person else None


@case_page
def page(request: HttpRequest, own: OwnCase) -> HttpResponse:
    """Where, then when. NotFound at a step that has no appointments, and for another party."""
    posts = appointments.posts_of(own.case)
    if not posts or not own.is_person:
        raise NotFound(_("There is no appointment to be made at this step."))
    named = request.POST.get("post") or request.GET.get("post", "")
    post = next((each for each in posts if each.id == named), None)
    sent = None
    if request.method == "POST":
        sent, word = _deed(request, own, post)
        if sent.done is not None:
            notice(request, word, sent.done)
            return redirect("my_case", own.case.receipt_number)
    more: dict[str, Any] = {
        "posts": posts,
        "post": post,
        "held": held(own),
        "refusal": standing.refusal_of(own, Act.BOOK_APPOINTMENT),
        "chosen": request.POST.get("time", ""),
    }
    asked = request.GET.get("from", "")
    return show(
        request, own, "my/appointment.html", more | appointed.offered(own.case, post, asked), sent
    )


def _deed(request: HttpRequest, own: OwnCase, post: Post | None) -> tuple[Sent, str]:
    if request.POST.get("do") == "cancel":
        return send(request, own, appointments.cancel), "laid_down"
    starts_at = appointed.instant(request.POST.get("time", ""))
    if post is None or starts_at is None:
        return failed(own, "times", _("Choose a day and a time.")), ""
    try:
        booked = send(
            request,
            own,
            appointments.book,
            field="times",
            settles=True,
            post=post.id,
            starts_at=starts_at,
        )
        return booked, "booked"
    except TimeTaken:
        text = _("Someone else was quicker: this time is gone. Choose another one.")
        return failed(own, "times", text), ""
