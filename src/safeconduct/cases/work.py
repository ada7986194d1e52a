"""One case at work: locked, folded, and added to, in one transaction.

The order of locks is the same for everyone: first the case's own row, then, last of all, a cap's. What
must happen while a cap is locked is kept to the end (`places`), and whoever waits there holds all else.
"""

from __future__ import annotations

import re
import uuid
from collections.abc import Collection, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import datetime
from functools import cached_property

from django.db import connection, transaction

from safeconduct import clock
from safeconduct.capacity import appointments
from safeconduct.capacity import services as capacity
from safeconduct.cases import caps, chain, check_ins, letters, selectors, worklists
from safeconduct.cases.definitions import course_of
from safeconduct.cases.errors import NotAllowed
from safeconduct.cases.families import companions
from safeconduct.cases.holding import holds_on
from safeconduct.cases.models import Case, CaseEvent, CaseStanding, Deadline, Reminder, StageHold
from safeconduct.errors import InputError, NotFound
from safeconduct.flow import (
    Actor,
    CaseState,
    Course,
    Event,
    EventKind,
    Reason,
    Refusal,
    Status,
    refusal_of,
    state_of,
    step,
)
from safeconduct.flow.caps import period_key
from safeconduct.flow.clocks import Reminder as DueReminder
from safeconduct.flow.course import outcome_of
from safeconduct.programme.schema import Outcome, Stage

CLOCK = Actor("clock")
#: What a hold of the whole stage stops; a review goes on, and a case that is over stays so.
_MOVING = frozenset(
    {
        Status.OPEN,
        Status.WAITING_FOR_EVIDENCE,
        Status.AWAITING_SECOND_OFFICER,
        Status.CHANGED,
    }
)
#: After these a place is kept for the person, or no longer.
_OF_A_REVIEW = frozenset({EventKind.REVIEW_REQUESTED, EventKind.REVIEW_DECIDED})
#: Ids, digests, dates and names from the programme: nothing that a person typed fits.
_REF = re.compile(r"[A-Za-z0-9_.:@/+ -]{1,400}")


@dataclass
class Work:
    """A case that is locked for the length of a transaction; `happen` adds to it."""

    case: Case
    course: Course
    events: list[Event]
    state: CaseState
    last_hash: str
    at: datetime
    #: How many events the case had before.
    began_with: int
    places: list[capacity.CapAsked] = field(default_factory=list)
    #: Whether the family's cases are at work together, so that this one may lead on with them.
    goes_together: bool = False

    @property
    def stage(self) -> Stage | None:
        """The stage at which the case stands now."""
        return self.course.standing(self.state, self.at)

    def stage_now(self) -> Stage:
        """The same, where there has to be one; NotAllowed otherwise."""
        if self.stage is None:
            ended = Reason.CASE_ENDED if self.state.end else Reason.NOT_IN_FORCE
            raise NotAllowed(Refusal(ended))
        return self.stage

    def outcome(self, name: str) -> Outcome:
        """An outcome of the present stage; NotAllowed if it has none of the name."""
        found = outcome_of(self.stage_now(), name)
        if found is None:
            raise NotAllowed(Refusal(Reason.UNKNOWN_OUTCOME), given=name)
        return found

    def happen(
        self,
        kind: EventKind,
        actor: Actor,
        *,
        stage: str | None = None,
        outcome: str | None = None,
        refs: Mapping[str, str] | None = None,
        unmet: frozenset[str] = frozenset(),
    ) -> Event:
        """Add an event, if the lifecycle allows it now; NotAllowed says why it does not."""
        event = Event(
            number=self.state.number + 1,
            kind=kind,
            at=self.at,
            actor=actor,
            stage=stage,
            outcome=outcome,
            refs=_checked(refs or {}),
        )
        refusal = refusal_of(self.course, self.state, event, unmet, is_apart=self.is_apart)
        if refusal is not None:
            raise NotAllowed(refusal, given=outcome)
        self._write(event)
        self.events.append(event)
        self.state = step(self.course, self.state, event)
        return event

    @property
    def is_apart(self) -> bool:
        """Whether the case has a family that would be left behind if it led on now."""
        return not self.goes_together and bool(companions(self.case))

    def stop_if_held(self) -> bool:
        """Pause the case if its whole stage is held; whether it stands still now."""
        stage = self.stage
        if stage is None or self.state.status not in _MOVING:
            return self.state.status is Status.PAUSED
        hold = next((hold for hold in self._holds if hold.stage == stage.id), None)
        if hold is None:
            return False
        refs = {"hold": str(hold.id)}
        self.happen(EventKind.STAGE_PAUSED, CLOCK, stage=stage.id, refs=refs)
        return True

    @cached_property
    def _holds(self) -> tuple[StageHold, ...]:
        """The holds that concern the case, read once: a case may pass several stages in one go."""
        return tuple(holds_on(self.case))

    def take_places(self, actor: Actor, stage: Stage, outcome: Outcome) -> None:
        """Note the places that an outcome takes; they are taken last, before the transaction ends."""
        for cap in self.course.places_for(stage, outcome, self.course.day(self.at)):
            if any(held.cap == cap for held in self.state.places):
                continue
            rule = self.course.cap(cap, self.at)
            if rule is None:
                raise NotAllowed(Refusal(Reason.NOT_IN_FORCE, (cap,)))
            period = period_key(rule, self.at, self.course.zone)
            refs = {"cap": cap, "period": period}
            self.happen(EventKind.PLACE_TAKEN, actor, stage=stage.id, refs=refs)
            self.places.append(caps.asked(self.case, self.course, rule, self.at))

    def give_back_places(self) -> None:
        """Give back what may be another's now, and keep when the rest comes back."""
        for place in self.state.places:
            rule = self.course.cap(place.cap, place.at)
            if rule is None:
                continue
            pool = rule.pool(self.case.programme)
            named = {"holder": self.case.id, "pool": pool, "period": place.period}
            if self.course.is_free_again(self.state, place, self.at):
                refs = {"cap": place.cap, "period": place.period}
                self.happen(EventKind.PLACE_GIVEN_BACK, CLOCK, refs=refs)
                capacity.give_back(**named)
            elif self._may_move_a_return:
                capacity.note_return(**named, at=self.course.comes_back_at(self.state, place))

    @property
    def _may_move_a_return(self) -> bool:
        """Whether something happened by which a place comes back at another time than before."""
        new = {event.kind for event in self.events[self.began_with :]}
        return self.state.end is not None or not _OF_A_REVIEW.isdisjoint(new)

    def free_appointment(self) -> None:
        """Free the time at a post that the case has no more use for: another person can be seen then."""
        stage = self.stage
        if self.state.appointment is None or (stage is not None and stage.books):
            return
        held = appointments.held_by(self.case.id)
        if held is not None and held.starts_at > self.at:
            refs = {"appointment": self.state.appointment}
            self.happen(EventKind.APPOINTMENT_CANCELLED, CLOCK, refs=refs)
            appointments.end(holder=self.case.id)

    def _write(self, event: Event) -> None:
        row = CaseEvent(
            case=self.case,
            number=event.number,
            kind=event.kind.value,
            at=event.at,
            role=event.actor.role,
            account=event.actor.account or "",
            acting_for=event.actor.acting_for or "",
            stage=event.stage or "",
            outcome=event.outcome or "",
            refs=dict(event.refs),
            previous_hash=self.last_hash,
        )
        row.hash = self.last_hash = selectors.as_link(row).hash()
        row.save(force_insert=True)

    def _keep(self) -> None:
        """Write what lists and jobs read: where the case stands, and what is due."""
        stage = self.stage
        CaseStanding.objects.filter(case=self.case).update(
            number=self.state.number,
            stage=stage.id if stage else self.state.stage or "",
            actor=self.course.whose(self.state, stage, self.at) if stage else "",
            status=self.state.status.value,
            end=self.state.end.value if self.state.end else "",
            since=self.state.since or self.at,
            in_line_since=self.state.in_line_since if self.state.replaced else None,
            hold=self.state.paused_for,
        )
        self._keep_deadlines()
        self._keep_reminders()
        worklists.keep(self.case, self.course, self.events, self.state, self.at)
        check_ins.keep(self.case, self.course, self.state, self.at)

    def _keep_deadlines(self) -> None:
        due = {(d.stage, d.outcome or "", d.passes_at) for d in self.state.deadlines}
        for row in Deadline.objects.filter(case=self.case, settled_at__isnull=True):
            kept = (row.stage, row.outcome, row.due_at)
            if kept in due:
                due.remove(kept)
            else:
                Deadline.objects.filter(pk=row.pk).update(settled_at=self.at)
        Deadline.objects.bulk_create(
            Deadline(case=self.case, stage=stage_id, outcome=outcome, due_at=passes_at)
            for stage_id, outcome, passes_at in sorted(due)
        )

    def _keep_reminders(self) -> None:
        due = {(r.stage, r.days, r.last_day): r.due_at for r in self._reminders()}
        for row in Reminder.objects.filter(case=self.case, settled_at__isnull=True):
            if due.pop((row.stage, row.days, row.last_day), None) is None:
                Reminder.objects.filter(pk=row.pk).update(settled_at=self.at)
        Reminder.objects.bulk_create(
            Reminder(case=self.case, stage=stage, days=days, last_day=last_day, due_at=due_at)
            for (stage, days, last_day), due_at in sorted(due.items())
        )

    def _reminders(self) -> tuple[DueReminder, ...]:
        return () if self.state.end else self.course.reminders(self.state, self.at)

    def finish(self) -> None:
        """What follows from what happened, before the places are taken."""
        self.give_back_places()
        self.free_appointment()
        self.stop_if_held()
        letters.write_due(self, tuple(self.events[self.began_with :]))
        self._keep()


@contextmanager
def at_work(case_id: uuid.UUID) -> Iterator[Work]:
    """Lock a case, let the caller add to it, and keep what follows. NotFound if there is none.

    NotAllowed when a cap that the caller takes a place of is reached: then nothing happened.
    """
    with at_work_on((case_id,)) as works:
        yield works[0]


@contextmanager
def at_work_on(case_ids: Collection[uuid.UUID]) -> Iterator[tuple[Work, ...]]:
    """The same for several cases at once, in the order given: all that follows, or nothing at all.

    They are locked in one agreed order, and the places of all are taken last, in one order too.
    """
    try:
        with transaction.atomic():
            # Rows are locked first and read afterwards, so that what others committed is seen.
            rows = CaseStanding.objects.select_for_update().filter(case__in=case_ids)
            locked = {str(pk) for pk in rows.order_by("case_id").values_list("case_id", flat=True)}
            if missing := [case_id for case_id in case_ids if str(case_id) not in locked]:
                raise NotFound("There is no such case.", given=missing[0])
            works = tuple(_work_on(case_id) for case_id in case_ids)
            yield works
            for work in works:
                work.finish()
            _take_places(works)
    except _Full as full:
        if not connection.in_atomic_block:
            capacity.note_size(full.asked)
        raise NotAllowed(Refusal(Reason.CAP_FULL, (full.asked.pool,))) from full


class _Full(Exception):
    """No place is left of what was asked for."""

    def __init__(self, asked: capacity.CapAsked) -> None:
        self.asked = asked


def _take_places(works: Collection[Work]) -> None:
    asked = ((place, work.case.id) for work in works for place in work.places)
    for place, holder in sorted(asked, key=lambda one: (one[0].pool, one[0].period, one[1])):
        try:
            capacity.take_place(asked=place, holder=holder)
        except capacity.NoPlaceLeft as full:
            raise _Full(place) from full


def _work_on(case_id: uuid.UUID) -> Work:
    case = Case.objects.select_related("person").get(pk=case_id)
    course = course_of(case)
    rows = list(case.events.order_by("number"))
    events = [selectors.as_event(row) for row in rows]
    return Work(
        case=case,
        course=course,
        events=events,
        state=state_of(course, events),
        last_hash=rows[-1].hash if rows else chain.head_hash(selectors.header(case)),
        at=clock.now(),
        began_with=len(events),
    )


def _checked(refs: Mapping[str, str]) -> dict[str, str]:
    for name, value in refs.items():
        if not _REF.fullmatch(value):
            raise InputError(
                f"An event's `{name}` cannot hold this.",
                given=value,
                accepted="an id, a digest, a date or a name from the programme",
            )
    return dict(refs)
