"""Appointments of a case at the posts of its stage: what is free, taking a time, and laying it down.

Pages, API, jobs and commands call these, and hold no rule. Errors as in `services`; TimeTaken if another
person was quicker.
"""

from __future__ import annotations

import uuid
from datetime import UTC, date, datetime

from safeconduct import clock
from safeconduct.capacity import appointments
from safeconduct.capacity.appointments import FreeDay
from safeconduct.capacity.models import Appointment
from safeconduct.cases import deeds, screening
from safeconduct.cases.definitions import course_of, definition_of
from safeconduct.cases.errors import NotAllowed
from safeconduct.cases.models import Case
from safeconduct.cases.requests import Done, Request, do
from safeconduct.cases.selectors import state_of_case
from safeconduct.cases.work import Work
from safeconduct.eligibility import Status
from safeconduct.errors import NotFound
from safeconduct.flow import Actor, EventKind, Reason, Refusal
from safeconduct.flow.clocks import local_day, zone
from safeconduct.programme import Edition
from safeconduct.programme.schema import Post, Stage


def posts_of(case: Case) -> tuple[Post, ...]:
    """The posts at which the case's present stage sees people; none for a stage without appointments."""
    now = clock.now()
    course = course_of(case)
    stage = course.standing(state_of_case(case), now)
    return _posts(case, stage, course.day(now)) if stage is not None and stage.books else ()


def free_days(case: Case, post_id: str, first: date, last: date) -> tuple[FreeDay, ...]:
    """The times that a post of the case's stage has left. NotFound for another post."""
    post = _named(posts_of(case), post_id)
    return appointments.free_days(programme=case.programme, post=post, first=first, last=last)


def appointment_of(case: Case) -> Appointment | None:
    """The appointment that the case has."""
    return appointments.held_by(case.id)


def book(
    *,
    case_id: uuid.UUID,
    actor: Actor,
    expected_number: int,
    post: str,
    starts_at: datetime,
    key: str | None = None,
) -> Done:
    """Take a time at a post for a case; an earlier appointment of it ends by that.

    NotAllowed, with the conditions, where the day itself would stand in the way of what comes next.
    """

    def deed(work: Work) -> None:
        stage = work.stage_now()
        at_post = _named(_posts(work.case, stage, work.course.day(work.at)), post)
        day = local_day(starts_at, zone(at_post.time_zone))
        made = appointments.book(
            programme=work.case.programme, post=at_post, starts_at=starts_at, holder=work.case.id
        )
        work.happen(
            EventKind.APPOINTMENT_MADE,
            actor,
            stage=stage.id,
            refs={
                "post": at_post.id,
                "day": day.isoformat(),
                "starts_at": starts_at.astimezone(UTC).strftime("%Y-%m-%dT%H:%MZ"),
                "appointment": str(made.id),
            },
        )
        assert stage.books is not None
        deeds.record(work, {stage.books: day}, actor, expected_number)
        _refuse_a_day_in_the_way(work, stage)

    told = {"post": post, "starts_at": starts_at.isoformat()}
    return do(case_id, Request("book", actor, expected_number, key, post, told), deed)


def cancel(
    *, case_id: uuid.UUID, actor: Actor, expected_number: int, key: str | None = None
) -> Done:
    """Lay an appointment down; the stage waits for another one."""

    def deed(work: Work) -> None:
        refs = {"appointment": work.state.appointment or "none"}
        work.happen(EventKind.APPOINTMENT_CANCELLED, actor, stage=work.state.stage, refs=refs)
        appointments.end(holder=work.case.id)

    return do(case_id, Request("cancel", actor, expected_number, key), deed)


def _refuse_a_day_in_the_way(work: Work, stage: Stage) -> None:
    """A day that fails a condition of the stage is not taken, unless something else makes it met.

    What is only known later, such as that the appointment was kept, does not excuse the day now.
    """
    found = screening.screened(work.case, work.events, work.at)
    broken = tuple(
        finding.condition.id
        for finding in found.findings
        if finding.condition.id in stage.needs
        and finding.status is not Status.MET
        and any(
            stage.books in leaf.facts and leaf.status is Status.NOT_MET for leaf in finding.leaves
        )
    )
    if broken:
        raise NotAllowed(Refusal(Reason.CONDITIONS_OPEN, broken))


def _posts(case: Case, stage: Stage, day: date) -> tuple[Post, ...]:
    edition = Edition(definition_of(case), day)
    return tuple(post for post in edition.posts if stage.pool and post.pool == stage.pool)


def _named(posts: tuple[Post, ...], name: str) -> Post:
    for post in posts:
        if post.id == name:
            return post
    raise NotFound(
        f"{name!r} is no post at which this stage sees people.",
        given=name,
        accepted=", ".join(post.id for post in posts) or "none: this stage has no appointments",
    )
