"""Making or moving a case's appointment for someone who sits at the desk, or calls."""

from __future__ import annotations

import uuid

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods

from safeconduct.capacity.appointments import TimeTaken
from safeconduct.cases import appointments
from safeconduct.cases.requests import Done
from safeconduct.programme.schema import Post
from safeconduct.web import appointed
from safeconduct.web.doors import case_for, office_of
from safeconduct.web.facts.fields import Problem
from safeconduct.web.workbench.sending import Sending, say, tried
from safeconduct.web.workbench.sheet import Attempt, Sheet


@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def page(request: HttpRequest, receipt: str) -> HttpResponse:
    """Where, then when; a time that was taken meanwhile comes back with the others that are left."""
    case, actor = case_for(request, receipt)
    posts = appointments.posts_of(case)
    post = _post(request, posts)
    attempt = None
    if request.method == "POST":
        sending = Sending(request, case, actor, request.POST.dict())
        result = tried("appointment", _book, sending)
        if isinstance(result, Done):
            say(request, result)
            return redirect("work_case", case.receipt_number)
        attempt = result
    held = Sheet.of(case, actor)
    return render(
        request,
        "workbench/appoint.html",
        {
            "here": "work",
            "case": case,
            "sheet": held,
            "attempt": attempt,
            "key": uuid.uuid4().hex,
            "posts": posts,
            "at_post": post,
            "city": appointed.city(post) if post else "",
            "appointment": appointed.shown(case),
            "chosen": request.POST.get("time", ""),
            **appointed.offered(case, post, request.GET.get("from", "")),
        },
    )


def _post(request: HttpRequest, posts: tuple[Post, ...]) -> Post | None:
    """The post that was chosen, or else the officer's own."""
    office = office_of(request)
    named = request.POST.get("post") or request.GET.get("post")
    if named is None and office is not None:
        named = office.post
    return next((each for each in posts if each.id == named), None)


def _book(sending: Sending) -> Done | Attempt:
    starts_at = appointed.instant(sending.text("time"))
    if starts_at is None or not sending.text("post"):
        problem = Problem("times", _("Choose a day and a time."))
        return Attempt("appointment", sending.typed, problems=(problem,))
    try:
        return appointments.book(**sending.asked, post=sending.text("post"), starts_at=starts_at)
    except TimeTaken:
        text = _("Someone else was quicker: this time is gone. Choose another one.")
        return Attempt("appointment", sending.typed, problems=(Problem("times", text),))
