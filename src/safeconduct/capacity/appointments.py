"""Appointments at posts: which times are free, and taking one, exactly once.

No lock is held while people choose: who comes second finds the time gone and is told so.
"""

from __future__ import annotations

import uuid
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta

from django.db import IntegrityError, transaction

from safeconduct import clock
from safeconduct.capacity.models import Appointment, PostHours
from safeconduct.capacity.slots import OpeningHours, days
from safeconduct.errors import InputError, SafeconductError
from safeconduct.flow.clocks import end_of_day, zone
from safeconduct.programme.schema import Post


class TimeTaken(SafeconductError):
    """Someone else took this time, or the post does not see people then."""

    code = "time_taken"


@dataclass(frozen=True, slots=True)
class FreeDay:
    """A day on which a post has times left."""

    day: date
    times: tuple[datetime, ...]


def set_hours(
    *, programme: str, post: Post, from_date: date, hours: str, places_a_day: int, by: str
) -> PostHours:
    """Say how many people a post sees from a day on; appointments that were made stay. InputError."""
    opening(post, hours, places_a_day)
    return PostHours.objects.create(
        programme=programme,
        post=post.id,
        from_date=from_date,
        hours=hours,
        places_a_day=places_a_day,
        set_by=by,
        set_at=clock.now(),
    )


def opening(post: Post, hours: str, places_a_day: int) -> OpeningHours:
    """A post's opening with the given hours and places. InputError if they cannot be."""
    return OpeningHours.read(
        time_zone=post.time_zone,
        holidays=post.holidays or (post.country,),
        hours=hours,
        places_a_day=places_a_day,
    )


def free_days(*, programme: str, post: Post, first: date, last: date) -> tuple[FreeDay, ...]:
    """The days of a span on which the post has times left that still lie ahead, each with them."""
    openings = _openings(programme, post, last)
    standing = booked(programme=programme, post=post, first=first, last=last)
    taken = {appointment.starts_at for appointment in standing}
    now = clock.now()
    found = []
    for day in days(first, last):
        held = _on(openings, day) if post.in_force(day) else None
        left = tuple(t for t in held.times(day) if t > now and t not in taken) if held else ()
        if left:
            found.append(FreeDay(day, left))
    return tuple(found)


def book(*, programme: str, post: Post, starts_at: datetime, holder: uuid.UUID) -> Appointment:
    """Take a time for a holder, whose earlier appointment ends by that.

    Belongs in its caller's transaction. TimeTaken if it is not free, InputError if it is past.
    """
    if starts_at <= clock.now():
        raise InputError("This time is past.", given=starts_at, accepted="a time that lies ahead")
    day = starts_at.astimezone(zone(post.time_zone)).date()
    held = hours_on(programme=programme, post=post, day=day)
    if held is None or starts_at not in held.times(day):
        raise TimeTaken("The post sees nobody at this time.", given=starts_at)
    try:
        with transaction.atomic():
            end(holder=holder)
            return Appointment.objects.create(
                programme=programme,
                post=post.id,
                starts_at=starts_at,
                holder=holder,
                made_at=clock.now(),
            )
    except IntegrityError as error:
        raise TimeTaken("Someone else took this time.", given=starts_at) from error


def end(*, holder: uuid.UUID) -> bool:
    """End the appointment that a holder has; whether there was one."""
    standing = Appointment.objects.filter(holder=holder, ended_at__isnull=True)
    return standing.update(ended_at=clock.now()) > 0


def held_by(holder: uuid.UUID) -> Appointment | None:
    """The appointment that a holder has."""
    return Appointment.objects.filter(holder=holder, ended_at__isnull=True).first()


def booked(*, programme: str, post: Post, first: date, last: date) -> tuple[Appointment, ...]:
    """Whom a post sees on the days of a span, ends included, in order."""
    here = zone(post.time_zone)
    return tuple(
        Appointment.objects.filter(
            programme=programme,
            post=post.id,
            ended_at__isnull=True,
            starts_at__gte=datetime.combine(first, time(), here),
            starts_at__lt=end_of_day(last, here),
        ).order_by("starts_at")
    )


def hours_set(*, programme: str, post: Post) -> tuple[PostHours, ...]:
    """What was said of a post's hours, the last day first; of two for one day the later counts."""
    rows = PostHours.objects.filter(programme=programme, post=post.id)
    return tuple(rows.order_by("-from_date", "-id"))


def hours_on(*, programme: str, post: Post, day: date) -> OpeningHours | None:
    """How a post is open on a day, if it is a working day; None if nobody ever said."""
    return _on(_openings(programme, post, day), day) if post.in_force(day) else None


def _openings(programme: str, post: Post, last: date) -> list[tuple[date, OpeningHours]]:
    """From which day on the post is open how; what the programme says itself comes first."""
    found = []
    if post.hours and post.places_a_day is not None:
        found.append((date.min, opening(post, post.hours, post.places_a_day)))
    rows = PostHours.objects.filter(programme=programme, post=post.id, from_date__lte=last)
    for row in rows.order_by("from_date", "id"):
        found.append((row.from_date, opening(post, row.hours, row.places_a_day)))
    return found


def _on(openings: list[tuple[date, OpeningHours]], day: date) -> OpeningHours | None:
    held = [opening for start, opening in openings if start <= day]
    return held[-1] if held else None


def soonest(first: date, weeks: int = 6) -> tuple[date, date]:
    """The span in which people look for a time."""
    return first, first + timedelta(weeks=weeks)
