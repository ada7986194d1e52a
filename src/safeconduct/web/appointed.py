"""An appointment at a post, always in the post's own time with the city of its zone."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime

from safeconduct import clock
from safeconduct.cases import appointments
from safeconduct.cases.definitions import definition_of
from safeconduct.cases.models import Case
from safeconduct.flow.clocks import zone
from safeconduct.programme.schema import Post


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
    local = made.starts_at.astimezone(zone(post.time_zone))
    return Appointed(
        post, local.date(), f"{local:%H:%M}", city(post), made.starts_at <= clock.now()
    )


def city(post: Post) -> str:
    """The city by whose clock the post lives."""
    return post.time_zone.rpartition("/")[2].replace("_", " ")


def local_time(at: datetime, post: Post) -> str:
    """The time of day at the post."""
    return f"{at.astimezone(zone(post.time_zone)):%H:%M}"
