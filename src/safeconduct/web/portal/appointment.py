"""The appointment at a post: choosing where, then a day and time; moving it; laying it down."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils.translation import gettext as _

from safeconduct import clock
from safeconduct.capacity.appointments import TimeTaken, soonest
from safeconduct.cases import appointments
from safeconduct.errors import NotFound
from safeconduct.flow import Act
from safeconduct.flow.clocks import local_day, zone
from safeconduct.flow.events import FIRST_YEAR, LAST_YEAR
from safeconduct.programme.schema import Post
from safeconduct.web import wording
from safeconduct.web.portal import standing
from safeconduct.web.portal.own import OwnCase
from safeconduct.web.portal.sending import Sent, case_page, failed, notice, send, show

DAYS_A_PAGE = 6


@dataclass(frozen=True)
class Held:
    """The appointment that a case has, in the post's own time."""

    post: Post
    day: date
    time: str


def held(own: OwnCase) -> Held | None:
    """The appointment of a case; a supporter is not told where the person goes (I6)."""
    made = appointments.appointment_of(own.case) if own.is_person else None
    if made is None:
        return None
    post = next((each for each in own.definition.posts if each.id == made.post), None)
    if post is None:
        return None
    local = made.starts_at.astimezone(zone(post.time_zone))
    return Held(post, local.date(), f"{local:%H:%M}")


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
    return show(request, own, "my/appointment.html", more | _times(request, own, post), sent)


def _deed(request: HttpRequest, own: OwnCase, post: Post | None) -> tuple[Sent, str]:
    if request.POST.get("do") == "cancel":
        return send(request, own, appointments.cancel), "laid_down"
    starts_at = _instant(request.POST.get("time", ""))
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


def _instant(given: str) -> datetime | None:
    try:
        found = datetime.fromisoformat(given)
    except ValueError:
        return None
    # A year at the calendar's edge falls off it in another zone.
    is_usable = found.tzinfo is not None and FIRST_YEAR <= found.year <= LAST_YEAR
    return found if is_usable else None


def _times(request: HttpRequest, own: OwnCase, post: Post | None) -> dict[str, Any]:
    if post is None:
        return {"days": (), "later": None}
    here = zone(post.time_zone)
    first, last = soonest(local_day(clock.now(), here))
    try:
        asked = date.fromisoformat(request.GET.get("from", ""))
        first = min(max(asked, first), last)
    except ValueError:
        pass
    free = appointments.free_days(own.case, post.id, first, last)
    shown = free[:DAYS_A_PAGE]
    days = [
        (
            wording.weekday(each.day),
            [(at.isoformat(), f"{at.astimezone(here):%H:%M}") for at in each.times],
        )
        for each in shown
    ]
    more = len(free) > len(shown)
    return {
        "days": days,
        "later": (shown[-1].day + timedelta(days=1)).isoformat() if more else None,
    }
