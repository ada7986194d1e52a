"""Posts: whom one sees today and on the next days, and how many it sees from a day on."""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import date, time, timedelta
from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_safe

from safeconduct import clock
from safeconduct.capacity import appointments
from safeconduct.capacity.models import Appointment
from safeconduct.cases import access
from safeconduct.cases.definitions import course_of
from safeconduct.errors import InputError, NotFound
from safeconduct.flow import Actor, Status
from safeconduct.flow.clocks import local_day, zone
from safeconduct.programme import Definition, Edition
from safeconduct.programme.schema import Post
from safeconduct.web import appointed, asked, wording
from safeconduct.web.doors import office_of, officer
from safeconduct.web.facts.fields import LATEST, Problem
from safeconduct.web.workbench import words

#: How far a post's next days reach on its pages.
DAYS_AHEAD = 14
SAY = "work_posts_say"
_NUMBER = re.compile(r"[0-9]{1,4}")


@dataclass(frozen=True, slots=True)
class Day:
    """One day of a post: in words, with whom it sees."""

    name: str
    is_today: bool
    lines: tuple[dict[str, Any], ...]
    places: int


@never_cache
@require_safe
def today(request: HttpRequest) -> HttpResponse:
    """Whom the officer's post sees today and on the next days, by the post's own time."""
    actor, office = officer(request), office_of(request)
    definition = asked.run_here()
    named = office.post if office else ""
    post = next((each for each in definition.posts if each.id == named), None)
    return render(
        request,
        "workbench/today.html",
        {
            "here": "work_day",
            "post": post,
            "city": appointed.city(post) if post else "",
            "days": _days(definition, post, actor) if post else (),
            "ahead": DAYS_AHEAD,
        },
    )


@never_cache
@require_safe
def listed(request: HttpRequest) -> HttpResponse:
    """Every post that sees people by appointment, how it is open now, and how much is booked."""
    definition = asked.run_here()
    rows = []
    for post in _posts(definition):
        first = _first_day(post)
        held = appointments.hours_on(programme=definition.programme.id, post=post, day=first)
        rows.append(
            {
                "post": post,
                "city": appointed.city(post),
                "hours": _hours(held),
                "places": held.places_a_day if held else None,
                "booked": len(_booked(definition, post)),
            }
        )
    more = {"here": "work_posts", "rows": rows, "ahead": DAYS_AHEAD, "definition": definition}
    return render(request, "workbench/posts.html", more)


@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def one(request: HttpRequest, post: str) -> HttpResponse:
    """A post's hours and places from a day on, beside what is booked. NotFound for no such post."""
    actor, definition = officer(request), asked.run_here()
    found = next((each for each in _posts(definition) if each.id == post), None)
    if found is None:
        raise NotFound(_("There is no such post."), given=post)
    problems: tuple[Problem, ...] = ()
    if request.method == "POST":
        problems, is_new = _set(request, definition, found, actor)
        if not problems:
            request.session[SAY] = "done" if is_new else "repeated"
            return redirect("work_post", post)
    programme = definition.programme.id
    first = _first_day(found)
    held = appointments.hours_on(programme=programme, post=found, day=first)
    return render(
        request,
        "workbench/post.html",
        {
            "here": "work_posts",
            "post": found,
            "city": appointed.city(found),
            "first": first,
            "now": {"hours": _hours(held), "places": held.places_a_day if held else None},
            "changes": appointments.hours_set(programme=programme, post=found),
            "days": _days(definition, found, actor),
            "ahead": DAYS_AHEAD,
            "problems": problems,
            "typed": request.POST if problems else None,
            "say": request.session.pop(SAY, None) if request.method != "POST" else None,
        },
    )


def _set(
    request: HttpRequest, definition: Definition, post: Post, actor: Actor
) -> tuple[tuple[Problem, ...], bool]:
    """Set the hours as typed: what is wrong with them, and whether they were not set so before."""
    problems = []
    first = _first_day(post)
    from_date = _day(request.POST.get("from", ""), first)
    opens, closes = (_time(request.POST.get(name, "")) for name in ("opens", "closes"))
    places = request.POST.get("places", "").strip()
    if from_date is None:
        problems.append(Problem("from", _("Enter the first day: today or a later day.")))
    if opens is None:
        problems.append(Problem("opens", _("Enter when the post opens, such as 08:00.")))
    if closes is None:
        problems.append(Problem("closes", _("Enter when the post closes, such as 12:00.")))
    elif opens is not None and opens >= closes:
        problems.append(Problem("closes", _("The post has to close after it opens.")))
    if not _NUMBER.fullmatch(places):
        problems.append(Problem("places", _("Enter how many people are seen a day, such as 12.")))
    if problems or from_date is None or opens is None or closes is None:
        return tuple(problems), False
    programme = definition.programme.id
    hours, number = f"{opens:%H:%M}-{closes:%H:%M}", int(places)
    known = appointments.hours_set(programme=programme, post=post)
    last = next((row for row in known if row.from_date == from_date), None)
    if last is not None and (last.hours, last.places_a_day) == (hours, number):
        return (), False
    try:
        appointments.set_hours(
            programme=programme,
            post=post,
            from_date=from_date,
            hours=hours,
            places_a_day=number,
            by=actor.account or "",
        )
    except InputError:
        text = _("So many people do not fit into these hours: at most one a minute.")
        return (Problem("places", text),), False
    return (), True


def _day(text: str, earliest: date) -> date | None:
    try:
        given = date.fromisoformat(text.strip())
    except ValueError:
        return None
    return given if earliest <= given <= LATEST else None


def _time(text: str) -> time | None:
    try:
        given = time.fromisoformat(text.strip())
    except ValueError:
        return None
    return None if given.tzinfo else given.replace(second=0, microsecond=0)


def _posts(definition: Definition) -> list[Post]:
    """The posts of today whose stage sees people by appointment."""
    pools = {
        stage.pool
        for track in definition.tracks.values()
        for stage in track.stages
        if stage.books and stage.pool
    }
    return [
        post for post in Edition(definition, asked.today(definition)).posts if post.pool in pools
    ]


def _first_day(post: Post) -> date:
    """Today, at the post."""
    return local_day(clock.now(), zone(post.time_zone))


def _hours(held: Any) -> str:
    return f"{held.opens:%H:%M}–{held.closes:%H:%M}" if held else ""


def _booked(definition: Definition, post: Post) -> tuple[Appointment, ...]:
    first = _first_day(post)
    last = first + timedelta(days=DAYS_AHEAD)
    programme = definition.programme.id
    return appointments.booked(programme=programme, post=post, first=first, last=last)


def _days(definition: Definition, post: Post, actor: Actor) -> tuple[Day, ...]:
    """Today, and each of the next days on which someone is seen or could be."""
    here, first = zone(post.time_zone), _first_day(post)
    made = _booked(definition, post)
    cases = (
        access.cases_seen_by(actor)
        .select_related("standing")
        .in_bulk([each.holder for each in made])
    )
    found = []
    for ahead in range(DAYS_AHEAD + 1):
        day = first + timedelta(days=ahead)
        held = appointments.hours_on(programme=definition.programme.id, post=post, day=day)
        places = len(held.times(day)) if held else 0
        lines = tuple(
            _line(each, post, cases[each.holder])
            for each in made
            if each.holder in cases and each.starts_at.astimezone(here).date() == day
        )
        if lines or places or not ahead:
            found.append(Day(wording.weekday(day), not ahead, lines, places))
    return tuple(found)


def _line(made: Appointment, post: Post, case: Any) -> dict[str, Any]:
    course = course_of(case)
    stage = course.stage(case.standing.stage, course.day(clock.now()))
    return {
        "time": appointed.local_time(made.starts_at, post),
        "is_past": made.starts_at <= clock.now(),
        "receipt": case.receipt_number,
        "stage": wording.told(stage.name) if stage else case.standing.stage,
        "status": words.STATUSES[Status(case.standing.status)],
        "status_code": case.standing.status,
    }
