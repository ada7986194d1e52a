"""Appointments at posts as every desk shows them: the one made, the times left, and the one asked for."""

from __future__ import annotations

from contextlib import suppress
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Any

from safeconduct import clock
from safeconduct.capacity.appointments import soonest
from safeconduct.cases import appointments
from safeconduct.cases.definitions import definition_of
from safeconduct.cases.models import Case
from safeconduct.flow.clocks import local_day, zone
from safeconduct.flow.events import FIRST_YEAR, LAST_YEAR
from safeconduct.programme.schema import Post
from safeconduct.web import wording

DAYS_A_PAGE = 6


@dataclass(frozen=True, slots=True)
class Appointed:
    """When and where a case is seen."""

    post: Post
    day: date
    time: str
    city: str
    is_past: bool


def shown(case: Case) -> Appointed | None:
    """The appointment that the case has, if it has one."""
    made = appointments.appointment_of(case)
    if made is None:
        return None
    posts = definition_of(case).posts
    post = next((each for each in posts if each.id == made.post), None)
    if post is None:
        return None
    day = local_day(made.starts_at, zone(post.time_zone))
    time = local_time(made.starts_at, post)
    return Appointed(post, day, time, city(post), made.starts_at <= clock.now())


def offered(case: Case, post: Post | None, first_asked: str) -> dict[str, Any]:
    """The days on which the post has times left, a page of them from a day on, and where it goes on.

    `days` holds each day in words with its times as (instant, time of day); `later` is the next page's
    first day (YYYY-MM-DD), None on the last.
    """
    if post is None:
        return {"days": [], "later": None}
    first, last = soonest(local_day(clock.now(), zone(post.time_zone)))
    with suppress(ValueError):
        first = min(max(date.fromisoformat(first_asked), first), last)
    free = appointments.free_days(case, post.id, first, last)
    page = free[:DAYS_A_PAGE]
    days = [
        (wording.weekday(each.day), [(at.isoformat(), local_time(at, post)) for at in each.times])
        for each in page
    ]
    goes_on = len(free) > len(page)
    return {"days": days, "later": str(page[-1].day + timedelta(days=1)) if goes_on else None}


def instant(given: str) -> datetime | None:
    """An instant out of a form; None if it is none, or lies at the calendar's edge."""
    try:
        found = datetime.fromisoformat(given)
    except ValueError:
        return None
    # A year at the edge falls off the calendar in another zone.
    is_usable = found.tzinfo is not None and FIRST_YEAR <= found.year <= LAST_YEAR
    return found if is_usable else None


def city(post: Post) -> str:
    """The city by whose clock the post lives."""
    return wording.city(post.time_zone)


def local_time(at: datetime, post: Post) -> str:
    """The time of day at the post."""
    return f"{at.astimezone(zone(post.time_zone)):%H:%M}"
